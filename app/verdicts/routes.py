"""The candidate's verdict on an application."""

from app.routing import Router

router = Router(prefix="/v1/applications", tag="offers")
