"""Where people are written to now: what follows for links, and for messages that still wait, when
an address turns out to be wrong or a person to be known already.

Whoever read the old mailbox may be a stranger. So what was mailed there opens nothing any more, and
what still waits goes to the new address with new links, or to nobody.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select

from app import clock
from app.answers import warn
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.feedback import chasing
from app.feedback.models import FeedbackRequest
from app.links.actions import hold_live, link_for, mention_of, revoke
from app.links.models import Link, LinkKind
from app.messages.models import Message, MessageStatus
from app.referees.models import Referee

THEIR_LINKS_ENDED = (
    "The links to their page and their calendar open nothing any more. The next email to them "
    "carries a new one."
)
FORMS_ENDED = (
    "The links to their forms open nothing any more. What is still to be answered is sent to the "
    "new address with new links."
)
FORMS_ENDED_FOR_NOW = "The links to their forms open nothing any more."
DUPLICATE_S_LINKS_ENDED = (
    "The links of the duplicate open nothing any more. The next email to the first address of the "
    "candidate who remains carries a new one."
)


def first_of(candidate: Candidate) -> str | None:
    """The address that a candidate is written to."""
    return candidate.emails[0] if candidate.emails else None


def is_other(before: str | None, now: str | None) -> bool:
    """Whether mail that went to `before` may have gone to somebody else."""
    return before is not None and before.casefold() != (now or "").casefold()


async def follow_candidate(db: Db, candidate: Candidate, before: str | None) -> None:
    """Their first address was `before`."""
    if is_other(before, first_of(candidate)):
        links = await hold_live(db, Link.candidate_id == candidate.id)
        for link in links:
            revoke(db, link)
        await redirect(db, candidate_id=candidate.id)
        if links:
            warn(db, "/emails/0", THEIR_LINKS_ENDED)


async def revoke_before_merge(db: Db, duplicate: Candidate) -> None:
    """Whoever was sent the duplicate's page must not read that of the person who remains."""
    links = await hold_live(db, Link.candidate_id == duplicate.id)
    for link in links:
        revoke(db, link)
    if links:
        warn(db, "/duplicate_id", DUPLICATE_S_LINKS_ENDED)


async def follow_contact(db: Db, contact: Contact, before: str | None) -> None:
    """Their address was `before`. What they were asked there is asked again at the new one."""
    if not is_other(before, contact.email):
        return
    theirs = select(FeedbackRequest.id).where(
        FeedbackRequest.agency_id == db.agency_id, FeedbackRequest.contact_id == contact.id
    )
    links = await hold_live(db, Link.feedback_request_id.in_(theirs))
    for link in links:
        revoke(db, link)
    if contact.email is not None:
        await chasing.ask_again(db, contact)
    await redirect(db, contact_id=contact.id)
    if links:
        warn(db, "/email", FORMS_ENDED if contact.email else FORMS_ENDED_FOR_NOW)


async def follow_referee(db: Db, referee: Referee, before: str | None) -> None:
    """Their address was `before`. They have no links."""
    if is_other(before, referee.email):
        await redirect(db, referee_id=referee.id)


async def redirect(db: Db, **whose: UUID) -> None:
    """What waits to be sent to somebody goes where they are reached now. What a worker has in hand
    at this moment counts as sent, and must not be waited for: it may wait for us."""
    [(key, row_id)] = whose.items()
    await db.flush()
    found = await db.scalars(
        select(Message)
        .where(
            Message.agency_id == db.agency_id,
            Message.status == MessageStatus.queued,
            Message.recipients.contains([{key: str(row_id)}]),
        )
        .order_by(Message.id)
        .with_for_update(key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    for message in found:
        if not await readdress(db, message):
            cancel(db, message)


def cancel(db: Db, message: Message) -> None:
    message.become(MessageStatus.cancelled, clock.now())
    cancelled = kinds.MessageCancelled(kind=message.kind, to=message.to, cause="address_changed")
    record(
        db,
        cancelled,
        message.id,
        candidate_id=message.candidate_id,
        application_id=message.application_id,
        contact_id=message.contact_id,
    )


async def readdress(db: Db, message: Message) -> bool:
    """To where its recipients are reached now, with links that open; without those who have no
    address any more. Whether anybody has one."""
    people = [await as_reached_now(db, one) for one in message.recipients]
    reached = [one for one in people if one["email"]]
    if not reached:
        return False
    message.recipients = reached
    await renew_links(db, message)
    return True


async def as_reached_now(db: Db, recipient: dict[str, Any]) -> dict[str, Any]:
    if "candidate_id" in recipient:
        candidate = await db.get_one(Candidate, (db.agency_id, UUID(recipient["candidate_id"])))
        if candidate.merged_into_id is not None:
            candidate = await db.get_one(Candidate, (db.agency_id, candidate.merged_into_id))
        return {
            "name": f"{candidate.given_name} {candidate.family_name}",
            "email": first_of(candidate),
            "candidate_id": str(candidate.id),
        }
    for key, model in (("contact_id", Contact), ("referee_id", Referee)):
        if key in recipient:
            person: Contact | Referee = await db.get_one(
                model, (db.agency_id, UUID(recipient[key]))
            )
            return {**recipient, "email": person.email}
    return recipient


async def renew_links(db: Db, message: Message) -> None:
    """New ones in place of those that were revoked since it was written."""
    for old in await links_in(db, message):
        if old.revoked_at is not None and message.body is not None:
            new = await link_for(
                db,
                LinkKind(old.kind),
                feedback_request_id=old.feedback_request_id,
                candidate_id=old.candidate_id,
                user_id=old.user_id,
            )
            message.body = message.body.replace(mention_of(old), mention_of(new))
            kept = [link_id for link_id in message.link_ids or () if link_id != old.id]
            message.link_ids = [*kept, new.id]


async def links_in(db: Db, message: Message) -> Sequence[Link]:
    if not message.link_ids:
        return ()
    found = await db.scalars(
        select(Link).where(Link.agency_id == db.agency_id, Link.id.in_(message.link_ids))
    )
    return found.all()
