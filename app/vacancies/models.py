"""Vacancies: what an employer wants somebody for."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict, Invalid
from app.fields import Money
from app.salaries import yearly


class VacancyStatus(StrEnum):
    """`filled` and `closed` take no more candidates; a `draft` is never shown outside."""

    draft = "draft"
    open = "open"
    on_hold = "on_hold"
    filled = "filled"
    closed = "closed"


class WorkMode(StrEnum):
    onsite = "onsite"
    hybrid = "hybrid"
    remote = "remote"


class EmploymentType(StrEnum):
    permanent = "permanent"
    fixed_term = "fixed_term"
    contract = "contract"
    temporary = "temporary"
    part_time = "part_time"
    apprenticeship = "apprenticeship"
    internship = "internship"
    volunteer = "volunteer"
    other = "other"


class Vacancy(Owned, Base):
    """A position with one or more openings. Salaries share one currency and one period."""

    __tablename__ = "vacancies"

    employer_id: Mapped[UUID]
    title: Mapped[str]
    description: Mapped[str | None]
    responsibilities: Mapped[list[str]] = mapped_column(default=list)
    location_name: Mapped[str | None]
    location_country: Mapped[str | None]
    location_latitude: Mapped[float | None]
    location_longitude: Mapped[float | None]
    work_mode: Mapped[str | None]
    employment_type: Mapped[str | None]
    salary_from: Mapped[Decimal | None]
    salary_to: Mapped[Decimal | None]
    salary_currency: Mapped[str | None]
    salary_per: Mapped[str | None]
    yearly_salary_from: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    yearly_salary_to: Mapped[Decimal | None] = mapped_column(Numeric(16, 2))
    """Both salaries by the year, whatever period they are told in, to compare by."""
    search_latitude: Mapped[float | None]
    search_longitude: Mapped[float | None]
    """Where it is: the coordinates given, or those of the place named."""
    published_at: Mapped[datetime | None]
    openings: Mapped[int] = mapped_column(default=1)
    status: Mapped[str] = mapped_column(default=VacancyStatus.draft)
    published: Mapped[bool] = mapped_column(default=False)
    external_system: Mapped[str | None]
    external_id: Mapped[str | None]

    __table_args__ = (
        belongs_to("employers", "employer_id"),
        CheckConstraint("openings >= 0", name="openings"),
        CheckConstraint("salary_from <= salary_to", name="salary_order"),
        CheckConstraint(
            "status IN ('draft', 'open', 'on_hold', 'filled', 'closed')", name="status"
        ),
        CheckConstraint("work_mode IN ('onsite', 'hybrid', 'remote')", name="work_mode"),
        *listed(),
        Index("ix_vacancies_latitude", "agency_id", "search_latitude", "search_longitude"),
        Index(
            "ix_vacancies_public",
            "agency_id",
            "published_at",
            "id",
            postgresql_where=text("published AND status = 'open'"),
        ),
        Index("ix_vacancies_employer_id", "agency_id", "employer_id"),
        Index("uq_vacancies_external", "agency_id", "external_system", "external_id", unique=True),
    )

    @property
    def lowest_salary(self) -> Money | None:
        return self.money(self.salary_from)

    @property
    def highest_salary(self) -> Money | None:
        return self.money(self.salary_to)

    def money(self, amount: Decimal | None) -> Money | None:
        if amount is None:
            return None
        shared = {"currency": self.salary_currency, "per": self.salary_per}
        return Money.model_validate({"amount": amount, **shared})

    def pay(self, lowest: Money | None, highest: Money | None) -> None:
        """Set the salaries. Raises `Invalid` unless both have one currency and are in order."""
        if lowest and highest:
            if (lowest.currency, lowest.per) != (highest.currency, highest.per):
                raise Invalid.at("/salary_to", "must have the currency and period of salary_from")
            if highest.amount < lowest.amount:
                raise Invalid.at("/salary_to", "must not be below salary_from")
        either = lowest or highest
        self.salary_from = lowest.amount if lowest else None
        self.salary_to = highest.amount if highest else None
        self.salary_currency = either.currency if either else None
        self.salary_per = either.per if either else None
        self.yearly_salary_from = yearly(lowest.amount, lowest.per) if lowest else None
        self.yearly_salary_to = yearly(highest.amount, highest.per) if highest else None

    def date_publication(self, now: datetime) -> None:
        """Since when it is shown outside; taking it back and showing it again begins anew."""
        if not self.published:
            self.published_at = None
        elif self.published_at is None:
            self.published_at = now


class VacancyRefTaken(Conflict):
    """Another vacancy of the agency has this external reference."""

    code, title = "vacancy-external-ref-taken", "That external reference is in use"
    constraint = "uq_vacancies_external"


class VacancyNotOpen(Conflict):
    """A filled or closed vacancy takes no more candidates; `vacancy_status` says which it is."""

    code, title = "vacancy-not-open", "The vacancy is not open"
