"""Asking an employer's contact for feedback: when, whom, by when."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from tests.factories import Agency

TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
REQUESTS = "/v1/feedback-requests"


async def test_a_request_is_due_in_business_days_and_names_everybody(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        interview, contact = await agency.interview_with_contact(starts_in=timedelta(hours=-2))
        request = await agency.recruiter.creates(
            REQUESTS, {"interview_id": interview["id"], "contact_id": contact["id"]}
        )
        assert request["due_at"] == "2026-11-26T17:30:00Z"
        assert request["next_chase_at"] == "2026-11-27T09:00:00Z"  # when the office opens again
        assert (request["status"], request["overdue"], request["chase_count"]) == (
            "awaiting",
            False,
            0,
        )
        for name, value in (
            ("contact_name", contact["name"]),
            ("candidate_name", interview["candidate_name"]),
            ("vacancy_title", interview["vacancy_title"]),
            ("employer_name", interview["employer_name"]),
            ("interview_ended_at", interview["ends_at"]),
        ):
            assert request[name] == value
        assert await agency.events_of(request["id"]) == ["feedback.requested"]
        listed = await agency.viewer.reads(REQUESTS, interview_id=interview["id"])
        assert listed["items"] == [request]
        found = await agency.viewer.reads(f"/v1/interviews/{interview['id']}")
        assert found["feedback_status"] == "awaiting"


async def test_nothing_is_asked_before_the_interview_has_ended(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        interview, contact = await agency.interview_with_contact(starts_in=timedelta(minutes=-10))
        body = {"interview_id": interview["id"], "contact_id": contact["id"]}
        problem = await agency.recruiter.is_refused(
            409, "interview-to-come", "POST", REQUESTS, json=body
        )
        assert problem["allowed_at"] == interview["ends_at"]
        assert (await agency.viewer.reads(REQUESTS))["items"] == []
        now.move_to(datetime.fromisoformat(interview["ends_at"]))
        await agency.recruiter.creates(REQUESTS, body)


@pytest.mark.parametrize("action", ["cancellation", "no-show"])
async def test_nothing_is_asked_about_an_interview_that_was_not_held(
    agency: Agency, action: str
) -> None:
    interview, contact = await agency.interview_with_contact()
    await agency.recruiter.does(f"/v1/interviews/{interview['id']}/{action}", {})
    await agency.recruiter.is_refused(
        409, "interview-not-held", "POST", REQUESTS,
        json={"interview_id": interview["id"], "contact_id": contact["id"]},
    )  # fmt: skip


async def test_only_a_contact_of_the_employer_is_asked_and_once_at_a_time(agency: Agency) -> None:
    interview, contact = await agency.interview_with_contact()
    body = {"interview_id": interview["id"], "contact_id": contact["id"]}
    stranger = await agency.contact()
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", REQUESTS, json={**body, "contact_id": stranger["id"]}
    )
    assert problem["errors"][0]["pointer"] == "/contact_id"
    answers = await asyncio.gather(*(agency.recruiter.post(REQUESTS, json=body) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert {a.json()["type"] for a in answers if a.status_code == 409} == {
        "/problems/feedback-request-open"
    }


async def test_another_agencys_interview_does_not_exist(
    agency: Agency, other_agency: Agency
) -> None:
    theirs, contact = await other_agency.interview_with_contact()
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", REQUESTS,
        json={"interview_id": theirs["id"], "contact_id": contact["id"]},
    )  # fmt: skip
    assert problem["errors"][0]["pointer"] == "/interview_id"


async def test_moving_the_interview_moves_what_follows_it(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        interview, contact = await agency.interview_with_contact(starts_in=timedelta(hours=-2))
        colleague = await agency.contact(employer_id=interview["employer_id"], name="Jo Baker")
        body = {"interview_id": interview["id"]}
        by_policy = await agency.recruiter.creates(REQUESTS, {**body, "contact_id": contact["id"]})
        agreed = await agency.recruiter.creates(
            REQUESTS, {**body, "contact_id": colleague["id"], "due_at": "2026-12-01T10:00:00Z"}
        )
        await agency.recruiter.changes(
            f"/v1/interviews/{interview['id']}", {"starts_at": "2026-11-26T11:00:00Z"}
        )
        moved = await agency.viewer.reads(f"{REQUESTS}/{by_policy['id']}")
        assert moved["due_at"] == "2026-11-30T17:30:00Z"
        assert moved["next_chase_at"] == "2026-12-01T09:00:00Z"
        kept = await agency.viewer.reads(f"{REQUESTS}/{agreed['id']}")
        assert kept["due_at"] == "2026-12-01T10:00:00Z"
        assert await agency.events_of(by_policy["id"]) == [
            "feedback.requested", "feedback.due_moved",
        ]  # fmt: skip
        assert await agency.events_of(agreed["id"]) == ["feedback.requested"]
        # It lies ahead now: nobody is chased before its end.
        problem = await agency.recruiter.is_refused(
            409, "chase-too-soon", "POST", f"{REQUESTS}/{by_policy['id']}/chases",
            json={"outcome": "sent"},
        )  # fmt: skip
        assert problem["allowed_at"] == "2026-11-26T11:45:00Z"


async def test_the_overdue_queue_is_derived_from_the_clock(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        late = await agency.feedback_request(due_at="2026-11-25T12:00:00Z")
        later = await agency.feedback_request(due_at="2026-11-25T13:00:00Z")
        answered = await agency.feedback_request(due_at="2026-11-25T12:30:00Z")
        await agency.feedback(answered)
        assert (await agency.viewer.reads(REQUESTS, overdue=True))["items"] == []
        now.move_to(datetime(2026, 11, 25, 14, 0, tzinfo=UTC))
        queue = (await agency.viewer.reads(REQUESTS, overdue=True, sort="due_at"))["items"]
        assert [request["id"] for request in queue] == [late["id"], later["id"]]
        assert all(request["overdue"] for request in queue)
        rest = (await agency.viewer.reads(REQUESTS, overdue=False))["items"]
        assert [request["id"] for request in rest] == [answered["id"]]
        before = await agency.viewer.reads(REQUESTS, due_before="2026-11-25T12:30:00Z")
        assert [request["id"] for request in before["items"]] == [late["id"]]


async def test_after_a_rejection_feedback_is_still_asked_but_the_old_request_leaves_the_queue(
    agency: Agency,
) -> None:
    with time_machine.travel(TUESDAY, tick=False) as now:
        request = await agency.feedback_request(due_at="2026-11-24T12:00:00Z")
        assert request["overdue"]
        application = f"/v1/applications/{request['application_id']}"
        await agency.recruiter.does(f"{application}/rejection", {"reason": "skills"})
        stopped = await agency.viewer.reads(f"{REQUESTS}/{request['id']}")
        assert (stopped["status"], stopped["next_chase_at"]) == ("awaiting", None)
        assert not stopped["overdue"]
        assert (await agency.viewer.reads(REQUESTS, overdue=True))["items"] == []

        contact = await agency.contact(employer_id=request["employer_id"], name="Jo Baker")
        asked = await agency.recruiter.creates(
            REQUESTS, {"interview_id": request["interview_id"], "contact_id": contact["id"]}
        )
        now.shift(timedelta(days=7))
        queue = (await agency.viewer.reads(REQUESTS, overdue=True))["items"]
        assert [row["id"] for row in queue] == [asked["id"]]

        await agency.recruiter.does(f"{application}/reinstatement", {})
        resumed = await agency.viewer.reads(f"{REQUESTS}/{request['id']}")
        assert resumed["overdue"]
        assert await agency.events_of(request["id"]) == [
            "feedback.requested", "feedback.chasing_stopped", "feedback.chasing_resumed",
        ]  # fmt: skip


async def test_a_withdrawal_leaves_nobody_waiting(agency: Agency) -> None:
    request = await agency.feedback_request()
    path = f"/v1/applications/{request['application_id']}/withdrawal"
    await agency.recruiter.does(path, {"reason": "salary"})
    await agency.recruiter.is_refused(
        409, "chasing-over", "POST", f"{REQUESTS}/{request['id']}/chases", json={"outcome": "sent"}
    )
    # Feedback that comes all the same is welcome.
    await agency.feedback(request)


async def test_a_request_is_changed_while_it_is_awaiting(agency: Agency) -> None:
    request = await agency.feedback_request()
    path = f"{REQUESTS}/{request['id']}"
    due = "2027-01-05T10:00:00Z"
    changed = await agency.recruiter.changes(path, {"channel": "phone", "due_at": due})
    assert (changed["channel"], changed["due_at"], changed["version"]) == ("phone", due, 2)
    problem = await agency.recruiter.is_refused(
        422, "invalid", "PATCH", path, json={"due_at": "2020-01-05T10:00:00Z"}
    )
    assert problem["errors"][0]["pointer"] == "/due_at"
    await agency.feedback(request)
    problem = await agency.recruiter.is_refused(
        409, "feedback-request-settled", "PATCH", path, json={"channel": "email"}
    )
    assert problem["request_status"] == "received"


async def test_a_refusal_and_a_closure_end_it_with_a_reason(agency: Agency) -> None:
    for action, status, event in (
        ("refusal", "declined", "feedback.declined"),
        ("closure", "closed", "feedback.closed"),
    ):
        request = await agency.feedback_request()
        path = f"{REQUESTS}/{request['id']}/{action}"
        settled = await agency.recruiter.does(path, {"reason": "Their lawyers forbid it."})
        assert (settled["status"], settled["settled_reason"]) == (
            status,
            "Their lawyers forbid it.",
        )
        assert settled["next_chase_at"] is None
        again = await agency.recruiter.is_refused(
            409, "feedback-request-settled", "POST", path, json={"reason": "x"}
        )
        assert again["request_status"] == status
        assert await agency.events_of(request["id"]) == ["feedback.requested", event]
        assert "lawyers" not in str(await agency.admin.reads("/v1/events", limit=200))
        interview = await agency.viewer.reads(f"/v1/interviews/{request['interview_id']}")
        assert interview["feedback_status"] == ("declined" if status == "declined" else "none")
