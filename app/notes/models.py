"""Notes on candidates, applications and employers."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.database import Base, Owned, belongs_to, listed


class NoteKind(StrEnum):
    note = "note"
    call = "call"
    email = "email"
    meeting = "meeting"


class NoteVisibility(StrEnum):
    """`candidate` notes may be shown on the candidate's own page."""

    internal = "internal"
    candidate = "candidate"


class Note(Owned, Base):
    """Something written down. A note on an application is also its candidate's."""

    __tablename__ = "notes"

    body: Mapped[str]
    kind: Mapped[str]
    visibility: Mapped[str]
    noted_at: Mapped[datetime]
    author_id: Mapped[UUID | None]
    candidate_id: Mapped[UUID | None]
    application_id: Mapped[UUID | None]
    employer_id: Mapped[UUID | None]
    external_system: Mapped[str | None]
    external_id: Mapped[str | None]
    """What an import knows it by, so that a second one does not write it down again."""

    __table_args__ = (
        belongs_to("candidates", "candidate_id"),
        belongs_to("applications", "application_id"),
        belongs_to("employers", "employer_id"),
        CheckConstraint("num_nonnulls(candidate_id, employer_id) = 1", name="subject"),
        CheckConstraint("kind IN ('note', 'call', 'email', 'meeting')", name="kind"),
        CheckConstraint("visibility IN ('internal', 'candidate')", name="visibility"),
        *listed(),
        Index("ix_notes_candidate_id", "agency_id", "candidate_id"),
        Index("ix_notes_application_id", "agency_id", "application_id"),
        Index("ix_notes_employer_id", "agency_id", "employer_id"),
        Index("uq_notes_external", "agency_id", "external_system", "external_id", unique=True),
    )
