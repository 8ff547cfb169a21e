"""Links for people without an account."""

from app.routing import Router

router = Router(tag="access")
