"""The employer's form."""

from app.links.opening import LinkRoute
from app.routing import Router

router = Router(tag="feedback")

pages = Router(prefix="/f", tag="public", include_in_schema=False)
pages.route_class = LinkRoute
"""`/f/{token}`: the form itself."""
