"""What pages fetch: their style, and the one script that keeps drafts."""

from starlette.responses import Response

from app.pages import rendering
from app.routing import Router

router = Router(prefix="/assets", tag="public", include_in_schema=False)


@router.get("/{name}")
async def get_asset(name: str) -> Response:
    return rendering.asset(name)
