"""Contacts: the people at an employer, who interview and give feedback."""

from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class Contact(Owned, Base):
    """Someone at an employer. Nothing is ever mailed to them once `do_not_email` is set."""

    __tablename__ = "contacts"

    employer_id: Mapped[UUID]
    name: Mapped[str]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    job_title: Mapped[str | None]
    do_not_email: Mapped[bool] = mapped_column(default=False)
    country: Mapped[str | None]
    timezone: Mapped[str | None]
    """Where they work, for polite hours and holidays; unset, where the agency does."""
    external_system: Mapped[str | None]
    external_id: Mapped[str | None]

    __table_args__ = (
        belongs_to("employers", "employer_id"),
        *listed(),
        Index("ix_contacts_employer_id", "agency_id", "employer_id"),
        Index("uq_contacts_external", "agency_id", "external_system", "external_id", unique=True),
    )


class ContactRefTaken(Conflict):
    """Another contact of the agency has this external reference."""

    code, title = "contact-external-ref-taken", "That external reference is in use"
    constraint = "uq_contacts_external"
