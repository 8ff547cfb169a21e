"""E-mail: what was sent to whom, and what became of it."""

from app.routing import Router

router = Router(tag="messages")

pages = Router(prefix="/u", tag="public", include_in_schema=False)
"""`/u/{token}`: no more messages, please."""
