"""Arranging calls over the API: offered, booked, moved, held, missed and called off."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.calls.situations import (
    AFTER,
    TOMORROW,
    again,
    booked,
    of_feedback,
    of_request,
    offered,
    owed,
    released,
    wire,
)
from tests.factories import Agency
from tests.feedback.situations import TUESDAY

NOW = time_machine.travel(TUESDAY, tick=False)


@NOW
async def test_times_are_offered_to_the_contact(agency: Agency) -> None:
    request = await owed(agency)
    call = await offered(agency, of_request(request), AFTER, TOMORROW, duration_minutes=10)
    assert (call["with"], call["status"]) == ("contact", "offered")
    assert call["offered_times"] == [wire(TOMORROW), wire(AFTER)]
    assert call["phone"] == "+44 20 7946 0018"
    assert call["caller_id"] == agency.recruiter.user_id
    assert (call["contact_name"], call["vacancy_title"]) == ("Ryan Walters", "Depot Manager")
    assert call["candidate_name"] == request["candidate_name"]
    assert await agency.viewer.reads(of_request(request)) == call
    assert await again(agency, call) == call
    fewer = await offered(agency, of_request(request), AFTER)
    assert (fewer["id"], fewer["offered_times"]) == (call["id"], [wire(AFTER)])
    events = await agency.log_of(call["id"])
    assert [(e["type"], e["data"]) for e in events] == [
        ("call.offered", {"times": 2}), ("call.offered", {"times": 1}),
    ]  # fmt: skip
    assert events[0]["contact_id"] == request["contact_id"]


@NOW
@pytest.mark.parametrize(
    ("times", "pointers"),
    [
        ([TUESDAY], ["/times"]),
        ([TOMORROW, TUESDAY - timedelta(days=1)], ["/times/1"]),
        ([], ["/times"]),
        ([TOMORROW + timedelta(hours=n) for n in range(9)], ["/times"]),
    ],
)
async def test_only_a_few_times_to_come_can_be_offered(
    agency: Agency, times: list[Any], pointers: list[str]
) -> None:
    request = await owed(agency)
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", f"{of_request(request)}/times",
        json={"times": [wire(time) for time in times]},
    )  # fmt: skip
    assert [error["pointer"] for error in problem["errors"]] == pointers
    await agency.viewer.is_refused(404, "not-found", "GET", of_request(request))


@NOW
async def test_a_call_is_booked_by_hand_moved_and_held(agency: Agency) -> None:
    request = await owed(agency)
    call = await booked(agency, of_request(request), notes="Ask about the shifts.")
    assert (call["status"], call["starts_at"]) == ("booked", wire(TOMORROW))
    assert (call["due_at"], call["booked_at"]) == (wire(TOMORROW), wire(TUESDAY))
    path = f"/v1/calls/{call['id']}"
    moved = await agency.recruiter.does(f"{path}/booking", {"starts_at": wire(AFTER)})
    assert (moved["status"], moved["starts_at"]) == ("booked", wire(AFTER))
    same = await agency.recruiter.does(f"{path}/booking", {"starts_at": wire(AFTER)})
    assert same == moved, "said again it is nothing"
    held = await agency.recruiter.does(f"{path}/held", {"notes": "She was liked."})
    assert (held["status"], held["held_at"], held["due_at"]) == ("held", wire(TUESDAY), None)
    assert held["notes"] == "She was liked."
    types = await agency.events_of(call["id"])
    assert types == ["call.booked", "call.moved", "call.held"]
    moved_event = (await agency.log_of(call["id"]))[1]
    assert moved_event["data"] == {
        "old_starts_at": wire(TOMORROW), "starts_at": wire(AFTER), "timezone": "Europe/London",
    }  # fmt: skip
    timeline = await agency.viewer.reads(f"/v1/candidates/{request['candidate_id']}/timeline")
    sentences = [item["summary"] for item in timeline["items"]]
    assert (
        "The call with Ryan Walters about Depot Manager was moved from"
        " Wed 2 Dec 2026 10:00 GMT to Thu 3 Dec 2026 10:00 GMT"
    ) in sentences
    assert "Ryan Walters was called about Depot Manager" in sentences


@NOW
async def test_what_a_call_does_not_allow_names_what_it_does(agency: Agency) -> None:
    call = await booked(agency, of_request(await owed(agency)))
    path = f"/v1/calls/{call['id']}"
    problem = await agency.recruiter.is_refused(
        409, "call-to-come", "POST", f"{path}/missed", json={"by": "contact"}
    )
    assert problem["allowed_at"] == wire(TOMORROW)
    await agency.recruiter.does(f"{path}/cancellation")
    for noun, body in (
        ("booking", {"starts_at": wire(AFTER)}),
        ("held", {}),
        ("missed", {"by": "contact"}),
        ("cancellation", {}),
    ):
        problem = await agency.recruiter.is_refused(
            409, "call-settled", "POST", f"{path}/{noun}", json=body
        )
        assert (problem["call_status"], problem["allowed_statuses"]) == ("cancelled", [])


@NOW
async def test_a_missed_call_is_offered_or_booked_again(agency: Agency) -> None:
    request = await owed(agency)
    call = await booked(agency, of_request(request))
    path = f"/v1/calls/{call['id']}"
    with time_machine.travel(TOMORROW + timedelta(minutes=20), tick=False):
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", f"{path}/missed", json={"by": "candidate"}
        )
        assert problem["errors"][0]["pointer"] == "/by"
        missed = await agency.recruiter.does(f"{path}/missed", {"by": "contact"})
        assert (missed["status"], missed["missed_by"]) == ("missed", "contact")
        once_more = await agency.recruiter.does(f"{path}/booking", {"starts_at": wire(AFTER)})
        assert (once_more["status"], once_more["missed_by"]) == ("booked", None)
        times = await offered(agency, of_request(request), AFTER + timedelta(days=1))
        assert (times["status"], times["starts_at"]) == ("offered", None)
    types = await agency.events_of(call["id"])
    assert types == ["call.booked", "call.missed", "call.booked", "call.offered"]


@NOW
async def test_putting_sets_the_moments_in_any_order(agency: Agency) -> None:
    request = await owed(agency)
    path, put = of_request(request), agency.recruiter.put
    refused = await agency.recruiter.is_refused(422, "invalid", "PUT", path, json={"notes": "x"})
    assert refused["errors"][0]["pointer"] == "/starts_at"
    for body in ({"offered_at": wire(TOMORROW)}, {"held_at": wire(TOMORROW)}):
        await agency.recruiter.is_refused(422, "invalid", "PUT", path, json=body)
    await agency.recruiter.is_refused(
        422, "invalid", "PUT", path, json={"starts_at": wire(TUESDAY - timedelta(days=1))}
    )
    first = await put(path, json={"offered_at": wire(TUESDAY - timedelta(hours=1))})
    assert (first.status_code, first.headers["location"]) == (201, path)
    assert first.json()["status"] == "offered"
    second = await put(path, json={"starts_at": wire(TOMORROW)})
    assert (second.status_code, second.json()["status"]) == (200, "booked")
    same = await put(path, json={"starts_at": wire(TOMORROW)})
    assert (same.status_code, same.json()) == (200, second.json())
    third = await put(path, json={"held_at": wire(TUESDAY), "notes": "Rang early."})
    assert (third.json()["status"], third.json()["notes"]) == ("held", "Rang early.")
    fourth = await put(path, json={"notes": "Rang early. Liked her."})
    assert fourth.json()["notes"] == "Rang early. Liked her."
    problem = await agency.recruiter.is_refused(
        409, "call-settled", "PUT", path, json={"starts_at": wire(AFTER)}
    )
    assert problem["call_status"] == "held"
    assert await agency.events_of(third.json()["id"]) == [
        "call.offered", "call.booked", "call.held", "call.updated",
    ]  # fmt: skip


@NOW
async def test_a_call_that_was_held_elsewhere_is_put_at_once(agency: Agency) -> None:
    request = await owed(agency)
    await agency.feedback(request)
    times = {
        "offered_at": wire(TUESDAY - timedelta(hours=3)),
        "starts_at": wire(TUESDAY - timedelta(hours=1)),
        "held_at": wire(TUESDAY - timedelta(minutes=59)),
    }
    call = await agency.recruiter.sends(
        "PUT", of_request(request), 201, json={**times, "notes": "They talked on the stairs."}
    )
    assert call["status"] == "held"
    assert {name: call[name] for name in times} == times
    assert await agency.events_of(call["id"]) == ["call.held"]
    problem = await agency.recruiter.is_refused(
        409, "feedback-request-settled", "POST", f"{of_request(request)}/times",
        json={"times": [wire(TOMORROW)]},
    )  # fmt: skip
    assert problem["request_status"] == "received"


@NOW
async def test_a_stale_etag_changes_nothing(agency: Agency) -> None:
    request = await owed(agency)
    path = of_request(request)
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PUT", path,
        json={"starts_at": wire(TOMORROW)}, headers={"If-Match": '"1"'},
    )  # fmt: skip
    call = await booked(agency, path)
    etag = f'"{call["version"]}"'
    headers = {"If-Match": etag}
    change = await agency.recruiter.changes(
        f"/v1/calls/{call['id']}", {"phone": "020 7946 0100"}, headers=headers
    )
    assert change["phone"] == "020 7946 0100"
    for method, where, body in (
        ("PATCH", f"/v1/calls/{call['id']}", {"notes": "x"}),
        ("PUT", path, {"notes": "x"}),
        ("POST", f"/v1/calls/{call['id']}/held", {}),
    ):
        await agency.recruiter.is_refused(
            412, "precondition-failed", method, where, json=body, headers=headers
        )
    assert (await again(agency, call))["notes"] is None


@NOW
async def test_a_retry_offers_once(agency: Agency) -> None:
    request = await owed(agency)
    body = {"times": [wire(TOMORROW)]}
    key = {"Idempotency-Key": "once"}
    path = f"{of_request(request)}/times"
    first, second = [await agency.recruiter.does(path, body, headers=key) for _ in range(2)]
    assert first == second
    assert await agency.events_of(first["id"]) == ["call.offered"]


@NOW
async def test_the_candidate_is_called_about_what_was_released(agency: Agency) -> None:
    request = await owed(agency)
    feedback = await agency.feedback(request)
    await agency.recruiter.is_refused(
        409, "feedback-not-released", "POST", f"{of_feedback(feedback)}/times",
        json={"times": [wire(TOMORROW)]},
    )  # fmt: skip
    given = await released(agency, owner_id=agency.admin.user_id)
    call = await offered(agency, of_feedback(given))
    assert (call["with"], call["feedback_id"]) == ("candidate", given["id"])
    assert (call["phone"], call["contact_id"]) == ("020 7946 0999", None)
    await booked(agency, of_feedback(given))
    page = await agency.viewer.reads(f"/v1/candidates/{given['candidate_id']}/timeline")
    shown = {item["type"]: item for item in page["items"]}
    assert shown["candidate_call.booked"]["audience"] == "candidate"
    assert shown["candidate_call.booked"]["summary"] == (
        "A call with the candidate about the Depot Manager feedback was booked for"
        " Wed 2 Dec 2026 10:00 GMT"
    )
    for other in ("call.booked", "call.offered"):
        assert other not in shown


@NOW
async def test_the_diary_lists_calls_with_names(agency: Agency) -> None:
    first = await booked(agency, of_request(await owed(agency)), AFTER)
    given = await released(agency)
    second = await booked(agency, of_feedback(given), TOMORROW, caller_id=agency.admin.user_id)
    third = await offered(agency, of_request(await owed(agency)))

    async def ids(**filters: Any) -> list[str]:
        page = await agency.viewer.reads("/v1/calls", **filters)
        return [row["id"] for row in page["items"]]

    assert await ids() == [third["id"], second["id"], first["id"]]
    assert await ids(sort="starts_at", **{"from": wire(TOMORROW)}) == [second["id"], first["id"]]
    assert await ids(to=wire(AFTER)) == [second["id"]]
    assert await ids(status="offered") == [third["id"]]
    assert await ids(**{"with": "candidate"}) == [second["id"]]
    assert await ids(caller_id=agency.admin.user_id) == [second["id"]]
    assert await ids(candidate_id=given["candidate_id"]) == [second["id"]]
    assert await ids(feedback_id=given["id"]) == [second["id"]]
    assert await ids(feedback_request_id=first["feedback_request_id"]) == [first["id"]]


@NOW
async def test_who_calls_is_somebody_of_the_agency(agency: Agency, other_agency: Agency) -> None:
    stranger = other_agency.recruiter.user_id
    request = await owed(agency)
    times = {"times": [wire(TOMORROW)], "caller_id": stranger}
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", f"{of_request(request)}/times", json=times
    )
    assert problem["errors"][0]["pointer"] == "/caller_id"
    call = await booked(agency, of_request(request))
    await agency.recruiter.is_refused(
        422, "invalid", "PATCH", f"/v1/calls/{call['id']}", json={"caller_id": stranger}
    )
