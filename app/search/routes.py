"""Finding anybody and anything."""

from app.routing import Router

router = Router(prefix="/v1/search", tag="search")
