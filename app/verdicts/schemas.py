"""Verdicts as they come in and go out."""

from pydantic import Field

from app.fields import Answered, Body, Lines, Money, UtcTime, Wire
from app.verdicts.models import Lean

WISHED = "What an offer is compared with."
DEAL_BREAKERS = "What would make them decline; looked for in every offer's terms."


class VerdictIn(Body):
    lean: Lean = Field(description="Where the candidate stands now.", examples=["accept"])
    pros: Lines = Field([], examples=[["A team that talks to each other"]])
    cons: Lines = Field([], examples=[["Two hours on trains a day"]])
    wished_salary: Money | None = Field(
        None,
        description=WISHED,
        examples=[{"amount": "45000.00", "currency": "GBP", "per": "year"}],
    )
    wished_benefits: Lines = Field(
        [], description=WISHED, examples=[["25 days holiday", "pension"]]
    )
    deal_breakers: Lines = Field(
        [], description=DEAL_BREAKERS, examples=[["on-call weekends", "below £40,000"]]
    )


class Said(Wire):
    """What the candidate thinks, by whom it was written down and when."""

    application_id: str
    lean: Lean
    pros: list[str]
    cons: list[str]
    wished_salary: Money | None = Field(description=WISHED)
    wished_benefits: list[str]
    deal_breakers: list[str] = Field(description=DEAL_BREAKERS)
    recorded_at: UtcTime
    recorded_by_id: str | None
    recorded_by_name: str | None = Field(
        description="The user, the API key that acted for none, or the candidate themselves."
    )


class VerdictOut(Answered, Said):
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    versions: int = Field(description="How many there are, this one included.")


class VerdictVersionOut(Answered, Said):
    """What a verdict said until the next version."""

    verdict_id: str
    number: int
