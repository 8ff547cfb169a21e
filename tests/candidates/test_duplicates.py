"""The same person twice."""

import asyncio

import httpx

from app.database import Database
from tests.factories import Agency, Json, open_agency

PATH = "/v1/candidates"


def maria(**fields: object) -> Json:
    return {"name": {"given": "Maria", "family": "Gregg"}, **fields}


async def test_the_same_email_or_phone_is_refused_with_who_had_it_first(agency: Agency) -> None:
    first = await agency.candidate(
        emails=["maria@example.com", "m.gregg@example.com"], phones=["020 7946 0021"]
    )
    await agency.recruiter.creates(
        f"{PATH}?allow_duplicate=true", maria(emails=["maria@example.com"])
    )
    for twin in (
        maria(emails=["new@example.com", "M.Gregg@Example.com"]),
        maria(phones=["+44 20 7946 0021"]),
        maria(phones=["07700 900123", "0044 (0)20 7946-0021"]),
        maria(emails=["new@example.com"], phones=["(020) 79460021"]),
    ):
        problem = await agency.recruiter.is_refused(
            409, "likely-duplicate", "POST", PATH, json=twin
        )
        assert problem["existing_id"] == first["id"], twin
    page = await agency.viewer.reads(PATH, count=True)
    assert page["total"] == 2


async def test_what_was_refused_can_be_allowed_and_leaves_no_trace_before(agency: Agency) -> None:
    await agency.candidate(emails=["family@example.com"])
    brother = maria(emails=["family@example.com"])
    await agency.recruiter.is_refused(409, "likely-duplicate", "POST", PATH, json=brother)
    feed = (await agency.admin.reads("/v1/events", types="candidate.created"))["items"]
    assert len(feed) == 1
    made = await agency.recruiter.creates(f"{PATH}?allow_duplicate=true", brother)
    assert await agency.events_of(made["id"]) == ["candidate.created"]


async def test_no_contact_details_in_common_is_no_duplicate(
    agency: Agency, other_agency: Agency
) -> None:
    await other_agency.candidate(emails=["maria@example.com"], phones=["020 7946 0021"])
    await agency.candidate(emails=["maria@example.com"], phones=["020 7946 0021"])
    await agency.recruiter.creates(PATH, maria())
    await agency.recruiter.creates(PATH, maria())
    await agency.recruiter.creates(PATH, maria(phones=["+1 202 794 60021"]))


async def test_a_phone_is_kept_as_typed_and_compared_as_the_agency_dials_it(
    agency: Agency, database: Database, transport: httpx.ASGITransport
) -> None:
    british = maria(phones=["+44 20 7946 0021"])
    first = await agency.candidate()
    path = f"{PATH}/{first['id']}"
    changed = await agency.recruiter.changes(path, {"phones": ["(020) 7946 0021"]})
    assert changed["phones"] == ["(020) 7946 0021"]
    problem = await agency.recruiter.is_refused(409, "likely-duplicate", "POST", PATH, json=british)
    assert problem["existing_id"] == first["id"]
    await agency.recruiter.changes(path, {"phones": []})
    await agency.recruiter.creates(PATH, british)

    async with open_agency(database, transport, country="FR") as french:
        await french.candidate(phones=["(020) 7946 0021"])
        await french.recruiter.creates(PATH, british)
        again = maria(phones=["+33 20 79 46 00 21"])
        await french.recruiter.is_refused(409, "likely-duplicate", "POST", PATH, json=again)


async def test_a_change_may_collide(agency: Agency) -> None:
    first = await agency.candidate(emails=["maria@example.com"])
    second = await agency.candidate()
    changed = await agency.recruiter.changes(f"{PATH}/{second['id']}", {"emails": first["emails"]})
    assert changed["emails"] == first["emails"]


async def test_of_several_created_at_once_one_is_made_and_the_others_hear_of_it(
    agency: Agency,
) -> None:
    """Real connections: each request runs its own transaction."""
    bodies = [
        maria(emails=["maria@example.com"], phones=["07700 900001"]),
        maria(emails=["maria@example.com"], phones=["07700 900002"]),
        maria(emails=["other@example.com"], phones=["+44 7700 900001", "+44 7700 900002"]),
    ] * 3
    sent = (agency.recruiter.post(PATH, json=body) for body in bodies)
    answers = await asyncio.gather(*sent)
    made = [answer.json() for answer in answers if answer.status_code == 201]
    refused = [answer.json() for answer in answers if answer.status_code == 409]
    assert len(made) + len(refused) == len(bodies)
    in_the_end = (await agency.viewer.reads(PATH))["items"]
    assert sorted(row["id"] for row in made) == sorted(row["id"] for row in in_the_end)
    for at, row in enumerate(in_the_end):
        for other in in_the_end[at + 1 :]:
            assert not set(row["emails"]) & set(other["emails"])
            assert not {phone[-4:] for phone in row["phones"]} & {
                phone[-4:] for phone in other["phones"]
            }
    assert {problem["type"] for problem in refused} == {"/problems/likely-duplicate"}
    assert {problem["existing_id"] for problem in refused} <= {row["id"] for row in in_the_end}


async def test_the_same_reference_put_twice_at_once_makes_one(agency: Agency) -> None:
    path = f"{PATH}/by-ref/bullhorn/5"
    answers = await asyncio.gather(*(agency.recruiter.put(path, json=maria()) for _ in range(4)))
    statuses = [answer.status_code for answer in answers]
    assert statuses.count(201) == 1
    assert set(statuses) <= {200, 201, 409}
    assert (await agency.viewer.reads(PATH, count=True))["total"] == 1
