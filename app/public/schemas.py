"""What the public may ask and say, and the little it is told."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from app.candidates.schemas import MARIA, Name
from app.fields import SOMETHING, Body, Email, Money, Phone, Plain, UtcTime, Wire
from app.vacancies.models import EmploymentType, WorkMode
from app.vacancies.searching import SearchQuery

CONSENT = (
    "They agree that the agency keeps these details, contacts them and may put them forward for"
    " this vacancy."
)


class PublicQuery(SearchQuery):
    limit: Annotated[int, Field(ge=1, le=200, description="Rows on a page.")] = 20
    sort: Literal["published_at", "-published_at", "distance", "-distance"] = "-published_at"


class PublicAgency(Wire):
    """Who advertises: the agency, never the employer."""

    name: str = Field(examples=["Acorn Talent"])
    slug: str


class PublicPlace(Wire):
    """Without coordinates: they would tell whose premises they are."""

    name: str = Field(examples=["Reading"])
    country: str | None


class PublicVacancyOut(Wire):
    """A vacancy that is published and open."""

    id: str = Field(examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"])
    url: str = Field(
        description="Its page, and this JSON for who asks for that.",
        examples=[
            "https://debrief.example/public/acorn/vacancies/01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"
        ],
    )
    agency: PublicAgency
    title: str = Field(examples=["Depot Manager"])
    description: str | None = Field(examples=["Runs a depot of forty vans."])
    responsibilities: list[str] = Field(examples=[["plan the week's routes"]])
    location: PublicPlace | None
    work_mode: WorkMode | None
    employment_type: EmploymentType | None
    salary_from: Money | None
    salary_to: Money | None
    published_at: UtcTime
    updated_at: UtcTime
    distance_km: float | None = Field(
        None, description="From `near`, in whole kilometres; only when asked for.", examples=[3]
    )


def must_be_given(consent: bool) -> bool:
    if not consent:
        raise ValueError("must be given: without it the agency may not keep these details")
    return consent


class InterestIn(Body):
    name: Name = Field(examples=[MARIA])
    email: Email = Field(examples=["maria.gregg@example.com"])
    phone: Phone | None = Field(None, examples=["020 7946 0021"])
    message: (
        Annotated[str, StringConstraints(min_length=1, max_length=5000, pattern=SOMETHING), Plain]
        | None
    ) = Field(None, examples=["I ran a depot for six years and live ten minutes away."])
    consent: Annotated[bool, AfterValidator(must_be_given)] = Field(
        description=CONSENT, examples=[True]
    )
    website: Annotated[str, StringConstraints(max_length=200), Plain] = Field(
        "", description="Leave it out: people cannot see it, and who fills it in is a machine."
    )


class ReceivedOut(Wire):
    """Whatever was known of you before, the answer is the same."""

    received: Literal[True]
    detail: str
