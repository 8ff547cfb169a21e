"""Asking for a message: it is queued with the change that wants it, and sent by a worker."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from app import clock, jobs
from app.access.secrets import digest
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.links.tokens import token_for
from app.messages.models import (
    AddressSuppressed,
    Message,
    MessageKind,
    MessageRequest,
    MessageStatus,
    Suppression,
    SuppressionReason,
)
from app.messages.queries import suppressed
from app.templates.rendering import Wording

REPLY = "reply"
"""What the tokens of reply addresses are made for."""


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
    feedback_request_ids: tuple[UUID, ...] = ()


async def queue(
    db: Db,
    kind: MessageKind,
    to: Sequence[Recipient],
    about: About,
    *,
    wording: Wording | None = None,
    reply_to: str | None = None,
    invite: str | None = None,
    at: datetime | None = None,
) -> Message:
    """One message to all of `to`, from `at` on (now unless told), sent once this is committed.

    Without `reply_to` it carries a reply token, and what is answered is filed. Without `wording`
    its words are found when it is sent (feedback requests and chases). Raises `AddressSuppressed`
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
        invite=invite,
        reply_to=reply_to,
        reply_digest=digest(token_for(REPLY, message_id)),
        candidate_id=about.candidate_id,
        application_id=about.application_id,
        interview_id=about.interview_id,
        contact_id=about.contact_id,
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


async def note_bounce(db: Db, message: Message, *, for_good: bool) -> None:
    """The message came back. For good, nobody writes to its only addressee any more."""
    message.status, message.settled_at = MessageStatus.bounced, clock.now()
    [*others, first] = message.recipients
    to = next(
        (who for who in ("contact", "candidate", "referee") if first.get(f"{who}_id")), "user"
    )
    record(
        db,
        kinds.MessageBounced(kind=message.kind, to=to),
        message.id,
        candidate_id=message.candidate_id,
        application_id=message.application_id,
        contact_id=message.contact_id,
    )
    if for_good and not others and not await suppressed(db, [first["email"]]):
        suppression = Suppression(
            agency_id=db.agency_id,
            email=first["email"].lower(),
            reason=SuppressionReason.bounced,
            message_id=message.id,
        )
        db.add(suppression)
        record(db, kinds.SuppressionAdded(reason=suppression.reason), suppression.id)
