"""Vacancies as they come in and go out."""

from uuid import UUID

from pydantic import Field

from app.fields import (
    Answered,
    Body,
    Change,
    Count,
    ExternalRef,
    Line,
    Lines,
    Money,
    Place,
    Prose,
    UtcTime,
    shown_as,
)
from app.vacancies.models import EmploymentType, VacancyStatus, WorkMode

SALARY_FROM = {"amount": "38000.00", "currency": "GBP", "per": "year"}
SALARY_TO = {"amount": "45000.00", "currency": "GBP", "per": "year"}
SAME_CURRENCY = "In the currency and for the period of `salary_from`, and not below it."
DUTIES = "What the job consists of; feeds the candidate's questions."
STATUS = "Candidates are submitted while it is `open`."
PUBLISHED = "Shown outside the agency, but never as a `draft`."
OPENINGS = "How many people are wanted."


class VacancyIn(Body):
    employer_id: UUID = Field(examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"])
    title: Line = Field(examples=["Depot Manager"])
    description: Prose | None = Field(None, examples=["Runs a depot of forty vans."])
    responsibilities: Lines = Field([], description=DUTIES, examples=[["plan the week's routes"]])
    location: Place | None = Field(None, examples=[{"name": "Reading", "country": "GB"}])
    work_mode: WorkMode | None = None
    employment_type: EmploymentType | None = None
    salary_from: Money | None = Field(None, examples=[SALARY_FROM])
    salary_to: Money | None = Field(None, description=SAME_CURRENCY, examples=[SALARY_TO])
    openings: Count = Field(1, description=OPENINGS)
    status: VacancyStatus = Field(VacancyStatus.draft, description=STATUS)
    published: bool = Field(False, description=PUBLISHED)
    external_ref: ExternalRef | None = None


class VacancyChange(Change):
    """A vacancy stays with its employer: its interviewers are that employer's contacts."""

    model_config = shown_as({"status": "open"})
    never_null = frozenset({"title", "responsibilities", "openings", "status", "published"})

    title: Line | None = None
    description: Prose | None = None
    responsibilities: Lines | None = Field(None, description=DUTIES)
    location: Place | None = None
    work_mode: WorkMode | None = None
    employment_type: EmploymentType | None = None
    salary_from: Money | None = None
    salary_to: Money | None = Field(None, description=SAME_CURRENCY)
    openings: Count | None = Field(None, description=OPENINGS)
    status: VacancyStatus | None = Field(None, description=STATUS, examples=["open"])
    published: bool | None = Field(None, description=PUBLISHED)
    external_ref: ExternalRef | None = None


class VacancyOut(Answered):
    employer_id: str
    employer_name: str
    title: str
    description: str | None
    responsibilities: list[str]
    location: Place | None
    work_mode: WorkMode | None
    employment_type: EmploymentType | None
    salary_from: Money | None
    salary_to: Money | None
    openings: int
    status: VacancyStatus
    published: bool
    published_at: UtcTime | None = Field(description="Since when, without a break.")
    external_ref: ExternalRef | None
    distance_km: float | None = Field(
        None, description="From `near`; only in a list that is asked for it.", examples=[3.4]
    )
