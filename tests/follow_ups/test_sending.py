"""Thanking by e-mail, and logging what was sent elsewhere."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.factories import Agency
from tests.follow_ups.situations import mailed_to, path_of, read_again
from tests.mail_server import MailServer, used
from tests.messages.situations import text_of

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


async def address_of(agency: Agency, contact_id: str) -> str:
    email: str = (await agency.viewer.reads(f"/v1/contacts/{contact_id}"))["email"]
    return email


async def test_it_is_mailed_to_all_in_one_message_with_answers_to_the_recruiter(
    agency: Agency,
) -> None:
    maria = await agency.candidate(
        emails=[f"maria@{agency.slug}.example"], owner_id=agency.recruiter.user_id
    )
    with time_machine.travel(NOON - timedelta(days=2), tick=False):
        follow_up = await agency.follow_up(panel=2, candidate_id=maria["id"])
    await agency.recruiter.changes(
        path_of(follow_up), {"subject": "Thanks", "body": "For the tour — it was great.\n\nMaria"}
    )
    with time_machine.travel(NOON, tick=False):
        sent = await agency.admin.does(f"{path_of(follow_up)}/send")
        await agency.deliver_mail()
    assert (sent["status"], sent["channel"], sent["on_time"]) == ("sent", "email", False)
    assert sent["sent_at"] == "2026-11-24T12:00:00Z"
    assert (sent["sent_by_id"], sent["sent_by_name"]) == (agency.admin.user_id, "Admin Obi")
    addresses = [await address_of(agency, contact_id) for contact_id in sent["contact_ids"]]
    [message] = await mailed_to(agency, addresses[0])
    assert [one.addr_spec for one in message["To"].addresses] == addresses
    assert [one.display_name for one in message["To"].addresses] == ["Ryan Walters"] * 2
    assert message["Reply-To"] == agency.recruiter.email
    assert message["Subject"] == "Thanks"
    assert text_of(message) == "For the tour — it was great.\n\nMaria\n"
    assert f"maria@{agency.slug}" not in str(message), "the candidate's address is theirs to give"
    *_, event = await agency.log_of(follow_up["id"])
    assert (event["type"], event["occurred_at"]) == ("follow_up.sent", sent["sent_at"])
    assert event["data"] == {
        "interview_id": follow_up["interview_id"],
        "channel": "email",
        "on_time": False,
    }


async def test_one_that_says_nothing_yet_is_drafted_first(agency: Agency) -> None:
    follow_up = await agency.follow_up()
    sent = await agency.recruiter.does(f"{path_of(follow_up)}/send")
    assert sent["body"].startswith("Dear Ryan Walters,\n\nThank you")
    [message] = await mailed_to(agency, await address_of(agency, sent["contact_ids"][0]))
    assert text_of(message).strip() == sent["body"]
    assert message["Subject"] == sent["subject"] == "Thank you for your time"
    assert message["Reply-To"] == agency.recruiter.email, "who sends it, when nobody owns them"
    assert await agency.events_of(follow_up["id"]) == [
        "follow_up.due",
        "follow_up.drafted",
        "follow_up.sent",
    ]


async def test_own_words_get_a_subject(agency: Agency) -> None:
    follow_up = await agency.follow_up()
    await agency.recruiter.changes(path_of(follow_up), {"body": "Cheers!", "channel": "phone"})
    sent = await agency.recruiter.does(f"{path_of(follow_up)}/send")
    assert (sent["subject"], sent["body"]) == ("Thank you for your time", "Cheers!")
    assert sent["channel"] == "email"
    assert "follow_up.drafted" not in await agency.events_of(follow_up["id"])


async def test_whoever_cannot_be_mailed_is_named_and_nobody_is(agency: Agency) -> None:
    follow_up = await agency.follow_up(panel=3)
    fine, without, unwilling = follow_up["contact_ids"]
    await agency.recruiter.changes(f"/v1/contacts/{without}", {"email": None})
    await agency.recruiter.changes(f"/v1/contacts/{unwilling}", {"do_not_email": True})
    before = await read_again(agency, follow_up)
    assert [contact["reachable"] for contact in before["contacts"]] == [True, False, False]
    problem = await agency.recruiter.is_refused(
        409, "contacts-not-reachable", "POST", f"{path_of(follow_up)}/send"
    )
    assert problem["contact_ids"] == [without, unwilling]
    assert (problem["without_address"], problem["do_not_email"]) == ([without], [unwilling])
    assert await mailed_to(agency, await address_of(agency, fine)) == []
    assert await read_again(agency, follow_up) == before
    await agency.recruiter.changes(path_of(follow_up), {"contact_ids": [fine]})
    await agency.recruiter.does(f"{path_of(follow_up)}/send")
    assert len(await mailed_to(agency, await address_of(agency, fine))) == 1


async def test_it_has_to_go_to_somebody(agency: Agency) -> None:
    follow_up = await agency.follow_up(panel=0)
    await agency.recruiter.is_refused(
        409, "follow-up-without-contacts", "POST", f"{path_of(follow_up)}/send"
    )
    assert (await read_again(agency, follow_up))["status"] == "due"


async def test_what_became_of_it_is_the_message_s_to_say(agency: Agency) -> None:
    follow_up = await agency.follow_up()
    await agency.recruiter.does(f"{path_of(follow_up)}/send")
    address = await address_of(agency, follow_up["contact_ids"][0])
    async with used(MailServer(address)):
        await agency.deliver_mail()
    path = f"/v1/messages?interview_id={follow_up['interview_id']}"
    [message] = (await agency.viewer.reads(path))["items"]
    assert (message["kind"], message["status"]) == ("thank_you", "failed")
    assert message["failure"] == "refused"


async def test_one_sent_elsewhere_is_logged_where_it_happened(agency: Agency) -> None:
    with time_machine.travel(NOON, tick=False):
        follow_up = await agency.follow_up()
        sent = await agency.recruiter.does(
            f"{path_of(follow_up)}/sent",
            {"channel": "letter", "sent_at": "2026-11-24T11:30:00Z", "body": "Thank you!"},
        )
        assert (sent["channel"], sent["body"], sent["on_time"]) == ("letter", "Thank you!", True)
        assert sent["sent_at"] == "2026-11-24T11:30:00Z"
        *_, event = await agency.log_of(follow_up["id"])
        assert event["occurred_at"] == "2026-11-24T11:30:00Z" < event["recorded_at"]
        timeline = await agency.viewer.reads(f"/v1/candidates/{follow_up['candidate_id']}/timeline")
        told = [item["summary"] for item in timeline["items"]]
        assert "The interviewers for Depot Manager were thanked by letter" in told


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"sent_at": "2026-11-24T12:00:01Z"}, "/sent_at"),
        ({"sent_at": "2026-11-24T10:44:59Z"}, "/sent_at"),
        ({"channel": "shouting"}, "/channel"),
        ({"body": ""}, "/body"),
    ],
)
async def test_it_was_sent_after_the_interview_and_before_now(
    agency: Agency, body: dict[str, Any], pointer: str
) -> None:
    with time_machine.travel(NOON, tick=False):
        follow_up = await agency.follow_up()  # of an interview from 10:00 to 10:45
        problem = await agency.recruiter.is_refused(
            422, "invalid", "POST", f"{path_of(follow_up)}/sent", json=body
        )
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
        await agency.recruiter.does(
            f"{path_of(follow_up)}/sent", {"sent_at": "2026-11-24T10:45:00Z"}
        )


@pytest.mark.parametrize("end", ["withdrawal", "rejection"])
async def test_an_end_of_the_application_skips_it_and_a_reinstatement_undoes_that_alone(
    agency: Agency, end: str
) -> None:
    stage = {"withdrawal": "withdrawn", "rejection": "rejected"}[end]
    follow_up = await agency.follow_up()
    path = f"/v1/interviews/{follow_up['interview_id']}/follow-ups"
    by_hand, sent = [await agency.recruiter.creates(path, {}) for _ in range(2)]
    await agency.recruiter.does(f"{path_of(by_hand)}/skip", {"reason": "One is enough."})
    await agency.recruiter.does(f"{path_of(sent)}/sent")
    settled = [await read_again(agency, one) for one in (by_hand, sent)]
    application = f"/v1/applications/{follow_up['application_id']}"
    await agency.recruiter.does(f"{application}/{end}", {"reason": "other"})
    skipped = await read_again(agency, follow_up)
    assert (skipped["status"], skipped["skip_reason"]) == ("skipped", f"application_{stage}")
    *_, event = await agency.log_of(follow_up["id"])
    assert event["data"] == {
        "interview_id": follow_up["interview_id"],
        "cause": f"application_{stage}",
    }
    await agency.recruiter.is_refused(
        409, "follow-up-settled", "POST", f"{path_of(follow_up)}/send"
    )
    await agency.recruiter.does(f"{application}/reinstatement")
    again = await read_again(agency, follow_up)
    assert (again["status"], again["skipped_at"], again["skip_reason"]) == ("due", None, None)
    assert again["due_at"] == follow_up["due_at"]
    assert await agency.events_of(follow_up["id"]) == [
        "follow_up.due",
        "follow_up.skipped",
        "follow_up.reopened",
    ]
    assert [await read_again(agency, one) for one in (by_hand, sent)] == settled
