"""Thanking them: by e-mail from here, or somewhere else and logged here."""

from datetime import datetime

from app import clock
from app.applications.models import Application
from app.contacts.models import Contact
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.follow_ups import queries
from app.follow_ups.actions import draft_follow_up, record_about
from app.follow_ups.drafting import draft
from app.follow_ups.models import (
    ContactsNotReachable,
    FollowUp,
    FollowUpChannel,
    FollowUpStatus,
    NobodyToThank,
)
from app.follow_ups.quiet_period import refuse_inside_quiet_period
from app.follow_ups.schemas import SentIn
from app.messages.actions import About, Recipient, queue
from app.messages.models import MessageKind
from app.messages.queries import suppressed
from app.templates.rendering import Wording


async def send_follow_up(db: Db, follow_up: FollowUp) -> None:
    """By e-mail, drafted first if it says nothing yet; queued with this change, and sent once it is
    committed.

    Raises `FollowUpSettled`, `NobodyToThank`, `ContactsNotReachable` or `QuietPeriod`.
    """
    follow_up.expect_move(FollowUpStatus.sent)
    contacts = await queries.addressees(db, follow_up.id)
    addressees = await expect_reachable(db, contacts)
    interview, application = await queries.about(db, follow_up)
    now = clock.now()
    candidate = await refuse_inside_quiet_period(db, application, contacts, now)
    if follow_up.body is None:
        await draft_follow_up(db, follow_up)
    elif follow_up.subject is None:
        follow_up.subject = (await draft(db, follow_up.id)).subject
    assert follow_up.subject is not None
    assert follow_up.body is not None
    about = About(
        candidate_id=candidate.id,
        application_id=application.id,
        interview_id=interview.id,
        contact_id=contacts[0].id if len(contacts) == 1 else None,
    )
    await queue(
        db,
        MessageKind.thank_you,
        addressees,
        about,
        wording=Wording(follow_up.subject, follow_up.body),
        # Not to the candidate: whether the employer has their own address is theirs to say.
        reply_to=await queries.recruiter_of(db, candidate),
    )
    become_sent(db, follow_up, application, FollowUpChannel.email, now)


async def log_sent(db: Db, follow_up: FollowUp, new: SentIn) -> None:
    """It was sent somewhere else. Raises `FollowUpSettled` or `QuietPeriod`."""
    follow_up.expect_move(FollowUpStatus.sent)
    interview, application = await queries.about(db, follow_up)
    now = clock.now()
    sent_at = new.sent_at or now
    if sent_at > now:
        raise Invalid.at("/sent_at", "is in the future")
    if sent_at < interview.over_at:
        raise Invalid.at("/sent_at", "is before the interview's end")
    contacts = await queries.addressees(db, follow_up.id)
    await refuse_inside_quiet_period(db, application, contacts, sent_at)
    if new.body is not None:
        follow_up.body = new.body
    channel = new.channel or FollowUpChannel(follow_up.channel)
    become_sent(db, follow_up, application, channel, sent_at)


def become_sent(
    db: Db, follow_up: FollowUp, application: Application, channel: FollowUpChannel, at: datetime
) -> None:
    follow_up.become_sent(at, db.actor.id, channel)
    sent = kinds.FollowUpSent(
        interview_id=follow_up.interview_id, channel=channel, on_time=at <= follow_up.due_at
    )
    record_about(db, follow_up, application, sent, occurred_at=at)


async def expect_reachable(db: Db, contacts: list[Contact]) -> list[Recipient]:
    """Raises `NobodyToThank`, or `ContactsNotReachable` with those who cannot be sent e-mail."""
    if not contacts:
        raise NobodyToThank
    refused = await suppressed(db, [contact.email for contact in contacts if contact.email])
    without = [contact.id for contact in contacts if not contact.email]
    unwilling = [
        contact.id
        for contact in contacts
        if contact.do_not_email or (contact.email or "").lower() in refused
    ]
    if without or unwilling:
        raise ContactsNotReachable(
            contact_ids=[c.id for c in contacts if c.id in {*without, *unwilling}],
            without_address=without,
            do_not_email=unwilling,
        )
    return [Recipient(one.name, one.email or "", contact_id=one.id) for one in contacts]
