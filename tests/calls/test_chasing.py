"""Who is to be called is not chased meanwhile; and what settles a request settles its call."""

from datetime import datetime, timedelta
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
from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY
from tests.feedback.situations import again as request_again
from tests.forms.situations import form_of, visitor
from tests.messages.situations import text_of

NOW = time_machine.travel(TUESDAY, tick=False)
CHASE = "/v1/feedback-requests/{id}/chases"


async def kinds_sent(agency: Agency, moment: datetime) -> list[str]:
    """What a worker sends then about feedback."""
    with time_machine.travel(moment, tick=False):
        await agency.sweep()
        return [text_of(mail) for mail in await agency.deliver_mail() if "/f/" in text_of(mail)]


async def chased_days(agency: Agency, since: datetime, days: int) -> list[str]:
    found = []
    for hour in range(0, 24 * days, 3):
        moment = since + timedelta(hours=hour)
        found += [f"{moment:%a %d %H}"] * len(await kinds_sent(agency, moment))
    return found


@NOW
async def test_nobody_is_chased_before_the_call_that_is_booked(agency: Agency) -> None:
    request = await owed(agency)
    await kinds_sent(agency, TUESDAY)  # the request itself
    friday = TUESDAY + timedelta(days=10)
    call = await booked(agency, of_request(request), friday)
    await agency.deliver_mail()
    waiting = await request_again(agency, request)
    assert waiting["call_at"] == wire(friday)
    assert waiting["next_chase_at"] == "2026-12-14T09:00:00Z", "a gap after the call"
    assert await chased_days(agency, TUESDAY, 13) == []
    with time_machine.travel(TOMORROW, tick=False):
        problem = await agency.recruiter.is_refused(
            409, "chase-too-soon", "POST", CHASE.format(**request), json={"outcome": "sent"}
        )
        assert problem["allowed_at"] == wire(friday)
        await agency.recruiter.is_refused(
            409, "chase-too-soon", "POST", f"/v1/feedback-requests/{request['id']}/messages"
        )
    with time_machine.travel(friday + timedelta(hours=1), tick=False):
        await agency.recruiter.does(f"/v1/calls/{call['id']}/missed", {"by": "contact"})
        missed = await request_again(agency, request)
    assert (missed["call_at"], missed["next_chase_at"]) == (None, "2026-12-14T09:00:00Z")
    assert await chased_days(agency, friday + timedelta(hours=2), 3) == ["Mon 14 09"]


@NOW
async def test_who_asked_to_be_called_waits_for_us(agency: Agency) -> None:
    request = await owed(agency)
    await kinds_sent(agency, TUESDAY)
    async with visitor(agency) as ryan:
        path = await form_of(agency, request)
        await ryan.sends(path, await ryan.opens(path), way="call")
    left = await request_again(agency, request)
    assert (left["left_to_call_at"], left["next_chase_at"]) == (wire(TUESDAY), None)
    assert await chased_days(agency, TUESDAY, 8) == []
    monday = TUESDAY + timedelta(days=6)
    with time_machine.travel(monday, tick=False):
        by_hand = await agency.recruiter.creates(CHASE.format(**request), {"outcome": "no_answer"})
        assert by_hand["outcome"] == "no_answer", "a person may ring, of course"
        assert (await request_again(agency, request))["next_chase_at"] is None
        await offered(agency, of_request(request), monday + timedelta(days=9))
        answered = await request_again(agency, request)
    assert answered["left_to_call_at"] is None
    assert answered["next_chase_at"] == "2026-12-08T10:00:00Z", "a gap after we were in touch"


@NOW
async def test_a_call_off_lets_the_chasing_go_on_and_one_that_was_held_does_not(
    agency: Agency,
) -> None:
    request, other = await owed(agency), await owed(agency)
    await kinds_sent(agency, TUESDAY)
    call, held = [
        await booked(agency, of_request(one), TUESDAY + timedelta(days=20))
        for one in (request, other)
    ]
    await agency.recruiter.does(f"/v1/calls/{call['id']}/cancellation")
    await agency.recruiter.does(f"/v1/calls/{held['id']}/held")
    goes_on, over = await request_again(agency, request), await request_again(agency, other)
    assert (goes_on["call_at"], goes_on["next_chase_at"]) == (None, "2026-12-04T09:00:00Z")
    assert (over["left_to_call_at"], over["next_chase_at"]) == (wire(TUESDAY), None)
    await agency.deliver_mail()
    sent = await chased_days(agency, TUESDAY, 4)
    assert sent == ["Fri 04 10"]


@NOW
async def test_a_reminder_that_waits_to_be_sent_minds_a_call_too(agency: Agency) -> None:
    request = await owed(agency)
    await agency.sweep()
    await booked(agency, of_request(request), TOMORROW)
    await agency.deliver_mail()
    [asking] = (await agency.viewer.reads("/v1/messages", kind="feedback_request"))["items"]
    assert asking["status"] == "cancelled"


async def settle(agency: Agency, request: Json, how: str) -> None:
    does = agency.recruiter.does
    interview = f"/v1/interviews/{request['interview_id']}"
    application = f"/v1/applications/{request['application_id']}"
    path = f"/v1/feedback-requests/{request['id']}"
    match how:
        case "email" | "phone" | "call":
            await agency.feedback(request, channel=how)
        case "declined":
            await does(f"{path}/refusal", {"reason": "Legal says no."})
        case "closed":
            await does(f"{path}/closure", {"reason": "Placed."})
        case "rejected":
            await does(f"{application}/rejection", {"reason": "experience"})
        case "withdrawn":
            await does(f"{application}/withdrawal", {"reason": "salary"})
        case "no_show":
            await does(f"{interview}/no-show")


@NOW
@pytest.mark.parametrize(
    ("how", "cause"),
    [
        ("email", "feedback_received"),
        ("phone", "feedback_received"),
        ("declined", "feedback_declined"),
        ("closed", "request_closed"),
        ("rejected", "application_ended"),
        ("withdrawn", "application_ended"),
    ],
)
async def test_what_settles_the_request_calls_its_call_off(
    agency: Agency, how: str, cause: str
) -> None:
    request = await owed(agency)
    call = await booked(agency, of_request(request))
    assert len(await agency.deliver_mail()) == 2
    await settle(agency, request, how)
    assert (await again(agency, call))["status"] == "cancelled"
    event = (await agency.log_of(call["id"]))[-1]
    assert (event["type"], event["data"]) == ("call.cancelled", {"cause": cause})
    taken_back = (await agency.viewer.reads("/v1/messages", kind="call_cancelled"))["items"]
    assert len(taken_back) == 2
    assert (await request_again(agency, request))["call_at"] is None


@NOW
@pytest.mark.parametrize(
    ("channel", "after", "status"),
    [
        ("call", timedelta(0), "held"),
        ("call", timedelta(days=1, minutes=20), "held"),
        ("phone", timedelta(days=1, minutes=20), "held"),
        ("email", timedelta(days=1, minutes=20), "cancelled"),
    ],
)
async def test_feedback_given_in_a_call_says_that_it_was_held(
    agency: Agency, channel: str, after: timedelta, status: str
) -> None:
    request = await owed(agency)
    call = await booked(agency, of_request(request))
    await agency.deliver_mail()
    with time_machine.travel(TUESDAY + after, tick=False):
        await settle(agency, request, channel)
    found = await again(agency, call)
    assert found["status"] == status
    assert found["held_at"] == (wire(TUESDAY + after) if status == "held" else None)
    taken_back = (await agency.viewer.reads("/v1/messages", kind="call_cancelled"))["items"]
    assert len(taken_back) == (0 if after else 2), "what is past is in nobody's way"


@NOW
async def test_a_call_with_the_candidate_outlives_the_application(agency: Agency) -> None:
    feedback = await released(agency)
    call = await booked(agency, of_feedback(feedback), AFTER)
    path = f"/v1/applications/{feedback['application_id']}/rejection"
    await agency.recruiter.does(path, {"reason": "experience"})
    assert (await again(agency, call))["status"] == "booked"


@NOW
async def test_the_desk_says_whom_to_call(agency: Agency) -> None:
    async def due(**params: Any) -> Json:
        part: Json = (await agency.viewer.reads("/v1/desk", **params))["calls_due"]
        return part

    wanted, today, later, given = [
        await owed(agency), await owed(agency), await owed(agency), await released(agency),
    ]  # fmt: skip
    async with visitor(agency) as ryan:
        path = await form_of(agency, wanted)
        await ryan.sends(path, await ryan.opens(path), way="call")
    noon = TUESDAY + timedelta(hours=2)
    call = await booked(agency, of_request(today), noon)
    await booked(agency, of_request(later), TOMORROW)
    with_candidate = await booked(agency, of_feedback(given), noon + timedelta(hours=1))
    await offered(agency, of_request(await owed(agency)))
    assert [item["why"] for item in (await due())["items"]] == [
        "Ryan Walters wants to be called",
        "The call with Ryan Walters is today",
        f"The call with {given['candidate_name']} is today",
    ]
    actions = [item["action"]["path"] for item in (await due())["items"]]
    assert actions == [
        f"{of_request(wanted)}/times",
        f"/v1/calls/{call['id']}/held",
        f"/v1/calls/{with_candidate['id']}/held",
    ]
    assert (await due(owner_id=agency.recruiter.user_id))["count"] == 0, "nobody's candidates"
    await offered(agency, of_request(wanted))
    with time_machine.travel(TOMORROW - timedelta(hours=1), tick=False):
        page = await due()
        assert page["count"] == 3
        assert page["items"][0]["why"] == (
            "The call with Ryan Walters was to be, and nobody said what became of it"
        )
        await agency.recruiter.does(actions[1])
        assert (await due())["count"] == 2
