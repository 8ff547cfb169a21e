"""Replies: what employers' contacts answered by mail, until a recruiter has looked at it."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict, Invalid, NotFound, Unauthenticated


class ReplyKind(StrEnum):
    """`automatic` is an out-of-office note and its like, `bounce` a mail server's refusal."""

    reply = "reply"
    automatic = "automatic"
    bounce = "bounce"


class ReplyStatus(StrEnum):
    to_review = "to_review"
    confirmed = "confirmed"
    dismissed = "dismissed"
    noted = "noted"
    """Nobody need look at it: an automatic answer or a bounce."""


MOVES: dict[ReplyStatus, frozenset[ReplyStatus]] = {
    ReplyStatus.to_review: frozenset({ReplyStatus.confirmed, ReplyStatus.dismissed}),
    ReplyStatus.dismissed: frozenset({ReplyStatus.confirmed}),
    ReplyStatus.confirmed: frozenset(),
    ReplyStatus.noted: frozenset({ReplyStatus.confirmed}),
}


class Reply(Owned, Base):
    """Mail that came to a message's reply address. All of it is for the agency's eyes."""

    __tablename__ = "replies"

    message_id: Mapped[UUID]
    contact_id: Mapped[UUID | None]
    candidate_id: Mapped[UUID | None]
    application_id: Mapped[UUID | None]
    feedback_request_id: Mapped[UUID | None]
    """The request it answers, when the message asked about one only."""
    feedback_id: Mapped[UUID | None]
    kind: Mapped[str]
    status: Mapped[str]
    fingerprint: Mapped[str]
    """SHA-256 of its Message-ID, or of all of it: delivered twice, it is filed once."""
    from_name: Mapped[str | None]
    from_email: Mapped[str | None]
    subject: Mapped[str | None]
    text: Mapped[str]
    """What they wrote, without what they quoted and their signature."""
    full_text: Mapped[str]
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, default=list)
    """`{name, media_type, size, store_key}` each, in order; no `store_key` of what was not kept."""
    received_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_by_id: Mapped[UUID | None]

    def become(self, status: ReplyStatus, at: datetime, by_id: UUID | None) -> None:
        """Settle it. Raises `ReplySettled`."""
        if status not in MOVES[ReplyStatus(self.status)]:
            raise ReplySettled(
                f"The reply is {self.status}; it cannot become {status}.",
                reply_status=self.status,
                allowed_statuses=sorted(MOVES[ReplyStatus(self.status)]),
            )
        self.status, self.settled_at, self.settled_by_id = status, at, by_id

    __table_args__ = (
        belongs_to("messages", "message_id"),
        belongs_to("contacts", "contact_id"),
        belongs_to("candidates", "candidate_id"),
        belongs_to("applications", "application_id"),
        belongs_to("feedback_requests", "feedback_request_id"),
        belongs_to("feedback", "feedback_id"),
        CheckConstraint("kind IN ('reply', 'automatic', 'bounce')", name="kind"),
        CheckConstraint(
            "status IN ('to_review', 'confirmed', 'dismissed', 'noted')", name="status"
        ),
        *listed(),
        Index("uq_replies_fingerprint", "agency_id", "fingerprint", unique=True),
        Index("ix_replies_message_id", "agency_id", "message_id"),
        Index("ix_replies_candidate_id", "agency_id", "candidate_id"),
        Index("ix_replies_contact_id", "agency_id", "contact_id"),
        Index("ix_replies_received_at", "agency_id", "received_at", "id"),
        Index(
            "ix_replies_to_review",
            "agency_id",
            "received_at",
            "id",
            postgresql_where=sql("status = 'to_review'"),
        ),
    )


class ReplySettled(Conflict):
    """The reply was confirmed already, or dismissed; `reply_status` says which."""

    code, title = "reply-settled", "The reply is settled"


class UnknownRecipient(Invalid):
    """The address is no message's reply address: nobody will ever find mail there."""

    code, title = "unknown-recipient", "Nobody reads mail to that address"


class NoInboundMail(NotFound):
    """This server takes no mail over HTTP: `DEBRIEF_INBOUND_SECRET` is not set."""

    code, title = "no-inbound-mail", "Mail is not taken here"


class NotSigned(Unauthenticated):
    """Sign the body by the Standard Webhooks scheme with the shared secret, and send it within
    five minutes."""

    code, title = "not-signed", "The signature is not valid"
