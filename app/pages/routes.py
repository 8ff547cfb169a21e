"""What pages fetch: their style, and the one script that keeps drafts."""

from starlette.responses import PlainTextResponse, Response

from app.pages import rendering
from app.routing import Router

router = Router(prefix="", tag="public", include_in_schema=False)

ROBOTS = """\
User-agent: *
Disallow: /f/
Disallow: /c/
Disallow: /u/
Disallow: /calendar/
Disallow: /files/
Disallow: /v1/
"""


@router.get("/robots.txt")
async def get_robots() -> Response:
    """Public vacancies are for search engines; what a link opens is for one person."""
    return PlainTextResponse(ROBOTS, headers={"cache-control": "public, max-age=86400"})


@router.get("/assets/{name}")
async def get_asset(name: str) -> Response:
    return rendering.asset(name)
