"""Feedback calls: times offered, one picked, held or missed."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class CallWith(StrEnum):
    """Who is called: the employer's contact, to hear the feedback, or the candidate, to talk
    about what was released to them."""

    contact = "contact"
    candidate = "candidate"


class CallStatus(StrEnum):
    """`wanted`: the other side asked for one, and no time is offered yet."""

    wanted = "wanted"
    offered = "offered"
    booked = "booked"
    held = "held"
    missed = "missed"
    cancelled = "cancelled"


MOVES: dict[CallStatus, frozenset[CallStatus]] = {
    CallStatus.wanted: frozenset(
        {CallStatus.offered, CallStatus.booked, CallStatus.held, CallStatus.cancelled}
    ),
    CallStatus.offered: frozenset(
        {CallStatus.offered, CallStatus.booked, CallStatus.held, CallStatus.cancelled}
    ),
    # Booked again is moved.
    CallStatus.booked: frozenset(
        {
            CallStatus.offered,
            CallStatus.booked,
            CallStatus.held,
            CallStatus.missed,
            CallStatus.cancelled,
        }
    ),
    CallStatus.missed: frozenset(
        {CallStatus.offered, CallStatus.booked, CallStatus.held, CallStatus.cancelled}
    ),
    CallStatus.held: frozenset(),
    CallStatus.cancelled: frozenset(),
}


class Call(Owned, Base):
    """About one feedback request (with the contact) or one released feedback (with the candidate).

    `offered_times` are RFC 3339 instants in UTC. `sequence` counts what calendars must be told.
    """

    __tablename__ = "calls"

    with_: Mapped[str] = mapped_column("with")
    feedback_request_id: Mapped[UUID | None]
    feedback_id: Mapped[UUID | None]
    status: Mapped[str]
    offered_times: Mapped[list[str]] = mapped_column(JSONB, default=list)
    offered_at: Mapped[datetime | None]
    starts_at: Mapped[datetime | None]
    duration_minutes: Mapped[int] = mapped_column(default=15)
    phone: Mapped[str | None]
    wish: Mapped[str | None]
    """When they would like it, in their own words."""
    booked_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    missed_by: Mapped[str | None]
    notes: Mapped[str | None]
    caller_id: Mapped[UUID | None]
    """The recruiter who calls."""
    sequence: Mapped[int] = mapped_column(default=0)

    __table_args__ = (
        belongs_to("feedback_requests", "feedback_request_id"),
        belongs_to("feedback", "feedback_id"),
        belongs_to("users", "caller_id"),
        CheckConstraint("\"with\" IN ('contact', 'candidate')", name="with"),
        CheckConstraint(
            "status IN ('wanted', 'offered', 'booked', 'held', 'missed', 'cancelled')",
            name="status",
        ),
        CheckConstraint("num_nonnulls(feedback_request_id, feedback_id) = 1", name="about_one"),
        CheckConstraint("status <> 'booked' OR starts_at IS NOT NULL", name="booked_has_a_time"),
        *listed(),
        Index(
            "uq_calls_of_request",
            "agency_id",
            "feedback_request_id",
            unique=True,
            postgresql_where=text("status <> 'cancelled' AND feedback_request_id IS NOT NULL"),
        ),
        Index(
            "uq_calls_of_feedback",
            "agency_id",
            "feedback_id",
            unique=True,
            postgresql_where=text("status <> 'cancelled' AND feedback_id IS NOT NULL"),
        ),
        Index("ix_calls_feedback_request_id", "agency_id", "feedback_request_id"),
        Index("ix_calls_feedback_id", "agency_id", "feedback_id"),
        Index("ix_calls_caller_id", "agency_id", "caller_id", "starts_at"),
        Index(
            "ix_calls_open",
            "agency_id",
            "starts_at",
            "id",
            postgresql_where=text("status IN ('wanted', 'offered', 'booked', 'missed')"),
        ),
    )


class CallSettled(Conflict):
    """The call was held or called off, or is not that far; `call_status` says where it is."""

    code, title = "call-settled", "The call does not allow that"
