"""Employers: the firms whose vacancies the agency fills."""

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, listed
from app.errors import Conflict


class Employer(Owned, Base):
    """A firm. `priorities` is what it says it looks for, and feeds the candidate's questions."""

    __tablename__ = "employers"

    name: Mapped[str]
    website: Mapped[str | None]
    industry: Mapped[str | None]
    priorities: Mapped[list[str]] = mapped_column(default=list)
    notes: Mapped[str | None]
    external_system: Mapped[str | None]
    external_id: Mapped[str | None]

    __table_args__ = (
        *listed(),
        Index("ix_employers_agency_id_name", "agency_id", "name", "id"),
        Index("uq_employers_external", "agency_id", "external_system", "external_id", unique=True),
    )


class EmployerRefTaken(Conflict):
    """Another employer of the agency has this external reference."""

    code, title = "employer-external-ref-taken", "That external reference is in use"
    constraint = "uq_employers_external"
