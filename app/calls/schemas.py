"""Feedback calls, as they come in and go out."""

from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from app.calls.models import CallStatus, CallWith, MissedBy
from app.fields import Answered, Body, Change, Instant, Phone, Prose, UtcTime, shown_as
from app.paging import CREATED_OR_UPDATED, ListQuery

Minutes = Annotated[int, Field(ge=5, le=240)]
Times = Annotated[list[Instant], Field(min_length=1, max_length=8)]

NOTES = "What was said. It never leaves the agency."
PHONE = "The number to be called: unset, what is known of whoever is called."
CALLER = "The recruiter who calls: unset, whoever asks for it here, or the candidate's."


class Details(Body):
    duration_minutes: Minutes | None = Field(None, description="15 unless told.", examples=[15])
    phone: Phone | None = Field(None, description=PHONE, examples=["+44 20 7946 0018"])
    caller_id: UUID | None = Field(None, description=CALLER)


class TimesIn(Details):
    times: Times = Field(
        description="Moments to come, to choose from.",
        examples=[["2027-01-12T10:00:00Z", "2027-01-12T14:30:00Z"]],
    )
    message: Prose | None = Field(
        None, description="What you add to the e-mail.", examples=["Ten minutes will do."]
    )


class BookingIn(Details):
    starts_at: Instant = Field(examples=["2027-01-12T10:00:00Z"])


class HeldIn(Body):
    held_at: Instant | None = Field(None, description="Now, unless it was earlier.")
    notes: Prose | None = Field(None, description=NOTES)


class MissedIn(Body):
    by: MissedBy = Field(description="Who did not come.")


class CallIn(Details):
    """The moments of the call, as far as they are known; what is not sent stays as it is."""

    model_config = shown_as({"starts_at": "2027-01-12T10:00:00Z"})

    offered_at: Instant | None = Field(None, description="When it was offered, in whatever way.")
    starts_at: Instant | None = Field(None, description="What was agreed.")
    held_at: Instant | None = Field(None, description="When it took place.")
    notes: Prose | None = Field(None, description=NOTES)


class CallChange(Change):
    model_config = shown_as({"phone": "+44 20 7946 0018"})
    never_null = frozenset({"duration_minutes", "caller_id"})

    duration_minutes: Minutes | None = None
    phone: Phone | None = None
    caller_id: UUID | None = None
    notes: Prose | None = Field(None, description=NOTES)


class CallOut(Answered):
    with_: CallWith = Field(alias="with", description="Who is called.")
    status: CallStatus = Field(
        description="`wanted`: they asked to be called, or for other times than those offered."
    )
    feedback_request_id: str | None = Field(description="What a call with the contact is about.")
    feedback_id: str | None = Field(description="What a call with the candidate is about.")
    interview_id: str
    application_id: str
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    contact_id: str | None
    contact_name: str | None
    caller_id: str | None = Field(description="The recruiter who calls.")
    caller_name: str | None
    offered_times: list[UtcTime]
    offered_at: UtcTime | None
    starts_at: UtcTime | None = Field(description="What is agreed.")
    duration_minutes: int
    phone: str | None
    wish: str | None = Field(description="When it would suit them, in their own words.")
    booked_at: UtcTime | None
    held_at: UtcTime | None
    missed_by: MissedBy | None
    notes: str | None = Field(description=NOTES)
    due_at: UtcTime | None = Field(
        description="When it is your turn: since they wanted it, or at the time agreed."
    )


class CallQuery(ListQuery):
    """Which calls to list."""

    status: CallStatus | None = None
    with_: CallWith | None = Field(None, alias="with")
    feedback_request_id: UUID | None = None
    feedback_id: UUID | None = None
    candidate_id: UUID | None = None
    caller_id: UUID | None = None
    from_: Annotated[
        Instant | None, Field(alias="from", description="Starts at this moment or later.")
    ] = None
    to: Annotated[Instant | None, Field(description="Starts before it.")] = None
    sort: Literal[CREATED_OR_UPDATED, "starts_at", "-starts_at"] = "-created_at"
