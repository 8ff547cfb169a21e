"""What was seen, until it is written: together every second, or at once where it must not be lost.

The same thing done again by the same person from the same network within a minute is counted, and
told as one more row when the minute is over. Nothing here makes a read wait. What could not be kept
is counted in `debrief_access_events_lost`, and told in the server's log.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import structlog
from prometheus_client import Counter

from app import clock
from app.audit.access import Access
from app.audit.models import Outcome
from app.audit.rows import write
from app.database import Database

log = structlog.get_logger()

LOST = Counter("debrief_access_events_lost", "What the security log could not keep.")
A_MINUTE = timedelta(minutes=1)
DATABASE_AWAY = (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError)
SECONDS_BETWEEN_WRITES = 1.0
SECONDS_TO_FINISH = 2.0
MOST_WAITING = 20_000
"""Rows that wait while the database is away; about 20 MB."""
MOST_FAILURES = 300
"""Different failures of one kind that one agency is told of in one minute; the rest as one row."""


@dataclass
class Recent:
    """What was told in the last minute, and how often it came again."""

    told: Access
    last_at: datetime
    more: int = 0

    def is_going_on(self, now: datetime) -> bool:
        return self.told.at <= now < self.told.at + A_MINUTE


class AccessLog:
    """One per application."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.waiting: list[Access] = []
        self.recent: dict[tuple[Any, ...], Recent] = {}
        self.failures: dict[tuple[UUID | None, str], int] = defaultdict(int)
        self.failures_since = clock.now()
        self.writing = asyncio.Lock()

    def note(self, seen: Access) -> bool:
        """Written within a second; False when it is only counted with what was told before."""
        if self.is_one_of_many(seen):
            seen = seen.of_many()
        recent = self.recent.get(seen.key)
        if recent is not None and recent.is_going_on(seen.at):
            recent.more += 1
            recent.last_at = seen.at
            return False
        if recent is not None:
            self.tell_the_rest(seen.key)
        if len(self.recent) < MOST_WAITING:
            self.recent[seen.key] = Recent(seen, seen.at)
        self.keep(seen)
        return True

    async def record(self, seen: Access) -> None:
        """Written when this returns; when the database is away, as soon as it is there."""
        if self.note(seen):
            await self.flush()

    def is_one_of_many(self, seen: Access) -> bool:
        """Whether this minute saw so many different failures of its kind that no more are told one
        by one: whoever causes them could fill the disk."""
        if seen.outcome is Outcome.ok or seen.key in self.recent:
            return False
        if not self.failures_since <= seen.at < self.failures_since + A_MINUTE:
            self.failures.clear()
            self.failures_since = seen.at
        kind = (seen.agency_id, seen.what)
        self.failures[kind] += 1
        return self.failures[kind] > MOST_FAILURES

    def keep(self, told: Access) -> None:
        if told.outcome is not Outcome.ok:
            log.warning("access refused", **told.in_the_log)
        if told.agency_id is None:
            return
        if len(self.waiting) >= MOST_WAITING:
            self.lose(1)
        else:
            self.waiting.append(told)

    def lose(self, count: int) -> None:
        LOST.inc(count)
        log.error("the security log lost rows", count=count)

    def settle(self, *, everything: bool) -> None:
        """Tell what was counted in minutes that are over."""
        now = clock.now()
        over = [key for key, one in self.recent.items() if everything or not one.is_going_on(now)]
        for key in over:
            self.tell_the_rest(key)

    def tell_the_rest(self, key: tuple[Any, ...]) -> None:
        """One row for what came after the first of its minute."""
        recent = self.recent.pop(key)
        if recent.more:
            self.keep(recent.told.repeated(recent.more, recent.last_at))

    async def flush(self) -> None:
        """Write what waits, an agency at a time, for row-level security binds whoever writes. What
        could not be written because the database is away goes on waiting."""
        async with self.writing:
            by_agency: dict[UUID | None, list[Access]] = defaultdict(list)
            for one in self.waiting:
                by_agency[one.agency_id].append(one)
            self.waiting = []
            try:
                for agency_id in list(by_agency):
                    assert agency_id is not None
                    await self.write(agency_id, by_agency[agency_id])
                    del by_agency[agency_id]
            except DATABASE_AWAY as error:
                log.error("the security log cannot be written", error=type(error).__name__)
            finally:
                self.waiting = [one for rows in by_agency.values() for one in rows] + self.waiting

    async def write(self, agency_id: UUID, rows: Sequence[Access]) -> None:
        try:
            await write(self.database, agency_id, rows)
        except (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError):
            self.lose(len(rows))  # they would never be taken

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """In the block it is written every second, and once more at its end."""
        task = asyncio.create_task(self.write_every_second())
        try:
            yield
        finally:
            task.cancel()
            self.settle(everything=True)
            try:
                await asyncio.wait_for(self.flush(), SECONDS_TO_FINISH)
            except TimeoutError:
                self.lose(len(self.waiting))

    async def write_every_second(self) -> None:
        while True:
            await asyncio.sleep(SECONDS_BETWEEN_WRITES)
            self.settle(everything=False)
            if self.waiting:
                await self.flush()
