"""The agency's wording of its messages."""

from app.routing import Router

router = Router(prefix="/v1/templates", tag="agency")
