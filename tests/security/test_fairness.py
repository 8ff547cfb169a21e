"""One caller never starves another: shares of the connections, requests a minute, streams."""

import asyncio
import time
from collections.abc import AsyncIterator

import asyncpg
import httpx
import pytest
from fastapi import FastAPI

from app import pool_shares
from app.access.actors import Actor
from app.database import Database, Reads
from app.errors import Busy
from app.main import create_app
from app.pool_shares import CrowdedLine, PoolShares
from app.request_rates import RequestRates
from app.statements import PlainStatement
from tests.factories import Agency, open_agency

SLEEP = PlainStatement("SELECT pg_sleep(0.3)")
CONNECTIONS = 6


@pytest.fixture
async def small(database: Database) -> AsyncIterator[Database]:
    """A process with six connections to read and six to change: two of each for one agency."""
    role = database.server_settings.get("role")
    small = Database(database.address, role=role, pool_size=CONNECTIONS)
    await small.open()
    yield small
    await small.close()


@pytest.fixture
async def crowded(small: Database) -> AsyncIterator[tuple[Agency, Agency, FastAPI]]:
    app = create_app(small)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with open_agency(small, transport) as loud, open_agency(small, transport) as quiet:
        yield loud, quiet, app


async def sleep(reads: Reads) -> None:
    async with reads.pool.lent(reads.agency_id) as connection:
        await connection.fetch(SLEEP.sql)


async def test_slow_reads_of_one_agency_leave_connections_to_another(
    small: Database, crowded: tuple[Agency, Agency, FastAPI]
) -> None:
    loud, quiet, _ = crowded
    reads = small.reads(Actor(loud.id, "system"))
    flood = [asyncio.create_task(sleep(reads)) for _ in range(20)]
    await asyncio.sleep(0.1)
    started = time.monotonic()
    await quiet.viewer.reads("/v1/desk")
    assert time.monotonic() - started < 0.3, "it waited for somebody else's statement"
    assert small.reading.lines[loud.id].taken <= CONNECTIONS // 3
    for task in flood:
        task.cancel()
    await asyncio.gather(*flood, return_exceptions=True)
    assert small.reading.free == CONNECTIONS


async def test_writers_behind_one_agencys_stuck_lock_leave_the_others_alone(
    crowded: tuple[Agency, Agency, FastAPI], owner: str
) -> None:
    loud, quiet, _ = crowded
    holder = await asyncpg.connect(owner)
    try:
        async with holder.transaction():
            await holder.execute(
                "SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))", loud.id
            )
            stuck = [asyncio.create_task(loud.employer()) for _ in range(40)]
            await asyncio.sleep(0.3)
            started = time.monotonic()
            await quiet.employer()
            assert time.monotonic() - started < 1
        await asyncio.gather(*stuck)  # the lock is free again: nobody was refused
    finally:
        await holder.close()


async def test_a_line_has_an_end_and_waiting_has_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_shares, "LONGEST_LINE", 1)
    monkeypatch.setattr(pool_shares, "LONGEST_WAIT_S", 0.05)
    shares = PoolShares("test", 2, slow_ones_narrow=False)
    async with shares.turn("one"), shares.turn("one"):
        waiting = asyncio.create_task(shares.turn("one").__aenter__())
        await asyncio.sleep(0)
        with pytest.raises(CrowdedLine) as full:
            await shares.turn("one").__aenter__()
        assert full.value.headers["retry-after"]
        with pytest.raises(Busy) as late:
            await waiting
        assert late.value.headers["retry-after"]
    assert (shares.free, len(shares.in_turn)) == (2, 0)


async def test_lines_are_served_in_turn() -> None:
    shares = PoolShares("test", 1, slow_ones_narrow=False)
    served: list[str] = []

    async def come(name: str) -> None:
        async with shares.turn(name):
            served.append(name)
            await asyncio.sleep(0)

    async with shares.turn("first"):
        tasks = [asyncio.create_task(come(name)) for name in ["a"] * 5 + ["b", "c", "b"]]
        await asyncio.sleep(0)
    await asyncio.gather(*tasks)
    assert served == ["a", "b", "c", "a", "b", "a", "a", "a"]


async def test_whoever_gives_up_in_the_line_leaves_no_gap() -> None:
    shares = PoolShares("test", 1, slow_ones_narrow=False)
    async with shares.turn("one"):
        tasks = [asyncio.create_task(shares.turn("two").__aenter__()) for _ in range(3)]
        await asyncio.sleep(0)
        tasks[0].cancel()
        await asyncio.gather(tasks[0], return_exceptions=True)
    await tasks[1]
    tasks[2].cancel()
    await asyncio.gather(tasks[2], return_exceptions=True)
    shares.give_back(shares.lines["two"])
    assert shares.free == 1
    # Called and cancelled at the same moment: the connection is not lost.
    async with shares.turn("one"):
        late = asyncio.create_task(shares.turn("two").__aenter__())
        await asyncio.sleep(0)
    late.cancel()
    await asyncio.gather(late, return_exceptions=True)
    assert shares.free == 1


async def test_slow_statements_narrow_an_agency_only_while_it_has_company() -> None:
    shares = PoolShares("test", 9, slow_ones_narrow=True)

    async def together() -> int:
        """How many slow ones of the loud agency run at once."""
        tasks = [asyncio.create_task(slow()) for _ in range(6)]
        await asyncio.sleep(0.05)
        running = shares.lines["loud"].taken
        await asyncio.gather(*tasks)
        return running

    async def slow() -> None:
        async with shares.turn("loud"):
            await asyncio.sleep(0.3)

    assert [await together(), await together(), await together()] == [3, 3, 3]
    async with shares.turn("quiet"):
        pass
    assert await together() == 1


async def test_requests_of_one_key_have_a_limit_that_every_answer_tells(
    crowded: tuple[Agency, Agency, FastAPI],
) -> None:
    loud, quiet, app = crowded
    app.state.request_rates = RequestRates(per_minute=60)
    answers = await asyncio.gather(*(loud.viewer.get("/v1/me") for _ in range(75)))
    good = [answer for answer in answers if answer.status_code == 200]
    refused = [answer for answer in answers if answer.status_code == 429]
    assert len(good) + len(refused) == 75
    assert 60 <= len(good) <= 70  # one more comes free each second
    assert good[0].headers["ratelimit-policy"] == '"default";q=60;w=60'
    assert '"default";r=59;t=1' in [answer.headers["ratelimit"] for answer in good]
    assert refused[0].json()["type"] == "/problems/rate-exceeded"
    assert refused[0].headers["retry-after"] == "1"
    assert refused[0].headers["ratelimit"].startswith('"default";r=0;')
    assert (await loud.recruiter.get("/v1/me")).status_code == 200, "another person's own limit"
    assert (await quiet.viewer.get("/v1/me")).status_code == 200


async def test_requests_that_are_refused_for_another_reason_are_counted_too(
    crowded: tuple[Agency, Agency, FastAPI],
) -> None:
    loud, _, app = crowded
    app.state.request_rates = RequestRates(per_minute=10)
    missing = [f"/v1/candidates/{loud.id}", "/v1/api-keys", "/v1/candidates?limit=0"]
    answers = [await loud.viewer.get(path) for path in missing * 4]
    assert [answer.status_code for answer in answers[:3]] == [404, 403, 422]
    assert answers[-1].status_code == 429


async def test_streams_have_a_limit(
    agency: Agency, address: str, app: FastAPI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.state.open_streams, "most", 2)
    headers = dict(agency.admin.headers)
    async with httpx.AsyncClient(base_url=address, headers=headers) as client:
        async with (
            client.stream("GET", "/v1/events/stream") as first,
            client.stream("GET", "/v1/events/stream") as second,
        ):
            assert (first.status_code, second.status_code) == (200, 200)
            third = await client.get("/v1/events/stream")
            assert third.status_code == 429
            assert third.json()["type"] == "/problems/too-many-streams"
            assert third.headers["retry-after"]
        async with asyncio.timeout(5):
            while app.state.open_streams.counted:
                await asyncio.sleep(0.05)
