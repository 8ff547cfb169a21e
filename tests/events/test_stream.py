"""Following the feed: everybody who follows gets all of it, once, until they may not any more."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from app.database import Database
from app.events import live_feed
from app.main import create_app
from tests.factories import Agency, Json


@dataclass
class Served:
    app: FastAPI
    address: str


@pytest.fixture
async def served(database: Database, app: FastAPI) -> AsyncIterator[Served]:
    """An app of its own, which can be told to stop, on the database that is open already."""
    own = create_app(database)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(own, lifespan="off", log_level="warning"))
    serving = asyncio.create_task(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    yield Served(own, f"http://127.0.0.1:{listener.getsockname()[1]}")
    own.state.stopping.set()
    server.should_exit = True
    await serving


async def follow(served: Served, headers: Json, until: asyncio.Event, **query: str) -> list[Json]:
    """What the stream said until then, and a moment longer; or until it ended."""
    seen: list[Json] = []
    async with (
        httpx.AsyncClient(base_url=served.address, timeout=30, headers=headers) as client,
        client.stream("GET", "/v1/events/stream", params=query) as answer,
    ):
        assert answer.headers["content-type"].startswith("text/event-stream")

        async def read() -> None:
            async for line in answer.aiter_lines():
                if line.startswith("data: "):
                    seen.append(json.loads(line[6:]))

        reading = asyncio.create_task(read())
        stopped = asyncio.create_task(until.wait())
        await asyncio.wait([reading, stopped], return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            await asyncio.sleep(2.5 * live_feed.LOOK_EVERY_S)
        reading.cancel()
        stopped.cancel()
        await asyncio.gather(reading, stopped, return_exceptions=True)
    return seen


@pytest.mark.parametrize("waiting", [1000, 3])
async def test_who_joins_while_others_write_misses_nothing_and_hears_nothing_twice(
    agency: Agency, served: Served, monkeypatch: pytest.MonkeyPatch, waiting: int
) -> None:
    """With three that may wait, everybody falls behind and reads for themselves again."""
    monkeypatch.setattr(live_feed, "LOOK_EVERY_S", 0.05)
    monkeypatch.setattr(live_feed, "MOST_WAITING", waiting)
    headers, done = dict(agency.admin.headers), asyncio.Event()

    async def write(writer: int) -> None:
        for turn in range(6):
            await agency.recruiter.creates("/v1/employers", {"name": f"Firm {writer}.{turn}"})
            await agency.recruiter.creates("/v1/contacts", {
                "name": "Ryan", "employer_id": (await agency.employer())["id"],
            })  # fmt: skip

    async def join_later(number: int) -> list[Json]:
        await asyncio.sleep(number * 0.07)
        query = {"types": "contact.created"} if number % 2 else {}
        return await follow(served, headers, done, **query)

    followers = [asyncio.create_task(join_later(number)) for number in range(6)]
    await asyncio.gather(*(write(writer) for writer in range(4)))
    done.set()
    heard = await asyncio.gather(*followers)
    feed = (await agency.admin.reads("/v1/events", limit=1000))["items"]
    contacts = [event for event in feed if event["type"] == "contact.created"]
    assert len(contacts) == 24
    for number, events in enumerate(heard):
        assert events == (contacts if number % 2 else feed)
    assert not served.app.state.live_feed.tasks, "nobody follows, and somebody still looks"


async def test_many_followers_are_one_look(agency: Agency, served: Served) -> None:
    headers, done = dict(agency.admin.headers), asyncio.Event()
    followers = [asyncio.create_task(follow(served, headers, done)) for _ in range(15)]
    while len(served.app.state.live_feed.followers.get(agency.id, ())) < 15:
        await asyncio.sleep(0.05)
    looks = [name for name in served.app.state.live_feed.tasks if name == agency.id]
    assert len(looks) == 1
    await agency.employer()
    done.set()
    assert {events[-1]["type"] for events in await asyncio.gather(*followers)} == {
        "employer.created"
    }


async def test_streams_end_at_once_when_the_server_is_told_to_stop(
    agency: Agency, served: Served
) -> None:
    headers, never = dict(agency.admin.headers), asyncio.Event()
    followers = [asyncio.create_task(follow(served, headers, never)) for _ in range(5)]
    while len(served.app.state.live_feed.followers.get(agency.id, ())) < 5:
        await asyncio.sleep(0.05)
    served.app.state.stopping.set()
    async with asyncio.timeout(1.5):
        await asyncio.gather(*followers)  # each as it should, not cut in the middle


async def test_a_stream_ends_when_its_token_does(agency: Agency, served: Served) -> None:
    person, never = agency.admin, asyncio.Event()
    following = asyncio.create_task(follow(served, dict(person.headers), never))
    staying = asyncio.create_task(follow(served, dict(agency.recruiter.headers), never))
    while len(served.app.state.live_feed.followers.get(agency.id, ())) < 2:
        await asyncio.sleep(0.05)
    assert (await person.post("/v1/auth/logout")).status_code == 204
    async with asyncio.timeout(10):
        await following
    assert not staying.done()
    staying.cancel()
    await asyncio.gather(staying, return_exceptions=True)
