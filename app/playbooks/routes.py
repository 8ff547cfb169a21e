"""Playbooks: what is done when something happens."""

from app.routing import Router

router = Router(prefix="/v1/playbooks", tag="tasks")
