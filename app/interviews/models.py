"""Interviews: when, with whom, and whether they took place."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class InterviewStatus(StrEnum):
    scheduled = "scheduled"
    completed = "completed"
    cancelled = "cancelled"
    no_show = "no_show"


class FeedbackStatus(StrEnum):
    """How far the feedback on an interview has come; derived, never stored."""

    none = "none"
    awaiting = "awaiting"
    received = "received"
    released = "released"
    declined = "declined"


class Absent(StrEnum):
    """Whose side did not turn up."""

    candidate = "candidate"
    employer = "employer"


class InterviewMode(StrEnum):
    phone = "phone"
    video = "video"
    onsite = "onsite"


MOVES: dict[InterviewStatus, frozenset[InterviewStatus]] = {
    InterviewStatus.scheduled: frozenset(
        {InterviewStatus.completed, InterviewStatus.cancelled, InterviewStatus.no_show}
    ),
    InterviewStatus.completed: frozenset(),
    InterviewStatus.cancelled: frozenset(),
    InterviewStatus.no_show: frozenset(),
}


class Interview(Owned, Base):
    """One round of an application. Instants are UTC; `timezone` is where it takes place."""

    __tablename__ = "interviews"

    application_id: Mapped[UUID]
    round: Mapped[int]
    title: Mapped[str | None]
    mode: Mapped[str]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    timezone: Mapped[str]
    location: Mapped[str | None]
    questions_to_ask: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    status: Mapped[str] = mapped_column(default=InterviewStatus.scheduled)
    completed_at: Mapped[datetime | None]
    cancelled_at: Mapped[datetime | None]
    cancelled_by: Mapped[str | None]
    cancellation_reason: Mapped[str | None]
    no_show_by: Mapped[str | None]
    debrief_due_at: Mapped[datetime | None]
    """Since it was completed, until it is debriefed or its application ends."""

    __table_args__ = (
        belongs_to("applications", "application_id"),
        CheckConstraint("mode IN ('phone', 'video', 'onsite')", name="mode"),
        CheckConstraint(
            "status IN ('scheduled', 'completed', 'cancelled', 'no_show')", name="status"
        ),
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("round >= 1", name="round"),
        *listed(),
        Index("ix_interviews_application_id", "agency_id", "application_id"),
        Index("ix_interviews_starts_at", "agency_id", "starts_at", "id"),
        Index(
            "ix_interviews_debrief_missing",
            "agency_id",
            "debrief_due_at",
            "id",
            postgresql_where=text("debrief_due_at IS NOT NULL"),
        ),
        Index(
            "ix_interviews_scheduled",
            "agency_id",
            "starts_at",
            "id",
            postgresql_where=text("status = 'scheduled'"),
        ),
    )

    def has_ended(self, now: datetime) -> bool:
        """Whether there is something to ask about: it took place, or its time is over."""
        return self.status == InterviewStatus.completed or (
            self.status == InterviewStatus.scheduled and self.ends_at <= now
        )

    def expect_held(self, now: datetime) -> None:
        """What looks back on it has to wait for its end, and for ever if it was not held.

        Raises `InterviewMissing`, or `InterviewToCome` with the moment of its end.
        """
        if self.status in (InterviewStatus.cancelled, InterviewStatus.no_show):
            raise InterviewMissing(interview_status=self.status)
        if not self.has_ended(now):
            raise InterviewToCome(
                f"The interview ends at {self.ends_at:%Y-%m-%dT%H:%M:%SZ}.",
                allowed_at=self.ends_at,
            )

    def is_to_come(self, now: datetime) -> bool:
        """Whether it is still going to take place, or taking place."""
        return self.status == InterviewStatus.scheduled and self.ends_at > now

    def become(self, status: InterviewStatus) -> None:
        """Raises `InterviewSettled` when it is no longer scheduled."""
        if status not in MOVES[InterviewStatus(self.status)]:
            raise InterviewSettled(
                f"The interview is {self.status.replace('_', ' ')}; only a scheduled one can "
                f"become {status.replace('_', ' ')}.",
                interview_status=self.status,
                allowed_statuses=sorted(MOVES[InterviewStatus(self.status)]),
            )
        self.status = status

    def move(self, starts_at: datetime, ends_at: datetime, timezone: str) -> None:
        """Raises `InterviewSettled` when it is no longer scheduled."""
        if self.status != InterviewStatus.scheduled:
            raise InterviewSettled(
                f"The interview is {self.status.replace('_', ' ')}; only a scheduled one can be "
                "moved.",
                interview_status=self.status,
                allowed_statuses=[],
            )
        self.starts_at, self.ends_at, self.timezone = starts_at, ends_at, timezone

    def expect_started(self, now: datetime) -> None:
        """One under way may be completed early, or nobody came. Raises `InterviewToCome`."""
        if now < self.starts_at:
            raise InterviewToCome(
                f"The interview starts at {self.starts_at:%Y-%m-%dT%H:%M:%SZ}.",
                allowed_at=self.starts_at,
            )

    @property
    def over_at(self) -> datetime:
        """When it was over: at its planned end, or when it was completed before that."""
        return min(self.ends_at, self.completed_at or self.ends_at)

    def known_until(self, now: datetime) -> datetime:
        """When it was over in the world: at its end, or now if that is to come."""
        return min(self.ends_at, now)


class Interviewer(Base):
    """A contact of the vacancy's employer who takes the interview; `position` keeps their order."""

    __tablename__ = "interviewers"
    recorded = True

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    interview_id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int]

    __table_args__ = (
        belongs_to("interviews", "interview_id"),
        belongs_to("contacts", "contact_id"),
        Index("ix_interviewers_contact_id", "agency_id", "contact_id"),
    )


class InterviewSettled(Conflict):
    """The interview is completed, cancelled or a no-show: that does not change any more."""

    code, title = "interview-settled", "The interview is no longer scheduled"


class InterviewToCome(Conflict):
    """The interview is still to come, or under way; `allowed_at` is when this becomes possible."""

    code, title = "interview-to-come", "The interview is still to come"


class InterviewMissing(Conflict):
    """The interview was cancelled or nobody came: there is nothing to ask about."""

    code, title = "interview-not-held", "The interview was not held"
