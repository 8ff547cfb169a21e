"""What ends the waiting for a decision, and what makes it wait again."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.factories import Agency, Json

SAID: Json = {"decision_due_on": "2026-12-04"}


def path_of(interview: Json) -> str:
    return f"/v1/interviews/{interview['id']}/decision-process"


async def awaited(agency: Agency, **fields: Any) -> Json:
    """An interview after which a decision is awaited."""
    interview = await agency.interview(**fields)
    process = await agency.recruiter.sends("PUT", path_of(interview), 201, json=SAID)
    assert process["settled_at"] is None
    return interview


async def cause(agency: Agency, interview: Json) -> str | None:
    process = await agency.viewer.reads(path_of(interview))
    assert (process["settled_at"] is None) == (process["settled_cause"] is None)
    if process["settled_at"] is not None:
        assert process["overdue"] is False
    found: str | None = process["settled_cause"]
    return found


async def test_a_next_interview_is_the_answer(agency: Agency) -> None:
    first = await awaited(agency, starts_in=timedelta(days=-5))
    whose = {"application_id": first["application_id"]}
    somebody_elses = await awaited(agency)
    await agency.interview(**whose, starts_in=timedelta(days=-9))  # recorded late: no answer
    assert await cause(agency, first) is None
    await agency.interview(**whose, starts_in=timedelta(days=3))
    assert await cause(agency, first) == "next_interview"
    assert await cause(agency, somebody_elses) is None
    assert len(await agency.events_of((await agency.viewer.reads(path_of(first)))["id"])) == 1


@pytest.mark.parametrize("outcome", ["advance", "offer", "reject"])
async def test_decisive_feedback_is_the_answer(agency: Agency, outcome: str) -> None:
    interview = await awaited(agency)
    other = await awaited(agency, application_id=interview["application_id"], round=1)
    # The second was arranged after the first: only its own decision is still awaited.
    body = {"interview_id": other["id"], "channel": "phone", "outcome": outcome}
    await agency.recruiter.creates("/v1/feedback", body)
    assert await cause(agency, other) == f"feedback_{outcome}"
    assert await cause(agency, interview) == "next_interview"


async def test_the_answer_to_a_request_settles_too(agency: Agency) -> None:
    request = await agency.feedback_request()
    interview = {"id": request["interview_id"]}
    await agency.recruiter.sends("PUT", path_of(interview), 201, json=SAID)
    await agency.feedback(request, outcome="reject")
    assert await cause(agency, interview) == "feedback_reject"


async def test_to_be_told_to_wait_is_no_answer_until_it_is_amended(agency: Agency) -> None:
    interview = await awaited(agency)
    body = {"interview_id": interview["id"], "channel": "phone", "outcome": "hold"}
    feedback = await agency.recruiter.creates("/v1/feedback", body)
    amendments = f"/v1/feedback/{feedback['id']}/amendments"
    await agency.recruiter.creates(amendments, {"reason": "On holiday."})
    assert await cause(agency, interview) is None
    await agency.recruiter.creates(amendments, {"outcome": "advance"})
    assert await cause(agency, interview) == "feedback_advance"


async def test_a_day_named_after_the_answer_is_awaited_again(agency: Agency) -> None:
    interview = await awaited(agency)
    body = {"interview_id": interview["id"], "channel": "phone", "outcome": "advance"}
    await agency.recruiter.creates("/v1/feedback", body)
    # Other words without a day leave it settled.
    words = {"next_steps": "They meet on Monday."}
    process = await agency.recruiter.sends("PUT", path_of(interview), 200, json=words)
    assert process["settled_cause"] == "feedback_advance"
    for said in (SAID, {"decision_due_on": "2026-12-11"}):
        await agency.recruiter.sends("PUT", path_of(interview), 200, json=said)
        assert await cause(agency, interview) is None
    await agency.recruiter.creates("/v1/feedback", body)
    again = await agency.recruiter.sends(
        "PUT", path_of(interview), 200, json={"decision_due_on": "2026-12-11"}
    )
    assert again["settled_at"] is None
    *_, event = await agency.log_of(again["id"])
    assert event["data"]["fields"] == ["settled_at"]


async def test_an_end_settles_and_a_reinstatement_reopens_what_it_settled(agency: Agency) -> None:
    interview = await awaited(agency)
    answered = await awaited(agency, application_id=interview["application_id"])
    body = {"interview_id": answered["id"], "channel": "phone", "outcome": "hold"}
    await agency.recruiter.creates("/v1/feedback", body)
    application = f"/v1/applications/{interview['application_id']}"
    for noun in ("withdrawal", "rejection"):
        await agency.recruiter.does(f"{application}/{noun}", {"reason": "salary"})
        ended = {"withdrawal": "withdrawn", "rejection": "rejected"}[noun]
        assert await cause(agency, answered) == f"application_{ended}"
        await agency.recruiter.does(f"{application}/reinstatement")
        assert await cause(agency, answered) is None
        assert await cause(agency, interview) == "next_interview"


async def test_what_is_said_after_the_end_is_kept_and_awaited_by_nobody(agency: Agency) -> None:
    interview = await awaited(agency)
    late = await agency.interview(
        application_id=interview["application_id"], starts_in=timedelta(days=-2)
    )
    application = f"/v1/applications/{interview['application_id']}"
    await agency.recruiter.does(f"{application}/rejection", {"reason": "salary"})
    for which, status in ((interview, 200), (late, 201)):
        later = {"decision_due_on": "2027-01-08"}
        process = await agency.recruiter.sends("PUT", path_of(which), status, json=later)
        assert process["decision_due_on"] == "2027-01-08"
        assert process["settled_cause"] == "application_rejected"
    await agency.recruiter.does(f"{application}/reinstatement")
    assert await cause(agency, late) is None


async def test_an_offer_is_the_answer(agency: Agency) -> None:
    interview = await awaited(agency)
    stage = f"/v1/applications/{interview['application_id']}/stage"
    await agency.recruiter.does(stage, {"stage": "offered"})
    assert await cause(agency, interview) == "application_offered"


async def test_an_interview_that_the_end_cancelled_is_not_awaited_again(agency: Agency) -> None:
    interview = await awaited(agency, starts_in=timedelta(days=2))
    application = f"/v1/applications/{interview['application_id']}"
    await agency.recruiter.does(f"{application}/withdrawal", {"reason": "salary"})
    await agency.recruiter.does(f"{application}/reinstatement")
    assert await cause(agency, interview) == "interview_cancelled"


async def test_everything_at_once_waits_for_each_other(agency: Agency) -> None:
    for _ in range(4):
        request = await agency.feedback_request()
        interview = {"id": request["interview_id"]}
        await agency.recruiter.sends("PUT", path_of(interview), 201, json=SAID)
        application = f"/v1/applications/{request['application_id']}"
        answers = await asyncio.gather(
            agency.recruiter.put(path_of(interview), json={"decision_due_on": "2026-12-11"}),
            agency.recruiter.put(f"/v1/interviews/{interview['id']}/debrief", json={"interest": 1}),
            agency.recruiter.post(f"{application}/withdrawal", json={"reason": "salary"}),
            agency.recruiter.post(
                f"/v1/feedback-requests/{request['id']}/feedback",
                json={"channel": "phone", "outcome": "reject"},
            ),
        )
        assert [answer.status_code for answer in answers] == [200, 201, 200, 201]
        assert await cause(agency, interview) in ("feedback_reject", "application_withdrawn")
