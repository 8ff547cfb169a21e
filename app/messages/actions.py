"""Asking for a message: it is queued with the change that wants it, and sent by a worker."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from uuid_utils.compat import uuid7

from app import clock, jobs
from app.access.secrets import digest
from app.contacts.models import Contact
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.feedback import chasing
from app.feedback.models import FeedbackRequest, RequestStatus
from app.links.models import Link
from app.links.tokens import token_for
from app.messages.addresses import readdress
from app.messages.models import (
    CHASING,
    AddressSuppressed,
    Message,
    MessageFailure,
    MessageKind,
    MessageRequest,
    MessageSettled,
    MessageStatus,
    Suppression,
    SuppressionReason,
)
from app.messages.queries import suppressed
from app.templates.rendering import Wording

REPLY = "reply"
"""What the tokens of reply addresses and of unsubscribing are made for."""


@dataclass(frozen=True)
class Recipient:
    """Somebody to write to, and whose address it is: one of the ids."""

    name: str
    email: str
    contact_id: UUID | None = None
    candidate_id: UUID | None = None
    referee_id: UUID | None = None
    user_id: UUID | None = None

    def written_down(self) -> dict[str, Any]:
        return {key: str(value) for key, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class About:
    """What a message is about."""

    candidate_id: UUID | None = None
    application_id: UUID | None = None
    interview_id: UUID | None = None
    contact_id: UUID | None = None
    call_id: UUID | None = None
    feedback_request_ids: tuple[UUID, ...] = ()


async def queue(
    db: Db,
    kind: MessageKind,
    to: Sequence[Recipient],
    about: About,
    *,
    wording: Wording | None = None,
    links: Sequence[Link] = (),
    reply_to: str | None = None,
    invite: str | None = None,
    at: datetime | None = None,
) -> Message:
    """One message to all of `to`, from `at` on (now unless told), sent once this is committed.

    Without `reply_to` it carries a reply token, and what is answered is filed. Without `wording`
    its words are found when it is sent (feedback requests and chases). `links` are those that the
    words mention: only they are opened for whoever it goes to. Raises `AddressSuppressed`
    when somebody of `to` wants no mail. It records no event: what asks for it does.
    """
    if refused := await suppressed(db, [one.email for one in to]):
        raise AddressSuppressed(emails=sorted(refused))
    message_id = uuid7()
    message = Message(
        agency_id=db.agency_id,
        id=message_id,
        kind=kind,
        recipients=[one.written_down() for one in to],
        subject=wording.subject if wording else None,
        body=wording.body if wording else None,
        link_ids=[link.id for link in links],
        invite=invite,
        reply_to=reply_to,
        reply_digest=digest(token_for(REPLY, message_id)),
        candidate_id=about.candidate_id,
        application_id=about.application_id,
        interview_id=about.interview_id,
        contact_id=about.contact_id,
        call_id=about.call_id,
        by_itself=db.actor.type == "system",
        due_at=at or clock.now(),
    )
    db.add(message)
    await db.flush()
    db.add_all(
        MessageRequest(
            agency_id=db.agency_id, message_id=message_id, feedback_request_id=request_id
        )
        for request_id in about.feedback_request_ids
    )
    await jobs.later(db, jobs.Task.deliver_message, subject_id=message_id, at=at)
    return message


def record_about(db: Db, message: Message, kind: kinds.Kind) -> None:
    record(
        db,
        kind,
        message.id,
        candidate_id=message.candidate_id,
        application_id=message.application_id,
        contact_id=message.contact_id,
    )


def fail(db: Db, message: Message, failure: MessageFailure, detail: str | None) -> None:
    """Nobody tries it again by itself."""
    message.become(MessageStatus.failed, clock.now())
    message.failure, message.detail = failure, detail
    failed = kinds.MessageFailed(kind=message.kind, to=message.to, failure=failure)
    record_about(db, message, failed)


async def resend(db: Db, message: Message) -> None:
    """What failed or came back goes to the end of the queue, for where they are reached by now.
    Raises `MessageSettled`, also when
    its words are kept no longer, or `AddressSuppressed` when they want no mail by now."""
    message.become(MessageStatus.queued, clock.now())
    if not all(one["email"] for one in message.recipients):
        raise MessageSettled("Its words and its address are kept no longer.")
    if not await readdress(db, message):
        raise MessageSettled("Whoever it was for has no e-mail address any more.")
    emails = [one["email"] for one in message.recipients]
    if refused := await suppressed(db, emails):
        raise AddressSuppressed(emails=sorted(refused))
    message.failure, message.detail, message.attempts = None, None, 0
    message.due_at = clock.now()
    record_about(db, message, kinds.MessageQueuedAgain(kind=message.kind, to=message.to))
    await jobs.later(db, jobs.Task.deliver_message, subject_id=message.id)


async def cancel(db: Db, message: Message) -> None:
    """It is not sent, or not again; and what it was to ask about is paused, or the next minute
    would queue it again. Raises `MessageSettled` once it is on its way."""
    message.become(MessageStatus.cancelled, clock.now())
    cancelled = kinds.MessageCancelled(kind=message.kind, to=message.to, cause="by_hand")
    record_about(db, message, cancelled)
    if message.kind in CHASING:
        for request in await hold_requests(db, message):
            await chasing.pause(db, request, until=None)


async def hold_requests(db: Db, message: Message) -> list[FeedbackRequest]:
    """Those it is about that are still to be answered, locked in a fixed order."""
    found = await db.scalars(
        select(FeedbackRequest)
        .join(
            MessageRequest,
            (MessageRequest.agency_id == FeedbackRequest.agency_id)
            & (MessageRequest.feedback_request_id == FeedbackRequest.id),
        )
        .where(
            FeedbackRequest.agency_id == db.agency_id,
            MessageRequest.message_id == message.id,
            FeedbackRequest.status == RequestStatus.awaiting,
        )
        .order_by(FeedbackRequest.id)
        .with_for_update(of=FeedbackRequest)
    )
    return list(found)


async def note_bounce(db: Db, message: Message, email: str, *, for_good: bool) -> None:
    """It came back from that address; for good, and nobody writes there any more."""
    if message.status == MessageStatus.sent:
        message.become(MessageStatus.bounced, clock.now())
        record_about(db, message, kinds.MessageBounced(kind=message.kind, to=message.to))
    if for_good:
        await suppress(db, email, SuppressionReason.bounced, message.id)


async def suppress(
    db: Db, email: str, reason: SuppressionReason, message_id: UUID | None = None
) -> Suppression | None:
    """Write there no more; nothing when that is so already. Whoever is about to be handed a chase
    is held meanwhile, so that it goes before this or not at all."""
    await db.execute(
        select(Contact.id)
        .where(Contact.agency_id == db.agency_id, func.lower(Contact.email) == email.lower())
        .order_by(Contact.id)
        .with_for_update(key_share=True)
    )
    if await suppressed(db, [email]):
        return None
    suppression = Suppression(
        agency_id=db.agency_id, email=email.lower(), reason=reason, message_id=message_id
    )
    db.add(suppression)
    record(db, kinds.SuppressionAdded(reason=reason), suppression.id)
    return suppression


async def allow_again(db: Db, suppression: Suppression) -> None:
    await db.delete(suppression)
    record(db, kinds.SuppressionRemoved(), suppression.id)
