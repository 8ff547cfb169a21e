"""Messages: every e-mail Debrief sends, as a record; and addresses it no longer writes to."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class MessageStatus(StrEnum):
    """`sending` lasts from just before the mail server is given the message until it answers."""

    queued = "queued"
    sending = "sending"
    sent = "sent"
    failed = "failed"
    bounced = "bounced"
    cancelled = "cancelled"


MOVES: dict[MessageStatus, frozenset[MessageStatus]] = {
    MessageStatus.queued: frozenset(
        {MessageStatus.sending, MessageStatus.failed, MessageStatus.cancelled}
    ),
    # Back to queued when the server said "not now", sent when it took it.
    MessageStatus.sending: frozenset(
        {MessageStatus.queued, MessageStatus.sent, MessageStatus.failed}
    ),
    MessageStatus.sent: frozenset({MessageStatus.bounced}),
    # Sent again by hand, or put aside; or the server's answer came when nobody waited any more.
    MessageStatus.failed: frozenset(
        {MessageStatus.queued, MessageStatus.sent, MessageStatus.cancelled}
    ),
    MessageStatus.bounced: frozenset({MessageStatus.queued, MessageStatus.cancelled}),
    MessageStatus.cancelled: frozenset(),
}


class MessageKind(StrEnum):
    """What a message is for."""

    feedback_request = "feedback_request"
    feedback_chase = "feedback_chase"
    thank_you = "thank_you"
    heads_up = "heads_up"
    feedback_released = "feedback_released"
    portal_link = "portal_link"
    debrief_reminder = "debrief_reminder"
    interview_invite = "interview_invite"
    interview_cancelled = "interview_cancelled"
    call_offer = "call_offer"
    call_invite = "call_invite"
    call_cancelled = "call_cancelled"
    user_invitation = "user_invitation"
    password_reset = "password_reset"


CHASING = frozenset({MessageKind.feedback_request, MessageKind.feedback_chase})
"""Their words are found when they are sent; and who gets them may want no more of them."""


ABOUT_PASSWORDS = frozenset({MessageKind.user_invitation, MessageKind.password_reset})
"""They carry a link that is made as they are handed over."""


class MessageFailure(StrEnum):
    """Why a message was not sent, in one word; `detail` has the server's own."""

    refused = "refused"
    """The mail server refuses it for good."""
    unreachable = "unreachable"
    """The mail server could not be reached or had no time, again and again."""
    interrupted = "interrupted"
    """Debrief stopped while the server was being given it: it may have arrived."""
    suppressed = "suppressed"
    """Nobody writes to that address any more: they asked for it, or it bounced."""
    unfit = "unfit"
    """It would have told the candidate what the employer said in private."""
    unwritable = "unwritable"
    """As an email it would not have said what was meant: an address or a word stood in the way."""
    fault = "fault"
    """Debrief itself failed at it, again and again."""


class Message(Owned, Base):
    """One e-mail. `recipients` are `{name, email}` and whose address it is (`contact_id`,
    `candidate_id`, `referee_id` or `user_id`).

    Of feedback requests and chases, `subject` and `body` are written when they are sent, from what
    is still open then. Links in `body` open nothing: their tokens are kept nowhere, and stand only
    in what is handed over.
    """

    __tablename__ = "messages"
    recorded = False
    """Its way to the mail server is told by events when it ends, not at every step."""

    kind: Mapped[str]
    status: Mapped[str] = mapped_column(default=MessageStatus.queued)
    recipients: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    subject: Mapped[str | None]
    body: Mapped[str | None]
    link_ids: Mapped[list[UUID] | None] = mapped_column(ARRAY(Uuid))
    """The links that we put into `body`: no other is opened, whatever somebody typed. Null in what
    was queued before this was kept."""
    invite: Mapped[str | None]
    """An iCalendar object that goes with it."""
    reply_to: Mapped[str | None]
    """Where an answer goes that Debrief does not read; unset, it carries a reply token."""
    reply_digest: Mapped[bytes | None] = mapped_column(LargeBinary)
    candidate_id: Mapped[UUID | None]
    application_id: Mapped[UUID | None]
    interview_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    call_id: Mapped[UUID | None]
    by_itself: Mapped[bool] = mapped_column(default=False)
    """Whether Debrief decided to send it, not a person."""
    attempts: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime]
    """When it is to be tried next, or was."""
    handed_over_at: Mapped[datetime | None]
    """Just before the mail server was given it, for the last time."""
    sent_at: Mapped[datetime | None]
    failure: Mapped[str | None]
    detail: Mapped[str | None]
    settled_at: Mapped[datetime | None]
    """When it failed, bounced or was cancelled."""

    __table_args__ = (
        belongs_to("candidates", "candidate_id"),
        belongs_to("applications", "application_id"),
        belongs_to("interviews", "interview_id"),
        belongs_to("contacts", "contact_id"),
        belongs_to("calls", "call_id"),
        CheckConstraint(
            "status IN ('queued', 'sending', 'sent', 'failed', 'bounced', 'cancelled')",
            name="status",
        ),
        CheckConstraint("status <> 'sent' OR sent_at IS NOT NULL", name="sent"),
        *listed(),
        Index("ix_messages_candidate_id", "agency_id", "candidate_id", "created_at"),
        Index("ix_messages_application_id", "agency_id", "application_id"),
        Index("ix_messages_interview_id", "agency_id", "interview_id", "kind"),
        Index("ix_messages_contact_id", "agency_id", "contact_id", "handed_over_at"),
        Index(
            "ix_messages_call_id",
            "agency_id",
            "call_id",
            postgresql_where=text("call_id IS NOT NULL"),
        ),
        Index("uq_messages_reply_digest", "reply_digest", unique=True),
        Index(
            "ix_messages_to_send",
            "agency_id",
            "due_at",
            "id",
            postgresql_where=text("status IN ('queued', 'sending')"),
        ),
        Index(
            "ix_messages_failed",
            "agency_id",
            "settled_at",
            "id",
            postgresql_where=text("status IN ('failed', 'bounced')"),
        ),
        Index(
            "uq_messages_debrief_reminder",
            "agency_id",
            "interview_id",
            unique=True,
            postgresql_where=text("kind = 'debrief_reminder'"),
        ),
        Index(
            "uq_messages_open_chase",
            "agency_id",
            "contact_id",
            unique=True,
            postgresql_where=text(
                "status IN ('queued', 'sending') AND kind IN ('feedback_request', 'feedback_chase')"
            ),
        ),
    )

    def become(self, status: MessageStatus, at: datetime) -> None:
        """Raises `MessageSettled`."""
        if status not in MOVES[MessageStatus(self.status)]:
            raise MessageSettled(
                f"The message is {self.status}; it cannot become {status}.",
                message_status=self.status,
                allowed_statuses=sorted(MOVES[MessageStatus(self.status)]),
            )
        self.status = status
        over = (MessageStatus.failed, MessageStatus.bounced, MessageStatus.cancelled)
        self.settled_at = at if status in over else None

    @property
    def to(self) -> str:
        """What whoever it goes to is to the agency, for events: `contact`, `candidate` …"""
        known = ("contact", "candidate", "referee", "user")
        return next(one for one in known if f"{one}_id" in self.recipients[0])


class MessageRequest(Base):
    """A feedback request that a message asks about; a digest asks about several."""

    __tablename__ = "message_requests"
    recorded = False

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    feedback_request_id: Mapped[UUID] = mapped_column(primary_key=True)

    __table_args__ = (
        belongs_to("messages", "message_id"),
        belongs_to("feedback_requests", "feedback_request_id"),
        Index("ix_message_requests_feedback_request_id", "agency_id", "feedback_request_id"),
    )


class SuppressionReason(StrEnum):
    unsubscribed = "unsubscribed"
    bounced = "bounced"
    by_hand = "by_hand"


class Suppression(Owned, Base):
    """An address the agency no longer writes to, in lower case."""

    __tablename__ = "suppressions"

    email: Mapped[str]
    reason: Mapped[str]
    message_id: Mapped[UUID | None]

    __table_args__ = (
        belongs_to("messages", "message_id"),
        CheckConstraint("reason IN ('unsubscribed', 'bounced', 'by_hand')", name="reason"),
        *listed(),
        Index("uq_suppressions_email", "agency_id", "email", unique=True),
    )


class CalledOff(Exception):
    """What a message was to say is no longer so; `cause` says why. It is not sent."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause


class NotYet(Exception):
    """It is still to be sent, but not before `until`: nobody is written to at night."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class MessageSettled(Conflict):
    """The message is past that; `message_status` says where it is."""

    code, title = "message-settled", "The message cannot be changed any more"


class MessageOpenAlready(Conflict):
    """A message about feedback to that contact is on its way already."""

    code, title = "message-open", "A message to them is on its way"
    constraint = "uq_messages_open_chase"


class AddressSuppressed(Conflict):
    """The agency no longer writes to that address: they unsubscribed, or it bounced.
    `emails` names which."""

    code, title = "address-suppressed", "Nobody writes to that address any more"


class SuppressedAlready(Conflict):
    """That address is on the list already."""

    code, title = "suppression-exists", "That address is suppressed"
    constraint = "uq_suppressions_email"
