"""Following the change feed: one look a second for each agency, handed to all who follow it.

Whoever comes reads what they have missed for themselves, while the events of the meantime wait for
them; what they read already is then passed over. Positions are drawn in the order of the commits,
so nothing is missed and nothing comes twice.
"""

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from fastapi.sse import KEEPALIVE_COMMENT, format_sse_event

from app.access.actors import Actor
from app.database import Database, Reads
from app.database_problems import DATABASE_ERRORS
from app.errors import Problem, TooManyRequests
from app.events import queries
from app.events.schemas import FeedQuery
from app.statements import Row, encode

LOOK_EVERY_S = 1.0
EVENTS_A_LOOK = 1000
MOST_WAITING = 1000
"""For one follower who is slow to read: then they read for themselves again."""
PING_EVERY_S = 15.0
BETWEEN_CHECKS_S = 0.02
"""Of one key's or person's credentials and the next: fifty queries a second at most."""

WhoIs = Callable[[str, str | None], Awaitable[Actor]]
"""From a bearer and whom it acts for to an actor. Raises `Problem`."""


@dataclass
class Told:
    """An event on its way to followers, written once for all of them."""

    row: Row

    @cached_property
    def position(self) -> int:
        return queries.position_of(self.row["id"])

    @cached_property
    def chunk(self) -> bytes:
        return format_sse_event(
            data_str=encode(self.row).decode(), event=self.row["type"], id=self.row["id"]
        )


class Follower:
    """One stream: what it wants, where it is, and what waits for it."""

    def __init__(self, db: Reads, query: FeedQuery, bearer: str, on_behalf_of: str | None) -> None:
        self.db = db
        self.query = query
        self.credentials = (bearer, on_behalf_of)
        self.position = -1 if query.after is None else queries.position_of(query.after)
        self.waiting: deque[Told] = deque()
        self.woken = asyncio.Event()
        self.is_behind = False
        self.has_ended = False

    def tell(self, events: list[Told]) -> None:
        if len(self.waiting) + len(events) > MOST_WAITING:
            self.waiting.clear()
            self.is_behind = True
        if not self.is_behind:
            self.waiting.extend(events)
        self.woken.set()

    def end(self) -> None:
        self.has_ended = True
        self.woken.set()

    def wants(self, event: Told) -> bool:
        query, row = self.query, event.row
        return (
            event.position > self.position
            and (query.types is None or row["type"] in query.types)
            and (query.candidate_id is None or row["candidate_id"] == query.candidate_id)
            and (query.subject_id is None or row["subject"]["id"] == query.subject_id)
            and (query.actor_id is None or row["actor"]["id"] == query.actor_id)
        )

    async def chunks(self) -> AsyncIterator[bytes]:
        """Until it ends."""
        while not self.has_ended:
            self.is_behind = False  # from here on what is new waits
            async for chunk in self.missed():
                yield chunk
            while not (self.is_behind or self.has_ended):
                while self.waiting:
                    if self.wants(event := self.waiting.popleft()):
                        self.position = event.position
                        yield event.chunk
                self.woken.clear()
                try:
                    async with asyncio.timeout(PING_EVERY_S):
                        await self.woken.wait()
                except TimeoutError:
                    yield KEEPALIVE_COMMENT

    async def missed(self) -> AsyncIterator[bytes]:
        more = True
        while more and not self.has_ended:
            after = queries.event_id(self.position) if self.position >= 0 else None
            page = await queries.events_after(
                self.db, self.query.model_copy(update={"after": after})
            )
            for row in page["items"]:
                event = Told(row)
                self.position = event.position
                yield event.chunk
            more = page["next_cursor"] is not None


class LiveFeed:
    """Everybody who follows, in this process."""

    def __init__(self, database: Database, who_is: WhoIs, stopping: asyncio.Event) -> None:
        self.database = database
        self.who_is = who_is
        self.stopping = stopping
        self.followers: dict[UUID, set[Follower]] = {}
        self.tasks: dict[Any, asyncio.Task[None]] = {}

    async def join(self, follower: Follower) -> None:
        """What happens from now on waits for them, until they `leave`."""
        agency_id = follower.db.agency_id
        here = self.followers.setdefault(agency_id, set())
        here.add(follower)
        if self.stopping.is_set():
            follower.end()
        self.keep("check", self.check())
        self.keep("stop", self.end_all())
        if agency_id not in self.tasks:
            try:
                position = await queries.last_position(follower.db)
            except BaseException:
                self.leave(follower)
                raise
            self.keep(agency_id, self.look(agency_id, position))

    def leave(self, follower: Follower) -> None:
        here = self.followers[follower.db.agency_id]
        here.discard(follower)
        if not here:
            del self.followers[follower.db.agency_id]
            self.cancel(follower.db.agency_id)
        if not self.followers:
            self.cancel("check")
            self.cancel("stop")

    def keep(self, name: Any, work: Any) -> None:
        if name in self.tasks:
            work.close()
            return
        self.tasks[name] = asyncio.create_task(work)

    def cancel(self, name: Any) -> None:
        if task := self.tasks.pop(name, None):
            task.cancel()

    async def look(self, agency_id: UUID, position: int) -> None:
        reads = self.database.reads(Actor(agency_id, "system"))
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            with contextlib.suppress(Problem, *DATABASE_ERRORS):  # the next look sees it all
                more = True
                while more:
                    query = FeedQuery(after=queries.event_id(position), limit=EVENTS_A_LOOK)
                    page = await queries.events_after(reads, query)
                    events = [Told(row) for row in page["items"]]
                    if events:
                        position = events[-1].position
                        for follower in self.followers[agency_id]:
                            follower.tell(events)
                    more = page["next_cursor"] is not None

    async def check(self) -> None:
        """No stream outlives its credentials."""
        while True:
            await asyncio.sleep(LOOK_EVERY_S)
            by_credentials: dict[tuple[str, str | None], list[Follower]] = {}
            for here in self.followers.values():
                for follower in here:
                    by_credentials.setdefault(follower.credentials, []).append(follower)
            for credentials, followers in by_credentials.items():
                if not await self.still_allowed(*credentials):
                    for follower in followers:
                        follower.end()
                await asyncio.sleep(BETWEEN_CHECKS_S)

    async def still_allowed(self, bearer: str, on_behalf_of: str | None) -> bool:
        try:
            actor = await self.who_is(bearer, on_behalf_of)
        except Problem as problem:
            return problem.status >= TooManyRequests.status  # nothing was said against them
        except DATABASE_ERRORS:
            return True
        return "events:read" in actor.scopes

    async def end_all(self) -> None:
        """When the server is told to stop it waits for its streams."""
        await self.stopping.wait()
        for here in self.followers.values():
            for follower in here:
                follower.end()
