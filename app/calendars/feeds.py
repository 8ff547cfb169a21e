"""`/calendar/{token}.ics`: what a calendar program reads again every hour, without an account."""

from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.access.actors import Actor
from app.calendars import entries, queries
from app.calendars.writing import published
from app.errors import TooManyRequests
from app.links.actions import note_opened
from app.links.models import LinkKind
from app.links.opening import LinkGone, Opened, open_link
from app.links.rights import CALLS
from app.routing import Route
from app.transaction import transaction

KEPT_SECONDS = 300
NOBODY_ELSE = {
    "referrer-policy": "no-referrer",  # the address holds the token
    "x-robots-tag": "noindex, nofollow",
}
REFUSED = {**NOBODY_ELSE, "cache-control": "no-store"}


class FeedRoute(Route):
    """Who asks is a program: refusals are one line of text."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_or_line(request: Request) -> Response:
            try:
                return await answer(request)
            except LinkGone as gone:
                return PlainTextResponse(f"{gone.title}.", gone.status, REFUSED)
            except TooManyRequests as slow_down:
                return PlainTextResponse(
                    f"{slow_down.title}.", slow_down.status, {**REFUSED, **slow_down.headers}
                )

        return answer_or_line


async def feed(request: Request, token: str) -> Response:
    """Raises `LinkGone` or `TooManyRequests`."""
    opened = await open_link(request, LinkKind.calendar, token)
    actor = reader_of(opened)
    if opened.first_opened_at is None:
        async with transaction(opened.database, actor) as db:
            await note_opened(db, opened.id)
    rows = await queries.feed_of(
        opened.reads(actor), candidate_id=opened.candidate_id, user_id=opened.user_id
    )
    if CALLS not in opened.scopes:
        rows = [row for row in rows if row["what"] != "call"]
    to_reader = entries.to_candidate if opened.candidate_id else entries.to_recruiter
    name = f"Interviews, {opened.agency_name}"
    text = published(name, [to_reader(row, otherwise_in=opened.timezone) for row in rows])
    return shown(request, text, NOBODY_ELSE, kept_seconds=KEPT_SECONDS)


def reader_of(opened: Opened) -> Actor:
    if opened.candidate_id is not None:
        return Actor(opened.agency_id, "candidate", opened.candidate_id)
    return Actor(opened.agency_id, "user", opened.user_id)


def shown(
    request: Request, text: str, headers: dict[str, str], *, kept_seconds: int = 0
) -> Response:
    """The whole calendar, or 304 for who holds it already; what it says is its ETag."""
    content = text.encode()
    tag = f'"{sha256(content).hexdigest()[:32]}"'
    headers = {**headers, "etag": tag, "cache-control": f"private, max-age={kept_seconds}"}
    held = request.headers.get("if-none-match", "")
    if tag in [one.strip().removeprefix("W/") for one in held.split(",")]:
        return Response(status_code=304, headers=headers)
    headers["content-type"] = "text/calendar; charset=utf-8; method=PUBLISH"
    return Response(content, headers=headers)
