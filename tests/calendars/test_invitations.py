"""Invitations by mail: who gets one, and what each calendar is told afterwards."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tests.calendars.rules import strictly_read
from tests.calendars.situations import NOW, begins, interview_to_come
from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY
from tests.mail_server import MailServer, used

IN_A_WEEK = TUESDAY + timedelta(days=7)


def tells(mail: Any) -> tuple[str, int]:
    """What a calendar does with it, and in which order."""
    return mail.calendar.method, mail.event.sequence


@NOW
async def test_candidate_and_interviewers_are_invited_each_in_a_mail_of_their_own(
    agency: Agency,
) -> None:
    coming = await interview_to_come(agency, location="1 Dock Road\nReading")
    messages = await coming.invite("candidate", "interviewers")
    assert [message["kind"] for message in messages] == ["interview_invite"] * 2
    mails = await coming.mails()
    maria, ryan = coming.candidate["emails"][0], coming.contact["email"]
    assert set(mails) == {maria, ryan}
    for address, other in ((maria, ryan), (ryan, maria)):
        mail = mails[address]
        strictly_read(mail.ics)
        assert other not in mail.mail.as_string()
        assert other not in mail.ics
        [attendee] = mail.event.attendees
        assert str(attendee.uri) == f"mailto:{address}"
        assert str(mail.event.organizer.uri) == "mailto:no-reply@debrief.example"
        assert mail.event.organizer.common_name == "Recruiter Obi"
        assert tells(mail) == ("REQUEST", 0)
        assert mail.event.uid == coming.interview["id"]
        assert begins(mail.event) == IN_A_WEEK
        assert mail.event.location == "1 Dock Road\nReading"
        assert "Tuesday 8 December, 10:00 (Europe/London)" in mail.text


@NOW
async def test_each_reads_what_is_meant_for_them(agency: Agency) -> None:
    coming = await interview_to_come(agency, questions_to_ask=[{"question": "Why did he leave?"}])
    await coming.invite()
    mails = await coming.mails()
    hers = mails[coming.candidate["emails"][0]]
    his = mails[coming.contact["email"]]
    assert hers.event.summary == "Interview: Depot Manager at Northwind"
    assert his.event.summary == "Interview: Maria Gregg, Depot Manager"
    assert "Dear Maria," in hers.text
    assert "/c/" in hers.text
    assert "Dear Ryan Walters," in his.text
    assert "/c/" not in his.mail.as_string()
    for mail in (hers, his):
        assert "/c/" not in mail.ics, "a calendar is seen by whoever shares it"
        assert "Why did he leave?" not in mail.mail.as_string() + mail.text


@NOW
async def test_the_mail_server_is_given_a_part_to_act_on_and_a_file(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    await coming.invite("candidate")
    async with used(MailServer()) as server:
        await agency.deliver_mail()
    message = server.message()
    acted_on, attached = [p for p in message.walk() if p.get_content_type() == "text/calendar"]
    assert acted_on.get_param("method") == "REQUEST"
    assert acted_on.get_content_charset() == "utf-8"
    assert attached.get_filename() == "invite.ics"
    alternatives = [part for part in message.walk() if part.get_content_subtype() == "alternative"]
    assert [part.get_content_type() for part in alternatives[0].iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]


@NOW
async def test_one_identity_and_a_rising_sequence_from_invitation_to_cancellation(
    agency: Agency,
) -> None:
    coming = await interview_to_come(agency)
    maria, ryan = coming.candidate["emails"][0], coming.contact["email"]
    await coming.invite()
    stories = {maria: [], ryan: []}
    lives: list[Json | None] = [
        None,
        {"starts_at": (IN_A_WEEK + timedelta(days=1)).isoformat()},
        {"timezone": "America/New_York"},
        {"location": "2 Dock Road"},
        {"duration_minutes": 60},
    ]
    for change in lives:
        if change:
            await coming.changes(**change)
        for address, mail in (await coming.mails()).items():
            stories[address].append(mail)
    await agency.recruiter.does(f"{coming.path}/cancellation")
    for address, mail in (await coming.mails()).items():
        stories[address].append(mail)
    for story in stories.values():
        assert {mail.event.uid for mail in story} == {coming.interview["id"]}
        assert [mail.calendar.method for mail in story] == ["REQUEST"] * 5 + ["CANCEL"]
        sequences = [mail.event.sequence for mail in story]
        assert sequences == sorted(set(sequences))
        for mail in story:
            strictly_read(mail.ics)
        _, moved, rezoned, elsewhere, longer, off = story
        assert begins(moved.event) == IN_A_WEEK + timedelta(days=1)
        assert moved.subject.startswith("Moved: ")
        assert "TZID=America/New_York" in rezoned.ics
        assert elsewhere.subject.startswith("Changed: ")
        assert elsewhere.event.location == "2 Dock Road"
        assert longer.event.dtend - longer.event.dtstart == timedelta(hours=1)
        assert off.event.status == "CANCELLED"
        assert off.subject.startswith("Cancelled: ")


@NOW
async def test_what_says_nothing_new_is_not_sent(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    await coming.invite()
    await coming.mails()
    await coming.changes(questions_to_ask=[{"question": "What is a good day like?"}], round=2)
    await coming.changes(starts_at=coming.interview["starts_at"])
    assert await coming.mails() == {}


@NOW
async def test_who_was_never_invited_hears_nothing(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    await coming.changes(starts_at=(IN_A_WEEK + timedelta(days=1)).isoformat())
    assert await coming.mails() == {}
    await coming.invite("candidate")
    await coming.mails()
    await coming.changes(starts_at=IN_A_WEEK.isoformat())
    assert set(await coming.mails()) == set(coming.candidate["emails"])
    await agency.recruiter.does(f"{coming.path}/cancellation")
    assert set(await coming.mails()) == set(coming.candidate["emails"])


@NOW
async def test_an_invitation_that_waits_is_replaced_by_what_is_so_now(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    [first] = await coming.invite("candidate")
    await coming.changes(starts_at=(IN_A_WEEK + timedelta(days=1)).isoformat())
    mails = await coming.mails()
    [mail] = mails.values()
    assert begins(mail.event) == IN_A_WEEK + timedelta(days=1)
    assert mail.subject.startswith("Interview for"), "nothing moved, for who heard nothing"
    replaced = await agency.viewer.reads(f"/v1/messages/{first['id']}")
    assert replaced["status"] == "cancelled"
    [*_, last] = await agency.log_of(first["id"])
    assert (last["type"], last["data"]["cause"]) == ("message.cancelled", "replaced")


@NOW
async def test_what_moved_twice_before_it_was_told_is_told_once(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    await coming.invite("candidate")
    await coming.mails()
    await coming.changes(starts_at=(IN_A_WEEK + timedelta(days=1)).isoformat())
    await coming.changes(location="2 Dock Road")
    [mail] = (await coming.mails()).values()
    assert mail.subject.startswith("Moved: ")
    assert mail.event.location == "2 Dock Road"


@NOW
async def test_a_cancellation_says_nothing_to_whom_nothing_was_said(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    await coming.invite()
    await agency.recruiter.does(f"{coming.path}/cancellation")
    assert await coming.mails() == {}


async def test_what_the_mail_server_put_off_is_not_sent_when_it_is_outdated(
    agency: Agency,
) -> None:
    with time_machine.travel(TUESDAY, tick=False) as clock:
        coming = await interview_to_come(agency)
        [first] = await coming.invite("candidate")
        async with used(MailServer(says="451 later")):
            await agency.deliver_mail()
        await coming.changes(starts_at=(IN_A_WEEK + timedelta(days=1)).isoformat())
        clock.shift(timedelta(minutes=2))
        [mail] = (await coming.mails()).values()
        assert begins(mail.event) == IN_A_WEEK + timedelta(days=1)
        put_off = await agency.viewer.reads(f"/v1/messages/{first['id']}")
        assert put_off["status"] == "cancelled"


async def test_nobody_is_invited_to_what_is_over(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False) as clock:
        coming = await interview_to_come(agency)
        [waiting] = await coming.invite("candidate")
        clock.shift(timedelta(days=8))
        path, body = f"{coming.path}/invitations", {"to": ["candidate"]}
        await agency.recruiter.is_refused(409, "interview-over", "POST", path, json=body)
        assert await coming.mails() == {}
        late = await agency.viewer.reads(f"/v1/messages/{waiting['id']}")
        assert late["status"] == "cancelled"
        await agency.recruiter.does(f"{coming.path}/completion")
        await agency.recruiter.is_refused(409, "interview-settled", "POST", path, json=body)


@NOW
async def test_an_application_that_ends_takes_its_interviews_out_of_the_calendars(
    agency: Agency,
) -> None:
    coming = await interview_to_come(agency)
    await coming.invite()
    await coming.mails()
    body = {"reason": "personal", "ended_by": "candidate"}
    application = coming.interview["application_id"]
    await agency.recruiter.does(f"/v1/applications/{application}/withdrawal", body)
    mails = await coming.mails()
    assert set(mails) == {*coming.candidate["emails"], coming.contact["email"]}
    for mail in mails.values():
        assert mail.calendar.method == "CANCEL"


@NOW
async def test_interviewers_who_join_or_leave_are_told_and_nobody_else(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    await coming.invite()
    await coming.mails()
    jo = await coming.colleague()
    await coming.changes(interviewer_ids=[coming.contact["id"], jo["id"]])
    mails = await coming.mails()
    assert {address: mail.calendar.method for address, mail in mails.items()} == {
        jo["email"]: "REQUEST"
    }
    assert mails[jo["email"]].subject.startswith("Interview for")
    await coming.changes(interviewer_ids=[jo["id"]])
    mails = await coming.mails()
    assert {address: tells(mail) for address, mail in mails.items()} == {
        coming.contact["email"]: ("CANCEL", 2)
    }
    await coming.changes(interviewer_ids=[coming.contact["id"], jo["id"]])
    assert {address: tells(mail) for address, mail in (await coming.mails()).items()} == {
        coming.contact["email"]: ("REQUEST", 3)
    }


@NOW
async def test_an_interviewer_joins_uninvited_when_none_is_invited(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    await coming.invite("candidate")
    await coming.mails()
    jo = await coming.colleague()
    await coming.changes(interviewer_ids=[jo["id"]])
    assert await coming.mails() == {}


@NOW
async def test_an_update_goes_to_the_address_they_have_now(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    await coming.invite()
    await coming.mails()
    other = await agency.candidate(emails=["maria.new@example.com"])
    merge = {"duplicate_id": coming.candidate["id"]}
    await agency.recruiter.does(f"/v1/candidates/{other['id']}/merge", merge)
    ryan = f"walters@{agency.slug}.example"
    await agency.recruiter.changes(f"/v1/contacts/{coming.contact['id']}", {"email": ryan})
    await coming.changes(starts_at=(IN_A_WEEK + timedelta(days=1)).isoformat())
    assert set(await coming.mails()) == {"maria.new@example.com", ryan}


@NOW
async def test_who_cannot_be_mailed_is_named_and_nobody_is_invited(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    silent = await coming.colleague(email=None)
    unwilling = await coming.colleague(do_not_email=True)
    panel = [coming.contact["id"], silent["id"], unwilling["id"]]
    await coming.changes(interviewer_ids=panel)
    path = f"{coming.path}/invitations"
    problem = await agency.recruiter.is_refused(
        409, "interviewers-not-reachable", "POST", path, json={"to": ["candidate", "interviewers"]}
    )
    assert set(problem["contact_ids"]) == {silent["id"], unwilling["id"]}
    assert problem["without_address"] == [silent["id"]]
    assert problem["do_not_email"] == [unwilling["id"]]
    assert await coming.mails() == {}
    await coming.changes(interviewer_ids=[])
    await agency.recruiter.is_refused(
        409, "interview-without-interviewers", "POST", path, json={"to": ["interviewers"]}
    )
    [email] = coming.candidate["emails"]
    await agency.recruiter.creates("/v1/suppressions", {"email": email})
    body = {"to": ["candidate"]}
    await agency.recruiter.is_refused(409, "address-suppressed", "POST", path, json=body)
    await agency.recruiter.changes(f"/v1/candidates/{coming.candidate['id']}", {"emails": []})
    await agency.recruiter.is_refused(409, "candidate-without-email", "POST", path, json=body)


@NOW
async def test_who_wants_no_mail_any_more_is_left_out_of_updates(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    await coming.invite()
    await coming.mails()
    no_more = {"do_not_email": True}
    await agency.recruiter.changes(f"/v1/contacts/{coming.contact['id']}", no_more)
    await coming.changes(starts_at=(IN_A_WEEK + timedelta(days=1)).isoformat())
    assert set(await coming.mails()) == set(coming.candidate["emails"])


@NOW
async def test_inviting_again_sends_it_again_and_a_retry_does_not(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    key = {"headers": {"idempotency-key": coming.interview["id"]}}
    path, body = f"{coming.path}/invitations", {"to": ["candidate"]}
    first = await agency.recruiter.does(path, body, **key)
    assert await agency.recruiter.does(path, body, **key) == first
    assert len(await coming.mails()) == 1
    await coming.invite("candidate")
    [mail] = (await coming.mails()).values()
    assert tells(mail) == ("REQUEST", 0)
    assert mail.subject.startswith("Interview for")


@NOW
async def test_times_are_those_of_the_reader_unless_they_have_to_go_there(agency: Agency) -> None:
    for mode, shown in (("video", "05:00 (America/New_York)"), ("onsite", "10:00 (Europe/London)")):
        coming = await interview_to_come(agency, mode=mode)
        await agency.recruiter.changes(
            f"/v1/contacts/{coming.contact['id']}", {"timezone": "America/New_York"}
        )
        await coming.invite("interviewers")
        [mail] = (await coming.mails()).values()
        assert shown in mail.text
        assert "TZID=Europe/London" in mail.ics


@NOW
async def test_an_agency_can_have_everybody_invited_by_itself(agency: Agency) -> None:
    quiet = await interview_to_come(agency)
    assert await quiet.mails() == {}
    await agency.admin.changes("/v1/agency", {"policy": {"invites_by_itself": True}})
    coming = await interview_to_come(agency)
    assert set(await coming.mails()) == {*coming.candidate["emails"], coming.contact["email"]}
    await agency.interview(starts_in=timedelta(days=-1))
    assert await agency.deliver_mail() == []


@NOW
async def test_the_same_change_twice_at_once_tells_once(agency: Agency) -> None:
    """If-Match decides: one of two moves wins, and one update goes out."""
    coming = await interview_to_come(agency)
    await coming.invite("candidate")
    await coming.mails()
    now = await agency.viewer.reads(coming.path)
    tag = {"if-match": f'"{now["version"]}"'}
    later = {"starts_at": (IN_A_WEEK + timedelta(days=1)).isoformat()}
    await agency.recruiter.changes(coming.path, later, headers=tag)
    await agency.recruiter.sends("PATCH", coming.path, 412, json=later, headers=tag)
    assert len(await coming.mails()) == 1


@NOW
async def test_a_viewer_invites_nobody(agency: Agency) -> None:
    coming = await interview_to_come(agency)
    await agency.viewer.sends("POST", f"{coming.path}/invitations", 403, json={"to": ["candidate"]})


@pytest.mark.parametrize("to", [[], ["candidate", "candidate"], ["everybody"], None])
async def test_whom_to_invite_has_to_be_said(agency: Agency, to: Any) -> None:
    coming = await interview_to_come(agency)
    body = {"to": to} if to is not None else {}
    await agency.recruiter.is_refused(
        422, "invalid", "POST", f"{coming.path}/invitations", json=body
    )
