"""A response that goes on until its reader leaves, loses the right to it, or the server stops."""

import asyncio

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from app.events.live_feed import Follower, LiveFeed

DOCUMENTED = {
    "description": "The events, one after the other.",
    "content": {
        "text/event-stream": {
            "itemSchema": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
            }
        }
    },
}


class EventStream(Response):
    """Server-sent events, with nothing but one task to listen and one to speak: thousands may be
    open."""

    media_type = "text/event-stream"

    def __init__(self, feed: LiveFeed, follower: Follower, status_code: int = 200) -> None:
        # Nothing is rendered: a stream has neither a body yet nor a length.
        self.status_code = status_code
        self.background = None
        self.init_headers({"cache-control": "no-cache", "x-accel-buffering": "no"})
        self.feed = feed
        self.follower = follower

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        leaving = asyncio.create_task(self.notice_leaving(receive))
        try:
            start = {"status": self.status_code, "headers": self.raw_headers}
            await send({"type": "http.response.start", **start})
            async for chunk in self.follower.chunks():
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            leaving.cancel()
            self.feed.leave(self.follower)

    async def notice_leaving(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.follower.end()
