"""Tasks that people add, give to each other, tick off and take up again."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DUE = "2026-11-25T12:00:00Z"


def path_of(task: Json) -> str:
    return f"/v1/tasks/{task['id']}"


def about(kind: str, row: Json) -> Json:
    return {"subject": {"type": kind, "id": row["id"]}}


async def test_a_task_needs_no_more_than_a_title_and_a_time(agency: Agency) -> None:
    answer = await agency.recruiter.post("/v1/tasks", json={"title": "Tidy up", "due_at": DUE})
    task = answer.json()
    assert await agency.viewer.reads(answer.headers["location"]) == task
    assert (task["title"], task["due_at"], task["for"]) == ("Tidy up", DUE, "recruiter")
    assert (task["subject"], task["done_at"], task["cancelled_at"]) == (None, None, None)
    [event] = await agency.log_of(task["id"])
    assert (event["type"], event["data"]) == ("task.created", {"due_at": DUE})


async def test_the_ids_above_the_subject_follow_from_it(agency: Agency) -> None:
    interview = await agency.interview()
    application_id, candidate_id = interview["application_id"], interview["candidate_id"]
    ids = ("candidate_id", "application_id", "interview_id")
    for kind, subject_id, expected in (
        ("candidate", candidate_id, (candidate_id, None, None)),
        ("application", application_id, (candidate_id, application_id, None)),
        ("interview", interview["id"], (candidate_id, application_id, interview["id"])),
    ):
        task = await agency.task(subject={"type": kind, "id": subject_id})
        assert task["subject"] == {"type": kind, "id": subject_id}
        assert tuple(task[name] for name in ids) == expected
        assert task["candidate_name"] == interview["candidate_name"]
        names = (task["vacancy_title"], task["employer_name"])
        assert names == ((None, None) if kind == "candidate" else ("Depot Manager", "Northwind"))


async def test_what_people_do_is_on_the_timeline(agency: Agency) -> None:
    application = await agency.application()
    task = await agency.task(**about("application", application))
    await agency.recruiter.does(f"{path_of(task)}/completion")
    await agency.recruiter.does(f"{path_of(task)}/reopening")
    page = await agency.viewer.reads(f"/v1/applications/{application['id']}/timeline")
    assert [item["summary"] for item in page["items"][:3]] == [
        "Recruiter Obi reopened a task",
        "Recruiter Obi completed a task",
        "Recruiter Obi added a task, due Wed 25 Nov 2026 12:00 UTC",
    ]


async def test_done_and_taken_up_again(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        task = await agency.task()
        done = await agency.recruiter.does(f"{path_of(task)}/completion")
        assert (done["done_at"], done["done_by_name"]) == ("2026-11-24T10:00:00Z", "Recruiter Obi")
        assert not done["done_by_itself"]
        problem = await agency.recruiter.is_refused(
            409, "task-done", "POST", f"{path_of(task)}/completion"
        )
        assert problem["done_at"] == done["done_at"]
        await agency.recruiter.is_refused(
            409, "task-done", "PATCH", path_of(task), json={"title": "Ring him"}
        )
        reopened = await agency.recruiter.does(f"{path_of(task)}/reopening")
        assert (reopened["done_at"], reopened["done_by_id"]) == (None, None)
        await agency.recruiter.is_refused(
            409, "task-not-done", "POST", f"{path_of(task)}/reopening"
        )
    types = await agency.events_of(task["id"])
    assert types == ["task.created", "task.completed", "task.reopened"]


async def test_of_two_who_tick_it_off_at_once_one_is_told(agency: Agency) -> None:
    task = await agency.task()
    answers = await asyncio.gather(
        *(person.post(f"{path_of(task)}/completion") for person in (agency.recruiter, agency.admin))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert await agency.events_of(task["id"]) == ["task.created", "task.completed"]


async def test_put_off_and_given_to_somebody(agency: Agency) -> None:
    task = await agency.task()
    change = {"due_at": "2026-12-01T12:00:00Z", "assignee_id": agency.admin.user_id}
    changed = await agency.recruiter.changes(path_of(task), change)
    assert changed["assignee_name"] == "Admin Obi"
    assert changed["due_at"] == change["due_at"]
    [_, event] = await agency.log_of(task["id"])
    assert event["data"] == {"fields": ["assignee_id", "due_at"]}
    await agency.recruiter.changes(path_of(task), change)
    assert len(await agency.log_of(task["id"])) == 2  # nothing changed, nothing recorded
    unassigned = await agency.recruiter.changes(path_of(task), {"assignee_id": None})
    assert unassigned["assignee_id"] is None


async def test_a_stale_change_is_refused(agency: Agency) -> None:
    task = await agency.task()
    await agency.recruiter.changes(path_of(task), {"title": "Ring him"})
    for method, path in (("PATCH", path_of(task)), ("POST", f"{path_of(task)}/completion")):
        await agency.recruiter.is_refused(
            412, "precondition-failed", method, path, json={}, headers={"if-match": '"1"'}
        )


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"title": " "}, "/title"),
        ({"due_at": "tomorrow"}, "/due_at"),
        ({"for": "employer"}, "/for"),
        ({"for": "candidate"}, ""),  # whose?
        ({"subject": {"type": "vacancy", "id": "01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"}},
         "/subject/type"),
        ({"subject": {"type": "interview", "id": "01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"}},
         "/subject/id"),
        ({"assignee_id": "01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"}, "/assignee_id"),
        ({"done_at": DUE}, "/done_at"),
    ],
)  # fmt: skip
async def test_what_is_wrong_is_named(agency: Agency, fields: Json, pointer: str) -> None:
    body = {"title": "Ring her", "due_at": DUE, **fields}
    problem = await agency.recruiter.is_refused(422, "invalid", "POST", "/v1/tasks", json=body)
    assert problem["errors"][0]["pointer"] == pointer


async def test_nobody_who_left_is_given_a_task(agency: Agency) -> None:
    task = await agency.task()
    await agency.admin.changes(f"/v1/users/{agency.viewer.user_id}", {"active": False})
    problem = await agency.recruiter.is_refused(
        422, "invalid", "PATCH", path_of(task), json={"assignee_id": agency.viewer.user_id}
    )
    assert problem["errors"][0]["pointer"] == "/assignee_id"


async def test_lists_are_somebodys_work(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        application = await agency.application()
        late = await agency.task(title="Late", assignee_id=agency.recruiter.user_id)
        later = await agency.task(title="Later", due_at="2026-11-27T12:00:00Z")
        theirs = await agency.task(
            title="Theirs", **{"for": "candidate"}, **about("application", application)
        )
        done = await agency.task(title="Done", due_at="2026-11-24T09:00:00Z")
        await agency.recruiter.does(f"{path_of(done)}/completion")
        now.shift(timedelta(days=2))
        for filters, titles in (
            ({}, {"Late", "Later", "Theirs", "Done"}),
            ({"open": "true"}, {"Late", "Later", "Theirs"}),
            ({"open": "false"}, {"Done"}),
            ({"done": "true"}, {"Done"}),
            ({"done": "false"}, {"Late", "Later", "Theirs"}),
            ({"overdue": "true"}, {"Late", "Theirs"}),
            ({"overdue": "false"}, {"Later", "Done"}),
            ({"for": "candidate"}, {"Theirs"}),
            ({"assignee_id": agency.recruiter.user_id}, {"Late"}),
            ({"application_id": application["id"]}, {"Theirs"}),
            ({"candidate_id": application["candidate_id"]}, {"Theirs"}),
            ({"due_before": later["due_at"]}, {"Late", "Theirs", "Done"}),
        ):
            assert set(await agency.tasks(**filters)) == titles, filters
        page = await agency.viewer.reads("/v1/tasks", open="true")
        assert [task["id"] for task in page["items"]] == [late["id"], theirs["id"], later["id"]]


async def test_viewers_only_look(agency: Agency) -> None:
    task = await agency.task()
    for method, path in (
        ("POST", "/v1/tasks"),
        ("PATCH", path_of(task)),
        ("POST", f"{path_of(task)}/completion"),
        ("POST", f"{path_of(task)}/reopening"),
    ):
        await agency.viewer.is_refused(403, "missing-scope", method, path, json={})
