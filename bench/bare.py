"""The bare ASGI application: no framework, no validation, no sign-in, no second wall.

It connects as a superuser, whom row-level security does not bind.
"""

import sys
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

import asyncpg
import msgspec
import uvicorn

from app import places
from app.database import AGENCY_SETTING, Database, keep_as_it_is
from app.search.schemas import SearchQuery
from app.vacancies.searching import around
from bench.seed.contents import AGENCY, NEAR_TOWNS
from bench.yardstick import (
    CANDIDATE,
    DESK,
    LOG_FEEDBACK,
    NEAR,
    OVERDUE,
    PREPARATION,
    SEARCH,
    TIMELINE,
    Wrapped,
)

CONNECTIONS = 16
IDLE_PATH = "/nothing"
FOUND: int = SearchQuery.model_fields["limit"].default

TOWNS = {town: places.find(town, "GB") or (0.0, 0.0) for town in NEAR_TOWNS}

Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]


class Bare:
    """The requests, told apart by their paths."""

    def __init__(self, database_url: str) -> None:
        self.database_url = database_url

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.live(receive, send)
            return
        body = await self.answer(scope["path"], scope["query_string"], receive)
        status = 404 if body is None else 201 if scope["method"] == "POST" else 200
        content = b"" if body is None else body.encode()
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", str(len(content)).encode()),
        ]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def answer(self, path: str, query: bytes, receive: Receive) -> str | None:
        match path.split("/"):
            case ["", "v1", "candidates", candidate_id]:
                return await self.fetch(CANDIDATE, id=UUID(candidate_id))
            case ["", "v1", "candidates", candidate_id, "timeline"]:
                return await self.fetch(TIMELINE, candidate_id=UUID(candidate_id))
            case ["", "v1", "interviews", interview_id, "preparation"]:
                return await self.fetch(PREPARATION, id=UUID(interview_id))
            case ["", "v1", "vacancies"]:
                town = parse_qs(query.decode())["near"][0]
                return await self.fetch(NEAR, **around(TOWNS[town], 40.0))
            case ["", "v1", "search"]:
                return await self.fetch(SEARCH, q=parse_qs(query.decode())["q"][0], limit=FOUND)
            case ["", "v1", "desk"]:
                return await self.fetch(DESK)
            case ["", "v1", "feedback-requests"]:
                return await self.fetch(OVERDUE)
            case ["", "v1", "feedback-requests", request_id, "feedback"]:
                given = msgspec.json.decode((await receive())["body"])
                given["ratings"] = msgspec.json.encode(given["ratings"]).decode()
                return await self.fetch(LOG_FEEDBACK, request_id=UUID(request_id), **given)
        return "{}" if path == IDLE_PATH else None

    async def fetch(self, wrapped: Wrapped, **values: Any) -> str | None:
        found: str | None = await self.pool.fetchval(wrapped.sql, *wrapped.arguments(**values))
        return found

    async def live(self, receive: Receive, send: Send) -> None:
        await receive()
        self.pool = await asyncpg.create_pool(
            self.database_url,
            min_size=CONNECTIONS,
            max_size=CONNECTIONS,
            # As ours, or better: planning a join of seven tables takes ten times its execution.
            server_settings=Database(self.database_url).server_settings
            | {"plan_cache_mode": "force_generic_plan", AGENCY_SETTING: AGENCY},
            max_cacheable_statement_size=0,
            reset=keep_as_it_is,
        )
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self.pool.close()
        await send({"type": "lifespan.shutdown.complete"})


def main() -> None:
    """`python -m bench.bare PORT`, with the database's address on standard input."""
    app = Bare(sys.stdin.readline().strip())
    uvicorn.run(app, port=int(sys.argv[1]), access_log=False, log_level="warning", ws="none")


if __name__ == "__main__":
    main()
