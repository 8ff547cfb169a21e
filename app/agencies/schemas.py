"""The agency and its policy, as they come in and go out."""

from datetime import time
from enum import StrEnum
from typing import Annotated

import holidays
from pydantic import AfterValidator, Field, StringConstraints, model_validator

from app.fields import Answered, Body, Change, Line, Zone, shown_as


def known_country(value: str) -> str:
    country, _, subdivision = value.partition("-")
    supported = holidays.list_supported_countries()
    if country not in supported:
        raise ValueError("is not a country (ISO 3166-1 alpha-2) whose public holidays are known")
    if subdivision and subdivision not in supported[country]:
        raise ValueError(f"has no subdivision {subdivision}")
    return value


def clock_time(value: str) -> str:
    return time.fromisoformat(value).strftime("%H:%M")


Country = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,4})?$"),
    AfterValidator(known_country),
    Field(
        description="ISO 3166-1 alpha-2, with a subdivision where holidays differ; `GB` alone "
        "means England and Wales.",
        examples=["GB", "GB-SCT"],
    ),
]
Slug = Annotated[
    str,
    StringConstraints(pattern=r"^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$"),
    Field(description="In the agency's public addresses.", examples=["acorn"]),
]
ClockTime = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$"), AfterValidator(clock_time)
]
Hours = Annotated[int, Field(ge=0, le=24 * 90)]


class AsksForFeedback(StrEnum):
    """Whom Debrief asks by itself once an interview is over."""

    first_interviewer = "first_interviewer"
    every_interviewer = "every_interviewer"
    nobody = "nobody"


class MailTone(StrEnum):
    formal = "formal"
    warm = "warm"


class Policy(Body):
    """How the agency works: what is due when, and how politely it chases."""

    thank_you_within_hours: Annotated[int, Field(ge=1, le=24 * 14)] = 24
    debrief_within_hours: Annotated[int, Field(ge=1, le=24 * 14)] = 24
    debrief_editable_days: Annotated[int, Field(ge=0, le=365)] = Field(
        7, description="How long after it was first recorded a debrief may be changed."
    )
    feedback_due_business_days: Annotated[int, Field(ge=0, le=60)] = 2
    reference_due_business_days: Annotated[int, Field(ge=0, le=60)] = 5
    review_within_business_days: Annotated[int, Field(ge=0, le=60)] = Field(
        1, description="How soon an application from the public vacancy page is looked at."
    )
    chase_gap_hours: Hours = 24
    chase_limit: Annotated[int, Field(ge=0, le=50)] = 3
    business_hours: tuple[ClockTime, ClockTime] = Field(
        ("09:00", "17:30"), description="Opening and closing, in the agency's time zone."
    )
    quiet_period_days: Annotated[int, Field(ge=0, le=365)] = 7
    retention_months: Annotated[int, Field(ge=1, le=240)] = 24
    asks_for_feedback: AsksForFeedback = Field(
        AsksForFeedback.first_interviewer,
        description="Whom Debrief asks by itself once an interview is over.",
    )
    chases_by_itself: bool = Field(
        True, description="Whether Debrief chases by e-mail what is overdue, within this policy."
    )
    reminds_candidates: bool = Field(
        True, description="Whether candidates are asked for their debrief after an interview."
    )
    invites_by_itself: bool = Field(
        False,
        description="Whether who takes part is sent an invitation as soon as an interview is "
        "scheduled. Otherwise you ask for it, or the employer sends their own.",
    )
    mail_tone: MailTone = Field(MailTone.formal, description="Of the wording that ships.")
    link_days: Annotated[int, Field(ge=1, le=365)] = Field(
        30, description="How long the links to the employer's form and the candidate's page open."
    )

    @model_validator(mode="after")
    def opens_before_it_closes(self) -> "Policy":
        if self.business_hours[0] >= self.business_hours[1]:
            raise ValueError("business_hours must open before they close")
        return self


class PolicyChange(Change):
    """The parts of the policy to change; the others stay."""

    never_null = frozenset(Policy.model_fields)

    thank_you_within_hours: Annotated[int, Field(ge=1, le=24 * 14)] | None = None
    debrief_within_hours: Annotated[int, Field(ge=1, le=24 * 14)] | None = None
    debrief_editable_days: Annotated[int, Field(ge=0, le=365)] | None = None
    feedback_due_business_days: Annotated[int, Field(ge=0, le=60)] | None = None
    reference_due_business_days: Annotated[int, Field(ge=0, le=60)] | None = None
    review_within_business_days: Annotated[int, Field(ge=0, le=60)] | None = None
    chase_gap_hours: Hours | None = None
    chase_limit: Annotated[int, Field(ge=0, le=50)] | None = None
    business_hours: tuple[ClockTime, ClockTime] | None = None
    quiet_period_days: Annotated[int, Field(ge=0, le=365)] | None = None
    retention_months: Annotated[int, Field(ge=1, le=240)] | None = None
    asks_for_feedback: AsksForFeedback | None = None
    chases_by_itself: bool | None = None
    reminds_candidates: bool | None = None
    invites_by_itself: bool | None = None
    mail_tone: MailTone | None = None
    link_days: Annotated[int, Field(ge=1, le=365)] | None = None


class AgencyChange(Change):
    model_config = shown_as({"policy": {"chase_gap_hours": 48}})
    never_null = frozenset({"name", "slug", "timezone", "country", "policy"})

    name: Line | None = None
    slug: Slug | None = None
    timezone: Zone | None = None
    country: Country | None = None
    policy: PolicyChange | None = None


class AgencyOut(Answered):
    name: str = Field(examples=["Acorn Talent"])
    slug: str
    timezone: str
    country: str
    policy: Policy
