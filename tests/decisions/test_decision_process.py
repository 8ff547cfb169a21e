"""How the employer decides: by when, what they put off, and when it is overdue."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
BY_FRIDAY: Json = {
    "decision_due_on": "2026-12-04", "next_steps": "A second interview.",
    "interviews_outstanding": 2, "told_by": "Ryan Walters",
}  # fmt: skip


def path_of(interview: Json) -> str:
    return f"/v1/interviews/{interview['id']}/decision-process"


async def says(agency: Agency, interview: Json, **said: object) -> Json:
    answer = await agency.recruiter.put(path_of(interview), json=said)
    assert answer.status_code in (200, 201), answer.text
    process: Json = answer.json()
    return process


async def kinds_of(agency: Agency, process: Json) -> list[str]:
    log = await agency.events_of(process["id"])
    return [kind.removeprefix("decision_process.") for kind in log]


async def test_it_is_kept_with_who_said_so_and_when(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        interview = await agency.interview()
        path = path_of(interview)
        await agency.viewer.is_refused(404, "not-found", "GET", path)
        answer = await agency.recruiter.put(path, json=BY_FRIDAY)
        process = answer.json()
        assert (answer.status_code, answer.headers["location"]) == (201, path)
        assert answer.headers["etag"] == '"1"'
        assert await agency.viewer.reads(path) == process
    expected = {
        **BY_FRIDAY, "interview_id": interview["id"], "round": 1, "overdue": False,
        "told_at": "2026-11-24T15:00:00Z", "slips": [], "slip_count": 0,
        "settled_at": None, "settled_cause": None,
        **{
            name: interview[name]
            for name in (
                "application_id", "candidate_id", "candidate_name", "vacancy_id", "vacancy_title",
                "employer_id", "employer_name",
            )
        },
    }  # fmt: skip
    assert {name: process[name] for name in expected} == expected
    [event] = await agency.log_of(process["id"])
    assert event["type"] == "decision_process.recorded"
    assert event["data"] == {"interview_id": interview["id"], "decision_due_on": "2026-12-04"}
    assert event["application_id"] == interview["application_id"]
    story = await agency.viewer.reads(f"/v1/candidates/{interview['candidate_id']}/timeline")
    assert story["items"][0]["summary"] == (
        "Northwind decides about Depot Manager by Fri 4 Dec 2026"
    )


async def test_a_later_day_is_a_slip_that_is_kept_and_counted(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        interview = await agency.interview()
        await says(agency, interview, **BY_FRIDAY)
        now.shift(timedelta(days=1))
        await says(
            agency, interview, **{**BY_FRIDAY, "decision_due_on": "2026-12-11", "told_by": "Asha"}
        )
        earlier = "2026-11-25T10:00:00Z"
        process = await says(
            agency, interview, **{**BY_FRIDAY, "decision_due_on": "2027-01-08"}, told_at=earlier
        )
    assert process["slip_count"] == 2
    assert process["slips"] == [
        {
            "old_due_on": "2026-12-04", "decision_due_on": "2026-12-11", "told_by": "Asha",
            "told_at": "2026-11-25T15:00:00Z",
        },
        {
            "old_due_on": "2026-12-11", "decision_due_on": "2027-01-08",
            "told_by": "Ryan Walters", "told_at": earlier,
        },
    ]  # fmt: skip
    assert await kinds_of(agency, process) == ["recorded", "slipped", "slipped"]
    *_, event = await agency.log_of(process["id"])
    assert event["data"] == {
        "interview_id": interview["id"], "old_due_on": "2026-12-11",
        "decision_due_on": "2027-01-08", "slip_count": 2,
    }  # fmt: skip


async def test_an_earlier_day_and_other_words_are_no_slip(agency: Agency) -> None:
    interview = await agency.interview()
    await says(agency, interview, **BY_FRIDAY)
    await says(agency, interview, **{**BY_FRIDAY, "decision_due_on": "2026-12-01"})
    await says(
        agency, interview, **{**BY_FRIDAY, "decision_due_on": "2026-12-02", "next_steps": "x"}
    )
    await says(agency, interview, decision_due_on="2026-12-02")
    process = await says(agency, interview)
    assert (process["decision_due_on"], process["slip_count"], process["overdue"]) == (
        None, 1, False,
    )  # fmt: skip
    log = await agency.log_of(process["id"])
    assert [(event["type"].split(".")[1], event["data"].get("fields")) for event in log] == [
        ("recorded", None), ("brought_forward", None), ("slipped", None),
        ("updated", ["next_steps"]),
        ("updated", ["interviews_outstanding", "next_steps", "told_by"]),
        ("updated", ["decision_due_on"]),
    ]  # fmt: skip


async def test_the_same_again_is_nothing(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        interview = await agency.interview()
        first = await says(agency, interview, **BY_FRIDAY)
        now.shift(timedelta(hours=1))
        assert await says(agency, interview, **BY_FRIDAY) == first
        told = await says(agency, interview, **BY_FRIDAY, told_at="2026-11-24T09:00:00Z")
        assert (told["told_at"], told["version"]) == ("2026-11-24T09:00:00Z", 2)
    assert await kinds_of(agency, first) == ["recorded", "updated"]


async def test_without_a_day_it_is_noted_and_never_overdue(agency: Agency) -> None:
    interview = await agency.interview()
    process = await says(agency, interview, next_steps="They will ring.")
    assert (process["decision_due_on"], process["overdue"]) == (None, False)
    later = await says(agency, interview, decision_due_on="2026-12-04")
    assert later["slip_count"] == 0
    assert await kinds_of(agency, process) == ["updated", "recorded", "updated"]
    empty = await says(agency, await agency.interview())
    assert await kinds_of(agency, empty) == ["updated"]


@pytest.mark.parametrize(
    ("zone", "country", "due_on", "last_moment"),
    [
        ("Pacific/Auckland", "NZ", "2026-11-24", "2026-11-24T10:59:59Z"),
        ("Europe/London", "GB", "2026-11-24", "2026-11-24T23:59:59Z"),
        ("Europe/London", "GB", "2026-07-01", "2026-07-01T22:59:59Z"),
        ("Pacific/Auckland", "NZ", "2026-12-31", "2026-12-31T10:59:59Z"),
        ("Europe/London", "GB", "2026-12-31", "2026-12-31T23:59:59Z"),
        ("America/New_York", "US", "2026-12-31", "2027-01-01T04:59:59Z"),
    ],
)
async def test_it_is_overdue_from_midnight_where_the_agency_is(
    agency: Agency, zone: str, country: str, due_on: str, last_moment: str
) -> None:
    moment = datetime.fromisoformat(last_moment)
    with time_machine.travel(moment, tick=False) as now:
        await agency.admin.changes("/v1/agency", {"timezone": zone, "country": country})
        interview = await agency.interview()
        assert (await says(agency, interview, decision_due_on=due_on))["overdue"] is False
        now.shift(timedelta(seconds=1))
        assert (await agency.viewer.reads(path_of(interview)))["overdue"] is True


@pytest.mark.parametrize(
    ("noun", "body", "status"),
    [("cancellation", {}, "cancelled"), ("no-show", {"absent": "employer"}, "no_show")],
)
async def test_what_was_not_held_is_not_decided(
    agency: Agency, noun: str, body: Json, status: str
) -> None:
    interview = await agency.interview()
    await says(agency, interview, **BY_FRIDAY)
    await agency.recruiter.does(f"/v1/interviews/{interview['id']}/{noun}", body)
    process = await agency.viewer.reads(path_of(interview))
    assert process["settled_cause"] == noun.replace("-", "_").replace(
        "cancellation", "interview_cancelled"
    )
    problem = await agency.recruiter.is_refused(
        409, "interview-not-held", "PUT", path_of(interview), json=BY_FRIDAY
    )
    assert problem["interview_status"] == status


async def test_it_may_be_said_before_the_interview(agency: Agency) -> None:
    interview = await agency.interview(starts_in=timedelta(days=2))
    assert (await says(agency, interview, **BY_FRIDAY))["settled_at"] is None


@pytest.mark.parametrize(
    ("wrong", "pointer"),
    [
        ({"decision_due_on": "soon"}, "/decision_due_on"),
        ({"decision_due_on": 0}, "/decision_due_on"),
        ({"decision_due_on": "1763942400"}, "/decision_due_on"),
        ({"decision_due_on": "2026-02-30"}, "/decision_due_on"),
        ({"decision_due_on": "0001-01-01"}, "/decision_due_on"),
        ({"decision_due_on": "2026-12-04T00:00:00Z"}, "/decision_due_on"),
        ({"interviews_outstanding": -1}, "/interviews_outstanding"),
        ({"interviews_outstanding": 10**12}, "/interviews_outstanding"),
        ({"told_by": "a\x00b"}, "/told_by"),
        ({"told_by": " "}, "/told_by"),
        ({"told_at": "2999-01-01T00:00:00Z"}, "/told_at"),
        ({"told_at": "2100-01-01T00:00:00Z"}, "/told_at"),
        ({"settled_at": None}, "/settled_at"),
    ],
)
async def test_what_is_no_good_is_refused_by_field(
    agency: Agency, wrong: Json, pointer: str
) -> None:
    path = path_of(await agency.interview())
    problem = await agency.recruiter.is_refused(422, "invalid", "PUT", path, json=wrong)
    assert [error["pointer"] for error in problem["errors"]] == [pointer]
    await agency.viewer.is_refused(404, "not-found", "GET", path)


async def test_a_stale_one_does_not_overwrite(agency: Agency) -> None:
    path = path_of(await agency.interview())
    one = {"if-match": '"1"'}
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PUT", path, json=BY_FRIDAY, headers=one
    )
    await agency.recruiter.sends("PUT", path, 201, json=BY_FRIDAY)
    await agency.recruiter.sends("PUT", path, 200, json={}, headers=one)
    problem = await agency.recruiter.is_refused(
        412, "precondition-failed", "PUT", path, json=BY_FRIDAY, headers=one
    )
    assert problem["current_version"] == 2
    await agency.viewer.is_refused(403, "missing-scope", "PUT", path, json={})


async def test_of_two_at_once_neither_is_lost(agency: Agency) -> None:
    for _ in range(5):
        interview = await agency.interview()
        answers = await asyncio.gather(
            *(
                agency.recruiter.put(path_of(interview), json={"decision_due_on": day})
                for day in ("2026-12-01", "2026-12-02", "2026-12-03")
            )
        )
        assert sorted(answer.status_code for answer in answers) == [200, 200, 201]
        process = await agency.viewer.reads(path_of(interview))
        log = await kinds_of(agency, process)
        assert len(log) == 3
        assert log.count("slipped") == process["slip_count"]


async def test_the_agencys_zone_is_one_the_database_can_tell_the_day_of(agency: Agency) -> None:
    problem = await agency.admin.is_refused(
        422, "invalid", "PATCH", "/v1/agency", json={"timezone": "localtime"}
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/timezone"]
