"""Documents of candidates."""

from app.routing import Router

router = Router(prefix="/v1", tag="documents")
