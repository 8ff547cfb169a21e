"""Scheduling interviews, changing who and what they are about, and finding them again."""

from datetime import timedelta
from typing import Any

import pytest

from app import clock
from app.database import Reads
from app.statements import Statement
from tests.factories import Agency, Json

NOBODY = "01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"
TOMORROW = timedelta(days=1)


def pointers(problem: Json) -> list[str]:
    return [error["pointer"] for error in problem["errors"]]


async def hiring(agency: Agency) -> tuple[Json, Json]:
    """An application, and its employer."""
    employer = await agency.employer(name="Northwind")
    vacancy = await agency.vacancy(employer_id=employer["id"], title="Depot Manager")
    candidate = await agency.candidate(name={"given": "Maria", "family": "Gregg"})
    application = await agency.application(candidate_id=candidate["id"], vacancy_id=vacancy["id"])
    return application, employer


async def test_an_interview_answers_with_the_names_a_table_needs(agency: Agency) -> None:
    application, employer = await hiring(agency)
    ryan = await agency.contact(employer_id=employer["id"], name="Ryan Walters")
    asha = await agency.contact(employer_id=employer["id"], name="Asha Rao")
    question = {"question": "How is success measured?", "answer": None}
    answer = await agency.recruiter.post(
        "/v1/interviews",
        json={
            "application_id": application["id"], "title": "First interview", "mode": "onsite",
            "starts_at": "2027-07-01T14:00:00+01:00", "duration_minutes": 45,
            "timezone": "Europe/London", "location": "1 Dock Road, Leeds",
            "interviewer_ids": [asha["id"], ryan["id"]],
            "questions_to_ask": [{"question": "How is success measured?"}],
        },
    )  # fmt: skip
    interview = answer.json()
    assert answer.status_code == 201, interview
    assert answer.headers["location"] == f"/v1/interviews/{interview['id']}"
    assert answer.headers["etag"] == '"1"'
    expected = {
        "application_id": application["id"], "candidate_id": application["candidate_id"],
        "candidate_name": "Maria Gregg", "vacancy_id": application["vacancy_id"],
        "vacancy_title": "Depot Manager", "employer_id": employer["id"],
        "employer_name": "Northwind", "round": 1, "title": "First interview", "mode": "onsite",
        "starts_at": "2027-07-01T13:00:00Z", "ends_at": "2027-07-01T13:45:00Z",
        "starts_at_local": "2027-07-01T14:00:00+01:00", "duration_minutes": 45,
        "timezone": "Europe/London", "location": "1 Dock Road, Leeds",
        "interviewer_ids": [asha["id"], ryan["id"]],
        "interviewers": [
            {"id": asha["id"], "name": "Asha Rao"}, {"id": ryan["id"], "name": "Ryan Walters"},
        ],
        "questions_to_ask": [question], "status": "scheduled", "feedback_status": "none",
        "completed_at": None, "cancelled_at": None, "cancelled_by": None,
        "cancellation_reason": None, "no_show_by": None,
    }  # fmt: skip
    assert {name: interview[name] for name in expected} == expected
    assert await agency.viewer.reads(answer.headers["location"]) == interview
    assert (await agency.viewer.reads("/v1/interviews"))["items"] == [interview]
    [event] = await agency.log_of(interview["id"])
    assert event["type"] == "interview.scheduled"
    assert event["data"] == {
        "round": 1, "mode": "onsite", "starts_at": "2027-07-01T13:00:00Z",
        "ends_at": "2027-07-01T13:45:00Z", "timezone": "Europe/London",
    }  # fmt: skip
    assert event["candidate_id"] == application["candidate_id"]
    assert event["application_id"] == application["id"]


async def test_what_is_not_said_has_a_sensible_value(agency: Agency) -> None:
    application = await agency.application()
    body = {
        "application_id": application["id"],
        "mode": "phone",
        "starts_at": "2027-01-12T09:00:00Z",
    }
    interview = await agency.recruiter.creates("/v1/interviews", body)
    expected = {
        "round": 1, "duration_minutes": 60, "timezone": "Europe/London", "title": None,
        "location": None, "interviewer_ids": [], "interviewers": [], "questions_to_ask": [],
    }  # fmt: skip
    assert {name: interview[name] for name in expected} == expected


async def test_the_next_round_follows_the_last_that_stands(agency: Agency) -> None:
    application = await agency.application()
    whose = {"application_id": application["id"]}
    assert (await agency.interview(**whose))["round"] == 1
    second = await agency.interview(**whose, starts_in=TOMORROW)
    assert second["round"] == 2
    await agency.recruiter.does(f"/v1/interviews/{second['id']}/cancellation")
    assert (await agency.interview(**whose, starts_in=TOMORROW))["round"] == 2
    assert (await agency.interview(**whose, round=5))["round"] == 5
    assert (await agency.interview(**whose))["round"] == 6
    assert (await agency.interview())["round"] == 1


async def test_interviewers_are_contacts_of_that_employer(
    agency: Agency, other_agency: Agency
) -> None:
    application, employer = await hiring(agency)
    ours = await agency.contact(employer_id=employer["id"])
    elsewhere = await agency.contact()
    theirs = await other_agency.contact()
    body = {
        "application_id": application["id"], "mode": "video", "starts_at": "2027-01-12T09:00:00Z",
        "interviewer_ids": [elsewhere["id"], ours["id"], theirs["id"], NOBODY],
    }  # fmt: skip
    recruiter = agency.recruiter
    problem = await recruiter.is_refused(422, "invalid", "POST", "/v1/interviews", json=body)
    assert pointers(problem) == ["/interviewer_ids/0", "/interviewer_ids/2", "/interviewer_ids/3"]
    body["interviewer_ids"] = [ours["id"], ours["id"].upper()]
    problem = await recruiter.is_refused(422, "invalid", "POST", "/v1/interviews", json=body)
    assert pointers(problem) == ["/interviewer_ids"]
    assert (await agency.viewer.reads("/v1/interviews"))["items"] == []


async def test_bad_input_names_the_field_and_leaves_nothing(
    agency: Agency, other_agency: Agency
) -> None:
    application = await agency.application()
    theirs = await other_agency.application()
    body = {
        "application_id": application["id"],
        "mode": "video",
        "starts_at": "2027-01-12T09:00:00Z",
    }
    for change, pointer in (
        ({"application_id": NOBODY}, "/application_id"),
        ({"application_id": theirs["id"]}, "/application_id"),
        ({"mode": "carrier pigeon"}, "/mode"),
        ({"starts_at": "2027-01-12T09:00:00"}, "/starts_at"),
        ({"starts_at": "tomorrow"}, "/starts_at"),
        ({"duration_minutes": 0}, "/duration_minutes"),
        ({"duration_minutes": 1441}, "/duration_minutes"),
        ({"timezone": "Mars/Olympus"}, "/timezone"),
        ({"round": 0}, "/round"),
        ({"title": "a\x00b"}, "/title"),
        ({"location": ""}, "/location"),
        ({"questions_to_ask": [{"question": "a\x00b"}]}, "/questions_to_ask/0/question"),
        ({"questions_to_ask": [{"answer": "Yes."}]}, "/questions_to_ask/0/question"),
        ({"status": "completed"}, "/status"),
    ):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", "/v1/interviews", json={**body, **change}
        )
        assert pointers(problem) == [pointer]
    assert (await agency.viewer.reads("/v1/interviews"))["items"] == []
    assert await agency.events_of(application["id"]) == ["application.submitted"]


async def test_an_ended_application_takes_no_interview_to_come(agency: Agency) -> None:
    application = await agency.application()
    path = f"/v1/applications/{application['id']}"
    await agency.recruiter.does(f"{path}/rejection", {"reason": "other"})
    body = {
        "application_id": application["id"], "mode": "video",
        "starts_at": (clock.now() + TOMORROW).isoformat(),
    }  # fmt: skip
    problem = await agency.recruiter.is_refused(
        409, "application-ended", "POST", "/v1/interviews", json=body
    )
    assert problem["stage"] == "rejected"
    held = await agency.interview(application_id=application["id"])
    problem = await agency.recruiter.is_refused(
        409, "application-ended", "PATCH", f"/v1/interviews/{held['id']}",
        json={"starts_at": body["starts_at"]},
    )  # fmt: skip
    assert await agency.viewer.reads(f"/v1/interviews/{held['id']}") == held
    earlier = (clock.now() - TOMORROW * 3).isoformat()
    await agency.recruiter.changes(f"/v1/interviews/{held['id']}", {"starts_at": earlier})


async def test_a_change_that_is_no_move_names_its_fields(agency: Agency) -> None:
    interview, _ = await agency.interview_with_contact(starts_in=TOMORROW)
    path = f"/v1/interviews/{interview['id']}"
    question = {"question": "Who would I report to?", "answer": "The director."}
    change = {
        "title": "Second look", "location": "https://meet.example/abc", "mode": "phone",
        "questions_to_ask": [question], "interviewer_ids": [], "round": 3,
    }  # fmt: skip
    changed = await agency.recruiter.changes(path, change)
    assert {name: changed[name] for name in change} == change
    assert (changed["interviewers"], changed["version"]) == ([], 2)
    assert changed["starts_at"] == interview["starts_at"]
    assert await agency.recruiter.changes(path, change) == changed
    _, event = await agency.log_of(interview["id"])
    assert event["type"] == "interview.updated"
    assert event["data"] == {"fields": sorted(change)}
    assert event["application_id"] == interview["application_id"]


async def test_other_interviewers_alone_are_a_new_version(agency: Agency) -> None:
    interview, ryan = await agency.interview_with_contact(starts_in=TOMORROW)
    asha = await agency.contact(employer_id=interview["employer_id"], name="Asha Rao")
    path = f"/v1/interviews/{interview['id']}"
    panel = [asha["id"], ryan["id"]]
    changed = await agency.recruiter.changes(path, {"interviewer_ids": panel})
    assert (changed["interviewer_ids"], changed["version"]) == (panel, 2)
    assert changed["updated_at"] > interview["updated_at"]
    swapped = await agency.recruiter.changes(path, {"interviewer_ids": panel[::-1]})
    assert [person["name"] for person in swapped["interviewers"]] == ["Ryan Walters", "Asha Rao"]
    same = await agency.recruiter.changes(path, {"interviewer_ids": panel[::-1]})
    assert same == swapped
    assert await agency.events_of(interview["id"]) == [
        "interview.scheduled", "interview.updated", "interview.updated",
    ]  # fmt: skip


async def test_an_interviewer_who_changed_employers_may_stay(agency: Agency) -> None:
    interview, ryan = await agency.interview_with_contact()
    asha = await agency.contact(employer_id=interview["employer_id"])
    elsewhere = await agency.employer()
    path = f"/v1/interviews/{interview['id']}"
    await agency.recruiter.changes(f"/v1/contacts/{ryan['id']}", {"employer_id": elsewhere["id"]})
    panel = [ryan["id"], asha["id"]]
    changed = await agency.recruiter.changes(path, {"interviewer_ids": panel})
    assert changed["interviewer_ids"] == panel
    await agency.recruiter.changes(path, {"interviewer_ids": [asha["id"]]})
    problem = await agency.recruiter.is_refused(
        422, "invalid", "PATCH", path, json={"interviewer_ids": panel}
    )
    assert pointers(problem) == ["/interviewer_ids/0"]


async def test_a_refused_change_leaves_everything(agency: Agency) -> None:
    interview, _ = await agency.interview_with_contact(starts_in=TOMORROW)
    path = f"/v1/interviews/{interview['id']}"
    for change, pointer in (
        ({"starts_at": None}, "/starts_at"),
        ({"duration_minutes": None}, "/duration_minutes"),
        ({"timezone": None}, "/timezone"),
        ({"interviewer_ids": None}, "/interviewer_ids"),
        ({"questions_to_ask": None}, "/questions_to_ask"),
        ({"mode": None}, "/mode"),
        ({"round": None}, "/round"),
        ({"title": "New", "interviewer_ids": [NOBODY]}, "/interviewer_ids/0"),
        ({"starts_at": "2027-01-12T09:00:00Z", "mode": None}, "/mode"),
        ({"application_id": NOBODY}, "/application_id"),
        ({"status": "completed"}, "/status"),
    ):
        problem = await agency.recruiter.is_refused(422, "invalid", "PATCH", path, json=change)
        assert pointers(problem) == [pointer]
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PATCH", path, json={"title": "x"}, headers={"if-match": '"9"'}
    )
    assert await agency.viewer.reads(path) == interview
    assert await agency.events_of(interview["id"]) == ["interview.scheduled"]


async def test_every_filter_narrows_the_list(agency: Agency) -> None:
    wanted = await agency.interview()
    await agency.recruiter.does(f"/v1/interviews/{wanted['id']}/completion")
    await agency.recruiter.creates(
        "/v1/feedback",
        {"interview_id": wanted["id"], "channel": "phone", "outcome": "hold"},
    )
    wanted = await agency.viewer.reads(f"/v1/interviews/{wanted['id']}")
    other = await agency.interview(starts_in=TOMORROW)
    names = ("application_id", "candidate_id", "employer_id", "status", "feedback_status")
    for name in names:
        page = await agency.viewer.reads("/v1/interviews", count=True, **{name: wanted[name]})
        assert (page["items"], page["total"]) == ([wanted], 1), name
    for bad in (
        {"status": "held"},
        {"from": "today"},
        {"from_": "2027-01-01T00:00:00Z"},
        {"sort": "round"},
    ):
        await agency.viewer.is_refused(422, "invalid", "GET", "/v1/interviews", params=bad)
    page = await agency.viewer.reads("/v1/interviews")
    assert [row["id"] for row in page["items"]] == [other["id"], wanted["id"]]


async def test_a_diary_runs_from_the_first_moment_to_before_the_last(agency: Agency) -> None:
    application = await agency.application()
    hours = [
        await agency.recruiter.creates(
            "/v1/interviews",
            {
                "application_id": application["id"], "mode": "phone",
                "starts_at": f"2027-03-0{day}T{hour}:00:00Z",
            },
        )
        for day, hour in ((2, "09"), (1, "09"), (1, "15"), (3, "00"), (2, "23"))
    ]  # fmt: skip
    second, first, *_, last = [hours[at]["id"] for at in (0, 1, 2, 4)]
    day = {"from": "2027-03-02T09:00:00Z", "to": "2027-03-03T00:00:00Z"}
    page = await agency.viewer.reads("/v1/interviews", sort="starts_at", **day)
    assert [row["id"] for row in page["items"]] == [second, last]
    page = await agency.viewer.reads(
        "/v1/interviews", **{"from": "2027-03-01T10:00:00+01:00"}, sort="starts_at", limit=3
    )
    assert page["items"][0]["id"] == first
    rest = await agency.viewer.reads(
        "/v1/interviews", **{"from": "2027-03-01T10:00:00+01:00"}, sort="starts_at", limit=3,
        cursor=page["next_cursor"],
    )  # fmt: skip
    starts = [row["starts_at"] for row in page["items"] + rest["items"]]
    assert starts == sorted(row["starts_at"] for row in hours)
    newest = await agency.viewer.reads("/v1/interviews", sort="-starts_at", limit=1)
    assert newest["items"][0]["starts_at"] == "2027-03-03T00:00:00Z"


async def test_another_agency_sees_and_changes_nothing(
    agency: Agency, other_agency: Agency
) -> None:
    interview = await agency.interview()
    path = f"/v1/interviews/{interview['id']}"
    them = other_agency.recruiter
    await them.is_refused(404, "not-found", "GET", path)
    await them.is_refused(404, "not-found", "PATCH", path, json={"title": "Ours now"})
    for noun, body in (
        ("completion", {}), ("cancellation", {"reason": "x"}), ("no-show", {"absent": "employer"}),
    ):  # fmt: skip
        await them.is_refused(404, "not-found", "POST", f"{path}/{noun}", json=body)
    for name in ("application_id", "candidate_id", "employer_id"):
        page = await them.reads("/v1/interviews", **{name: interview[name]})
        assert page["items"] == []
    assert await agency.viewer.reads(path) == interview


async def test_a_viewer_reads_and_changes_nothing(agency: Agency) -> None:
    interview = await agency.interview()
    path = f"/v1/interviews/{interview['id']}"
    for method, where, body in (
        ("POST", "/v1/interviews", {}),
        ("PATCH", path, {"title": "x"}),
        ("POST", f"{path}/completion", {}),
        ("POST", f"{path}/cancellation", {}),
        ("POST", f"{path}/no-show", {"absent": "candidate"}),
    ):
        problem = await agency.viewer.is_refused(403, "missing-scope", method, where, json=body)
        assert problem["scope"] == "interviews:write"
    assert await agency.viewer.reads(path) == interview


async def test_a_page_of_interviews_is_one_statement(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    fetch = Reads.fetch

    async def counting(reads: Reads, statement: Statement, **values: Any) -> list[Any]:
        asked.append(statement.sql)
        return await fetch(reads, statement, **values)

    for _ in range(3):
        await agency.interview_with_contact()
    monkeypatch.setattr(Reads, "fetch", counting)
    page = await agency.viewer.reads("/v1/interviews")
    assert [len(row["interviewers"]) for row in page["items"]] == [1, 1, 1]
    assert len(asked) == 1
