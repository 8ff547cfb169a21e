"""Tasks: something for a recruiter or the candidate to do, by a time."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class TaskFor(StrEnum):
    """Whose task it is."""

    recruiter = "recruiter"
    candidate = "candidate"


class Task(Owned, Base):
    """Open until it is done or called off. Planned by a playbook's step, or added by hand.

    The ids say what it is about, from the candidate down to the interview. `completed_by` are the
    types of event that complete it by themselves. `anchor` and the offset are how its due time
    followed from the interview, so that it can follow again when that is moved.
    """

    __tablename__ = "tasks"

    title: Mapped[str]
    due_at: Mapped[datetime]
    for_: Mapped[str] = mapped_column("for")
    assignee_id: Mapped[UUID | None]
    candidate_id: Mapped[UUID | None]
    application_id: Mapped[UUID | None]
    interview_id: Mapped[UUID | None]
    playbook_step_id: Mapped[UUID | None]
    anchor: Mapped[str | None]
    offset_hours: Mapped[int | None]
    offset_business_days: Mapped[int | None]
    completed_by: Mapped[list[str]] = mapped_column(default=list)
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[UUID | None]
    done_by_itself: Mapped[bool] = mapped_column(default=False)
    cancelled_at: Mapped[datetime | None]
    cancel_cause: Mapped[str | None]

    __table_args__ = (
        belongs_to("users", "assignee_id"),
        belongs_to("candidates", "candidate_id"),
        belongs_to("applications", "application_id"),
        belongs_to("interviews", "interview_id"),
        belongs_to("playbook_steps", "playbook_step_id"),
        CheckConstraint("\"for\" IN ('recruiter', 'candidate')", name="for"),
        CheckConstraint("done_at IS NULL OR cancelled_at IS NULL", name="one_end"),
        *listed(),
        Index("ix_tasks_due_at", "agency_id", "due_at", "id"),
        Index("ix_tasks_candidate_id", "agency_id", "candidate_id"),
        Index("ix_tasks_application_id", "agency_id", "application_id"),
        Index("ix_tasks_interview_id", "agency_id", "interview_id"),
        Index("ix_tasks_playbook_step_id", "agency_id", "playbook_step_id"),
        Index("ix_tasks_assignee_id", "agency_id", "assignee_id"),
        Index(
            "ix_tasks_open",
            "agency_id",
            "due_at",
            "id",
            postgresql_where=text("done_at IS NULL AND cancelled_at IS NULL"),
        ),
        Index(
            "ix_tasks_open_of_candidate",
            "agency_id",
            "candidate_id",
            postgresql_where=text("done_at IS NULL AND cancelled_at IS NULL"),
        ),
    )

    @property
    def is_open(self) -> bool:
        return self.done_at is None and self.cancelled_at is None

    def expect_open(self) -> None:
        """Raises `TaskDone` or `TaskCalledOff`."""
        if self.done_at is not None:
            raise TaskDone(done_at=self.done_at)
        if self.cancelled_at is not None:
            raise TaskCalledOff(cause=self.cancel_cause)

    def complete(self, now: datetime, *, by: UUID | None = None, by_itself: bool = False) -> None:
        self.done_at, self.done_by_id, self.done_by_itself = now, by, by_itself

    def call_off(self, now: datetime, cause: str) -> None:
        self.cancelled_at, self.cancel_cause = now, cause

    def open_again(self) -> None:
        self.done_at = self.done_by_id = self.cancelled_at = self.cancel_cause = None
        self.done_by_itself = False


class TaskSubject(StrEnum):
    """What a task may be about; the ids above it follow."""

    candidate = "candidate"
    application = "application"
    interview = "interview"


class TaskDone(Conflict):
    """The task is done already; `done_at` says since when."""

    code, title = "task-done", "The task is done"


class TaskNotDone(Conflict):
    """Only a task that is done can be reopened."""

    code, title = "task-not-done", "The task is not done"


class TaskPlannedAgain(Conflict):
    """The same step has planned the task anew since it was done; `existing_id` is the open one."""

    code, title = "task-planned-again", "The task was planned again"


class TaskCalledOff(Conflict):
    """What the task was for has come to an end; `cause` says how."""

    code, title = "task-cancelled", "The task was called off"
