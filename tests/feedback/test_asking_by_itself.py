"""Once an interview is over, Debrief asks whoever took it."""

import asyncio
from datetime import timedelta

import pytest
import time_machine

from tests.factories import Agency
from tests.feedback.situations import (
    TUESDAY,
    again,
    asked,
    held_interview,
    mailed_contact,
    requests_of,
)

NOW = time_machine.travel(TUESDAY, tick=False)


@NOW
async def test_the_first_interviewer_is_asked_when_it_is_over(agency: Agency) -> None:
    contact = await mailed_contact(agency)
    interview = await held_interview(agency, contact)
    await agency.sweep()
    [request] = await requests_of(agency)
    assert (request["interview_id"], request["contact_id"]) == (interview["id"], contact["id"])
    assert (request["by_itself"], request["channel"]) == (True, "email")
    [event] = [e for e in await agency.log_of(request["id"]) if e["type"] == "feedback.requested"]
    assert event["actor"]["type"] == "system"
    await agency.sweep()
    assert len(await requests_of(agency)) == 1


@NOW
@pytest.mark.parametrize(("who", "asks"), [("every_interviewer", 2), ("nobody", 0)])
async def test_whom_it_asks_is_the_agency_s_policy(agency: Agency, who: str, asks: int) -> None:
    await agency.admin.changes("/v1/agency", {"policy": {"asks_for_feedback": who}})
    ryan = await mailed_contact(agency)
    interview = await held_interview(agency, ryan)
    bo = await agency.contact(employer_id=ryan["employer_id"])
    await agency.recruiter.changes(
        f"/v1/interviews/{interview['id']}", {"interviewer_ids": [ryan["id"], bo["id"]]}
    )
    await agency.sweep()
    channels = {row["contact_id"]: row["channel"] for row in await requests_of(agency)}
    assert len(channels) == asks
    if asks:
        assert channels == {ryan["id"]: "email", bo["id"]: "phone"}, "Bo has no address"


@NOW
async def test_nobody_is_asked_when_somebody_was_or_it_is_known(agency: Agency) -> None:
    told, asking, withdrawn, old = [
        await mailed_contact(agency, email=f"{n}@{agency.slug}.example") for n in range(4)
    ]
    known = await held_interview(agency, told)
    await agency.recruiter.creates(
        "/v1/feedback", {"interview_id": known["id"], "channel": "phone", "outcome": "hold"}
    )
    await asked(agency, await held_interview(agency, asking), asking)
    left = await held_interview(agency, withdrawn)
    await agency.recruiter.does(
        f"/v1/applications/{left['application_id']}/withdrawal", {"reason": "other"}
    )
    await held_interview(agency, old, at=TUESDAY - timedelta(days=3))
    before = await requests_of(agency)
    await agency.sweep()
    assert await requests_of(agency) == before


@NOW
async def test_one_that_nobody_marked_is_over_an_hour_after_its_end(agency: Agency) -> None:
    contact = await mailed_contact(agency)
    vacancy = await agency.vacancy(employer_id=contact["employer_id"])
    application = await agency.application(vacancy_id=vacancy["id"])
    await agency.interview(
        application_id=application["id"],
        interviewer_ids=[contact["id"]],
        starts_in=timedelta(minutes=-60),
    )
    await agency.sweep()
    assert await requests_of(agency) == []
    with time_machine.travel(TUESDAY + timedelta(minutes=45), tick=False):
        await agency.sweep()
    assert len(await requests_of(agency)) == 1


@NOW
async def test_a_recruiter_takes_it_on_by_asking(agency: Agency) -> None:
    contact = await mailed_contact(agency)
    interview = await held_interview(agency, contact)
    await agency.sweep()
    [by_itself] = await requests_of(agency)
    due_at = (TUESDAY + timedelta(days=1)).isoformat()
    taken = await asked(
        agency, interview, contact, channel="phone", due_at=due_at, questions=["Why?"]
    )
    assert taken["id"] == by_itself["id"]
    assert (taken["by_itself"], taken["channel"], taken["questions"]) == (False, "phone", ["Why?"])
    assert taken["due_at"] == "2026-12-02T10:00:00Z"
    *_, event = await agency.log_of(taken["id"])
    assert event["type"] == "feedback.request_taken_on"
    assert event["data"]["fields"] == ["channel", "due_at", "questions"]
    await agency.recruiter.is_refused(
        409, "feedback-request-open", "POST", "/v1/feedback-requests",
        json={"interview_id": interview["id"], "contact_id": contact["id"]},
    )  # fmt: skip
    await agency.sweep()
    assert await agency.deliver_mail() == [], "they are to be rung"
    assert (await again(agency, taken))["asked_at"] is None


@NOW
async def test_two_sweeps_and_a_recruiter_at_once_ask_once(agency: Agency) -> None:
    contact = await mailed_contact(agency)
    interview = await held_interview(agency, contact)
    body = {"interview_id": interview["id"], "contact_id": contact["id"]}
    answers = await asyncio.gather(
        agency.sweep(),
        agency.recruiter.post("/v1/feedback-requests", json=body),
        agency.sweep(),
    )
    assert answers[1].status_code == 201, answers[1].text
    [request] = await requests_of(agency)
    assert request["by_itself"] is False
