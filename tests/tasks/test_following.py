"""Tasks follow what happens: they complete by themselves, move with the interview, end with it."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine

from app import transaction
from app.database import Db
from app.events import kinds, recorder
from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
READ_UP = "Read up on the employer and what you want to ask"


async def completed(agency: Agency, **fields: object) -> Json:
    interview = await agency.interview(**fields)
    await agency.recruiter.does(f"/v1/interviews/{interview['id']}/completion")
    return interview


async def open_titles(agency: Agency, **filters: str) -> set[str]:
    return set(await agency.tasks(open="true", **filters))


async def task_of(agency: Agency, interview: Json, title: str) -> Json:
    return (await agency.tasks(interview_id=interview["id"]))[title]


async def test_asking_for_feedback_completes_the_task_to_ask(agency: Agency) -> None:
    interview, contact = await agency.interview_with_contact()
    await agency.recruiter.does(f"/v1/interviews/{interview['id']}/completion")
    body = {"interview_id": interview["id"], "contact_id": contact["id"]}
    await agency.recruiter.creates("/v1/feedback-requests", body)
    task = await task_of(agency, interview, "Ask the employer for feedback")
    assert task["done_at"] is not None
    assert (task["done_by_itself"], task["done_by_name"]) == (True, None)
    [event] = await agency.log_of(task["id"])
    assert (event["type"], event["data"]) == ("task.completed", {"by_itself": True})
    assert (event["candidate_id"], event["application_id"]) == (None, None)


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("Record your debrief", kinds.DebriefRecorded(interview_id=uuid4(), recorded_by="x")),
        ("Thank the interviewers", kinds.FollowUpSkipped(interview_id=uuid4(), cause="by_hand")),
        ("Thank the interviewers",
         kinds.FollowUpSent(interview_id=uuid4(), channel="email", on_time=True)),
        ("Find out when they decide",
         kinds.DecisionProcessRecorded(interview_id=uuid4(), decision_due_on=TUESDAY.date())),
    ],
    ids=lambda value: getattr(value, "type", None),
)  # fmt: skip
async def test_what_was_to_be_done_was_done(
    agency: Agency, title: str, kind: kinds.DebriefRecorded
) -> None:
    """About this interview, and not about another one of the same application."""
    first = await completed(agency)
    second = await completed(agency, application_id=first["application_id"])
    kind.interview_id = first["id"]
    await agency.happens(kind, first)
    assert (await task_of(agency, first, title))["done_by_itself"]
    assert (await task_of(agency, second, title))["done_at"] is None


async def test_the_narrowest_thing_that_both_name_decides(agency: Agency) -> None:
    """An offer names no interview: it completes what asks for one about any of them."""
    first = await completed(agency)
    other = await completed(
        agency, application_id=(await agency.application(candidate_id=first["candidate_id"]))["id"]
    )
    await agency.happens(kinds.OfferMade(expires_at=None), {**first, "id": first["application_id"]})
    title = "Find out when they decide"
    assert (await task_of(agency, first, title))["done_by_itself"]
    assert (await task_of(agency, other, title))["done_at"] is None


async def test_what_is_done_stays_done(agency: Agency) -> None:
    interview = await completed(agency)
    task = await task_of(agency, interview, "Ask the employer for feedback")
    done = await agency.recruiter.does(f"/v1/tasks/{task['id']}/completion")
    body = {"interview_id": interview["id"], "channel": "phone", "outcome": "hold"}
    await agency.recruiter.creates("/v1/feedback", body)
    path = f"/v1/applications/{interview['application_id']}"
    await agency.recruiter.does(f"{path}/rejection", {"reason": "salary"})
    await agency.recruiter.does(f"{path}/reinstatement")
    assert await agency.viewer.reads(f"/v1/tasks/{task['id']}") == done


async def test_moving_the_interview_moves_what_is_due_around_it(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        interview = await agency.interview(starts_in=timedelta(days=2))
        by_hand = await task_of(agency, interview, READ_UP)
        put_off = await agency.recruiter.changes(
            f"/v1/tasks/{by_hand['id']}", {"due_at": "2026-11-25T20:00:00Z"}
        )
        ours = await agency.task(subject={"type": "interview", "id": interview["id"]})
        path = f"/v1/interviews/{interview['id']}"
        await agency.recruiter.changes(path, {"starts_at": "2027-01-04T10:00:00Z"})
        task = await task_of(agency, interview, "Prepare with the candidate")
        assert task["due_at"] == "2026-12-31T17:30:00Z"
        [event] = await agency.log_of(task["id"])
        assert event["type"] == "task.moved"
        assert event["data"] == {"old_due_at": "2026-11-25T17:30:00Z", "due_at": task["due_at"]}
        for stays in (put_off, ours):
            assert await agency.viewer.reads(f"/v1/tasks/{stays['id']}") == stays
        await agency.recruiter.changes(path, {"starts_at": "2027-01-04T11:00:00Z"})
        assert len(await agency.log_of(task["id"])) == 1  # still the business day before


@pytest.mark.parametrize(
    ("outcome", "body", "cause"),
    [
        ("cancellation", {}, "interview_cancelled"),
        ("no-show", {"absent": "employer"}, "interview_missed"),
    ],
)
async def test_what_was_for_an_interview_ends_with_it(
    agency: Agency, outcome: str, body: Json, cause: str
) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        interview = await agency.interview(starts_in=timedelta(days=2))
        other = await agency.task(
            title="Other", subject={"type": "application", "id": interview["application_id"]}
        )
        ticked_off = await task_of(agency, interview, "Prepare with the candidate")
        await agency.recruiter.does(f"/v1/tasks/{ticked_off['id']}/completion")
        now.shift(timedelta(days=2))
        await agency.recruiter.does(f"/v1/interviews/{interview['id']}/{outcome}", body)
        assert await open_titles(agency, candidate_id=interview["candidate_id"]) == {"Other"}
        task = await task_of(agency, interview, READ_UP)
        assert (task["cancelled_at"], task["cancel_cause"]) == ("2026-11-26T10:00:00Z", cause)
        [event] = await agency.log_of(task["id"])
        assert (event["type"], event["data"]) == ("task.cancelled", {"cause": cause})
        for path in ("completion", "reopening"):
            code = {"completion": "task-cancelled", "reopening": "task-not-done"}[path]
            await agency.recruiter.is_refused(409, code, "POST", f"/v1/tasks/{task['id']}/{path}")
        problem = await agency.recruiter.is_refused(
            409, "task-cancelled", "POST", f"/v1/tasks/{ticked_off['id']}/reopening"
        )
        assert problem["cause"] == cause
        assert other["cancelled_at"] is None


async def test_an_end_calls_everything_off_and_its_undoing_brings_it_back(agency: Agency) -> None:
    held = await completed(agency)
    to_come = await agency.interview(
        application_id=held["application_id"], starts_in=timedelta(days=3)
    )
    filters = {"application_id": held["application_id"]}
    ours = await agency.task(subject={"type": "application", "id": held["application_id"]})
    before = await open_titles(agency, **filters)
    path = f"/v1/applications/{held['application_id']}"
    await agency.recruiter.does(f"{path}/withdrawal", {"reason": "salary"})
    assert await open_titles(agency, **filters) == set()
    await agency.recruiter.does(f"{path}/reinstatement")
    gone = {"Prepare with the candidate", READ_UP}
    assert await open_titles(agency, **filters) == before - gone  # that interview stays cancelled
    assert await open_titles(agency, interview_id=to_come["id"]) == set()
    types = await agency.events_of(ours["id"])
    assert types == ["task.created", "task.cancelled", "task.reopened"]


async def test_a_done_task_of_an_ended_application_is_not_reopened(agency: Agency) -> None:
    application = await agency.application()
    task = await agency.task(subject={"type": "application", "id": application["id"]})
    await agency.recruiter.does(f"/v1/tasks/{task['id']}/completion")
    path = f"/v1/applications/{application['id']}"
    await agency.recruiter.does(f"{path}/rejection", {"reason": "salary"})
    problem = await agency.recruiter.is_refused(
        409, "task-cancelled", "POST", f"/v1/tasks/{task['id']}/reopening"
    )
    assert problem["cause"] == "application_rejected"
    told = (await agency.tasks(open="true", **{"application_id": application["id"]})).popitem()[1]
    for action in ("completion", "reopening"):  # it came with the end
        await agency.recruiter.does(f"/v1/tasks/{told['id']}/{action}")


async def test_what_a_rejection_asked_for_ends_with_the_rejection(agency: Agency) -> None:
    application = await agency.application()
    path = f"/v1/applications/{application['id']}"
    for _ in range(2):
        await agency.recruiter.does(f"{path}/rejection", {"reason": "salary"})
        await agency.recruiter.does(f"{path}/reinstatement")
    page = await agency.viewer.reads("/v1/tasks", application_id=application["id"])
    causes = [task["cancel_cause"] for task in page["items"]]
    assert causes == ["application_reinstated"] * 2


async def test_what_was_done_meanwhile_does_not_come_back(agency: Agency) -> None:
    """Feedback came after the rejection: nobody need be asked for it once that is undone."""
    interview = await completed(agency)
    path = f"/v1/applications/{interview['application_id']}"
    await agency.recruiter.does(f"{path}/rejection", {"reason": "salary"})
    body = {"interview_id": interview["id"], "channel": "phone", "outcome": "hold"}
    await agency.recruiter.creates("/v1/feedback", body)
    await agency.recruiter.does(f"{path}/reinstatement")
    assert await open_titles(agency, interview_id=interview["id"]) == {
        "Record your debrief", "Thank the interviewers", "Find out when they decide",
        "Go through the feedback and give it to the candidate",
    }  # fmt: skip


async def test_what_was_planned_again_meanwhile_does_not_come_back(agency: Agency) -> None:
    interview = await agency.interview()
    body = {"interview_id": interview["id"], "channel": "phone", "outcome": "hold"}
    path = f"/v1/applications/{interview['application_id']}"
    await agency.recruiter.creates("/v1/feedback", body)
    await agency.recruiter.does(f"{path}/rejection", {"reason": "salary"})
    await agency.recruiter.creates("/v1/feedback", body)
    for _ in range(2):
        await agency.recruiter.does(f"{path}/reinstatement")
        page = await agency.viewer.reads("/v1/tasks", interview_id=interview["id"], open="true")
        assert len(page["items"]) == 1
        await agency.recruiter.does(f"{path}/rejection", {"reason": "salary"})


@pytest.mark.parametrize("slow", ["note.added", "application.withdrawn"])
async def test_who_plans_and_who_ends_at_once_leave_nothing_open(
    agency: Agency, slow: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever of them is held up between following what happened and the commit."""
    append = recorder.append
    held_up = asyncio.Event()

    async def append_slowly(db: Db) -> None:
        if any(event.type == slow for event in db.info["events"]):
            held_up.set()
            await asyncio.sleep(0.4)
        await append(db)

    monkeypatch.setattr(transaction.recorder, "append", append_slowly)
    await agency.playbook(trigger="note.added")
    application = await agency.application()
    path = f"/v1/applications/{application['id']}"
    changes = {
        "note.added": (f"{path}/notes", {"body": "Rang her."}),
        "application.withdrawn": (f"{path}/withdrawal", {"reason": "salary"}),
    }
    first = asyncio.create_task(agency.recruiter.does(*changes.pop(slow)))
    await held_up.wait()
    [(_, second)] = changes.items()
    await agency.recruiter.does(*second)
    await first
    assert await open_titles(agency, application_id=application["id"]) == set()
