"""What the candidate thinks of an application: where they lean, and what they wish for."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed


class Lean(StrEnum):
    accept = "accept"
    undecided = "undecided"
    decline = "decline"


class Verdict(Owned, Base):
    """The candidate's verdict on an application as it stands now."""

    __tablename__ = "verdicts"

    application_id: Mapped[UUID]
    lean: Mapped[str]
    pros: Mapped[list[str]] = mapped_column(default=list)
    cons: Mapped[list[str]] = mapped_column(default=list)
    wished_salary_amount: Mapped[Decimal | None]
    wished_salary_currency: Mapped[str | None]
    wished_salary_per: Mapped[str | None]
    wished_benefits: Mapped[list[str]] = mapped_column(default=list)
    deal_breakers: Mapped[list[str]] = mapped_column(default=list)
    recorded_by_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("applications", "application_id"),
        CheckConstraint("lean IN ('accept', 'undecided', 'decline')", name="lean"),
        *listed(),
        Index("uq_verdicts_application_id", "agency_id", "application_id", unique=True),
    )


class VerdictVersion(Owned, Base):
    """What a verdict said from `recorded_at` on; the first is number 1, the last stands."""

    __tablename__ = "verdict_versions"

    verdict_id: Mapped[UUID]
    number: Mapped[int]
    content: Mapped[dict[str, Any]]
    recorded_by_id: Mapped[UUID | None]
    recorded_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("verdicts", "verdict_id"),
        *listed(),
        Index("uq_verdict_versions_number", "agency_id", "verdict_id", "number", unique=True),
    )
