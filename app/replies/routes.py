"""What was answered by mail, to be reviewed."""

from app.routing import Router

router = Router(tag="replies")

inbound = Router(prefix="/inbound", tag="public", include_in_schema=False)
"""`/inbound/mail`: mail that a provider hands in."""
