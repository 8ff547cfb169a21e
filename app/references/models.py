"""References: asked of a referee, reminded politely, received or not."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class ReferenceStatus(StrEnum):
    """*Overdue* is not a status: it is derived from `due_at`."""

    requested = "requested"
    received = "received"
    refused = "refused"
    closed = "closed"


MOVES: dict[ReferenceStatus, frozenset[ReferenceStatus]] = {
    ReferenceStatus.requested: frozenset(
        {ReferenceStatus.received, ReferenceStatus.refused, ReferenceStatus.closed}
    ),
    # Someone who refused may change their mind.
    ReferenceStatus.refused: frozenset({ReferenceStatus.received}),
    ReferenceStatus.received: frozenset(),
    ReferenceStatus.closed: frozenset(),
}


class Reference(Owned, Base):
    """A reference asked of a referee for one application, reminded by the agency's chasing policy.

    `next_chase_at` is when the policy would remind next; null when it never will again.
    """

    __tablename__ = "candidate_references"

    referee_id: Mapped[UUID]
    application_id: Mapped[UUID]
    channel: Mapped[str]
    due_at: Mapped[datetime]
    status: Mapped[str] = mapped_column(default=ReferenceStatus.requested)
    requested_at: Mapped[datetime]
    chase_count: Mapped[int] = mapped_column(default=0)
    last_chased_at: Mapped[datetime | None]
    next_chase_at: Mapped[datetime | None]
    promised_by: Mapped[datetime | None]
    chasing_stopped_at: Mapped[datetime | None]
    text: Mapped[str | None]
    received_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    settled_reason: Mapped[str | None]

    __table_args__ = (
        belongs_to("referees", "referee_id"),
        belongs_to("applications", "application_id"),
        CheckConstraint("status IN ('requested', 'received', 'refused', 'closed')", name="status"),
        *listed(),
        Index("ix_candidate_references_referee_id", "agency_id", "referee_id"),
        Index("ix_candidate_references_application_id", "agency_id", "application_id"),
        Index(
            "ix_candidate_references_awaited",
            "agency_id",
            "due_at",
            "id",
            postgresql_where=sql("status = 'requested'"),
        ),
        Index(
            "uq_candidate_references_open",
            "agency_id",
            "referee_id",
            "application_id",
            unique=True,
            postgresql_where=sql("status = 'requested'"),
        ),
    )

    def become(self, status: ReferenceStatus, at: datetime, reason: str | None = None) -> None:
        """Settle it; nobody is reminded any more. Raises `ReferenceSettled`."""
        if status not in MOVES[ReferenceStatus(self.status)]:
            raise ReferenceSettled(
                f"The reference is {self.status}; it cannot become {status}.",
                reference_status=self.status,
                allowed_statuses=sorted(MOVES[ReferenceStatus(self.status)]),
            )
        self.status, self.settled_at, self.settled_reason = status, at, reason
        self.next_chase_at = None


class ReferenceChase(Owned, Base):
    """One attempt to remind a referee, with what came of it."""

    __tablename__ = "reference_chases"

    reference_id: Mapped[UUID]
    channel: Mapped[str]
    outcome: Mapped[str]
    promised_by: Mapped[datetime | None]
    message: Mapped[str | None]
    chased_at: Mapped[datetime]
    chased_by_id: Mapped[UUID | None]

    __table_args__ = (
        belongs_to("candidate_references", "reference_id"),
        *listed(),
        Index("ix_reference_chases_reference_id", "agency_id", "reference_id"),
    )


class ReferenceOpenAlready(Conflict):
    """The referee is being asked for this application already; `existing_id` names it."""

    code, title = "reference-open", "There is an open request already"
    constraint = "uq_candidate_references_open"


class ReferenceSettled(Conflict):
    """The reference was received, refused or closed; `reference_status` says which."""

    code, title = "reference-settled", "The reference is settled"
