"""Feedback requests, their chases, and the feedback that answers them: one lifecycle."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.feedback.refusals import RequestSettled


class RequestStatus(StrEnum):
    """*Overdue* is not a status: it is derived from `due_at`."""

    awaiting = "awaiting"
    received = "received"
    declined = "declined"
    closed = "closed"


MOVES: dict[RequestStatus, frozenset[RequestStatus]] = {
    RequestStatus.awaiting: frozenset(
        {RequestStatus.received, RequestStatus.declined, RequestStatus.closed}
    ),
    # Someone who declined may change their mind; the answer is still welcome.
    RequestStatus.declined: frozenset({RequestStatus.received}),
    RequestStatus.received: frozenset(),
    RequestStatus.closed: frozenset(),
}


class RequestChannel(StrEnum):
    """How the employer's contact is asked and chased."""

    email = "email"
    phone = "phone"
    text = "text"
    meeting = "meeting"


class ChaseOutcome(StrEnum):
    sent = "sent"
    reached = "reached"
    left_message = "left_message"
    no_answer = "no_answer"
    promised = "promised"


class FeedbackChannel(StrEnum):
    """How the employer's feedback reached the agency."""

    phone = "phone"
    email = "email"
    meeting = "meeting"
    form = "form"
    call = "call"


class ReleaseChannel(StrEnum):
    """How the candidate is given it."""

    email = "email"
    phone = "phone"
    text = "text"
    meeting = "meeting"
    page = "page"


class FeedbackOutcome(StrEnum):
    advance = "advance"
    offer = "offer"
    hold = "hold"
    reject = "reject"


class FeedbackRequest(Owned, Base):
    """One contact asked about one interview.

    `next_chase_at` is when the policy would chase next; null when it never will again, or not
    before a pause is ended.
    `chasing_stopped_at` is set when the application ended: an answer is welcome, chasing is over.
    """

    __tablename__ = "feedback_requests"

    interview_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    channel: Mapped[str]
    due_at: Mapped[datetime]
    due_by_policy: Mapped[bool]
    """Whether `due_at` follows the interview when that moves, or was set by hand."""
    status: Mapped[str] = mapped_column(default=RequestStatus.awaiting)
    chase_count: Mapped[int] = mapped_column(default=0)
    last_chased_at: Mapped[datetime | None]
    next_chase_at: Mapped[datetime | None]
    promised_by: Mapped[datetime | None]
    chasing_stopped_at: Mapped[datetime | None]
    questions: Mapped[list[str]] = mapped_column(default=list)
    by_itself: Mapped[bool] = mapped_column(default=False)
    """Whether Debrief asked because the interview was over, and nobody has taken it on since."""
    asked_at: Mapped[datetime | None]
    """When the request went out by e-mail; until then there is nothing to chase by machine."""
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    """When the pause ends by itself; null while paused is until somebody goes on."""
    call_at: Mapped[datetime | None]
    """When they are to be called: nobody chases them before."""
    left_to_call_at: Mapped[datetime | None]
    """Since when nothing is sent by itself: they asked to be called, or have been."""
    settled_at: Mapped[datetime | None]
    settled_reason: Mapped[str | None]

    __table_args__ = (
        belongs_to("interviews", "interview_id"),
        belongs_to("contacts", "contact_id"),
        CheckConstraint("status IN ('awaiting', 'received', 'declined', 'closed')", name="status"),
        *listed(),
        Index("ix_feedback_requests_interview_id", "agency_id", "interview_id"),
        Index("ix_feedback_requests_contact_id", "agency_id", "contact_id"),
        Index("ix_feedback_requests_due_at", "agency_id", "due_at", "id"),
        Index(
            "ix_feedback_requests_to_chase",
            "agency_id",
            "due_at",
            "id",
            postgresql_where=text("status = 'awaiting' AND chasing_stopped_at IS NULL"),
        ),
        Index(
            "ix_feedback_requests_to_ask",
            "agency_id",
            "created_at",
            "id",
            postgresql_where=text(
                "status = 'awaiting' AND channel = 'email' AND asked_at IS NULL"
                " AND chasing_stopped_at IS NULL"
            ),
        ),
        Index(
            "ix_feedback_requests_next_chase_at",
            "agency_id",
            "next_chase_at",
            "id",
            postgresql_where=text(
                "status = 'awaiting' AND channel = 'email' AND next_chase_at IS NOT NULL"
            ),
        ),
        Index(
            "uq_feedback_requests_open",
            "agency_id",
            "interview_id",
            "contact_id",
            unique=True,
            postgresql_where=text("status = 'awaiting'"),
        ),
    )

    def become(self, status: RequestStatus, at: datetime, reason: str | None = None) -> None:
        """Settle it; chasing is over at once. Raises `RequestSettled`."""
        if status not in MOVES[RequestStatus(self.status)]:
            raise RequestSettled(
                f"The request is {self.status}; it cannot become {status}.",
                request_status=self.status,
                allowed_statuses=sorted(MOVES[RequestStatus(self.status)]),
            )
        self.status, self.settled_at, self.settled_reason = status, at, reason
        self.next_chase_at = None

    def expect_awaiting(self) -> None:
        """Raises `RequestSettled`."""
        if self.status != RequestStatus.awaiting:
            raise RequestSettled(f"The request is {self.status}.", request_status=self.status)

    def is_paused(self, now: datetime) -> bool:
        """A pause with an end is over by itself."""
        if self.paused_at is None:
            return False
        return self.paused_until is None or self.paused_until > now


class Chase(Owned, Base):
    """One attempt to remind the contact, with what came of it."""

    __tablename__ = "chases"

    feedback_request_id: Mapped[UUID]
    channel: Mapped[str]
    outcome: Mapped[str]
    promised_by: Mapped[datetime | None]
    message: Mapped[str | None]
    chased_at: Mapped[datetime]
    chased_by_id: Mapped[UUID | None]

    __table_args__ = (
        belongs_to("feedback_requests", "feedback_request_id"),
        *listed(),
        Index("ix_chases_feedback_request_id", "agency_id", "feedback_request_id"),
    )


class Feedback(Owned, Base):
    """What an employer said about an interview. `private_notes` never leave the agency;
    `summary_for_candidate` is the draft, `release_message` what the candidate was given."""

    __tablename__ = "feedback"

    interview_id: Mapped[UUID]
    feedback_request_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    channel: Mapped[str]
    received_at: Mapped[datetime]
    outcome: Mapped[str]
    reason: Mapped[str | None]
    strengths: Mapped[list[str]] = mapped_column(default=list)
    improvements: Mapped[list[str]] = mapped_column(default=list)
    ratings: Mapped[dict[str, Any]] = mapped_column(default=dict)
    private_notes: Mapped[str | None]
    summary_for_candidate: Mapped[str | None]
    released_at: Mapped[datetime | None]
    released_by_id: Mapped[UUID | None]
    release_channel: Mapped[str | None]
    release_message: Mapped[str | None]
    acknowledged_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("interviews", "interview_id"),
        belongs_to("feedback_requests", "feedback_request_id"),
        belongs_to("contacts", "contact_id"),
        CheckConstraint("channel IN ('phone', 'email', 'meeting', 'form', 'call')", name="channel"),
        CheckConstraint("outcome IN ('advance', 'offer', 'hold', 'reject')", name="outcome"),
        CheckConstraint(
            "released_at IS NULL OR release_message IS NOT NULL", name="released_with_words"
        ),
        CheckConstraint(
            "acknowledged_at IS NULL OR released_at IS NOT NULL", name="acknowledged_after_release"
        ),
        *listed(),
        Index("ix_feedback_interview_id", "agency_id", "interview_id"),
        Index("ix_feedback_contact_id", "agency_id", "contact_id"),
        Index("uq_feedback_feedback_request_id", "agency_id", "feedback_request_id", unique=True),
    )


class FeedbackAmendment(Owned, Base):
    """What stood before a correction: the changed fields with their earlier values."""

    __tablename__ = "feedback_amendments"

    feedback_id: Mapped[UUID]
    previous: Mapped[dict[str, Any]]
    note: Mapped[str | None]
    amended_at: Mapped[datetime]
    amended_by_id: Mapped[UUID | None]

    __table_args__ = (
        belongs_to("feedback", "feedback_id"),
        Index("ix_feedback_amendments_feedback_id", "agency_id", "feedback_id", "amended_at"),
    )
