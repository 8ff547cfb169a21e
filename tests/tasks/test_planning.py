"""Playbooks plan tasks when something happens: for whom, about what, and due when."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from app.events import kinds
from tests.factories import Agency, Json, open_agency

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
BEFORE = {"Prepare with the candidate", "Read up on the employer and what you want to ask"}
AFTER = {
    "Record your debrief", "Thank the interviewers", "Ask the employer for feedback",
    "Find out when they decide",
}  # fmt: skip


async def complete(agency: Agency, interview: Json) -> None:
    await agency.recruiter.does(f"/v1/interviews/{interview['id']}/completion")


async def test_an_interview_is_prepared_and_followed_up(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        candidate = await agency.candidate(owner_id=agency.admin.user_id)
        application = await agency.application(candidate_id=candidate["id"])
        interview = await agency.interview(
            application_id=application["id"], starts_in=timedelta(days=2)
        )
        before = await agency.tasks(interview_id=interview["id"])
        assert {title: task["due_at"] for title, task in before.items()} == {
            "Prepare with the candidate": "2026-11-25T17:30:00Z",
            "Read up on the employer and what you want to ask": "2026-11-25T10:00:00Z",
        }
        now.move_to(datetime.fromisoformat(interview["ends_at"]))
        await complete(agency, interview)
        tasks = await agency.tasks(interview_id=interview["id"])
        assert all(tasks[title]["done_by_itself"] for title in BEFORE)
        assert {title: tasks[title]["due_at"] for title in tasks if title not in BEFORE} == {
            "Record your debrief": "2026-11-26T14:45:00Z",
            "Thank the interviewers": "2026-11-27T10:45:00Z",
            "Ask the employer for feedback": "2026-11-26T17:30:00Z",
            "Find out when they decide": "2026-11-27T17:30:00Z",
        }
        for task in tasks.values():
            mine = task["for"] == "recruiter"
            assert task["assignee_name"] == ("Admin Obi" if mine else None)
            assert task["candidate_id"] == candidate["id"]
            assert task["application_id"] == application["id"]
            assert task["subject"] == {"type": "interview", "id": interview["id"]}


async def test_one_event_says_how_many_tasks_a_playbook_planned(agency: Agency) -> None:
    interview = await agency.interview()
    await complete(agency, interview)
    tasks = await agency.tasks(interview_id=interview["id"])
    [playbook_id] = {task["playbook_id"] for task in tasks.values()}
    [event] = await agency.log_of(playbook_id)
    assert (event["type"], event["data"]) == ("playbook.started", {"tasks": len(AFTER)})
    assert event["actor"]["id"] == agency.recruiter.user_id
    assert (event["candidate_id"], event["application_id"]) == (None, None)  # not their story


async def test_an_interview_recorded_after_the_fact_needs_no_preparation(agency: Agency) -> None:
    interview = await agency.interview(starts_in=timedelta(days=-1))
    assert await agency.tasks(interview_id=interview["id"]) == {}
    soon = await agency.interview(starts_in=timedelta(hours=2))
    assert set(await agency.tasks(interview_id=soon["id"])) == BEFORE  # late is not too late
    await complete(agency, interview)
    assert set(await agency.tasks(interview_id=interview["id"])) == AFTER


@pytest.mark.parametrize(
    ("offset", "starts_at", "due_at"),
    [
        ({"offset_business_days": -1}, "2026-11-30T10:00:00Z", "2026-11-27T17:30:00Z"),  # a Monday
        ({"offset_business_days": -1}, "2026-11-29T10:00:00Z", "2026-11-27T17:30:00Z"),  # a Sunday
        ({"offset_business_days": 0}, "2026-11-27T18:30:00Z", "2026-11-30T17:30:00Z"),  # Friday eve
        ({"offset_business_days": 1}, "2026-11-27T18:30:00Z", "2026-11-30T17:30:00Z"),
        ({"offset_business_days": 1}, "2026-12-24T10:00:00Z", "2026-12-29T17:30:00Z"),  # Christmas
        ({"offset_business_days": -2}, "2026-12-29T10:00:00Z", "2026-12-23T17:30:00Z"),
        ({"offset_business_days": 1}, "2026-12-31T10:00:00Z", "2027-01-04T17:30:00Z"),
        ({"offset_business_days": -1}, "2027-01-04T10:00:00Z", "2026-12-31T17:30:00Z"),
        ({"offset_business_days": -1}, "2027-03-30T10:00:00Z", "2027-03-25T17:30:00Z"),  # Easter,
        ({"offset_business_days": 1}, "2027-03-25T10:00:00Z", "2027-03-30T16:30:00Z"),  # and summer
        ({"offset_hours": 24}, "2027-03-27T18:00:00Z", "2027-03-28T18:00:00Z"),  # an hour was lost
        ({"offset_hours": -24}, "2027-10-31T12:00:00Z", "2027-10-30T12:00:00Z"),  # one was gained
        ({"offset_hours": 4}, "2026-12-31T22:00:00Z", "2027-01-01T02:00:00Z"),
    ],
)
async def test_hours_are_real_and_days_are_business_days(
    agency: Agency, offset: Json, starts_at: str, due_at: str
) -> None:
    step = {"anchor": "interview_start", "offset_business_days": None, **offset}
    await agency.playbook(trigger="interview.scheduled", step=step)
    with time_machine.travel(TUESDAY - timedelta(days=30), tick=False):
        starts_in = datetime.fromisoformat(starts_at) - datetime.now(UTC)
        interview = await agency.interview(starts_in=starts_in)
    tasks = await agency.tasks(interview_id=interview["id"])
    assert tasks["See to it"]["due_at"] == due_at


@pytest.mark.parametrize(
    ("where", "days", "due_at"),
    [
        # Tuesday 3 in the morning in London is Monday evening in New York; Thanksgiving is free.
        ({"timezone": "America/New_York", "country": "US"}, 2, "2026-11-25T22:30:00Z"),
        ({"timezone": "America/New_York", "country": "US"}, 3, "2026-11-27T22:30:00Z"),
        ({"timezone": "Asia/Jerusalem", "country": "IL"}, 3, "2026-11-29T15:30:00Z"),
        ({"timezone": "Europe/London", "country": "GB-SCT"}, 4, "2026-12-01T17:30:00Z"),
    ],
)
async def test_days_are_the_agencys_own(
    agency: Agency, where: dict[str, str], days: int, due_at: str
) -> None:
    async with open_agency(agency.database, agency.transport, **where) as abroad:
        await abroad.playbook(trigger="application.submitted", step={"offset_business_days": days})
        with time_machine.travel("2026-11-24T03:00:00Z", tick=False):
            application = await abroad.application()
        tasks = await abroad.tasks(application_id=application["id"])
        assert tasks["See to it"]["due_at"] == due_at


async def test_what_is_counted_from_the_event_counts_from_when_it_happened(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        request = await agency.feedback_request()
        await agency.feedback(request, received_at="2026-11-23T16:00:00Z")
        tasks = await agency.tasks(interview_id=request["interview_id"])
        [task] = [task for task in tasks.values() if task["playbook_name"] == "Feedback has come"]
        assert task["due_at"] == "2026-11-24T17:30:00Z"


async def test_only_the_condition_starts_it(agency: Agency) -> None:
    condition = {"to_stage": "shortlisted", "from_stage": "submitted"}
    await agency.playbook(trigger="application.stage_changed", condition=condition)
    application = await agency.application()
    path = f"/v1/applications/{application['id']}"
    await agency.recruiter.does(f"{path}/stage", {"stage": "interviewing"})
    await agency.recruiter.does(f"{path}/stage", {"stage": "shortlisted"})
    assert await agency.tasks(application_id=application["id"]) == {}
    await agency.recruiter.does(f"{path}/stage", {"stage": "submitted"})
    await agency.recruiter.does(f"{path}/stage", {"stage": "shortlisted"})
    assert set(await agency.tasks(application_id=application["id"])) == {"See to it"}


async def test_a_playbook_that_is_off_plans_nothing(agency: Agency) -> None:
    playbook = await agency.playbook(trigger="application.submitted", active=False)
    assert await agency.tasks(application_id=(await agency.application())["id"]) == {}
    await agency.admin.changes(f"/v1/playbooks/{playbook['id']}", {"active": True})
    assert set(await agency.tasks(application_id=(await agency.application())["id"]))


async def test_what_is_still_open_is_not_planned_again(agency: Agency) -> None:
    interview = await agency.interview()
    for contact in ("Ryan", "Kate"):
        body = {"interview_id": interview["id"], "channel": "phone", "outcome": "hold"}
        await agency.recruiter.creates("/v1/feedback", {**body, "reason": contact})
    page = await agency.viewer.reads("/v1/tasks", interview_id=interview["id"])
    [task] = page["items"]
    [_] = await agency.log_of(task["playbook_id"])
    await agency.recruiter.does(f"/v1/tasks/{task['id']}/completion")
    await agency.recruiter.creates("/v1/feedback", body)
    page = await agency.viewer.reads("/v1/tasks", interview_id=interview["id"], open="true")
    [again] = page["items"]
    assert again["id"] != task["id"]
    problem = await agency.recruiter.is_refused(
        409, "task-planned-again", "POST", f"/v1/tasks/{task['id']}/reopening"
    )
    assert problem["existing_id"] == again["id"]


async def test_of_two_at_once_one_plans_it(agency: Agency) -> None:
    interview = await agency.interview()
    body = {"interview_id": interview["id"], "channel": "phone", "outcome": "hold"}
    await asyncio.gather(*(agency.recruiter.creates("/v1/feedback", body) for _ in range(6)))
    page = await agency.viewer.reads("/v1/tasks", interview_id=interview["id"])
    assert len(page["items"]) == 1


async def test_an_import_enters_history_and_starts_nothing(agency: Agency) -> None:
    interview = await agency.interview()
    await agency.happens(kinds.InterviewCompleted(round=1), interview, by="import")
    assert await agency.tasks(interview_id=interview["id"]) == {}


async def test_what_happens_to_a_candidate_gives_tasks_about_the_candidate(agency: Agency) -> None:
    await agency.playbook(
        trigger="note.added",
        condition={"kind": "call"},
        step={"title": "Write up the call", "for": "candidate"},
    )
    candidate = await agency.candidate()
    for kind in ("email", "call"):
        await agency.recruiter.creates(
            f"/v1/candidates/{candidate['id']}/notes", {"body": "Rang her.", "kind": kind}
        )
    employer = await agency.employer()
    await agency.recruiter.creates(
        f"/v1/employers/{employer['id']}/notes", {"body": "Rang them.", "kind": "call"}
    )
    page = await agency.viewer.reads("/v1/tasks")
    [task] = page["items"]
    assert task["subject"] == {"type": "candidate", "id": candidate["id"]}
    assert task["for"] == "candidate"


async def test_a_playbook_may_ask_about_one_interview(agency: Agency) -> None:
    first, second = await agency.interview(), await agency.interview()
    await agency.playbook(
        trigger="feedback.received", condition={"interview_id": second["id"].upper()}
    )
    for interview in (first, second):
        body = {"interview_id": interview["id"], "channel": "phone", "outcome": "hold"}
        await agency.recruiter.creates("/v1/feedback", body)
        planned = await agency.tasks(interview_id=interview["id"])
        assert ("See to it" in planned) == (interview is second)


async def test_an_offer_is_talked_over_and_a_placement_rounded_off(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        application = await agency.application()
        await agency.happens(kinds.OfferMade(expires_at=None), application)
        tasks = await agency.tasks(application_id=application["id"])
        assert {title: task["due_at"][:16] for title, task in tasks.items()} == {
            "Talk the offer through with the candidate": "2026-11-25T17:30",
            "Weigh the offer against what you wished for": "2026-11-25T10:00",
            "Give the referees a heads-up": "2026-11-25T17:30",
        }
        await agency.happens(kinds.OfferAccepted(number=1), application)
        page = await agency.viewer.reads("/v1/tasks", application_id=application["id"], open="true")
        assert {task["title"] for task in page["items"]} == {
            "Give the referees a heads-up",
            "End the other applications with a word of thanks",
            "Agree the first day with the candidate and the employer",
        }


async def test_somebody_turned_down_is_told_and_given_the_feedback(agency: Agency) -> None:
    request = await agency.feedback_request()
    application_id = request["application_id"]
    await agency.recruiter.does(
        f"/v1/applications/{application_id}/rejection", {"reason": "experience"}
    )
    assert set(await agency.tasks(application_id=application_id)) == {
        "Tell the candidate, and ask why"
    }
    feedback = await agency.feedback(request)
    give = "Go through the feedback and give it to the candidate"
    tasks = await agency.tasks(application_id=application_id, open="true")
    assert set(tasks) == {"Tell the candidate, and ask why", give}
    await agency.recruiter.does(f"/v1/feedback/{feedback['id']}/release")
    assert await agency.tasks(application_id=application_id, open="true") == {}


async def test_after_a_withdrawal_only_the_candidate_is_planned_for(agency: Agency) -> None:
    await agency.playbook(trigger="application.withdrawn", step={"title": "Offer other jobs"})
    request = await agency.feedback_request()
    path = f"/v1/applications/{request['application_id']}"
    await agency.recruiter.does(f"{path}/withdrawal", {"reason": "salary"})
    await agency.feedback(request)
    assert await agency.tasks(application_id=request["application_id"]) == {}
    tasks = await agency.tasks(candidate_id=request["candidate_id"])
    assert tasks["Offer other jobs"]["subject"]["type"] == "candidate"
    assert UUID(tasks["Offer other jobs"]["playbook_id"])
