"""What an application's end takes with it, and what it leaves."""

from datetime import timedelta

import pytest

from tests.factories import Agency, Json

TOMORROW = timedelta(days=1)
ENDS = [("withdrawal", "withdrawn", "candidate"), ("rejection", "rejected", "employer")]


async def at_work(agency: Agency) -> Json:
    """An application with a contact at its employer, and nothing else."""
    employer = await agency.employer()
    contact = await agency.contact(employer_id=employer["id"])
    vacancy = await agency.vacancy(employer_id=employer["id"])
    application = await agency.application(vacancy_id=vacancy["id"])
    return {
        "path": f"/v1/applications/{application['id']}",
        "contact_id": contact["id"],
        **application,
    }


async def asked_about(agency: Agency, interview: Json, application: Json) -> Json:
    return await agency.recruiter.creates(
        "/v1/feedback-requests",
        {"interview_id": interview["id"], "contact_id": application["contact_id"]},
    )


async def moved_to_tomorrow(agency: Agency, interview: Json) -> None:
    """How an interview to come has an open request: it was moved after it was asked about."""
    later = (await agency.interview(starts_in=TOMORROW))["starts_at"]
    await agency.recruiter.changes(f"/v1/interviews/{interview['id']}", {"starts_at": later})


@pytest.mark.parametrize(("end", "stage", "by"), ENDS)
async def test_interviews_to_come_are_cancelled_each_with_its_event(
    agency: Agency, end: str, stage: str, by: str
) -> None:
    application = await at_work(agency)
    to_come = [
        await agency.interview(application_id=application["id"], starts_in=TOMORROW * days)
        for days in (1, 2)
    ]
    elsewhere = await agency.interview(starts_in=TOMORROW)
    await agency.recruiter.does(f"{application['path']}/{end}", {"reason": "other"})
    for interview in to_come:
        now = await agency.viewer.reads(f"/v1/interviews/{interview['id']}")
        assert (now["status"], now["cancelled_by"]) == ("cancelled", by)
        assert now["cancellation_reason"] == f"application_{stage}"
        scheduled, cancelled = await agency.log_of(interview["id"])
        assert cancelled["type"] == "interview.cancelled"
        assert cancelled["data"] == {"round": now["round"], "reason": f"application_{stage}"}
        assert cancelled["application_id"] == scheduled["application_id"] == application["id"]
        assert cancelled["candidate_id"] == application["candidate_id"]
    untouched = await agency.viewer.reads(f"/v1/interviews/{elsewhere['id']}")
    assert untouched["status"] == "scheduled"


@pytest.mark.parametrize(("end", "stage", "by"), ENDS)
async def test_what_was_asked_about_an_interview_to_come_is_closed(
    agency: Agency, end: str, stage: str, by: str
) -> None:
    application = await at_work(agency)
    interview = await agency.interview(application_id=application["id"])
    request = await asked_about(agency, interview, application)
    await moved_to_tomorrow(agency, interview)
    await agency.recruiter.does(f"{application['path']}/{end}", {"reason": "other"})
    closed = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
    assert (closed["status"], closed["next_chase_at"]) == ("closed", None)
    *_, event = await agency.log_of(request["id"])
    assert event["type"] == "feedback.closed"
    assert event["data"] == {"interview_id": interview["id"], "cause": f"application_{stage}"}


@pytest.mark.parametrize(("end", "stage", "by"), ENDS)
@pytest.mark.parametrize("completed", [True, False])
async def test_what_was_held_stays_and_its_feedback_stays_welcome_unchased(
    agency: Agency, end: str, stage: str, by: str, completed: bool
) -> None:
    application = await at_work(agency)
    interview = await agency.interview(application_id=application["id"])
    if completed:
        await agency.recruiter.does(f"/v1/interviews/{interview['id']}/completion")
    before = await agency.viewer.reads(f"/v1/interviews/{interview['id']}")
    request = await asked_about(agency, interview, application)
    await agency.recruiter.does(f"{application['path']}/{end}", {"reason": "other"})
    held = await agency.viewer.reads(f"/v1/interviews/{interview['id']}")
    unchanged = {**before, "feedback_status": "awaiting"}
    touched = {"version", "updated_at"}  # nobody asks for its debrief any more
    assert {k: held[k] for k in held.keys() - touched} == {
        k: unchanged[k] for k in held.keys() - touched
    }
    waiting = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
    assert (waiting["status"], waiting["next_chase_at"]) == ("awaiting", None)
    assert await agency.events_of(request["id"]) == [
        "feedback.requested",
        "feedback.chasing_stopped",
    ]
    answered = await agency.feedback(request)
    assert answered["feedback_request_id"] == request["id"]


async def test_a_reinstatement_resumes_the_chasing_and_leaves_the_cancelled_cancelled(
    agency: Agency,
) -> None:
    application = await at_work(agency)
    held = await agency.interview(application_id=application["id"])
    to_come = await agency.interview(application_id=application["id"], starts_in=TOMORROW)
    request = await asked_about(agency, held, application)
    await agency.recruiter.does(f"{application['path']}/rejection", {"reason": "other"})
    await agency.recruiter.does(f"{application['path']}/reinstatement")
    resumed = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}")
    assert (resumed["status"], resumed["next_chase_at"]) == ("awaiting", request["next_chase_at"])
    assert (await agency.events_of(request["id"]))[-1] == "feedback.chasing_resumed"
    still = await agency.viewer.reads(f"/v1/interviews/{to_come['id']}")
    assert still["status"] == "cancelled"
    rebooked = await agency.interview(application_id=application["id"], starts_in=TOMORROW)
    assert rebooked["round"] == to_come["round"]


async def test_a_refused_end_cancels_nothing(agency: Agency) -> None:
    application = await at_work(agency)
    interview = await agency.interview(application_id=application["id"], starts_in=TOMORROW)
    path = f"{application['path']}/rejection"
    await agency.recruiter.is_refused(422, "invalid", "POST", path, json={"reason": "personal"})
    await agency.recruiter.is_refused(
        412,
        "precondition-failed",
        "POST",
        path,
        json={"reason": "other"},
        headers={"if-match": '"7"'},
    )
    still = await agency.viewer.reads(f"/v1/interviews/{interview['id']}")
    assert still == interview
