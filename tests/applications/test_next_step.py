"""What an application waits for next: derived, always with a date, the step due first."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


async def next_step(agency: Agency, application: Json) -> Json | None:
    found = await agency.viewer.reads(f"/v1/applications/{application['id']}")
    listed = await agency.viewer.reads("/v1/applications", candidate_id=found["candidate_id"])
    assert listed["items"][0]["next_step"] == found["next_step"]
    step: Json | None = found["next_step"]
    return step


@pytest.mark.parametrize(
    ("stage", "what", "waiting_for"),
    [
        ("submitted", "answer_submission", "employer"),
        ("shortlisted", "arrange_interview", "employer"),
        ("interviewing", "find_out_decision", "recruiter"),
        ("offered", "record_offer", "recruiter"),
    ],
)
async def test_when_nothing_is_pending_the_stage_says_what_should_happen(
    agency: Agency, stage: str, what: str, waiting_for: str
) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        application = await agency.application(stage=stage)
        assert await next_step(agency, application) == {
            "what": what,
            "due_at": "2026-11-27T10:00:00Z",
            "waiting_for": waiting_for,
        }


async def test_it_follows_the_story_of_an_interview(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        employer = await agency.employer()
        contact = await agency.contact(employer_id=employer["id"])
        vacancy = await agency.vacancy(employer_id=employer["id"])
        application = await agency.application(vacancy_id=vacancy["id"], stage="interviewing")
        interview = await agency.interview(
            application_id=application["id"], starts_in=timedelta(hours=2), duration_minutes=60
        )
        path = f"/v1/interviews/{interview['id']}"
        assert await next_step(agency, application) == {
            "what": "attend_interview", "due_at": "2026-11-24T12:00:00Z",
            "waiting_for": "candidate",
        }  # fmt: skip
        now.shift(timedelta(hours=4))
        assert await next_step(agency, application) == {
            "what": "record_interview_outcome", "due_at": "2026-11-24T13:00:00Z",
            "waiting_for": "recruiter",
        }  # fmt: skip
        await agency.recruiter.does(f"{path}/completion")
        assert await next_step(agency, application) == {
            "what": "request_feedback", "due_at": "2026-11-24T13:00:00Z",
            "waiting_for": "recruiter",
        }  # fmt: skip
        request = await agency.recruiter.creates(
            "/v1/feedback-requests",
            {"interview_id": interview["id"], "contact_id": contact["id"]},
        )
        step = await next_step(agency, application)
        assert step is not None
        assert (step["due_at"], step["waiting_for"]) == ("2026-11-25T13:00:00Z", "candidate")
        now.shift(timedelta(days=3))
        await agency.feedback(request)
        waiting = [await next_step(agency, application)]
        assert waiting[0] is not None
        assert waiting[0]["what"] != "give_feedback"


async def test_after_a_rejection_only_the_feedback_is_left_to_do(agency: Agency) -> None:
    request = await agency.feedback_request(starts_in=timedelta(days=-9))
    application = {"id": request["application_id"]}
    path = f"/v1/applications/{application['id']}/rejection"
    await agency.recruiter.does(path, {"reason": "experience"})
    assert await next_step(agency, application) is None
    feedback = await agency.feedback(request)
    step = await next_step(agency, application)
    assert step is not None
    assert (step["what"], step["waiting_for"]) == ("release_feedback", "recruiter")
    await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release", {"channel": "phone"})
    assert await next_step(agency, application) is None


async def test_a_withdrawn_application_waits_for_nobody(agency: Agency) -> None:
    feedback = await agency.feedback()
    application = {"id": (await agency.viewer.reads("/v1/applications"))["items"][0]["id"]}
    step = await next_step(agency, application)
    assert step is not None
    assert feedback["released_at"] is None
    path = f"/v1/applications/{application['id']}/withdrawal"
    await agency.recruiter.does(path, {"reason": "salary"})
    assert await next_step(agency, application) is None
