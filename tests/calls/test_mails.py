"""What is mailed about calls, with the invitations read back; and what is not."""

from datetime import timedelta
from email.message import EmailMessage

import time_machine

from app.calls.showing import value_of
from tests.calls.situations import (
    AFTER,
    TOMORROW,
    again,
    booked,
    invite_in,
    of_feedback,
    of_request,
    offered,
    owed,
    released,
    wire,
)
from tests.factories import Agency
from tests.feedback.situations import TUESDAY
from tests.forms.situations import form_of, visitor
from tests.messages.situations import text_of

NOW = time_machine.travel(TUESDAY, tick=False)


def to(mails: list[EmailMessage], email: str) -> EmailMessage:
    [found] = [mail for mail in mails if email in str(mail["To"])]
    return found


@NOW
async def test_times_are_mailed_with_the_form(agency: Agency) -> None:
    request = await owed(agency, timezone="America/New_York")
    await offered(agency, of_request(request), message="Ten minutes will do.")
    [mail] = await agency.deliver_mail()
    text = text_of(mail)
    assert mail["Subject"] == "A call about Depot Manager"
    assert str(mail["To"]) == f"Ryan Walters <ryan@{agency.slug}.example>"
    assert "- Wednesday 2 December, 05:00 (America/New_York)" in text
    assert "- Thursday 3 December, 05:00 (America/New_York)" in text
    assert "Ten minutes will do." in text
    assert await form_of(agency, request) in text
    assert text.endswith("Kind regards,\nRecruiter Obi\nAcorn Talent\n")


@NOW
async def test_both_get_the_invitation_and_what_becomes_of_it(agency: Agency) -> None:
    request = await owed(agency)
    await offered(agency, of_request(request))
    await agency.deliver_mail()
    path = await form_of(agency, request)
    async with visitor(agency) as ryan:
        page = await ryan.sends(path, await ryan.opens(path), way="time", time=value_of(TOMORROW))
        mails = await agency.deliver_mail()
        assert len(mails) == 2
        theirs = to(mails, f"ryan@{agency.slug}.example")
        ours = to(mails, agency.recruiter.email)
        assert theirs["Subject"] == (
            "Call about Depot Manager, Wednesday 2 December, 10:00 (Europe/London)"
        )
        assert "call it off here" in text_of(theirs)
        assert path in text_of(theirs)
        assert "The call with Ryan Walters about the Depot Manager interview" in text_of(ours)
        assert "on +44 20 7946 0018" in text_of(ours)
        assert "/f/" not in text_of(ours), "the form is theirs alone"
        assert str(ours["Reply-To"]) == f"ryan@{agency.slug}.example"
        first = [invite_in(mail) for mail in (theirs, ours)]
        await ryan.sends(path, page, way="time", time=value_of(AFTER))
        moved = [invite_in(mail) for mail in await agency.deliver_mail()]
        await ryan.sends(path, page, way="call_off")
        off = [invite_in(mail) for mail in await agency.deliver_mail()]
    call = await agency.viewer.reads(of_request(request))
    for invitations, method, starts_at in (
        (first, "REQUEST", TOMORROW), (moved, "REQUEST", AFTER), (off, "CANCEL", AFTER),
    ):  # fmt: skip
        assert len(invitations) == 2
        for found, event in invitations:
            assert (found, str(event["UID"])) == (method, call["id"])
            assert event["DTSTART"].dt == starts_at
            assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(minutes=15)
            assert event["LOCATION"] == "+44 20 7946 0018"
            people = sorted(str(one).lower() for one in event["ATTENDEE"])
            assert people == sorted(
                [f"mailto:ryan@{agency.slug}.example", f"mailto:{agency.recruiter.email}"]
            )
    numbers = [int(event["SEQUENCE"]) for _, event in (first[0], moved[0], off[0])]
    assert numbers == sorted(set(numbers))
    assert int(off[0][1]["SEQUENCE"]) == call["version"] - 1
    assert [str(event["SUMMARY"]) for _, event in first] == [
        "Call about Depot Manager (Acorn Talent)",
        "Call with Ryan Walters about Depot Manager",
    ]


@NOW
async def test_what_is_outdated_before_it_is_sent_is_not_sent(agency: Agency) -> None:
    request = await owed(agency)
    await offered(agency, of_request(request), TOMORROW)
    call = await booked(agency, of_request(request), TOMORROW)
    await booked(agency, of_request(request), AFTER)
    mails = await agency.deliver_mail()
    assert len(mails) == 2
    for mail in mails:
        assert "Moved" not in mail["Subject"], "nobody knew of the other time"
        assert "2 December" not in text_of(mail)
    await booked(agency, of_request(request), TOMORROW)
    await agency.recruiter.does(f"/v1/calls/{call['id']}/cancellation")
    mails = await agency.deliver_mail()
    assert [invite_in(mail)[0] for mail in mails] == ["CANCEL", "CANCEL"]
    statuses = [
        (message["kind"], message["status"])
        for message in (await agency.viewer.reads("/v1/messages", sort="created_at"))["items"]
    ]
    assert statuses == [
        ("call_offer", "cancelled"),
        *[("call_invite", "cancelled")] * 2, *[("call_invite", "sent")] * 2,
        *[("call_invite", "cancelled")] * 2, *[("call_cancelled", "sent")] * 2,
    ]  # fmt: skip


@NOW
async def test_messages_are_found_by_their_call(agency: Agency) -> None:
    request = await owed(agency)
    call = await booked(agency, of_request(request))
    await booked(agency, of_request(await owed(agency)))
    messages = (await agency.viewer.reads("/v1/messages", call_id=call["id"]))["items"]
    assert {message["kind"] for message in messages} == {"call_invite"}
    assert [message["call_id"] for message in messages] == [call["id"]] * 2
    for message in messages:
        await agency.recruiter.does(f"/v1/messages/{message['id']}/cancellation")
    assert (await agency.viewer.reads(f"/v1/feedback-requests/{request['id']}"))[
        "paused_at"
    ] is None, "no reminder was called off"


@NOW
async def test_who_never_had_an_invitation_is_sent_no_cancellation(agency: Agency) -> None:
    call = await booked(agency, of_request(await owed(agency)))
    await agency.recruiter.does(f"/v1/calls/{call['id']}/cancellation")
    assert await agency.deliver_mail() == []


@NOW
async def test_an_old_invitation_that_is_sent_again_by_hand_stays_here(agency: Agency) -> None:
    request = await owed(agency)
    email = f"ryan@{agency.slug}.example"
    await booked(agency, of_request(request))
    gone = await agency.recruiter.creates("/v1/suppressions", {"email": email})
    await agency.deliver_mail()
    [failed] = (await agency.viewer.reads("/v1/messages", status="failed"))["items"]
    await agency.recruiter.sends("DELETE", f"/v1/suppressions/{gone['id']}", 204)
    await booked(agency, of_request(request), AFTER)
    mails = await agency.deliver_mail()
    assert "Moved" not in to(mails, email)["Subject"]
    assert "Moved" in to(mails, agency.recruiter.email)["Subject"]
    await agency.recruiter.does(f"/v1/messages/{failed['id']}/resend")
    assert await agency.deliver_mail() == []
    again_failed = await agency.viewer.reads(f"/v1/messages/{failed['id']}")
    assert again_failed["status"] == "cancelled"


@NOW
async def test_what_could_not_be_sent_in_time_is_not_sent_any_more(agency: Agency) -> None:
    call = await booked(agency, of_request(await owed(agency)))
    choice = await offered(agency, of_request(await owed(agency)))
    with time_machine.travel(AFTER + timedelta(hours=1), tick=False):
        assert await agency.deliver_mail() == []
    for one in (call, choice):
        messages = (await agency.viewer.reads("/v1/messages", call_id=one["id"]))["items"]
        assert {message["status"] for message in messages} == {"cancelled"}


@NOW
async def test_who_wants_no_mail_is_called_all_the_same(agency: Agency) -> None:
    request = await owed(agency, do_not_email=True)
    call = await booked(agency, of_request(request))
    [mail] = await agency.deliver_mail()
    assert agency.recruiter.email in str(mail["To"])
    assert f"ryan@{agency.slug}.example" not in mail.as_string()
    given = await released(agency)
    await agency.recruiter.creates("/v1/suppressions", {"email": f"maria@{agency.slug}.example"})
    await offered(agency, of_feedback(given))
    assert await agency.deliver_mail() == []
    assert (await again(agency, call))["status"] == "booked"


@NOW
async def test_a_new_number_or_caller_is_told(agency: Agency) -> None:
    call = await booked(agency, of_request(await owed(agency)))
    await agency.deliver_mail()
    path = f"/v1/calls/{call['id']}"
    await agency.recruiter.changes(path, {"notes": "Ask about shifts."})
    assert await agency.deliver_mail() == [], "notes are for us"
    await agency.recruiter.changes(path, {"caller_id": agency.admin.user_id})
    mails = await agency.deliver_mail()
    assert invite_in(to(mails, agency.recruiter.email))[0] == "CANCEL"
    assert invite_in(to(mails, agency.admin.email))[0] == "REQUEST"
    assert len(mails) == 3
    assert all("Ask about shifts" not in mail.as_string() for mail in mails)
    assert await agency.events_of(call["id"]) == ["call.booked", *["call.updated"] * 2]


@NOW
async def test_the_candidate_s_mail_leads_to_their_page_and_names_no_contact(
    agency: Agency,
) -> None:
    given = await released(agency)
    await offered(agency, of_feedback(given), TOMORROW)
    [offer] = await agency.deliver_mail()
    assert f"maria@{agency.slug}.example" in str(offer["To"])
    assert "- Wednesday 2 December, 10:00 (Europe/London)" in text_of(offer)
    assert "/c/" in text_of(offer)
    call = await booked(agency, of_feedback(given), TOMORROW, notes="They found her shy.")
    mails = await agency.deliver_mail()
    assert len(mails) == 2
    for mail in mails:
        assert f"ryan@{agency.slug}.example" not in mail.as_string()
        assert "shy" not in mail.as_string()
    _, event = invite_in(to(mails, f"maria@{agency.slug}.example"))
    assert event["DTSTART"].dt == TOMORROW
    assert event["DTSTART"].params["TZID"] == "Europe/London"
    assert call["starts_at"] == wire(TOMORROW)
