"""What changes between the asking, the queueing and the sending of a message."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import time_machine

from app.messages import composing
from tests.factories import Agency, Json
from tests.feedback.situations import (
    TUESDAY,
    again,
    asked,
    at,
    held_interview,
    mailed_contact,
    waiting,
)
from tests.mail_server import MailServer, used

NOW = time_machine.travel(TUESDAY, tick=False)
FRIDAY = datetime.fromisoformat("2026-12-04T09:00:00Z")


@pytest.fixture(autouse=True)
async def asks_nobody(agency: Agency) -> None:
    await agency.admin.changes("/v1/agency", {"policy": {"asks_for_feedback": "nobody"}})


async def seemingly_over(agency: Agency) -> tuple[Json, Json]:
    """A request about an interview of which nobody said what became of it."""
    contact = await mailed_contact(agency)
    vacancy = await agency.vacancy(employer_id=contact["employer_id"])
    application = await agency.application(vacancy_id=vacancy["id"])
    interview = await agency.interview(
        application_id=application["id"],
        interviewer_ids=[contact["id"]],
        starts_in=timedelta(hours=-2),
    )
    return await asked(agency, interview, contact), interview


@NOW
async def test_nothing_goes_before_the_end_of_an_interview_that_was_moved(agency: Agency) -> None:
    request, interview = await seemingly_over(agency)
    await agency.sweep()
    moved = {"starts_at": "2026-12-08T14:00:00Z"}
    await agency.recruiter.changes(f"/v1/interviews/{interview['id']}", moved)
    assert await agency.deliver_mail() == []
    assert await at(agency, TUESDAY + timedelta(days=6)) == []
    with time_machine.travel(TUESDAY + timedelta(days=6), tick=False):
        problem = await agency.recruiter.is_refused(
            409, "chase-too-soon", "POST", f"/v1/feedback-requests/{request['id']}/messages"
        )
    assert problem["allowed_at"] == "2026-12-08T14:45:00Z"
    assert len(await at(agency, datetime.fromisoformat("2026-12-08T14:45:00Z"))) == 1


@NOW
async def test_what_is_due_by_hand_does_not_go_before_a_moved_interview(agency: Agency) -> None:
    request, interview = await seemingly_over(agency)
    await at(agency, TUESDAY)
    path = f"/v1/feedback-requests/{request['id']}"
    await agency.recruiter.changes(path, {"due_at": "2026-12-03T12:00:00Z"})
    moved = {"starts_at": "2026-12-08T14:00:00Z"}
    await agency.recruiter.changes(f"/v1/interviews/{interview['id']}", moved)
    assert await at(agency, FRIDAY) == []
    assert len(await at(agency, datetime.fromisoformat("2026-12-08T14:45:00Z"))) == 1


@NOW
async def test_the_gap_counts_from_the_message_that_arrived(agency: Agency) -> None:
    await agency.admin.changes("/v1/agency", {"policy": {"chase_gap_hours": 48}})
    request, _ = await waiting(agency)
    await at(agency, TUESDAY)
    async with used(MailServer(says="451 later")):
        await at(agency, FRIDAY + timedelta(hours=8))
    async with used(MailServer()) as server:
        monday = FRIDAY + timedelta(days=3)
        await at(agency, monday)
        assert len(server.taken) == 1
        chased = await again(agency, request)
        assert (chased["chase_count"], chased["last_chased_at"]) == (1, "2026-12-07T09:00:00Z")
        assert chased["next_chase_at"] == "2026-12-09T09:00:00Z"
        await at(agency, monday + timedelta(hours=47))
        assert len(server.taken) == 1
        await at(agency, monday + timedelta(hours=48))
        assert len(server.taken) == 2


@NOW
async def test_one_that_was_put_off_is_not_tried_again_once_somebody_rings(agency: Agency) -> None:
    request, _ = await waiting(agency)
    async with used(MailServer(says="451 later")):
        await at(agency, TUESDAY)
    path = f"/v1/feedback-requests/{request['id']}"
    await agency.recruiter.changes(path, {"channel": "phone"})
    async with used(MailServer()) as server:
        await at(agency, TUESDAY + timedelta(minutes=30))
        assert server.taken == []


@NOW
async def test_no_message_follows_a_call(agency: Agency) -> None:
    request, _ = await waiting(agency)
    path = f"/v1/feedback-requests/{request['id']}"
    await agency.recruiter.creates(f"{path}/messages", {})
    call = {"channel": "phone", "outcome": "left_message"}
    await agency.recruiter.creates(f"{path}/chases", call)
    assert await agency.deliver_mail() == [], "somebody rang before it was sent"
    problem = await agency.recruiter.is_refused(409, "chase-too-soon", "POST", f"{path}/messages")
    assert problem["allowed_at"] == "2026-12-02T10:00:00Z"
    with time_machine.travel(TUESDAY + timedelta(days=1), tick=False):
        await agency.recruiter.creates(f"{path}/messages", {})
        assert len(await agency.deliver_mail()) == 1


@NOW
async def test_who_wants_mail_again_gets_it(agency: Agency) -> None:
    contact = await mailed_contact(agency)
    await asked(agency, await held_interview(agency, contact), contact)
    await agency.sweep()
    path = f"/v1/contacts/{contact['id']}"
    await agency.recruiter.changes(path, {"do_not_email": True})
    assert await agency.deliver_mail() == []
    await agency.recruiter.changes(path, {"do_not_email": False})
    assert len(await at(agency, TUESDAY + timedelta(hours=1))) == 1, (
        "the address was never at fault"
    )


@NOW
async def test_who_unsubscribes_while_it_is_being_sent_waits_for_it(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is on its way, and the last one: no suppression is on record before it."""
    _, contact = await waiting(agency)
    await agency.sweep()
    suppressing: asyncio.Task[httpx.Response] | None = None
    written = composing.written

    async def suppressed_meanwhile(*arguments: Any) -> bytes:
        nonlocal suppressing
        body = {"email": contact["email"]}
        suppressing = asyncio.create_task(agency.recruiter.post("/v1/suppressions", json=body))
        await asyncio.sleep(0.2)
        assert not suppressing.done(), "it waits for the message"
        return await written(*arguments)

    monkeypatch.setattr(composing, "written", suppressed_meanwhile)
    assert len(await agency.deliver_mail()) == 1
    assert suppressing is not None
    assert (await suppressing).status_code == 201
    monkeypatch.undo()
    assert await at(agency, TUESDAY + timedelta(days=7)) == []
