"""What pages fetch: their style, and the one script that keeps drafts."""

from datetime import timedelta

from starlette.responses import PlainTextResponse, Response

from app import clock
from app.errors import NotFound
from app.pages import rendering
from app.routing import Router
from app.settings import settings

router = Router(prefix="", tag="public", include_in_schema=False)

ROBOTS = """\
User-agent: *
Disallow: /f/
Disallow: /c/
Disallow: /u/
Disallow: /calendar/
Disallow: /password/
Disallow: /files/
Disallow: /v1/
"""


@router.get("/robots.txt")
async def get_robots() -> Response:
    """Public vacancies are for search engines; what a link opens is for one person."""
    return PlainTextResponse(ROBOTS, headers={"cache-control": "public, max-age=86400"})


@router.get("/.well-known/security.txt")
async def get_security_contact() -> Response:
    """Whom to tell of a weakness (RFC 9116), where the operator says so."""
    here = settings()
    if here.security_contact is None:
        raise NotFound
    expires = (clock.now() + timedelta(days=180)).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {here.security_contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en",
        f"Canonical: {here.public_url}/.well-known/security.txt",
    )
    headers = {"cache-control": "public, max-age=86400"}
    return PlainTextResponse("\n".join(lines) + "\n", headers=headers)


@router.get("/assets/{name}")
async def get_asset(name: str) -> Response:
    return rendering.asset(name)
