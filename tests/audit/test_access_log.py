"""Nothing of the security log is lost silently, nobody fills it, and nobody rewrites it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
import time_machine
from fastapi import FastAPI

from app import clock
from app.audit import access_log
from app.audit.access import Access
from app.audit.access_log import LOST, MOST_FAILURES, AccessLog
from app.audit.models import Outcome, What
from app.database import Database
from app.worker.retention import forget_what_is_kept_no_longer
from tests.factories import Agency


def reading(agency: Agency, **fields: Any) -> Access:
    return Access(What.note_read, agency.id, subject_id=uuid4(), **fields)


async def rows_of(agency: Agency) -> list[asyncpg.Record]:
    async with as_requests(agency) as connection:
        return list(await connection.fetch("SELECT * FROM access_events ORDER BY at"))


@contextlib.asynccontextmanager
async def as_requests(agency: Agency) -> AsyncIterator[asyncpg.pool.PoolConnectionProxy]:
    async with agency.database.pool.acquire() as connection, connection.transaction():
        await connection.execute("SELECT set_config('app.agency_id', $1, true)", str(agency.id))
        yield connection


async def test_what_waits_is_written_within_a_second_and_at_the_end(
    agency: Agency, database: Database
) -> None:
    log = AccessLog(database)
    async with log.running():
        log.note(reading(agency))
        await asyncio.sleep(1.3)
        assert len(await rows_of(agency)) == 1
        log.note(reading(agency))
    assert len(await rows_of(agency)) == 2


async def test_two_agencies_are_written_each_for_itself(
    agency: Agency, other_agency: Agency, database: Database
) -> None:
    log = AccessLog(database)
    for one in (agency, other_agency, agency):
        log.note(reading(one))
    await log.flush()
    assert (len(await rows_of(agency)), len(await rows_of(other_agency))) == (2, 1)


async def test_what_cannot_be_written_waits_and_comes_later(
    agency: Agency, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = AccessLog(database)
    with monkeypatch.context() as away:

        async def fail(*_: object) -> None:
            raise asyncpg.ConnectionDoesNotExistError("the server is away")

        away.setattr(access_log, "write", fail)
        await log.record(reading(agency))
        log.note(reading(agency))
        await log.flush()
    assert await rows_of(agency) == []
    await log.flush()
    assert len(await rows_of(agency)) == 2


async def test_what_overflows_is_counted(
    agency: Agency, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_log, "MOST_WAITING", 5)
    log, before = AccessLog(database), LOST._value.get()
    for _ in range(8):
        log.note(reading(agency))
    await log.flush()
    assert len(await rows_of(agency)) == 5
    assert LOST._value.get() - before == 3


async def test_a_row_that_nobody_can_store_does_not_hold_up_the_rest(
    agency: Agency, database: Database
) -> None:
    log, before = AccessLog(database), LOST._value.get()
    log.note(Access(What.note_read, uuid4()))  # of no agency that there is
    log.note(reading(agency))
    await log.flush()
    assert len(await rows_of(agency)) == 1
    assert LOST._value.get() - before == 1


async def test_a_flood_of_failures_is_a_few_rows(agency: Agency, database: Database) -> None:
    log = AccessLog(database)
    for n in range(3 * MOST_FAILURES):
        address = f"203.0.{n // 250}.{n % 250}"
        log.note(Access(What.refused, agency.id, Outcome.refused, address=address))
    log.settle(everything=True)
    await log.flush()
    rows = await rows_of(agency)
    assert len(rows) == MOST_FAILURES + 2
    assert sum(row["count"] for row in rows) == 3 * MOST_FAILURES, "and none is missing"


async def test_the_requests_role_cannot_rewrite_it(agency: Agency, database: Database) -> None:
    log = AccessLog(database)
    log.note(reading(agency))
    await log.flush()
    for statement in (
        "UPDATE access_events SET outcome = 'ok'",
        "DELETE FROM access_events",
        "TRUNCATE access_events",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with as_requests(agency) as connection:
                await connection.execute(statement)
    async with as_requests(agency) as connection:
        tomorrow = clock.now() + timedelta(days=1)
        assert await connection.fetchval("SELECT forget_access_events($1)", tomorrow) == 0
    assert len(await rows_of(agency)) == 1


async def test_what_is_old_goes(agency: Agency, other_agency: Agency, database: Database) -> None:
    log = AccessLog(database)
    with time_machine.travel(clock.now() - timedelta(days=400), tick=False):
        log.note(reading(agency))
        log.note(reading(other_agency))
    log.note(reading(agency))
    await log.flush()
    await forget_what_is_kept_no_longer(database, agency.id)
    assert (len(await rows_of(agency)), len(await rows_of(other_agency))) == (1, 1)


async def test_its_figures_stand_in_the_metrics(app: FastAPI, agency: Agency) -> None:
    metrics = await agency.viewer.get("/metrics")
    assert "debrief_access_events_lost_total" in metrics.text
