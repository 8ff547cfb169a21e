"""The candidate's own page."""

from app.links.opening import LinkRoute
from app.routing import Router

router = Router(tag="candidates")

pages = Router(prefix="/c", tag="public", include_in_schema=False)
pages.route_class = LinkRoute
"""`/c/{token}`: the page itself."""
