"""Today's work in one call."""

from app.routing import Router

router = Router(prefix="/v1/desk", tag="desk")
