"""The candidate's debrief of an interview, every version of it, and the questions it tells of."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class RecordedBy(StrEnum):
    """Who wrote it: the candidate, or a recruiter for them."""

    candidate = "candidate"
    recruiter = "recruiter"


class Debrief(Owned, Base):
    """One interview as the candidate saw it, as it stands now. `questions` are
    `{question, answer, went_well}`; `closes_at` is the agency's cut-off for changes."""

    __tablename__ = "debriefs"

    interview_id: Mapped[UUID]
    questions: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    impressions: Mapped[str | None]
    learned: Mapped[list[str]] = mapped_column(default=list)
    improve: Mapped[list[str]] = mapped_column(default=list)
    left_unsaid: Mapped[list[str]] = mapped_column(default=list)
    interest: Mapped[int | None]
    confidence: Mapped[int | None]
    concerns: Mapped[str | None]
    recorded_by: Mapped[str]
    recorded_by_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]
    closes_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("interviews", "interview_id"),
        CheckConstraint("interest BETWEEN 1 AND 5", name="interest"),
        CheckConstraint("confidence BETWEEN 1 AND 5", name="confidence"),
        CheckConstraint("recorded_by IN ('candidate', 'recruiter')", name="recorded_by"),
        *listed(),
        Index("uq_debriefs_interview_id", "agency_id", "interview_id", unique=True),
    )


class DebriefVersion(Owned, Base):
    """What a debrief said from `recorded_at` on; the first is number 1, the last stands."""

    __tablename__ = "debrief_versions"

    debrief_id: Mapped[UUID]
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    recorded_by: Mapped[str]
    recorded_by_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("debriefs", "debrief_id"),
        *listed(),
        Index("uq_debrief_versions_number", "agency_id", "debrief_id", "number", unique=True),
    )


class AskedQuestion(Owned, Base):
    """A question an employer asked, for their bank: without whom they asked or what was said.

    `key` is the question without case, punctuation and the candidate's name, to count by.
    """

    __tablename__ = "asked_questions"

    employer_id: Mapped[UUID]
    vacancy_id: Mapped[UUID]
    interview_id: Mapped[UUID]
    key: Mapped[str]
    question: Mapped[str]
    asked_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("employers", "employer_id"),
        belongs_to("vacancies", "vacancy_id"),
        belongs_to("interviews", "interview_id"),
        Index("ix_asked_questions_employer_id", "agency_id", "employer_id"),
        Index("ix_asked_questions_interview_id", "agency_id", "interview_id"),
    )


class DebriefClosed(Conflict):
    """The agency's time for changing a debrief is over; `closed_at` is when it ended."""

    code, title = "debrief-closed", "The debrief can no longer be changed"
