"""Follow-ups as they come in and go out."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, Field

from app.applications.models import END_CAUSES
from app.fields import (
    Answered,
    Body,
    Change,
    Instant,
    Line,
    Prose,
    UtcTime,
    Wire,
    no_repeats,
    shown_as,
)
from app.follow_ups.models import FollowUpChannel, FollowUpStatus
from app.paging import CREATED_OR_UPDATED, ListQuery


def said_by_somebody(reason: str) -> str:
    if reason in END_CAUSES:
        raise ValueError("is what the end of an application says; use your own words")
    return reason


ContactIds = Annotated[list[UUID], Field(max_length=50), AfterValidator(no_repeats)]

WHOM = "Contacts of the vacancy's employer, in the order they are named."
TEXT = "What they are told. Unset, it is drafted from the debrief when it is sent."
EXAMPLE = "Thank you for showing me round the hub. I would gladly run its next peak."


class FollowUpIn(Body):
    contact_ids: ContactIds | None = Field(
        None, description=f"{WHOM} The interviewers unless told."
    )
    due_at: Instant | None = Field(
        None, description="Unset, the agency's policy counts hours from the interview's end."
    )
    subject: Line | None = Field(None, examples=["Thank you for your time"])
    body: Prose | None = Field(None, description=TEXT, examples=[EXAMPLE])
    channel: FollowUpChannel = FollowUpChannel.email


class FollowUpChange(Change):
    model_config = shown_as({"body": EXAMPLE})
    never_null = frozenset({"contact_ids", "due_at", "channel"})

    contact_ids: ContactIds | None = Field(None, description=WHOM)
    due_at: Instant | None = None
    subject: Line | None = None
    body: Prose | None = Field(None, description=TEXT)
    channel: FollowUpChannel | None = None


class SentIn(Body):
    channel: FollowUpChannel | None = Field(
        None, description="How they were thanked; as planned unless told.", examples=["letter"]
    )
    sent_at: Instant | None = Field(None, description="Now, unless it was earlier.")
    body: Prose | None = Field(None, description="What they were told.", examples=[EXAMPLE])


class SkipIn(Body):
    reason: Annotated[Prose, AfterValidator(said_by_somebody)] = Field(
        examples=["She thanked them when she left."]
    )


class ThankedOut(Wire):
    """Somebody it goes to."""

    id: str
    name: str
    reachable: bool = Field(description="Whether they have an address and may be e-mailed.")


class FollowUpOut(Answered):
    interview_id: str
    round: int
    application_id: str
    candidate_id: str
    candidate_name: str
    owner_id: str | None = Field(description="The candidate's recruiter.")
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    interview_ended_at: UtcTime
    contact_ids: list[str]
    contacts: list[ThankedOut]
    due_at: UtcTime
    subject: str | None
    body: str | None
    channel: FollowUpChannel
    status: FollowUpStatus
    overdue: bool = Field(description="Due, and its time is over.")
    on_time: bool | None = Field(
        description="Once sent, whether in time; false also while it is overdue; null while there "
        "is time left, and when it was skipped."
    )
    sent_at: UtcTime | None
    sent_by_id: str | None
    sent_by_name: str | None = Field(
        description="The user, the API key that acted for none, or the candidate themselves."
    )
    skipped_at: UtcTime | None
    skip_reason: str | None = Field(
        description="Words, or `application_withdrawn`, `application_rejected`, "
        "`interview_cancelled` or `no_show`."
    )


class FollowUpsOfInterviewQuery(ListQuery):
    """Due earliest first unless `sort` says otherwise."""

    status: FollowUpStatus | None = None
    overdue: bool | None = None
    due_before: Instant | None = None
    sort: Literal[CREATED_OR_UPDATED, "due_at", "-due_at"] = "due_at"


class FollowUpQuery(FollowUpsOfInterviewQuery):
    """Which follow-ups to list."""

    interview_id: UUID | None = None
    application_id: UUID | None = None
    candidate_id: UUID | None = None
    contact_id: UUID | None = None
    employer_id: UUID | None = None
    owner_id: UUID | None = None
