"""What is looked for every minute, and every night."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
import time_machine

from app import clock
from app.access.actors import Actor
from app.debriefs.reminding import remind_candidates
from app.events import kinds
from app.events.recorder import record
from app.forms.models import FormDraft
from app.links.actions import link_for
from app.links.models import LinkKind
from app.offers.expiring import expire_offers
from app.replies.models import Reply
from app.transaction import transaction
from app.worker.retention import forget_what_is_kept_no_longer
from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY, asked, held_interview, mailed_contact
from tests.mail_server import MailServer, used
from tests.messages.situations import queued, shown, text_of

NOW = time_machine.travel(TUESDAY, tick=False)


async def test_an_offer_that_ran_out_is_written_down(agency: Agency) -> None:
    soon = clock.now() + timedelta(hours=1)
    offer = await agency.offer(expires_at=soon.isoformat())
    await expire_offers(agency.database, agency.id)
    assert await agency.events_of(offer["id"]) == ["offer.made"]
    with clock.at(soon + timedelta(minutes=1)):
        await expire_offers(agency.database, agency.id)
        await expire_offers(agency.database, agency.id)
    expired = await agency.viewer.reads(f"/v1/offers/{offer['id']}")
    assert (expired["status"], expired["settled_at"]) == ("expired", offer["expires_at"])
    assert await agency.events_of(offer["id"]) == ["offer.made", "offer.expired"]


async def reminders(agency: Agency) -> list[Json]:
    await remind_candidates(agency.database, agency.id)
    page = await agency.viewer.reads("/v1/messages", kind="debrief_reminder")
    rows: list[Json] = page["items"]
    return rows


@NOW
async def test_the_candidate_is_asked_for_their_debrief_once(agency: Agency) -> None:
    contact = await mailed_contact(agency)
    maria = await agency.candidate(emails=[f"maria@{agency.slug}.example"])
    interview = await held_interview(agency, contact, candidate_id=maria["id"])
    [reminder] = await reminders(agency)
    assert (reminder["interview_id"], reminder["by_itself"]) == (interview["id"], True)
    assert len(await reminders(agency)) == 1
    [message] = await agency.deliver_mail()
    assert message["To"].addresses[0].addr_spec == f"maria@{agency.slug}.example"
    assert "/c/" in text_of(message)
    assert "List-Unsubscribe" not in message, "it is their own page's, not a list's"
    timeline = await agency.viewer.reads(f"/v1/candidates/{maria['id']}/timeline", limit="1")
    said = "Debrief e-mailed the candidate by itself (debrief reminder)"
    assert [item["summary"] for item in timeline["items"]] == [said]


@NOW
@pytest.mark.parametrize("why", ["debriefed", "ended", "policy", "night", "old", "no address"])
async def test_nobody_is_reminded_without_reason(agency: Agency, why: str) -> None:
    contact = await mailed_contact(agency)
    emails = [] if why == "no address" else [f"maria@{agency.slug}.example"]
    maria = await agency.candidate(emails=emails)
    at = TUESDAY - (timedelta(days=3) if why == "old" else timedelta(hours=2))
    interview = await held_interview(agency, contact, at=at, candidate_id=maria["id"])
    match why:
        case "debriefed":
            said = {"questions": [{"question": "Why?"}]}
            path = f"/v1/interviews/{interview['id']}/debrief"
            await agency.recruiter.sends("PUT", path, 201, json=said)
        case "ended":
            path = f"/v1/applications/{interview['application_id']}/rejection"
            await agency.recruiter.does(path, {"reason": "other"})
        case "policy":
            await agency.admin.changes("/v1/agency", {"policy": {"reminds_candidates": False}})
    with clock.at(TUESDAY.replace(hour=23) if why == "night" else TUESDAY):
        assert await reminders(agency) == []


async def test_words_are_kept_as_long_as_the_policy_says(agency: Agency) -> None:
    await agency.admin.changes("/v1/agency", {"policy": {"retention_months": 6}})
    message = await queued(agency, subject="Hello", body="Some words.")
    fresh = await queued(agency, email=f"bo@{agency.slug}.example", body="Others.")
    refused = await queued(agency, email=f"di@{agency.slug}.example")
    async with used(MailServer(f"di@{agency.slug}.example")):
        await agency.deliver_mail()
    contact = await mailed_contact(agency, email=f"cy@{agency.slug}.example")
    with time_machine.travel(TUESDAY, tick=False):
        request = await asked(agency, await held_interview(agency, contact), contact)
    now = datetime.now(UTC)
    async with transaction(agency.database, Actor(agency.id, "contact", UUID(int=1))) as db:
        db.add(
            FormDraft(
                agency_id=agency.id,
                feedback_request_id=UUID(request["id"]),
                values={"strengths": "warm"},
                saved_at=now,
            )
        )
        old = Reply(
            agency_id=agency.id, message_id=UUID(message["id"]), kind="automatic", status="noted",
            fingerprint="x", subject="Away", text="I am away.", full_text="I am away.",
            received_at=now,
        )  # fmt: skip
        db.add(old)
        record(db, kinds.ReplyReceived(kind="automatic"), old.id)
        link = await link_for(db, LinkKind.form, feedback_request_id=UUID(request["id"]))
    with clock.at(now + timedelta(days=150)):
        await forget_what_is_kept_no_longer(agency.database, agency.id)
    assert (await shown(agency, message["id"]))["body"] == "Some words."
    with clock.at(now + timedelta(days=200)):
        await forget_what_is_kept_no_longer(agency.database, agency.id)
        await forget_what_is_kept_no_longer(agency.database, agency.id)
    gone = await shown(agency, message["id"])
    assert (gone["subject"], gone["body"], gone["status"]) == (None, None, "sent")
    assert gone["to"][0] == {"name": "", "email": "", "contact_id": message["contact_id"]}
    assert (await shown(agency, fresh["id"]))["body"] is None
    assert (await shown(agency, refused["id"]))["status"] == "failed"
    await agency.recruiter.is_refused(
        409, "message-settled", "POST", f"/v1/messages/{refused['id']}/resend"
    )
    events = (await agency.admin.reads("/v1/events", types="retention.applied"))["items"]
    assert [event["data"]["messages"] for event in events] == [3]
    assert events[0]["data"]["replies"] == events[0]["data"]["drafts"] == 1
    async with transaction(agency.database, Actor(agency.id, "system")) as db:
        reply = await db.get_one(Reply, (agency.id, old.id))
        assert (reply.text, reply.subject) == ("", None)
        assert await db.get(type(link), (agency.id, link.id)) is None
