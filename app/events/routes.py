"""The change feed: every event of the agency, once, in an order that never changes."""

from typing import Annotated

from fastapi import Header, Query
from starlette.requests import Request
from starlette.responses import Response

from app import answers
from app.access.dependencies import reading
from app.database import Reads
from app.documentation import problems
from app.events import queries
from app.events.event_stream import DOCUMENTED, EventStream
from app.events.live_feed import Follower, LiveFeed
from app.events.open_streams import Streaming, TooManyStreams
from app.events.schemas import EventId, EventPage, FeedQuery
from app.routing import Router
from app.statements import encode

router = Router(prefix="/v1/events", tag="events")

Reading = Annotated[Reads, reading("events:read")]


@router.get("", summary="Read the change feed", response_model=EventPage, responses=problems())
async def list_events(db: Reading, query: Annotated[FeedQuery, Query()]) -> Response:
    """Oldest first. Page with `after`: every committed event comes exactly once, in the same order
    for everybody, however many writers commit meanwhile and however long you were away.

    Nothing new is an empty page.
    """
    return answers.Json(encode(await queries.events_after(db, query)))


@router.get(
    "/stream",
    summary="Follow the change feed",
    response_class=EventStream,
    responses=problems(TooManyStreams) | {200: DOCUMENTED},
)
async def stream_events(
    request: Request,
    db: Streaming,
    query: Annotated[FeedQuery, Query()],
    last_event_id: Annotated[EventId | None, Header()] = None,
) -> Response:
    """The same feed as server-sent events; `id` is the event's, so a client resumes by itself with
    `Last-Event-ID`. It ends when the credentials do. One key or one person may have twenty open at
    a time, unless the operator allows another number."""
    query = query.model_copy(update={"after": last_event_id or query.after})
    bearer = request.headers["authorization"].partition(" ")[2].strip()
    follower = Follower(db, query, bearer, request.headers.get("on-behalf-of"))
    feed: LiveFeed = request.app.state.live_feed
    await feed.join(follower)
    return EventStream(feed, follower)
