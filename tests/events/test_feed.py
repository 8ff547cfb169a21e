"""The change feed: everything once, in one order, while others write and after any outage."""

import asyncio
import json

import asyncpg
import httpx
import pytest

from tests.factories import Agency, Json


async def test_eight_writers_and_two_readers_miss_nothing_and_repeat_nothing(
    agency: Agency,
) -> None:
    writing = True

    async def write(writer: int) -> None:
        for turn in range(25):
            await agency.recruiter.creates("/v1/employers", {"name": f"Firm {writer}.{turn}"})

    async def read(limit: int) -> list[str]:
        held: list[str] = []
        while True:
            last_look = not writing
            after = {"after": held[-1]} if held else {}
            page = await agency.admin.reads("/v1/events", limit=limit, **after)
            held += [event["id"] for event in page["items"]]
            if last_look and not page["items"]:
                return held
            await asyncio.sleep(0)

    readers = [asyncio.create_task(read(limit)) for limit in (3, 50)]
    await asyncio.gather(*(write(writer) for writer in range(8)))
    writing = False
    first, second = await asyncio.gather(*readers)

    assert first == second
    assert first == sorted(set(first))
    employers = (await agency.viewer.reads("/v1/employers", limit=1, count=True))["total"]
    assert employers == 200
    assert len(first) == employers + 4  # the agency and its three users


async def test_a_page_says_where_to_go_on_and_nothing_new_is_an_empty_page(
    agency: Agency,
) -> None:
    for _ in range(3):
        await agency.employer()
    first = await agency.admin.reads("/v1/events", limit=5)
    assert first["next_cursor"] == first["items"][-1]["id"]
    rest = await agency.admin.reads("/v1/events", limit=5, after=first["next_cursor"])
    assert [event["type"] for event in rest["items"]] == ["employer.created"] * 2
    assert rest["next_cursor"] is None
    nothing = await agency.admin.reads("/v1/events", after=rest["items"][-1]["id"])
    assert nothing == {"items": [], "next_cursor": None}
    assert (await agency.admin.reads("/v1/events", after="f" * 16))["items"] == []


async def test_an_event_says_who_did_what_to_which_and_when(agency: Agency) -> None:
    employer = await agency.employer()
    await agency.recruiter.changes(f"/v1/employers/{employer['id']}", {"industry": "Rail"})
    page = await agency.admin.reads("/v1/events", subject_id=employer["id"])
    created, updated = page["items"]
    assert created["actor"] == {
        "type": "user", "id": agency.recruiter.user_id, "api_key_id": None,
    }  # fmt: skip
    assert created["subject"] == {"type": "employer", "id": employer["id"]}
    assert created["occurred_at"] == created["recorded_at"]
    assert created["occurred_at"].endswith("Z")
    assert (updated["type"], updated["data"]) == ("employer.updated", {"fields": ["industry"]})


async def test_types_filter_and_unknown_ones_are_refused(agency: Agency) -> None:
    await agency.employer()
    for types in ("employer.created,user.created", ["employer.created", "user.created"]):
        page = await agency.admin.reads("/v1/events", types=types)
        assert {event["type"] for event in page["items"]} == {"employer.created", "user.created"}
    problem = await agency.admin.is_refused(422, "invalid", "GET", "/v1/events?types=employer.sold")
    assert problem["errors"][0]["pointer"] == "/types"
    await agency.admin.is_refused(422, "invalid", "GET", "/v1/events?after=12")


async def test_a_change_that_changes_nothing_records_nothing(agency: Agency) -> None:
    employer = await agency.employer()
    same = await agency.recruiter.changes(
        f"/v1/employers/{employer['id']}", {"name": employer["name"]}
    )
    assert same == employer
    assert await agency.events_of(employer["id"]) == ["employer.created"]


async def test_the_stream_is_the_feed_and_resumes_where_it_was(
    agency: Agency, address: str
) -> None:
    await agency.employer()
    headers = dict(agency.admin.headers)

    async def follow(count: int, **more: str) -> list[tuple[str, Json]]:
        seen: list[tuple[str, Json]] = []
        async with (
            httpx.AsyncClient(base_url=address) as client,
            client.stream("GET", "/v1/events/stream", headers={**headers, **more}) as answer,
        ):
            assert answer.headers["content-type"].startswith("text/event-stream")
            async for line in answer.aiter_lines():
                name, _, value = line.partition(": ")
                if name == "id":
                    last_id = value
                elif name == "data":
                    data = json.loads(value)
                elif not line and len(seen) < count:
                    seen.append((last_id, data))
                    if len(seen) == count:
                        return seen
        return seen

    feed = (await agency.admin.reads("/v1/events"))["items"]
    async with asyncio.timeout(20):
        first = await follow(3)
        rest_coming = asyncio.create_task(follow(3, **{"last-event-id": first[-1][0]}))
        await asyncio.sleep(0.3)
        new = await agency.employer(name="Came later")
        rest = await rest_coming
    assert [event for _, event in first + rest[:2]] == feed
    assert rest[2][1]["subject"]["id"] == new["id"]
    assert all(event_id == event["id"] for event_id, event in first + rest)


async def test_the_log_cannot_be_edited_even_by_its_owner(agency: Agency, owner: str) -> None:
    connection = await asyncpg.connect(owner)
    try:
        await connection.execute(f"SELECT set_config('app.agency_id', '{agency.id}', false)")
        for statement in ("DELETE FROM events", "UPDATE events SET type = 'x'", "TRUNCATE events"):
            with pytest.raises(asyncpg.RaiseError, match="append-only"):
                await connection.execute(statement)
    finally:
        await connection.close()
