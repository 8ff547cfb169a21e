"""Thanking them: by e-mail from here, or somewhere else and logged here."""

from datetime import datetime

from app import clock, mail
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


async def send_follow_up(db: Db, follow_up: FollowUp) -> None:
    """By e-mail, drafted first if it says nothing yet. Handed over before the commit, as
    `mail.send` explains, and with everything held that two at once could break.

    Raises `FollowUpSettled`, `NobodyToThank`, `ContactsNotReachable`, `QuietPeriod` or
    `MailNotSent`.
    """
    follow_up.expect_move(FollowUpStatus.sent)
    contacts = await queries.addressees(db, follow_up.id)
    addressees = expect_reachable(contacts)
    _, application = await queries.about(db, follow_up)
    now = clock.now()
    candidate = await refuse_inside_quiet_period(db, application, contacts, now)
    if follow_up.body is None:
        await draft_follow_up(db, follow_up)
    elif follow_up.subject is None:
        follow_up.subject = (await draft(db, follow_up.id)).subject
    assert follow_up.subject is not None
    assert follow_up.body is not None
    # Not to the candidate: whether the employer has their own address is theirs to say.
    reply_to = await queries.recruiter_of(db, candidate)
    await mail.send(addressees, follow_up.subject, follow_up.body, reply_to=reply_to)
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


def expect_reachable(contacts: list[Contact]) -> list[mail.Addressee]:
    """Raises `NobodyToThank`, or `ContactsNotReachable` with those who cannot be sent e-mail."""
    if not contacts:
        raise NobodyToThank
    without = [contact.id for contact in contacts if not contact.email]
    unwilling = [contact.id for contact in contacts if contact.do_not_email]
    if without or unwilling:
        raise ContactsNotReachable(
            contact_ids=[c.id for c in contacts if c.id in {*without, *unwilling}],
            without_address=without,
            do_not_email=unwilling,
        )
    return [mail.Addressee(contact.email or "", contact.name) for contact in contacts]
