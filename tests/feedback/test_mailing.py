"""The e-mail that asks and reminds: when it goes, to whom, what it says, and what stops it."""

import asyncio
import re
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
import time_machine

from app.messages import composing
from tests.factories import Agency
from tests.feedback.situations import (
    TUESDAY,
    again,
    asked,
    at,
    held_interview,
    mailed_contact,
    requests_of,
    waiting,
)
from tests.mail_server import MailServer, used

NOW = time_machine.travel(TUESDAY, tick=False)
LINK = re.compile(r"https?://\S+/f/[\w-]{43}")


@pytest.fixture(autouse=True)
async def asks_nobody(agency: Agency) -> None:
    await agency.admin.changes("/v1/agency", {"policy": {"asks_for_feedback": "nobody"}})


@NOW
async def test_a_request_goes_out_with_its_form(agency: Agency) -> None:
    request, _ = await waiting(agency, questions=["Would you see her again?"])
    [text] = await at(agency, TUESDAY)
    assert text.startswith("Dear Ryan Walters,")
    assert request["candidate_name"] in text
    assert "- Would you see her again?" in text
    assert len(LINK.findall(text)) == 1
    asked_now = await again(agency, request)
    assert asked_now["asked_at"] == "2026-12-01T10:00:00Z"
    assert asked_now["chase_count"] == 0
    [message] = (await agency.viewer.reads("/v1/messages"))["items"]
    assert (message["kind"], message["by_itself"]) == ("feedback_request", True)
    assert message["feedback_request_ids"] == [request["id"]]
    assert (message["candidate_id"], message["status"]) == (request["candidate_id"], "sent")
    assert await agency.events_of(request["id"]) == ["feedback.requested", "feedback.asked"]
    assert await at(agency, TUESDAY + timedelta(hours=1)) == [], "once"


@NOW
async def test_its_tone_is_the_agency_s(agency: Agency) -> None:
    await agency.admin.changes("/v1/agency", {"policy": {"mail_tone": "warm"}})
    await waiting(agency)
    [text] = await at(agency, TUESDAY)
    assert text.startswith("Hello Ryan Walters,")


@NOW
async def test_it_is_chased_by_the_policy_and_then_no_more(agency: Agency) -> None:
    request, _ = await waiting(agency)
    links = set()
    sent = []
    for hour in range(24 * 14):
        for text in await at(agency, TUESDAY + timedelta(hours=hour)):
            sent.append((TUESDAY + timedelta(hours=hour), text))
            links |= set(LINK.findall(text))
    moments = [moment.strftime("%a %d %H:%M") for moment, _ in sent]
    # Due on Thursday at half past five; then a day between, without the weekend.
    assert moments == ["Tue 01 10:00", "Fri 04 09:00", "Mon 07 09:00", "Tue 08 09:00"]
    assert len(links) == 1, "the same link each time"
    assert ["We shall not remind you again." in text for _, text in sent] == [False] * 3 + [True]
    chased = await again(agency, request)
    assert (chased["chase_count"], chased["next_chase_at"]) == (3, None)
    timeline = await agency.viewer.reads(f"/v1/candidates/{request['candidate_id']}/timeline")
    summaries = [item["summary"] for item in timeline["items"]]
    assert "Debrief chased Ryan Walters by email (sent), number 3" in summaries
    assert "Debrief e-mailed Ryan Walters by itself (feedback chase)" in summaries


@NOW
async def test_several_to_one_person_are_one_message_a_day(agency: Agency) -> None:
    first, contact = await waiting(agency)
    second = await asked(agency, await held_interview(agency, contact), contact)
    [text] = await at(agency, TUESDAY)
    assert len(LINK.findall(text)) == 2
    for request in (first, second):
        assert request["candidate_name"] in text
        assert (await again(agency, request))["asked_at"] == "2026-12-01T10:00:00Z"
    third = await asked(agency, await held_interview(agency, contact), contact)
    assert await at(agency, TUESDAY + timedelta(hours=3)) == []
    [text] = await at(agency, TUESDAY + timedelta(days=1, hours=-1))
    assert third["candidate_name"] in text
    assert first["candidate_name"] not in text, "not due again yet"
    messages = (await agency.viewer.reads("/v1/messages", sort="created_at"))["items"]
    assert [len(message["feedback_request_ids"]) for message in messages] == [2, 1]
    assert messages[0]["candidate_id"] is None


@NOW
@pytest.mark.parametrize(
    ("country", "zone", "goes"),
    [
        (None, None, "Fri 04 09:00"),  # as the agency, in London
        ("NZ", "Pacific/Auckland", "Thu 03 20:00"),  # nine there, the same working day
        ("US", "America/New_York", "Thu 03 17:30"),  # the moment it is due, at half past twelve
        ("GB", "Europe/London", "Fri 04 09:00"),
    ],
)
async def test_it_goes_in_the_contact_s_own_hours(
    agency: Agency, country: str | None, zone: str | None, goes: str
) -> None:
    contact = await mailed_contact(agency)
    request = await asked(agency, await held_interview(agency, contact), contact)
    await at(agency, TUESDAY)
    await agency.recruiter.changes(
        f"/v1/contacts/{contact['id']}", {"country": country, "timezone": zone}
    )
    planned = datetime.fromisoformat((await again(agency, request))["next_chase_at"])
    assert planned.strftime("%a %d %H:%M") == goes
    assert await at(agency, planned - timedelta(minutes=1)) == []
    assert len(await at(agency, planned)) == 1


@NOW
async def test_holidays_are_those_of_the_contact_s_country(agency: Agency) -> None:
    contact = await mailed_contact(agency, country="GB-SCT")
    request = await asked(agency, await held_interview(agency, contact), contact)
    await agency.recruiter.changes(
        f"/v1/feedback-requests/{request['id']}", {"due_at": "2027-01-03T12:00:00Z"}
    )
    # The second of January falls on a Saturday: Scotland has Monday the fourth off for it.
    assert (await again(agency, request))["next_chase_at"] == "2027-01-05T09:00:00Z"


@NOW
@pytest.mark.parametrize(
    "ends",
    ["answered", "refused", "closed", "withdrawn", "paused", "phone", "unwilling", "gone"],
)
async def test_nothing_goes_once_there_is_a_reason(agency: Agency, ends: str) -> None:
    request, contact = await waiting(agency)
    await agency.sweep()
    path = f"/v1/feedback-requests/{request['id']}"
    act = agency.recruiter
    match ends:
        case "answered":
            await act.does(f"{path}/feedback", {"channel": "phone", "outcome": "hold"})
        case "refused":
            await act.does(f"{path}/refusal", {"reason": "Legal."})
        case "closed":
            await act.does(f"{path}/closure", {"reason": "Told."})
        case "withdrawn":
            await act.does(
                f"/v1/applications/{request['application_id']}/withdrawal", {"reason": "other"}
            )
        case "paused":
            await act.does(f"{path}/pause")
        case "phone":
            await act.changes(path, {"channel": "phone"})
        case "unwilling":
            await act.changes(f"/v1/contacts/{contact['id']}", {"do_not_email": True})
        case "gone":
            await act.creates("/v1/suppressions", {"email": contact["email"]})
    assert await agency.deliver_mail() == []
    [message] = (await agency.viewer.reads("/v1/messages"))["items"]
    assert message["status"] in ("cancelled", "failed")
    assert (await again(agency, request))["asked_at"] is None
    assert await at(agency, TUESDAY + timedelta(days=7)) == []


@NOW
async def test_a_promise_moves_it(agency: Agency) -> None:
    request, _ = await waiting(agency)
    await at(agency, TUESDAY)
    friday = TUESDAY + timedelta(days=3)
    with time_machine.travel(friday - timedelta(hours=1), tick=False):
        await agency.recruiter.does(
            f"/v1/feedback-requests/{request['id']}/chases",
            {"channel": "phone", "outcome": "promised",
             "promised_by": "2026-12-09T15:00:00Z"},
        )  # fmt: skip
    assert await at(agency, TUESDAY + timedelta(days=6)) == []
    assert len(await at(agency, datetime.fromisoformat("2026-12-09T15:00:00Z"))) == 1


@NOW
async def test_an_answer_that_comes_while_it_is_being_sent_waits_and_counts(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was on its way already: it counts as asked, and nothing goes after it."""
    request, _ = await waiting(agency)
    await agency.sweep()
    answer: asyncio.Task[httpx.Response] | None = None
    written = composing.written

    async def answered_meanwhile(*arguments: Any) -> bytes:
        nonlocal answer
        path = f"/v1/feedback-requests/{request['id']}/feedback"
        body = {"channel": "phone", "outcome": "hold"}
        answer = asyncio.create_task(agency.recruiter.post(path, json=body))
        await asyncio.sleep(0.2)
        assert not answer.done(), "it waits for the message"
        return await written(*arguments)

    monkeypatch.setattr(composing, "written", answered_meanwhile)
    assert len(await agency.deliver_mail()) == 1
    assert answer is not None
    assert (await answer).status_code == 201
    assert (await again(agency, request))["status"] == "received"
    assert await agency.events_of(request["id"]) == ["feedback.requested", "feedback.asked"]
    monkeypatch.undo()
    assert await at(agency, TUESDAY + timedelta(days=7)) == []


@NOW
async def test_one_the_mail_server_put_off_is_not_counted_twice(agency: Agency) -> None:
    request, _ = await waiting(agency)
    await at(agency, TUESDAY)
    friday = datetime.fromisoformat("2026-12-04T09:00:00Z")
    async with used(MailServer(says="451 later")):
        assert await at(agency, friday) == []
    async with used(MailServer()) as server:
        await at(agency, friday + timedelta(minutes=30))
    assert len(server.taken) == 1
    chases = await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}/chases")
    assert len(chases["items"]) == (await again(agency, request))["chase_count"] == 1


@NOW
async def test_one_the_mail_server_put_off_is_called_off_by_switching_to_the_phone(
    agency: Agency,
) -> None:
    request, _ = await waiting(agency)
    await at(agency, TUESDAY)
    friday = datetime.fromisoformat("2026-12-04T09:00:00Z")
    async with used(MailServer(says="451 later")):
        await at(agency, friday)
    await agency.recruiter.changes(f"/v1/feedback-requests/{request['id']}", {"channel": "phone"})
    async with used(MailServer()) as server:
        await at(agency, friday + timedelta(minutes=30))
    assert server.taken == []
    [message] = (await agency.viewer.reads("/v1/messages", kind="feedback_chase"))["items"]
    assert message["status"] == "cancelled"


@NOW
async def test_an_address_that_takes_no_mail_is_left_alone_until_somebody_acts(
    agency: Agency,
) -> None:
    request, contact = await waiting(agency)
    async with used(MailServer(contact["email"])) as server:
        for minute in range(3):
            await at(agency, TUESDAY + timedelta(minutes=minute))
        messages = (await agency.viewer.reads("/v1/messages"))["items"]
        assert [message["status"] for message in messages] == ["failed"]
        assert (await again(agency, request))["asked_at"] is None
        await agency.recruiter.changes(
            f"/v1/contacts/{contact['id']}", {"email": f"new@{agency.slug}.example"}
        )
        await at(agency, TUESDAY + timedelta(minutes=5))
        assert len(server.taken) == 1


@NOW
async def test_outside_business_hours_it_waits_for_the_morning(agency: Agency) -> None:
    await waiting(agency)
    evening = TUESDAY.replace(hour=19)
    assert await at(agency, evening) == []
    await agency.sweep()  # queued at ten, but the worker was away until the evening
    with time_machine.travel(evening, tick=False):
        assert await agency.deliver_mail() == []
    [message] = (await agency.viewer.reads("/v1/messages"))["items"]
    assert (message["status"], message["due_at"]) == ("queued", "2026-12-02T09:00:00Z")
    assert len(await at(agency, TUESDAY.replace(day=2, hour=9))) == 1


@NOW
async def test_what_a_person_asked_goes_out_also_when_nothing_is_chased(agency: Agency) -> None:
    await agency.admin.changes("/v1/agency", {"policy": {"chases_by_itself": False}})
    await waiting(agency)
    assert len(await at(agency, TUESDAY)) == 1
    assert await at(agency, TUESDAY + timedelta(days=7)) == []


@NOW
async def test_sent_now(agency: Agency) -> None:
    request, contact = await waiting(agency, channel="phone")
    path = f"/v1/feedback-requests/{request['id']}/messages"
    message = await agency.recruiter.creates(path, {})
    assert (message["kind"], message["status"], message["by_itself"]) == (
        "feedback_request", "queued", False,
    )  # fmt: skip
    await agency.recruiter.is_refused(409, "message-open", "POST", path)
    assert len(await agency.deliver_mail()) == 1
    problem = await agency.recruiter.is_refused(409, "chase-too-soon", "POST", path)
    assert problem["allowed_at"] == "2026-12-02T10:00:00Z"
    with time_machine.travel(TUESDAY + timedelta(days=1), tick=False):
        await agency.recruiter.does(f"/v1/feedback-requests/{request['id']}/pause")
        assert (await agency.recruiter.creates(path, {}))["kind"] == "feedback_chase"
        assert len(await agency.deliver_mail()) == 1, "a pause binds Debrief, not the recruiter"
    await agency.recruiter.changes(f"/v1/contacts/{contact['id']}", {"do_not_email": True})
    with time_machine.travel(TUESDAY + timedelta(days=3), tick=False):
        problem = await agency.recruiter.is_refused(409, "contact-not-mailed", "POST", path)
    assert problem["cause"] == "do_not_email"


@NOW
async def test_pausing_and_going_on(agency: Agency) -> None:
    request, _ = await waiting(agency)
    path = f"/v1/feedback-requests/{request['id']}"
    await agency.recruiter.is_refused(409, "chasing-not-paused", "POST", f"{path}/continuation")
    paused = await agency.recruiter.does(f"{path}/pause", {"until": "2026-12-10T12:00:00Z"})
    assert (paused["paused_until"], paused["next_chase_at"]) == (
        "2026-12-10T12:00:00Z", "2026-12-10T12:00:00Z",
    )  # fmt: skip
    for_good = await agency.recruiter.does(f"{path}/pause")
    assert (for_good["paused_until"], for_good["next_chase_at"]) == (None, None)
    gone_on = await agency.recruiter.does(f"{path}/continuation")
    assert (gone_on["paused_at"], gone_on["next_chase_at"]) == (None, "2026-12-04T09:00:00Z")
    assert await agency.events_of(request["id"]) == [
        "feedback.requested", "feedback.chasing_paused", "feedback.chasing_paused",
        "feedback.chasing_continued",
    ]  # fmt: skip
    await agency.recruiter.is_refused(
        422, "invalid", "POST", f"{path}/pause", json={"until": "2026-11-30T12:00:00Z"}
    )


@NOW
async def test_cancelling_a_message_pauses_what_it_was_about(agency: Agency) -> None:
    request, _ = await waiting(agency)
    await agency.sweep()
    [message] = (await agency.viewer.reads("/v1/messages"))["items"]
    await agency.recruiter.does(f"/v1/messages/{message['id']}/cancellation")
    assert (await again(agency, request))["paused_at"] is not None
    assert await at(agency, TUESDAY + timedelta(days=1)) == []


@NOW
async def test_two_sweeps_at_once_queue_one_message(agency: Agency) -> None:
    await waiting(agency)
    await asyncio.gather(*(agency.sweep() for _ in range(4)))
    assert len((await agency.viewer.reads("/v1/messages"))["items"]) == 1


@NOW
async def test_unsubscribing_from_the_mail_program_and_from_the_page(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    request, contact = await waiting(agency)
    async with used(MailServer()) as server:
        await at(agency, TUESDAY)
    message = server.message()
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    header = message["List-Unsubscribe"].strip()
    found = re.fullmatch(r"<https?://[^/]+(/u/[\w-]{43})>", header)
    assert found, header
    page = await anyone.get(found[1])
    assert page.status_code == 200
    assert "Acorn Talent" in page.text
    assert (await agency.viewer.reads("/v1/suppressions"))["items"] == [], "a look changes nothing"
    one_click = {"content-type": "application/x-www-form-urlencoded"}
    for _ in range(2):
        answer = await anyone.post(
            found[1], content="List-Unsubscribe=One-Click", headers=one_click
        )
        assert answer.status_code == 200, "the button follows no redirect"
        assert "no longer writes" in answer.text
    [suppressed] = (await agency.viewer.reads("/v1/suppressions"))["items"]
    assert (suppressed["email"], suppressed["reason"]) == (contact["email"], "unsubscribed")
    assert await at(agency, TUESDAY + timedelta(days=7)) == []
    assert "contact.unsubscribed" in await agency.events_of(contact["id"])
    assert (await anyone.get("/u/" + "x" * 43)).status_code == 404
    assert request["status"] == "awaiting", "a recruiter rings"
    assert await requests_of(agency, overdue="true") == []
