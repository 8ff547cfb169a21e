"""Candidates as they come in and go out."""

from enum import StrEnum
from typing import Self
from uuid import UUID

from pydantic import Field, ValidationInfo, field_validator, model_validator

from app.candidates.models import MergeReason, PreferredChannel
from app.fields import (
    Answered,
    Body,
    Change,
    Emails,
    ExternalRef,
    Instant,
    Line,
    OptionalLine,
    Phones,
    Place,
    Tags,
    UtcTime,
    Wire,
    Zone,
)

MARIA = {"given": "Maria", "family": "Gregg"}
AS_TYPED = "Kept as typed; compared as international numbers, seen from the agency's country."
OWNER = "The recruiter who looks after them: an active user."
CHANNEL = "How they want to be given feedback."
ZONE = "The zone their own page tells times in; unset, the agency's."


class Name(Body):
    """Either may be empty, for people with one name, but not both."""

    given: OptionalLine = Field(examples=["Maria"])
    family: OptionalLine = Field(examples=["Gregg"])

    @model_validator(mode="after")
    def says_something(self) -> Self:
        if not self.given and not self.family:
            raise ValueError("must hold a given or a family name")
        return self


class Consent(Body):
    """On what ground their data is held (GDPR, article 6), since when and until when."""

    basis: Line = Field(examples=["consent", "legitimate_interests"])
    given_at: Instant | None = Field(None, examples=["2026-01-05T09:00:00Z"])
    expires_at: Instant | None = Field(None, examples=["2028-01-05T09:00:00Z"])

    @field_validator("expires_at")
    @classmethod
    def after_it_was_given(cls, expires_at: Instant | None, known: ValidationInfo) -> object:
        given_at = known.data.get("given_at")
        if expires_at and given_at and expires_at <= given_at:
            raise ValueError("must be after given_at")
        return expires_at


class CandidateIn(Body):
    name: Name = Field(examples=[MARIA])
    emails: Emails = Field([], examples=[["maria.gregg@example.com"]])
    phones: Phones = Field([], description=AS_TYPED, examples=[["020 7946 0021"]])
    location: Place | None = Field(None, examples=[{"name": "Reading", "country": "GB"}])
    headline: Line | None = Field(None, examples=["Operations manager, ten years in logistics"])
    skills: Tags = Field([], examples=[["route planning", "forklift licence"]])
    tags: Tags = Field([], examples=[["north", "relocating"]])
    feedback_channel: PreferredChannel = Field(PreferredChannel.email, description=CHANNEL)
    owner_id: UUID | None = Field(None, description=OWNER)
    consent: Consent | None = None
    notice_period: Line | None = Field(None, examples=["one month"])
    timezone: Zone | None = Field(None, description=ZONE)
    source: Line | None = Field(None, examples=["referral"])
    external_ref: ExternalRef | None = None


class CandidateChange(Change):
    never_null = frozenset({"name", "emails", "phones", "skills", "tags", "feedback_channel"})

    name: Name | None = None
    emails: Emails | None = None
    phones: Phones | None = Field(None, description=AS_TYPED)
    location: Place | None = None
    headline: Line | None = Field(None, examples=["Head of operations"])
    skills: Tags | None = None
    tags: Tags | None = None
    feedback_channel: PreferredChannel | None = Field(None, description=CHANNEL)
    owner_id: UUID | None = Field(None, description=OWNER)
    consent: Consent | None = None
    notice_period: Line | None = None
    timezone: Zone | None = Field(None, description=ZONE)
    source: Line | None = None
    external_ref: ExternalRef | None = None


class CandidateOut(Answered):
    name: Name
    emails: list[str]
    phones: list[str]
    location: Place | None
    headline: str | None
    skills: list[str]
    tags: list[str]
    feedback_channel: PreferredChannel
    owner_id: str | None
    owner_name: str | None
    consent: Consent | None
    notice_period: str | None
    timezone: str | None = Field(description=ZONE)
    source: str | None
    external_ref: ExternalRef | None
    erasure_requested_at: UtcTime | None = Field(
        description="When they asked, on their own page, to be erased; a task says so too."
    )
    merged_into_id: str | None = Field(
        description="Who this turned out to be. Nothing changes here any more."
    )


class DuplicateReason(StrEnum):
    """What two candidates have in common."""

    same_email = "same_email"
    same_phone = "same_phone"
    same_name = "same_name"
    similar_name = "similar_name"
    same_place = "same_place"
    same_headline = "same_headline"
    common_skills = "common_skills"


class LikelyCandidate(Wire):
    """Enough to tell them apart."""

    id: str
    name: Name
    emails: list[str]
    headline: str | None
    location_name: str | None
    owner_name: str | None
    created_at: UtcTime


class Duplicate(Wire):
    candidate: LikelyCandidate
    score: float = Field(description="From 0 to 1.", examples=[0.94])
    reasons: list[DuplicateReason]


class Duplicates(Wire):
    items: list[Duplicate]


class MergeIn(Body):
    duplicate_id: UUID = Field(description="Who is not a second person after all.")
    reason: MergeReason | None = Field(
        None, description="How you know, besides what the two have in common."
    )
