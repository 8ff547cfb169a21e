"""Playbooks: lists of steps that an agency writes itself, checked against what can happen."""

import pytest

from app.events.kinds import CATALOGUE
from app.playbooks.shipped import SHIPPED
from app.playbooks.triggers import TRIGGERS
from tests.factories import Agency, Json

STEP: Json = {
    "title": "Ring the employer", "for": "recruiter", "anchor": "interview_end",
    "offset_hours": None, "offset_business_days": 1, "completed_by": ["feedback.requested"],
}  # fmt: skip
BODY: Json = {"name": "Ours", "trigger": "interview.completed", "steps": [STEP]}


async def test_a_playbook_reads_as_it_was_written(agency: Agency) -> None:
    second = {**STEP, "title": "Have a coffee", "for": "candidate", "offset_business_days": 0}
    body = {**BODY, "condition": {"round": 2}, "steps": [STEP, second]}
    answer = await agency.admin.post("/v1/playbooks", json=body)
    playbook = answer.json()
    assert await agency.viewer.reads(answer.headers["location"]) == playbook
    assert playbook["active"]
    assert playbook["condition"] == {"round": 2}
    assert [{**step, "id": None} for step in playbook["steps"]] == [
        {**STEP, "id": None}, {**second, "id": None},
    ]  # fmt: skip
    [event] = await agency.log_of(playbook["id"])
    assert (event["type"], event["data"]) == ("playbook.created", {"steps": 2})


async def test_an_agency_starts_with_those_that_ship(agency: Agency) -> None:
    page = await agency.viewer.reads("/v1/playbooks")
    assert {playbook["name"] for playbook in page["items"]} == {
        "Before an interview", "After an interview", "Feedback has come", "An offer",
        "Turned down", "Placed",
    }  # fmt: skip
    shipped = {new.name: [step.title for step in new.steps] for new in SHIPPED}
    for playbook in page["items"]:
        assert [step["title"] for step in playbook["steps"]] == shipped[playbook["name"]]
    assert not any(playbook["trigger"] == "application.withdrawn" for playbook in page["items"])


async def test_lists_filter_by_trigger_and_whether_it_is_on(agency: Agency) -> None:
    off = await agency.admin.creates("/v1/playbooks", {**BODY, "active": False})
    page = await agency.viewer.reads("/v1/playbooks", trigger="interview.completed")
    assert {playbook["name"] for playbook in page["items"]} == {"After an interview", "Ours"}
    page = await agency.viewer.reads("/v1/playbooks", active="false")
    assert page["items"] == [off]


async def test_steps_are_replaced_and_planned_tasks_stay(agency: Agency) -> None:
    playbook = await agency.playbook(trigger="application.submitted")
    path = f"/v1/playbooks/{playbook['id']}"
    first = await agency.application()
    steps = [{"title": "Say hello", "offset_hours": 1}, *playbook["steps"]]
    steps[1] = {name: value for name, value in steps[1].items() if name != "id"}
    changed = await agency.admin.changes(path, {"steps": steps})
    assert [step["title"] for step in changed["steps"]] == ["Say hello", "See to it"]
    assert changed["version"] == playbook["version"] + 1
    second = await agency.application()
    [task] = (await agency.tasks(application_id=first["id"])).values()
    assert (task["title"], task["playbook_id"]) == ("See to it", playbook["id"])
    assert set(await agency.tasks(application_id=second["id"])) == {"Say hello", "See to it"}
    types = await agency.events_of(playbook["id"])
    assert types == ["playbook.created", "playbook.started", "playbook.updated", "playbook.started"]


async def test_a_change_that_changes_nothing_records_nothing(agency: Agency) -> None:
    playbook = await agency.admin.creates("/v1/playbooks", BODY)
    path = f"/v1/playbooks/{playbook['id']}"
    assert await agency.admin.changes(path, BODY) == playbook
    changed = await agency.admin.changes(
        path, {"name": "Not ours", "condition": {"round": 1}, "active": False}
    )
    assert (changed["name"], changed["active"]) == ("Not ours", False)
    [_, event] = await agency.log_of(playbook["id"])
    assert event["data"] == {"fields": ["active", "condition", "name"]}
    await agency.admin.is_refused(
        412, "precondition-failed", "PATCH", path, json={}, headers={"if-match": '"1"'}
    )


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({"trigger": "interview.imagined"}, "/trigger"),
        ({"trigger": "vacancy.created"}, "/trigger"),  # nobody's
        ({"trigger": "task.completed"}, "/trigger"),  # its own
        ({"steps": []}, "/steps"),
        ({"steps": [STEP, {**STEP, "title": ""}]}, "/steps/1/title"),
        ({"steps": [{**STEP, "completed_by": ["note.added", "user.created"]}]},
         "/steps/0/completed_by/1"),
        ({"steps": [{**STEP, "completed_by": ["note.added", "note.added"]}]},
         "/steps/0/completed_by"),
        ({"steps": [{**STEP, "offset_hours": 1}]}, "/steps/0"),
        ({"steps": [{**STEP, "offset_business_days": None}]}, "/steps/0"),
        ({"steps": [{**STEP, "offset_business_days": 61}]}, "/steps/0/offset_business_days"),
        ({"steps": [{**STEP, "anchor": "event", "offset_business_days": -1}]},
         "/steps/0/offset_business_days"),
        ({"trigger": "offer.made"}, "/steps/0/anchor"),  # which interview's?
        ({"condition": {"mode": "video"}}, "/condition/mode"),
        ({"condition": {"round": "second"}}, "/condition/round"),
        ({"condition": {"round": 1.5}}, "/condition/round"),
        ({"condition": {"round": [1]}}, "/condition/round"),
        ({"condition": {"round": None}}, "/condition/round"),
        ({"trigger": "interview.updated", "condition": {"fields": "title"}}, "/condition/fields"),
        ({"trigger": "feedback.received", "condition": {"interview_id": "first"}},
         "/condition/interview_id"),
        ({"trigger": "feedback.received", "condition": {"channel": "By phone"}},
         "/condition/channel"),
    ],
)  # fmt: skip
async def test_what_could_never_work_is_refused_and_named(
    agency: Agency, fields: Json, pointer: str
) -> None:
    playbook = await agency.admin.creates("/v1/playbooks", BODY)
    for method, path, body in (
        ("POST", "/v1/playbooks", {**BODY, **fields}),
        ("PATCH", f"/v1/playbooks/{playbook['id']}", fields),
    ):
        problem = await agency.admin.is_refused(422, "invalid", method, path, json=body)
        assert problem["errors"][0]["pointer"] == pointer, problem


async def test_every_trigger_that_is_offered_is_taken(agency: Agency) -> None:
    assert {kind.partition(".")[0] for kind in CATALOGUE} - {
        kind.partition(".")[0] for kind in TRIGGERS
    } == {
        "agency", "user", "api_key", "employer", "contact", "vacancy", "template", "task",
        "playbook",
    }  # fmt: skip
    playbook = await agency.playbook(trigger=TRIGGERS[0])
    for trigger in TRIGGERS[1:]:
        path = f"/v1/playbooks/{playbook['id']}"
        assert (await agency.admin.changes(path, {"trigger": trigger}))["trigger"] == trigger


async def test_only_who_manages_the_agency_writes_playbooks(agency: Agency) -> None:
    await agency.recruiter.is_refused(403, "missing-scope", "POST", "/v1/playbooks", json=BODY)
    [playbook, *_] = (await agency.recruiter.reads("/v1/playbooks"))["items"]
    await agency.recruiter.is_refused(
        403, "missing-scope", "PATCH", f"/v1/playbooks/{playbook['id']}", json={"active": False}
    )
