"""Offers and their rounds as they come in and go out."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from app.applications.models import END_REASONS, EndedBy
from app.applications.schemas import reasons
from app.fields import (
    Answered,
    Body,
    Change,
    Day,
    Instant,
    Line,
    Lines,
    Money,
    Prose,
    UtcTime,
    Wire,
    shown_as,
)
from app.offers.models import OfferStatus, Side
from app.paging import ListQuery
from app.verdicts.models import Lean

EXAMPLE = {"amount": "48000.00", "currency": "GBP", "per": "year"}
STARTS_ON = "The first day at work, if it is agreed."
EXPIRES_AT = "Until when it can be accepted; unset, it does not run out."
TERMS = "Everything else, in words."
SETTLED_REASON = (
    "A candidate's code when they declined; `by_employer` when the employer took it back; "
    "`application_withdrawn` or `application_rejected` when the application ended."
)


class OfferTermsIn(Body):
    salary: Money = Field(examples=[EXAMPLE])
    benefits: Lines = Field([], examples=[["28 days holiday", "5% pension"]])
    starts_on: Day | None = Field(None, description=STARTS_ON, examples=["2027-02-01"])
    expires_at: Instant | None = Field(None, description=f"{EXPIRES_AT} In the future.")
    terms: Prose | None = Field(
        None, description=TERMS, examples=["Three days a week at the depot in Leeds."]
    )


class OfferIn(OfferTermsIn):
    application_id: UUID = Field(examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"])


class CounterIn(Change):
    model_config = shown_as({"by": "candidate", "salary": EXAMPLE})
    never_null = frozenset({"salary", "benefits"})

    by: Side = Field(Side.candidate, description="Whose terms these are.")
    salary: Money | None = None
    benefits: Lines | None = None
    starts_on: Day | None = Field(None, description=STARTS_ON)
    expires_at: Instant | None = Field(None, description=f"{EXPIRES_AT} In the future.")
    terms: Prose | None = Field(None, description=TERMS)


class AcceptanceIn(Body):
    accepted_at: Instant | None = Field(
        None, description="When they said yes, if earlier than now: before the offer ran out."
    )
    starts_on: Day | None = Field(None, description="The first day, if not that of the offer.")


def code_of_a_candidate(reason: str) -> str:
    if reason not in END_REASONS[EndedBy.candidate]:
        raise ValueError(f"must be one of: {', '.join(END_REASONS[EndedBy.candidate])}")
    return reason


class DeclineIn(Body):
    reason: Annotated[Line, AfterValidator(code_of_a_candidate)] = Field(
        "other", examples=["salary"], **reasons(EndedBy.candidate)
    )
    note: Prose | None = Field(
        None, description="In their words; kept with you.", examples=["£2,000 short of the other."]
    )


class OfferWithdrawalIn(Body):
    reason: Prose | None = Field(
        None,
        description="In words; kept with you as `settled_note`.",
        examples=["Their budget was frozen."],
    )


class TermsOut(Wire):
    salary: Money
    benefits: list[str]
    starts_on: date | None = Field(description=STARTS_ON)
    expires_at: UtcTime | None = Field(description=EXPIRES_AT)
    terms: str | None = Field(description=TERMS)


class Whose(Wire):
    """The names a table needs."""

    application_id: str
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    owner_id: str | None = Field(description="The candidate's recruiter.")
    owner_name: str | None


class OfferOut(Answered, Whose, TermsOut):
    """An offer with the terms of its latest version."""

    status: OfferStatus = Field(description="By the clock: one that ran out is `expired`.")
    number: int = Field(description="Of its latest version; the first is 1.")
    made_at: UtcTime
    settled_at: UtcTime | None
    settled_reason: str | None = Field(description=SETTLED_REASON)
    settled_note: str | None = Field(description="Why, in words; never in an event.")


class OfferVersionOut(Answered, TermsOut):
    """The terms one side put forward."""

    offer_id: str
    number: int
    by: Side
    put_at: UtcTime
    put_by_id: str | None
    put_by_name: str | None = Field(description="The user, or the API key that acted for none.")


class OffersOfOneQuery(ListQuery):
    status: OfferStatus | None = Field(
        None, description="By the clock: `expired` finds those that ran out, `made` does not."
    )
    expires_before: Instant | None = None


class OfferQuery(OffersOfOneQuery):
    application_id: UUID | None = None
    candidate_id: UUID | None = None
    vacancy_id: UUID | None = None
    employer_id: UUID | None = None
    owner_id: UUID | None = None


class SalaryComparedOut(Wire):
    """Both by the year: 12 months, 260 days or 1,950 hours of pay."""

    offered: Money
    wished: Money | None
    offered_per_year: Decimal = Field(examples=["48000.00"], description="In its currency.")
    wished_per_year: Decimal | None = Field(examples=["45000.00"], description="In its currency.")
    difference_per_year: Decimal | None = Field(
        examples=["3000.00"], description="What is offered beyond the wish, or short of it if < 0."
    )
    met: bool | None = Field(description="Null when they do not compare.")
    comparable: bool = Field(description="False without a wish, or in different currencies.")


class DealBreakerHitOut(Wire):
    """A deal-breaker that seems to be there, with the words that say so: judge for yourself."""

    deal_breaker: str = Field(examples=["on-call weekends"])
    found_in: Literal["terms", "benefits", "vacancy", "salary"]
    words: str = Field(examples=["You are on call one weekend in four."])


class ComparisonOut(Wire):
    """An offer's latest terms against the candidate's verdict."""

    offer_id: str
    number: int = Field(description="Of the version that is compared.")
    application_id: str
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    wishes_known: bool = Field(description="False while there is no verdict.")
    lean: Lean | None
    salary: SalaryComparedOut
    benefits_met: list[str] = Field(description="Wishes, in the candidate's words.")
    benefits_missing: list[str] = Field(description="Wishes, in the candidate's words.")
    benefits_besides: list[str] = Field(description="Offered and not wished for.")
    deal_breakers_hit: list[DealBreakerHitOut]
