"""A retried POST does its work once and gets the first answer."""

import asyncio
from datetime import timedelta

import time_machine

from app import clock
from tests.factories import Agency

KEY = {"idempotency-key": "the-same"}


async def test_a_retry_gets_the_first_answer(agency: Agency) -> None:
    first = await agency.recruiter.post("/v1/employers", json={"name": "Northwind"}, headers=KEY)
    again = await agency.recruiter.post("/v1/employers", json={"name": "Northwind"}, headers=KEY)
    assert (again.status_code, again.json()) == (201, first.json())
    for header in ("location", "etag", "content-type"):
        assert again.headers[header] == first.headers[header]
    assert again.headers["idempotent-replayed"] == "true"
    assert len((await agency.viewer.reads("/v1/employers"))["items"]) == 1


async def test_the_same_key_for_something_else_is_refused(agency: Agency) -> None:
    await agency.recruiter.creates("/v1/employers", {"name": "Northwind"}, headers=KEY)
    await agency.recruiter.is_refused(
        422, "idempotency-key-reused", "POST", "/v1/employers",
        json={"name": "Southwind"}, headers=KEY,
    )  # fmt: skip
    # Somebody else's key of the same name is another key.
    await agency.admin.creates("/v1/employers", {"name": "Southwind"}, headers=KEY)


async def test_twenty_at_once_do_the_work_once(agency: Agency) -> None:
    answers = await asyncio.gather(
        *(
            agency.recruiter.post("/v1/employers", json={"name": "Northwind"}, headers=KEY)
            for _ in range(20)
        )
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.text for answer in answers}) == 1
    employers = (await agency.viewer.reads("/v1/employers"))["items"]
    assert len(employers) == 1
    assert await agency.events_of(employers[0]["id"]) == ["employer.created"]


async def test_a_refused_request_may_be_mended_under_the_same_key(agency: Agency) -> None:
    await agency.recruiter.is_refused(
        422, "invalid", "POST", "/v1/employers", json={"name": ""}, headers=KEY
    )
    await agency.recruiter.creates("/v1/employers", {"name": "Northwind"}, headers=KEY)


async def test_after_a_day_the_key_is_free_again(agency: Agency) -> None:
    await agency.recruiter.creates("/v1/employers", {"name": "Northwind"}, headers=KEY)
    with time_machine.travel(clock.now() + timedelta(hours=25), tick=False):
        await agency.recruiter.creates("/v1/employers", {"name": "Southwind"}, headers=KEY)


async def test_an_empty_or_endless_key_is_refused(agency: Agency) -> None:
    for key in (" ", "k" * 256):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", "/v1/employers",
            json={"name": "Northwind"}, headers={"idempotency-key": key},
        )  # fmt: skip
        assert problem["errors"][0]["pointer"] == "/Idempotency-Key"
