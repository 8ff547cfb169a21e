"""Feedback calls: times offered, one picked, held or missed."""

from datetime import UTC, datetime, timedelta
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
    """`wanted`: the other side asked for one, and it is the recruiter's turn."""

    wanted = "wanted"
    offered = "offered"
    booked = "booked"
    held = "held"
    missed = "missed"
    cancelled = "cancelled"


class MissedBy(StrEnum):
    """Who did not come."""

    contact = "contact"
    candidate = "candidate"
    recruiter = "recruiter"


MOVES: dict[CallStatus, frozenset[CallStatus]] = {
    CallStatus.wanted: frozenset(
        {
            CallStatus.wanted,
            CallStatus.offered,
            CallStatus.booked,
            CallStatus.held,
            CallStatus.cancelled,
        }
    ),
    # Wanted again: none of the times suits them.
    CallStatus.offered: frozenset(
        {
            CallStatus.wanted,
            CallStatus.offered,
            CallStatus.booked,
            CallStatus.held,
            CallStatus.cancelled,
        }
    ),
    # Booked again is moved.
    CallStatus.booked: frozenset(
        {
            CallStatus.wanted,
            CallStatus.offered,
            CallStatus.booked,
            CallStatus.held,
            CallStatus.missed,
            CallStatus.cancelled,
        }
    ),
    CallStatus.missed: frozenset(
        {
            CallStatus.wanted,
            CallStatus.offered,
            CallStatus.booked,
            CallStatus.held,
            CallStatus.cancelled,
        }
    ),
    CallStatus.held: frozenset(),
    CallStatus.cancelled: frozenset(),
}
OPEN = frozenset(status for status in CallStatus if MOVES[status])


class Call(Owned, Base):
    """About one feedback request (with the contact) or one released feedback (with the candidate).

    `offered_times` are RFC 3339 instants in UTC. Calendars count its changes by `version`.
    """

    __tablename__ = "calls"

    with_: Mapped[str] = mapped_column("with")
    interview_id: Mapped[UUID]
    feedback_request_id: Mapped[UUID | None]
    feedback_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    """Whose `phone` and `wish` these are, of a call with a contact: a colleague who is asked
    instead does not see them."""
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
    """What was said, for the agency's eyes."""
    caller_id: Mapped[UUID | None]
    """The recruiter who calls."""
    due_at: Mapped[datetime | None]
    """When it is the recruiter's turn: since it was wanted, or at the time that is booked."""

    __table_args__ = (
        belongs_to("interviews", "interview_id"),
        belongs_to("feedback_requests", "feedback_request_id"),
        belongs_to("feedback", "feedback_id"),
        belongs_to("contacts", "contact_id"),
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
        Index("ix_calls_interview_id", "agency_id", "interview_id"),
        Index("ix_calls_feedback_request_id", "agency_id", "feedback_request_id"),
        Index("ix_calls_feedback_id", "agency_id", "feedback_id"),
        Index("ix_calls_starts_at", "agency_id", "starts_at", "id"),
        Index("ix_calls_caller_id", "agency_id", "caller_id", "starts_at"),
        Index(
            "ix_calls_due",
            "agency_id",
            "due_at",
            "id",
            postgresql_where=text("due_at IS NOT NULL"),
        ),
    )

    def expect_move(self, status: CallStatus) -> None:
        """Raises `CallSettled`."""
        allowed = MOVES[CallStatus(self.status)]
        if status not in allowed:
            raise CallSettled(
                f"The call is {self.status}; it cannot become {status}.",
                call_status=self.status,
                allowed_statuses=sorted(allowed),
            )

    def become(self, status: CallStatus, now: datetime) -> None:
        """Raises `CallSettled`. Whose turn it is follows; a time that falls is forgotten."""
        self.expect_move(status)
        self.status = status
        if status in (CallStatus.wanted, CallStatus.offered):
            self.starts_at = self.booked_at = None
        self.missed_by = None
        turns = {CallStatus.wanted: now, CallStatus.booked: self.starts_at}
        self.due_at = turns.get(status)

    def expect_begun(self, now: datetime) -> None:
        """Raises `CallToCome`."""
        if self.starts_at is not None and self.starts_at > now:
            raise CallToCome(allowed_at=self.starts_at)

    @property
    def ends_at(self) -> datetime | None:
        if self.starts_at is None:
            return None
        return self.starts_at + timedelta(minutes=self.duration_minutes)

    def times(self, now: datetime) -> list[datetime]:
        """Those offered that are still to come, the first first."""
        offered = (datetime.fromisoformat(time).astimezone(UTC) for time in self.offered_times)
        return sorted(time for time in offered if time > now)


class CallSettled(Conflict):
    """The call was held or called off, or is not that far; `call_status` says where it is, and
    `allowed_statuses` what it can become."""

    code, title = "call-settled", "The call does not allow that"


class CallToCome(Conflict):
    """The call is still to come; `allowed_at` is when this becomes possible."""

    code, title = "call-to-come", "The call is still to come"


class TimeGone(Conflict):
    """That time has passed, or is not offered any more: pick another."""

    code, title = "call-time-gone", "That time is not to be had any more"


class BookedMeanwhile(Conflict):
    """Another time was booked since the page was opened; `starts_at` says which."""

    code, title = "call-booked-meanwhile", "Another time was booked meanwhile"


class TimesOffered(Conflict):
    """Times are offered, or one is booked: pick one, or say that none suits."""

    code, title = "call-times-offered", "There are times to choose from"
