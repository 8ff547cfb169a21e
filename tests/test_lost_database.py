"""The database falls silent, is cut off, or never answers a COMMIT: what a client is told."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import httpx
import pytest

from app.database import Database
from app.embedded.server import Urls
from app.main import create_app
from tests.factories import Agency, open_agency
from tests.faults.proxy import Proxy, proxy_to

COMMAND_S = 1.0
CONNECT_S = 0.5


@dataclass
class Far:
    """An app whose database lies behind a proxy, and an agency that was made while it spoke."""

    agency: Agency
    proxy: Proxy
    database: Database
    anyone: httpx.AsyncClient


@pytest.fixture
async def far(urls: Urls, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Far]:
    for module in ("app.connections", "app.read_pool"):
        monkeypatch.setattr(f"{module}.COMMAND_S", COMMAND_S)
        monkeypatch.setattr(f"{module}.CONNECT_S", CONNECT_S)
    async with proxy_to(urls.app) as proxy:
        database = Database(proxy.url, pool_size=6)
        await database.open()
        transport = httpx.ASGITransport(create_app(database), raise_app_exceptions=False)
        try:
            async with (
                open_agency(database, transport) as agency,
                httpx.AsyncClient(transport=transport, base_url="http://debrief") as anyone,
            ):
                yield Far(agency, proxy, database, anyone)
        finally:
            started = time.monotonic()
            await database.close()
            assert time.monotonic() - started < 2.5


def is_busy(answer: httpx.Response) -> bool:
    return answer.status_code == 503 and "retry-after" in answer.headers


async def test_a_silent_database_is_503_in_time_and_well_again_when_it_returns(far: Far) -> None:
    agency = far.agency
    request = await agency.feedback_request()
    link = await agency.recruiter.does(f"/v1/feedback-requests/{request['id']}/form-link")
    page = httpx.URL(link["url"]).path
    await asyncio.gather(*(agency.viewer.reads("/v1/desk") for _ in range(6)))
    far.proxy.fall_silent()
    started = time.monotonic()
    answers = await asyncio.gather(
        *(agency.viewer.get("/v1/desk") for _ in range(6)),
        *(agency.recruiter.post("/v1/employers", json={"name": "Lost"}) for _ in range(6)),
        far.anyone.get("/readyz"),
        far.anyone.get(page),
    )
    assert time.monotonic() - started < 3 * (COMMAND_S + CONNECT_S) + 3
    assert all(is_busy(answer) for answer in answers), [answer.text for answer in answers]
    assert answers[-1].headers["content-type"].startswith("text/html")
    assert "try again in a minute" in answers[-1].text
    far.proxy.speak_again()
    await agency.viewer.reads("/v1/desk")
    await agency.recruiter.creates("/v1/employers", {"name": "Found"})
    assert (await far.anyone.get("/readyz")).status_code == 200


async def test_it_closes_in_time_while_the_database_is_silent(far: Far) -> None:
    far.proxy.fall_silent()
    hanging = [asyncio.create_task(far.agency.viewer.get("/v1/desk")) for _ in range(3)]
    await asyncio.sleep(0.1)
    started = time.monotonic()
    await far.database.close()
    assert time.monotonic() - started < 2.5
    assert all(is_busy(answer) for answer in await asyncio.gather(*hanging))


async def test_connections_that_died_between_requests_are_not_noticed(far: Far, owner: str) -> None:
    """By a client: a read is asked again, a change begun again, as nothing was sent yet."""
    agency = far.agency
    for _ in range(3):
        await asyncio.gather(*(agency.viewer.reads("/v1/desk") for _ in range(4)))
        await asyncio.gather(*(agency.employer() for _ in range(2)))
        far.proxy.cut()
        await agency.employer()
        await agency.viewer.reads("/v1/desk")


async def test_writers_meet_no_500_while_all_connections_are_ended(far: Far, owner: str) -> None:
    agency, written, statuses = far.agency, set[str](), set[int]()
    busy = True

    async def end_them() -> None:
        nonlocal busy
        connection = await asyncpg.connect(owner)
        try:
            for _ in range(5):
                await asyncio.sleep(0.3)
                await connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE usename = 'debrief_app' AND client_port IS NOT NULL"
                )
                far.proxy.cut()
        finally:
            busy = False
            await connection.close()

    async def write(writer: int) -> None:
        turn = 0
        while busy:
            name = f"Firm {writer}.{turn}"
            key = {"idempotency-key": name}
            answer = await agency.recruiter.post("/v1/employers", json={"name": name}, headers=key)
            statuses.add(answer.status_code)
            if answer.status_code == 201:
                written.add(name)
                turn += 1
            else:
                assert is_busy(answer), answer.text

    await asyncio.gather(end_them(), *(write(writer) for writer in range(8)))
    assert statuses <= {201, 503}
    names: list[str] = []
    page = await agency.viewer.reads("/v1/employers", limit=200)
    while True:
        names += [row["name"] for row in page["items"]]
        if page["next_cursor"] is None:
            break
        page = await agency.viewer.reads("/v1/employers", limit=200, cursor=page["next_cursor"])
    assert len(names) == len(set(names)), "a key was used twice"
    assert written <= set(names), "what was acknowledged is lost"


@pytest.mark.parametrize("lost", ["before", "after"])
async def test_a_commit_without_an_answer_may_have_been_done(far: Far, lost: str) -> None:
    agency, key = far.agency, {"idempotency-key": "once"}
    await agency.recruiter.reads("/v1/me")  # who they are is known: the next COMMIT is a change's
    far.proxy.lose_commit = lost
    answer = await agency.recruiter.post("/v1/employers", json={"name": "Once"}, headers=key)
    assert is_busy(answer)
    assert answer.json()["type"] == "/problems/outcome-unknown"
    again = await agency.recruiter.post("/v1/employers", json={"name": "Once"}, headers=key)
    assert again.status_code == 201
    assert len((await agency.viewer.reads("/v1/employers"))["items"]) == 1
