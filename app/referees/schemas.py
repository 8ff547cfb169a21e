"""Referees and heads-ups, as they come in and go out."""

from uuid import UUID

from pydantic import Field

from app.fields import Answered, Body, Change, Email, Instant, Line, Phone, Prose, UtcTime, shown_as
from app.paging import ListQuery
from app.referees.models import HeadsUpStatus, RefereeChannel

CONSENT = "When they agreed to be asked; nobody is told, asked or reminded without it."
HOW = "By e-mail when there is an address, else by phone, unless sent."


class RefereeOfCandidateIn(Body):
    name: Line = Field(examples=["Priya Shah"])
    relationship: Line | None = Field(
        None, description="What they are or were to the candidate.", examples=["line manager"]
    )
    company: Line | None = Field(None, examples=["Northwind"])
    email: Email | None = Field(None, examples=["priya.shah@northwind.example"])
    phone: Phone | None = Field(None, examples=["+44 20 7946 0321"])
    consent_given_at: Instant | None = Field(
        None, description=CONSENT, examples=["2026-01-05T09:00:00Z"]
    )


class RefereeIn(RefereeOfCandidateIn):
    candidate_id: UUID = Field(examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"])


class RefereeChange(Change):
    """`consent_given_at: null` withdraws the consent, and ends everything open with them."""

    model_config = shown_as({"consent_given_at": "2026-01-05T09:00:00Z"})
    never_null = frozenset({"name"})

    name: Line | None = None
    relationship: Line | None = None
    company: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    consent_given_at: Instant | None = Field(None, description=CONSENT)


class RefereeOut(Answered):
    candidate_id: str
    candidate_name: str
    name: str
    relationship: str | None
    company: str | None
    email: str | None
    phone: str | None
    consent_given_at: UtcTime | None = Field(description=CONSENT)
    consent_withdrawn_at: UtcTime | None = Field(
        description="Since when they do not want to be asked; null again once they do."
    )
    open_heads_up_count: int = Field(description="Applications they may be called about.")
    open_reference_count: int = Field(description="References they are being asked for.")


class HeadsUpIn(Body):
    application_id: UUID = Field(
        description="An open application of the same candidate.",
        examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"],
    )
    channel: RefereeChannel | None = Field(None, description=HOW)
    why: Prose | None = Field(
        None,
        description="Why they were chosen. Unset, what they are to the candidate and where.",
        examples=["You saw her turn the Reading depot round."],
    )
    message: Prose | None = Field(
        None,
        description="What they are told, word for word. Unset, the agency's `heads_up` template "
        "filled in with the role, something of its background, and why them.",
    )


class HeadsUpOut(Answered):
    referee_id: str
    referee_name: str
    application_id: str
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    channel: RefereeChannel
    message: str
    status: HeadsUpStatus
    sent_at: UtcTime
    sent_by_id: str | None
    sent_by_name: str | None
    closed_at: UtcTime | None
    close_cause: str | None = Field(
        description="What ended it.", examples=["consent_withdrawn", "application_rejected"]
    )


class RefereeQuery(ListQuery):
    """Which referees to list."""

    candidate_id: UUID | None = None


class HeadsUpQuery(ListQuery):
    """Which of a referee's heads-ups to list."""

    application_id: UUID | None = None
    status: HeadsUpStatus | None = None
