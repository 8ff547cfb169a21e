"""What a withdrawn consent and an ended application close, and what stays closed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import UUID

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ENDS = [("withdrawal", "application_withdrawn"), ("rejection", "application_rejected")]


async def told_and_asked(agency: Agency, referee: Json, application: Json) -> tuple[str, str]:
    """The paths of an open heads-up and of a requested reference."""
    path = f"/v1/referees/{referee['id']}"
    body = {"application_id": application["id"]}
    heads_up = await agency.recruiter.creates(f"{path}/heads-ups", body)
    reference = await agency.recruiter.creates(f"{path}/references", body)
    return f"{path}/heads-ups/{heads_up['id']}", f"{path}/references/{reference['id']}"


async def expect_closed(agency: Agency, heads_up: str, reference: str, cause: str) -> None:
    """Both, each with its one event that names the cause and whose story it is."""
    closed = await agency.viewer.reads(heads_up)
    assert (closed["status"], closed["close_cause"]) == ("closed", cause)
    assert closed["closed_at"] is not None
    ended = await agency.viewer.reads(reference)
    assert (ended["status"], ended["settled_reason"]) == ("closed", cause.replace("_", " "))
    assert (ended["next_chase_at"], ended["overdue"]) == (None, False)
    for row, kinds in (
        (closed, ["referee.heads_up_sent", "referee.heads_up_closed"]),
        (ended, ["reference.requested", "reference.closed"]),
    ):
        log = await agency.log_of(row["id"])
        assert [event["type"] for event in log] == kinds
        assert log[-1]["data"] == {"referee_id": row["referee_id"], "cause": cause}
        assert log[-1]["candidate_id"] == row["candidate_id"]
        assert log[-1]["application_id"] == row["application_id"]


async def test_a_withdrawn_consent_ends_everything_open_with_them(agency: Agency) -> None:
    referee, first = await agency.referee_and_application()
    second = await agency.application(candidate_id=referee["candidate_id"])
    paths = [await told_and_asked(agency, referee, about) for about in (first, second)]
    colleague = await agency.referee(candidate_id=referee["candidate_id"])
    untouched = await told_and_asked(agency, colleague, first)
    path = f"/v1/referees/{referee['id']}"
    counted = await agency.viewer.reads(path)
    assert (counted["open_heads_up_count"], counted["open_reference_count"]) == (2, 2)

    withdrawn = await agency.recruiter.changes(path, {"consent_given_at": None})
    assert (withdrawn["open_heads_up_count"], withdrawn["open_reference_count"]) == (0, 0)
    for heads_up, reference in paths:
        await expect_closed(agency, heads_up, reference, "consent_withdrawn")
    assert (await agency.events_of(referee["id"]))[-1] == "referee.consent_withdrawn"
    assert (await agency.viewer.reads(untouched[0]))["status"] == "sent"
    assert (await agency.viewer.reads(untouched[1]))["status"] == "requested"


async def test_after_it_nothing_more_is_asked_until_they_agree_again(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        referee, application = await agency.referee_and_application()
        heads_up, reference = await told_and_asked(agency, referee, application)
        path = f"/v1/referees/{referee['id']}"
        await agency.recruiter.changes(path, {"consent_given_at": None})
        body = {"application_id": application["id"]}
        for where, sent in (
            (f"{path}/heads-ups", body),
            (f"{path}/references", body),
            (f"{reference}/chases", {"outcome": "sent"}),
        ):
            problem = await agency.recruiter.is_refused(
                409, "referee-consent-missing", "POST", where, json=sent
            )
            assert problem["consent_withdrawn_at"] == "2026-11-24T15:00:00Z"
            assert problem["record_consent"] == {
                "method": "PATCH", "path": path,
                "body": {"consent_given_at": "2026-11-24T15:00:00Z"},
            }  # fmt: skip
        await agency.recruiter.changes(path, problem["record_consent"]["body"])
        await expect_closed(agency, heads_up, reference, "consent_withdrawn")
        await told_and_asked(agency, referee, application)


@pytest.mark.parametrize(("end", "cause"), ENDS)
async def test_an_applications_end_closes_what_is_open_about_it(
    agency: Agency, end: str, cause: str
) -> None:
    referee, application = await agency.referee_and_application()
    colleague = await agency.referee(candidate_id=referee["candidate_id"])
    elsewhere = await agency.application(candidate_id=referee["candidate_id"])
    paths = [await told_and_asked(agency, who, application) for who in (referee, colleague)]
    untouched = await told_and_asked(agency, referee, elsewhere)
    ended = f"/v1/applications/{application['id']}"
    await agency.recruiter.does(f"{ended}/{end}", {"reason": "other"})
    for heads_up, reference in paths:
        await expect_closed(agency, heads_up, reference, cause)
    assert (await agency.viewer.reads(untouched[0]))["status"] == "sent"
    assert (await agency.viewer.reads(untouched[1]))["status"] == "requested"

    await agency.recruiter.does(f"{ended}/reinstatement")
    for heads_up, reference in paths:
        await expect_closed(agency, heads_up, reference, cause)
    await told_and_asked(agency, referee, application)


async def test_what_was_received_or_refused_is_left_as_it_is(agency: Agency) -> None:
    referee, application = await agency.referee_and_application()
    _, received = await told_and_asked(agency, referee, application)
    await agency.recruiter.does(f"{received}/received", {"text": "Excellent."})
    colleague = await agency.referee(candidate_id=referee["candidate_id"])
    _, refused = await told_and_asked(agency, colleague, application)
    await agency.recruiter.does(f"{refused}/refusal")
    before = [await agency.viewer.reads(path) for path in (received, refused)]
    for who in (referee, colleague):
        await agency.recruiter.changes(f"/v1/referees/{who['id']}", {"consent_given_at": None})
    await agency.recruiter.does(
        f"/v1/applications/{application['id']}/rejection", {"reason": "other"}
    )
    assert [await agency.viewer.reads(path) for path in (received, refused)] == before


@pytest.mark.parametrize("noun", ["heads-ups", "references"])
async def test_nothing_stays_open_without_consent_however_close_the_race(
    agency: Agency, noun: str
) -> None:
    """Asked while the consent is withdrawn: refused, or made and closed, never open."""
    for _ in range(6):
        referee, application = await agency.referee_and_application()
        path = f"/v1/referees/{referee['id']}"
        body = {"application_id": application["id"]}
        asked, withdrawn = await asyncio.gather(
            agency.recruiter.post(f"{path}/{noun}", json=body),
            agency.admin.patch(path, json={"consent_given_at": None}),
        )
        assert withdrawn.status_code == 200
        if asked.status_code == 409:
            assert asked.json()["type"] == "/problems/referee-consent-missing"
        else:
            assert asked.status_code == 201, asked.text
        now = await agency.viewer.reads(path)
        assert (now["open_heads_up_count"], now["open_reference_count"]) == (0, 0)
        statuses = {row["status"] for row in (await agency.viewer.reads(f"{path}/{noun}"))["items"]}
        assert statuses <= {"closed"}


@pytest.mark.parametrize("noun", ["heads-ups", "references"])
async def test_an_end_waits_for_what_is_just_being_asked_and_closes_it(
    agency: Agency, noun: str
) -> None:
    referee, application = await agency.referee_and_application()
    path = f"/v1/referees/{referee['id']}/{noun}"
    ended = f"/v1/applications/{application['id']}/withdrawal"
    async with held(agency, "referees", referee["id"]):
        body = {"application_id": application["id"]}
        asking = asyncio.create_task(agency.recruiter.post(path, json=body))
        await asyncio.sleep(0.3)
        ending = asyncio.create_task(agency.admin.post(ended, json={"reason": "other"}))
        await asyncio.sleep(0.3)
        assert not asking.done()
        assert not ending.done()
    asked = (await asking).json()
    assert asked["status"] in ("sent", "requested")
    assert (await ending).status_code == 200
    assert (await agency.viewer.reads(f"{path}/{asked['id']}"))["status"] == "closed"


@asynccontextmanager
async def held(agency: Agency, table: str, row_id: str) -> AsyncIterator[None]:
    """One row, by somebody who lets go at the end of the block."""
    async with agency.database.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SELECT set_config('app.agency_id', '{agency.id}', true)")
        await connection.execute(f"SELECT 1 FROM {table} WHERE id = $1 FOR UPDATE", UUID(row_id))
        yield
