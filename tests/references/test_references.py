"""References: asked for, received, refused or given up."""

import asyncio
from datetime import UTC, datetime

import pytest
import time_machine

from tests.factories import Agency, Json

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
WORDS = "She ran the depot for three years."
ANSWERS: list[tuple[str, Json, str]] = [
    ("received", {"text": WORDS}, "received"),
    ("refusal", {}, "refused"),
    ("closure", {"reason": "No longer needed."}, "closed"),
]


def path_of(reference: Json) -> str:
    return f"/v1/referees/{reference['referee_id']}/references/{reference['id']}"


async def test_a_reference_is_due_in_business_days_and_names_everybody(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        referee, application = await agency.referee_and_application()
        answer = await agency.recruiter.post(
            f"/v1/referees/{referee['id']}/references", json={"application_id": application["id"]}
        )
        reference = answer.json()
        assert answer.headers["location"] == path_of(reference)
        assert await agency.viewer.reads(path_of(reference)) == reference
        for name, value in (
            ("status", "requested"), ("overdue", False), ("channel", "email"), ("chase_count", 0),
            ("requested_at", "2026-11-24T15:00:00Z"), ("due_at", "2026-12-01T17:30:00Z"),
            ("next_chase_at", "2026-12-02T09:00:00Z"), ("referee_name", referee["name"]),
            ("candidate_name", application["candidate_name"]), ("text", None),
            ("vacancy_title", application["vacancy_title"]),
            ("employer_name", application["employer_name"]),
        ):  # fmt: skip
            assert reference[name] == value, name
        [event] = await agency.log_of(reference["id"])
        assert event["type"] == "reference.requested"
        assert event["data"] == {
            "referee_id": referee["id"], "channel": "email", "due_at": "2026-12-01T17:30:00Z",
        }  # fmt: skip
        assert event["application_id"] == application["id"]


@pytest.mark.parametrize(
    ("place", "moment", "due_at"),
    [
        ({}, "2026-12-31T10:00:00Z", "2027-01-08T17:30:00Z"),  # New Year and a weekend between
        ({}, "2026-12-31T23:30:00Z", "2027-01-08T17:30:00Z"),
        ({}, "2026-03-27T10:00:00Z", "2026-04-07T16:30:00Z"),  # Easter; summer time by then
        ({"country": "IE", "timezone": "Europe/Dublin"}, "2027-03-15T10:00:00Z",
         "2027-03-23T17:30:00Z"),  # St Patrick's Day
        ({"country": "NZ", "timezone": "Pacific/Auckland"}, "2027-02-03T00:00:00Z",
         "2027-02-11T04:30:00Z"),  # Waitangi Day, a Saturday, is kept on the Monday
        ({"country": "NZ", "timezone": "Pacific/Auckland"}, "2026-12-31T11:30:00Z",
         "2027-01-11T04:30:00Z"),  # 1 January there already; the 4th is a holiday too
    ],
)  # fmt: skip
async def test_business_days_are_those_of_the_agencys_place(
    agency: Agency, place: Json, moment: str, due_at: str
) -> None:
    if place:
        await agency.admin.changes("/v1/agency", place)
    with time_machine.travel(datetime.fromisoformat(moment), tick=False):
        assert (await agency.reference())["due_at"] == due_at


async def test_how_long_a_referee_gets_is_the_agencys_policy(agency: Agency) -> None:
    await agency.admin.changes("/v1/agency", {"policy": {"reference_due_business_days": 1}})
    with time_machine.travel(TUESDAY, tick=False):
        assert (await agency.reference())["due_at"] == "2026-11-25T17:30:00Z"
        agreed = await agency.reference(due_at="2026-12-24T12:00:00Z", channel="phone")
        assert (agreed["due_at"], agreed["channel"]) == ("2026-12-24T12:00:00Z", "phone")
        assert agreed["next_chase_at"] == "2026-12-24T12:00:00Z"


async def test_nobody_is_asked_by_a_time_that_is_past(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        referee, application = await agency.referee_and_application()
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", f"/v1/referees/{referee['id']}/references",
            json={"application_id": application["id"], "due_at": "2026-11-24T15:00:00Z"},
        )  # fmt: skip
        assert problem["errors"][0]["pointer"] == "/due_at"


async def test_they_are_asked_once_at_a_time(agency: Agency) -> None:
    referee, application = await agency.referee_and_application()
    path, body = f"/v1/referees/{referee['id']}/references", {"application_id": application["id"]}
    answers = await asyncio.gather(*(agency.recruiter.post(path, json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    [first] = [answer.json() for answer in answers if answer.status_code == 201]
    for refused in (answer.json() for answer in answers if answer.status_code == 409):
        assert (refused["type"], refused["existing_id"]) == (
            "/problems/reference-open",
            first["id"],
        )
    await agency.recruiter.does(f"{path_of(first)}/refusal")
    again = await agency.recruiter.creates(path, body)
    # The refusal may be thought better of; that does not answer the new request.
    await agency.recruiter.does(f"{path_of(first)}/received", {"text": WORDS})
    assert (await agency.viewer.reads(path_of(again)))["status"] == "requested"


async def test_a_referee_without_an_address_is_not_asked_by_email(agency: Agency) -> None:
    referee, application = await agency.referee_and_application(email=None)
    path, body = f"/v1/referees/{referee['id']}/references", {"application_id": application["id"]}
    await agency.recruiter.is_refused(
        409, "referee-not-reachable", "POST", path, json={**body, "channel": "email"}
    )
    assert (await agency.recruiter.creates(path, body))["channel"] == "phone"


async def test_what_is_received_stays_with_the_agency(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        reference = await agency.reference()
        now.shift(3600)
        body = {"text": WORDS, "received_at": "2026-11-24T15:30:00Z"}
        received = await agency.recruiter.does(f"{path_of(reference)}/received", body)
        assert (received["status"], received["text"]) == ("received", WORDS)
        assert received["received_at"] == "2026-11-24T15:30:00Z"
        assert received["settled_at"] == "2026-11-24T16:00:00Z"
        assert received["next_chase_at"] is None
        *_, event = await agency.log_of(reference["id"])
        assert event["type"] == "reference.received"
        assert event["occurred_at"] == "2026-11-24T15:30:00Z"
        assert event["data"] == {"referee_id": reference["referee_id"]}
        timeline = await agency.viewer.get(f"/v1/candidates/{reference['candidate_id']}/timeline")
        assert "A referee gave a reference for Depot Manager" in timeline.text
        assert WORDS not in timeline.text


async def test_a_reference_cannot_come_from_the_future_or_be_empty(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        reference = await agency.reference()
        for body, pointer in (
            ({"text": WORDS, "received_at": "2026-11-24T15:00:01Z"}, "/received_at"),
            ({"text": "  "}, "/text"),
            ({}, "/text"),
        ):
            problem = await agency.recruiter.is_refused(
                422, "invalid", "POST", f"{path_of(reference)}/received", json=body
            )
            assert problem["errors"][0]["pointer"] == pointer
        assert await agency.viewer.reads(path_of(reference)) == reference


async def test_a_refusal_needs_no_reason_and_may_be_thought_better_of(agency: Agency) -> None:
    reference = await agency.reference()
    answer = await agency.recruiter.post(f"{path_of(reference)}/refusal")
    assert (answer.json()["status"], answer.json()["settled_reason"]) == ("refused", None)
    received = await agency.recruiter.does(f"{path_of(reference)}/received", {"text": WORDS})
    assert received["status"] == "received"
    assert await agency.events_of(reference["id"]) == [
        "reference.requested", "reference.refused", "reference.received",
    ]  # fmt: skip


async def test_the_reasons_are_kept_with_it_and_not_in_the_log(agency: Agency) -> None:
    refused, closed = await agency.reference(), await agency.reference()
    reason = {"reason": "Their firm forbids it."}
    for reference, action, data in (
        (refused, "refusal", {"referee_id": refused["referee_id"]}),
        (closed, "closure", {"referee_id": closed["referee_id"], "cause": "by_hand"}),
    ):
        row = await agency.recruiter.does(f"{path_of(reference)}/{action}", reason)
        assert row["settled_reason"] == reason["reason"]
        *_, event = await agency.log_of(reference["id"])
        assert event["data"] == data


@pytest.mark.parametrize(("first", "sent", "status"), ANSWERS)
async def test_a_settled_reference_says_what_it_may_still_become(
    agency: Agency, first: str, sent: Json, status: str
) -> None:
    reference = await agency.reference()
    await agency.recruiter.does(f"{path_of(reference)}/{first}", sent)
    log = await agency.log_of(reference["id"])
    allowed = ["received"] if status == "refused" else []
    for action, body, becomes in ANSWERS:
        if becomes not in allowed:
            problem = await agency.recruiter.is_refused(
                409, "reference-settled", "POST", f"{path_of(reference)}/{action}", json=body
            )
            assert (problem["reference_status"], problem["allowed_statuses"]) == (status, allowed)
    assert await agency.log_of(reference["id"]) == log


async def test_a_stale_version_settles_nothing(agency: Agency) -> None:
    reference = await agency.reference()
    for action, body, _ in ANSWERS:
        await agency.recruiter.is_refused(
            412, "precondition-failed", "POST", f"{path_of(reference)}/{action}",
            json=body, headers={"if-match": '"2"'},
        )  # fmt: skip
    assert await agency.viewer.reads(path_of(reference)) == reference


async def test_two_answers_at_once_are_one(agency: Agency) -> None:
    reference = await agency.reference()
    answers = await asyncio.gather(
        *(agency.recruiter.post(f"{path_of(reference)}/{action}", json=body)
          for action, body, _ in ANSWERS if action != "refusal")
    )  # fmt: skip
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert len(await agency.log_of(reference["id"])) == 2


async def test_the_queue_is_derived_from_the_clock(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        late = await agency.reference(due_at="2026-11-25T12:00:00Z")
        later = await agency.reference(due_at="2026-11-25T13:00:00Z")
        answered = await agency.reference(due_at="2026-11-25T12:30:00Z")
        await agency.recruiter.does(f"{path_of(answered)}/received", {"text": WORDS})
        assert (await agency.viewer.reads("/v1/references", overdue=True))["items"] == []
        now.move_to(datetime(2026, 11, 25, 14, 0, tzinfo=UTC))
        for asked, expected in (
            ({"overdue": True}, [late, later]),
            ({"overdue": False}, [answered]),
            ({}, [late, answered, later]),
            ({"sort": "-due_at"}, [later, answered, late]),
            ({"due_before": "2026-11-25T12:30:00Z"}, [late]),
            ({"status": "received"}, [answered]),
            ({"referee_id": late["referee_id"]}, [late]),
            ({"candidate_id": later["candidate_id"]}, [later]),
            ({"application_id": later["application_id"]}, [later]),
            ({"owner_id": agency.admin.user_id}, []),
        ):
            page = await agency.viewer.reads("/v1/references", **asked)
            assert [row["id"] for row in page["items"]] == [row["id"] for row in expected], asked
        await agency.recruiter.changes(
            f"/v1/candidates/{late['candidate_id']}", {"owner_id": agency.admin.user_id}
        )
        owned = await agency.viewer.reads("/v1/references", owner_id=agency.admin.user_id)
        assert [row["id"] for row in owned["items"]] == [late["id"]]
        own = await agency.viewer.reads(f"/v1/referees/{late['referee_id']}/references")
        assert own["items"] == owned["items"]


async def test_a_reference_is_found_under_its_own_referee_only(agency: Agency) -> None:
    reference, other = await agency.reference(), await agency.reference()
    astray = path_of({**reference, "referee_id": other["referee_id"]})
    await agency.viewer.is_refused(404, "not-found", "GET", astray)
    await agency.viewer.is_refused(404, "not-found", "GET", f"{astray}/chases")
    for action, body, _ in ANSWERS:
        await agency.recruiter.is_refused(404, "not-found", "POST", f"{astray}/{action}", json=body)
