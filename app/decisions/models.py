"""How an employer decides after an interview, and every time they put it off."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped

from app.database import Base, Owned, belongs_to, listed


class DecisionProcess(Owned, Base):
    """What the employer said about deciding, by whom it was `told_by` and when.

    `settled_at` is when nothing had to be decided any more: a next interview was arranged, an
    offer made, decisive feedback came or the application ended (`settled_cause`). *Overdue* is
    derived: unsettled, and `decision_due_on` is past in the agency's zone.
    """

    __tablename__ = "decision_processes"

    interview_id: Mapped[UUID]
    decision_due_on: Mapped[date | None]
    next_steps: Mapped[str | None]
    interviews_outstanding: Mapped[int | None]
    told_by: Mapped[str | None]
    told_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_cause: Mapped[str | None]

    __table_args__ = (
        belongs_to("interviews", "interview_id"),
        CheckConstraint("interviews_outstanding >= 0", name="interviews_outstanding"),
        *listed(),
        Index("uq_decision_processes_interview_id", "agency_id", "interview_id", unique=True),
        Index(
            "ix_decision_processes_awaited",
            "agency_id",
            "decision_due_on",
            "id",
            postgresql_where=text("settled_at IS NULL"),
        ),
    )


class DecisionSlip(Owned, Base):
    """The employer named a later day than before."""

    __tablename__ = "decision_slips"

    decision_process_id: Mapped[UUID]
    old_due_on: Mapped[date]
    decision_due_on: Mapped[date]
    told_by: Mapped[str | None]
    told_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("decision_processes", "decision_process_id"),
        Index(
            "ix_decision_slips_decision_process_id", "agency_id", "decision_process_id", "told_at"
        ),
    )
