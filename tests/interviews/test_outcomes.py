"""What becomes of an interview: completed, cancelled, missed; and how far its feedback is."""

import asyncio
from datetime import timedelta

import pytest
import time_machine

from app import clock
from tests.factories import Agency, Json

NOON = "2026-11-18T12:00:00Z"
OUTCOMES = [
    ("completion", {}),
    ("cancellation", {}),
    ("no-show", {"absent": "candidate"}),
]


def path_of(interview: Json) -> str:
    return f"/v1/interviews/{interview['id']}"


async def last_event(agency: Agency, subject: Json) -> Json:
    event: Json
    *_, event = await agency.log_of(subject["id"])
    return event


async def test_one_that_is_over_took_place_until_its_end(agency: Agency) -> None:
    interview = await agency.interview()
    done = await agency.recruiter.does(f"{path_of(interview)}/completion")
    assert (done["status"], done["completed_at"]) == ("completed", interview["ends_at"])
    event = await last_event(agency, interview)
    assert event["type"] == "interview.completed"
    assert event["occurred_at"] == interview["ends_at"] < event["recorded_at"]
    assert event["data"] == {"round": 1}
    assert event["candidate_id"] == interview["candidate_id"]
    application = await agency.viewer.reads(f"/v1/applications/{interview['application_id']}")
    assert application["stage"] == "submitted"


async def test_when_it_was_over_can_be_said(agency: Agency) -> None:
    interview = await agency.interview()
    path = f"{path_of(interview)}/completion"
    for wrong in (clock.now() + timedelta(minutes=1), clock.now() - timedelta(days=2)):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", path, json={"completed_at": wrong.isoformat()}
        )
        assert [error["pointer"] for error in problem["errors"]] == ["/completed_at"]
    overran = (clock.now() - timedelta(hours=20)).isoformat().replace("+00:00", "Z")
    done = await agency.recruiter.does(path, {"completed_at": overran})
    event = await last_event(agency, interview)
    assert done["completed_at"] == event["occurred_at"] == overran


async def test_one_to_come_cannot_be_completed_but_one_under_way_can(agency: Agency) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        interview = await agency.interview(starts_in=timedelta(minutes=30))
        path = f"{path_of(interview)}/completion"
        problem = await agency.recruiter.is_refused(409, "interview-to-come", "POST", path)
        assert problem["allowed_at"] == interview["starts_at"] == "2026-11-18T12:30:00Z"
        assert await agency.viewer.reads(path_of(interview)) == interview
        traveller.move_to("2026-11-18T12:40:00Z")
        done = await agency.recruiter.sends("POST", path, 200)
        assert (done["status"], done["completed_at"]) == ("completed", "2026-11-18T12:40:00Z")
    assert await agency.events_of(interview["id"]) == ["interview.scheduled", "interview.completed"]


async def test_a_cancellation_keeps_its_words_out_of_the_log(agency: Agency) -> None:
    interview = await agency.interview(starts_in=timedelta(days=1))
    off = await agency.recruiter.does(
        f"{path_of(interview)}/cancellation", {"reason": "Ryan is ill.", "by": "employer"}
    )
    assert (off["status"], off["cancelled_by"]) == ("cancelled", "employer")
    assert off["cancellation_reason"] == "Ryan is ill."
    assert off["cancelled_at"]
    event = await last_event(agency, interview)
    assert event["type"] == "interview.cancelled"
    assert event["data"] == {"round": 1, "reason": "by_employer"}


async def test_a_cancellation_needs_no_reason(agency: Agency) -> None:
    interview = await agency.interview(starts_in=timedelta(days=1))
    off = await agency.recruiter.sends("POST", f"{path_of(interview)}/cancellation", 200)
    assert (off["cancelled_by"], off["cancellation_reason"]) == (None, None)
    assert (await last_event(agency, interview))["data"] == {"round": 1, "reason": "called_off"}
    other = await agency.interview(starts_in=timedelta(days=1))
    for wrong, pointer in (({"by": "weather"}, "/by"), ({"reason": "\x00"}, "/reason")):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", f"{path_of(other)}/cancellation", json=wrong
        )
        assert [error["pointer"] for error in problem["errors"]] == [pointer]


async def test_a_no_show_is_known_only_once_it_should_have_started(agency: Agency) -> None:
    with time_machine.travel(NOON, tick=False) as traveller:
        interview = await agency.interview(starts_in=timedelta(minutes=30))
        path = f"{path_of(interview)}/no-show"
        body = {"absent": "employer"}
        problem = await agency.recruiter.is_refused(
            409, "interview-to-come", "POST", path, json=body
        )
        assert problem["allowed_at"] == interview["starts_at"]
        await agency.recruiter.is_refused(422, "invalid", "POST", path, json={"absent": "the dog"})
        assert await agency.viewer.reads(path_of(interview)) == interview
        traveller.move_to("2026-11-18T12:45:00Z")
        missed = await agency.recruiter.does(path, body)
    assert (missed["status"], missed["no_show_by"]) == ("no_show", "employer")
    event = await last_event(agency, interview)
    assert event["type"] == "interview.missed"
    assert (event["data"], event["occurred_at"]) == (
        {"round": 1, "absent": "employer"}, "2026-11-18T12:45:00Z",
    )  # fmt: skip


@pytest.mark.parametrize(("noun", "body"), OUTCOMES)
async def test_what_is_settled_stays_settled(agency: Agency, noun: str, body: Json) -> None:
    interview = await agency.interview()
    settled = await agency.recruiter.does(f"{path_of(interview)}/{noun}", body)
    log = await agency.events_of(interview["id"])
    for again, said in OUTCOMES:
        problem = await agency.recruiter.is_refused(
            409, "interview-settled", "POST", f"{path_of(interview)}/{again}", json=said
        )
        assert problem["interview_status"] == settled["status"]
        assert problem["allowed_statuses"] == []
    assert await agency.viewer.reads(path_of(interview)) == settled
    assert await agency.events_of(interview["id"]) == log


@pytest.mark.parametrize(
    ("noun", "body", "cause"),
    [("cancellation", {}, "interview_cancelled"), ("no-show", {"absent": "candidate"}, "no_show")],
)
async def test_nothing_is_asked_about_what_was_not_held(
    agency: Agency, noun: str, body: Json, cause: str
) -> None:
    request = await agency.feedback_request()
    interview = await agency.viewer.reads(f"/v1/interviews/{request['interview_id']}")
    assert interview["feedback_status"] == "awaiting"
    after = await agency.recruiter.does(f"{path_of(interview)}/{noun}", body)
    assert after["feedback_status"] == "none"
    closed = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
    assert closed["status"] == "closed"
    event = await last_event(agency, request)
    assert event["type"] == "feedback.closed"
    assert event["data"] == {"interview_id": interview["id"], "cause": cause}


async def test_its_feedback_goes_from_none_to_released(agency: Agency) -> None:
    async def status() -> str:
        found: str = (await agency.viewer.reads(path))["feedback_status"]
        page = await agency.viewer.reads("/v1/interviews", feedback_status=found)
        assert [row["feedback_status"] for row in page["items"]] == [found]
        return found

    interview, ryan = await agency.interview_with_contact()
    path = path_of(interview)
    asha = await agency.contact(employer_id=interview["employer_id"])
    assert await status() == "none"
    asked = []
    for contact in (ryan, asha):
        ask = {"interview_id": interview["id"], "contact_id": contact["id"]}
        asked.append(await agency.recruiter.creates("/v1/feedback-requests", ask))
    assert await status() == "awaiting"
    refused = f"/v1/feedback-requests/{asked[0]['id']}/refusal"
    await agency.recruiter.does(refused, {"reason": "Company policy."})
    assert await status() == "awaiting"
    refused = f"/v1/feedback-requests/{asked[1]['id']}/refusal"
    await agency.recruiter.does(refused, {"reason": "Company policy."})
    assert await status() == "declined"
    feedback = await agency.feedback(asked[0])
    assert await status() == "received"
    await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"channel": "phone"})
    assert await status() == "released"


async def test_of_two_outcomes_at_once_one_counts(agency: Agency) -> None:
    interview = await agency.interview()
    answers = await asyncio.gather(
        *(
            agency.recruiter.post(f"{path_of(interview)}/{noun}", json=body)
            for noun, body in OUTCOMES
        )
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409]
    assert len(await agency.events_of(interview["id"])) == 2


async def test_an_end_and_an_outcome_at_once_wait_for_each_other(agency: Agency) -> None:
    for _ in range(5):
        interview = await agency.interview(starts_in=timedelta(days=1))
        end = f"/v1/applications/{interview['application_id']}/withdrawal"
        answers = await asyncio.gather(
            agency.recruiter.post(end, json={"reason": "personal"}),
            agency.recruiter.post(f"{path_of(interview)}/cancellation", json={}),
            agency.recruiter.patch(path_of(interview), json={"title": "Second"}),
        )
        ended, cancelled, changed = (answer.status_code for answer in answers)
        assert (ended, changed) == (200, 200)
        assert cancelled in (200, 409)
        log = await agency.events_of(interview["id"])
        assert sorted(log) == ["interview.cancelled", "interview.scheduled", "interview.updated"]


async def test_an_answer_and_a_cancellation_at_once_never_block_each_other(agency: Agency) -> None:
    for noun, body in (("cancellation", {}), ("no-show", {"absent": "candidate"})) * 4:
        request = await agency.feedback_request()
        path = f"/v1/feedback-requests/{request['id']}"
        answer = {"channel": "phone", "outcome": "hold"}
        logged, settled = await asyncio.gather(
            agency.recruiter.post(f"{path}/feedback", json=answer),
            agency.recruiter.post(f"/v1/interviews/{request['interview_id']}/{noun}", json=body),
        )
        assert settled.status_code == 200, settled.text
        assert logged.status_code in (201, 409), logged.text
        now = await agency.viewer.reads(path)
        assert now["status"] == ("received" if logged.status_code == 201 else "closed")
