"""Referees, heads-ups and references."""

from app.routing import Router

router = Router(prefix="/v1", tag="referees")
