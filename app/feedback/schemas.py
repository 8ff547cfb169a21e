"""Feedback requests, chases and feedback, as they come in and go out."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.feedback.models import (
    ChaseOutcome,
    FeedbackChannel,
    FeedbackOutcome,
    ReleaseChannel,
    RequestChannel,
    RequestStatus,
)
from app.fields import Answered, Body, Change, Instant, Line, Lines, Prose, UtcTime, Wire, shown_as
from app.paging import CREATED_OR_UPDATED, ListQuery

Rating = Annotated[int, Field(ge=1, le=5)]
Ratings = Annotated[dict[Line, Rating], Field(max_length=20)]

PRIVATE = "What the employer said to you alone. It never leaves the agency."
FOR_CANDIDATE = "A draft of what the candidate will read. Not shown until released."


class FeedbackRequestIn(Body):
    interview_id: UUID
    contact_id: UUID = Field(description="Whom you ask: a contact of the vacancy's employer.")
    channel: RequestChannel = RequestChannel.email
    due_at: Instant | None = Field(
        None,
        description="When you agreed to hear by. Unset, the agency's policy counts business days "
        "from the interview's end, and moving the interview moves it.",
    )
    questions: Lines = Field([], examples=[["Would you see her for another role?"]])


class FeedbackRequestChange(Change):
    model_config = shown_as({"channel": "phone"})
    never_null = frozenset({"channel", "due_at", "questions"})

    channel: RequestChannel | None = None
    due_at: Instant | None = None
    questions: Lines | None = None


class FeedbackRequestOut(Answered):
    interview_id: str
    contact_id: str
    contact_name: str
    application_id: str
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    owner_id: str | None = Field(description="The candidate's recruiter.")
    interview_ended_at: UtcTime
    channel: RequestChannel
    due_at: UtcTime
    status: RequestStatus
    overdue: bool = Field(description="Awaiting, past due, and still worth chasing.")
    chase_count: int
    last_chased_at: UtcTime | None
    next_chase_at: UtcTime | None = Field(
        description="When the policy chases next, in the contact's business hours. Null when it "
        "chases no more, or not until a pause is ended."
    )
    promised_by: UtcTime | None
    chasing_stopped_at: UtcTime | None = Field(
        description="The application ended: an answer is welcome, nobody needs chasing."
    )
    by_itself: bool = Field(
        description="Debrief asked because the interview was over, and nobody has taken it on."
    )
    asked_at: UtcTime | None = Field(
        description="When the e-mail with the form went out; null until then, and by other "
        "channels."
    )
    paused_at: UtcTime | None
    paused_until: UtcTime | None = Field(
        description="A pause ends then by itself; without it, when you go on."
    )
    call_at: UtcTime | None = Field(
        description="The call that is booked with them: nobody chases them before."
    )
    left_to_call_at: UtcTime | None = Field(
        description="Since when nothing is sent by itself, because they asked to be called or have "
        "been; until you offer times, call, or the call is off."
    )
    questions: list[str]
    settled_at: UtcTime | None
    settled_reason: str | None


class ChaseIn(Body):
    channel: RequestChannel = RequestChannel.phone
    outcome: ChaseOutcome = Field(examples=["left_message"])
    promised_by: Instant | None = Field(
        None, description="When they said they would answer; the next chase waits for it."
    )
    message: Prose | None = None

    @model_validator(mode="after")
    def a_promise_has_a_time(self) -> "ChaseIn":
        if self.outcome is ChaseOutcome.promised and self.promised_by is None:
            raise ValueError("a promise needs promised_by")
        return self


class ChaseOut(Answered):
    feedback_request_id: str
    channel: RequestChannel
    outcome: ChaseOutcome
    promised_by: UtcTime | None
    message: str | None
    chased_at: UtcTime
    chased_by_id: str | None
    chased_by_name: str | None


class PauseIn(Body):
    until: Instant | None = Field(
        None, description="Unset, until you go on.", examples=["2027-01-11T09:00:00Z"]
    )


class ReasonIn(Body):
    reason: Prose = Field(examples=["Their legal department forbids it."])


class SaidIn(Body):
    """What the employer said."""

    outcome: FeedbackOutcome = Field(examples=["reject"])
    contact_id: UUID | None = Field(
        None, description="Who said it, when not the contact who was asked."
    )
    reason: Prose | None = Field(None, examples=["Went with someone from the sector."])
    strengths: Lines = Field([], examples=[["Warm, quick to build rapport"]])
    improvements: Lines = Field([], examples=[["Bring figures for past campaigns"]])
    ratings: Ratings = Field({}, examples=[{"communication": 5, "experience": 3}])
    private_notes: Prose | None = Field(
        None, description=PRIVATE, examples=["Over budget for us, to be honest."]
    )
    summary_for_candidate: Prose | None = Field(
        None,
        description=FOR_CANDIDATE,
        examples=["They liked your warmth and would have liked more figures."],
    )


class FeedbackIn(SaidIn):
    channel: FeedbackChannel = Field(examples=["phone"])
    received_at: Instant | None = Field(None, description="Now, unless it was earlier.")


class FeedbackOnInterviewIn(FeedbackIn):
    interview_id: UUID


class AmendmentIn(Change):
    """The fields to correct; the others stay. What stood before is kept."""

    model_config = shown_as({"outcome": "hold", "note": "Ryan rang back."})
    never_null = frozenset({"outcome", "strengths", "improvements", "ratings"})

    outcome: FeedbackOutcome | None = None
    reason: Prose | None = None
    strengths: Lines | None = None
    improvements: Lines | None = None
    ratings: Ratings | None = None
    private_notes: Prose | None = Field(None, description=PRIVATE)
    summary_for_candidate: Prose | None = Field(None, description=FOR_CANDIDATE)
    note: Prose | None = Field(None, description="Why it is corrected.")


class ReleaseIn(Body):
    channel: ReleaseChannel = ReleaseChannel.email
    message: Prose | None = Field(
        None,
        description="What the candidate is given, word for word; unset, `summary_for_candidate`. "
        "Copies of what was said in private are refused; the same in other words is not noticed.",
        examples=["They enjoyed meeting you and would like to see more figures next time."],
    )


class AcknowledgementIn(Body):
    acknowledged_at: Instant | None = Field(None, description="Now, unless it was earlier.")


class AmendmentOut(Wire):
    """What stood before a correction, by field."""

    amended_at: UtcTime
    amended_by_id: str | None
    note: str | None
    previous: dict[str, Any]


class FeedbackOut(Answered):
    interview_id: str
    feedback_request_id: str | None
    contact_id: str | None
    contact_name: str | None
    application_id: str
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    channel: FeedbackChannel
    received_at: UtcTime
    outcome: FeedbackOutcome
    reason: str | None
    strengths: list[str]
    improvements: list[str]
    ratings: dict[str, int]
    private_notes: str | None = Field(description=PRIVATE)
    summary_for_candidate: str | None = Field(description=FOR_CANDIDATE)
    released_at: UtcTime | None
    release_channel: ReleaseChannel | None
    release_message: str | None = Field(description="What the candidate was given.")
    acknowledged_at: UtcTime | None
    amendments: list[AmendmentOut] = Field(description="Oldest first.")


class FeedbackRequestQuery(ListQuery):
    """Which requests to list; due earliest first unless `sort` says otherwise."""

    status: RequestStatus | None = None
    overdue: bool | None = None
    due_before: Instant | None = None
    interview_id: UUID | None = None
    contact_id: UUID | None = None
    candidate_id: UUID | None = None
    employer_id: UUID | None = None
    owner_id: UUID | None = None
    sort: Literal[CREATED_OR_UPDATED, "due_at", "-due_at"] = "due_at"


class FeedbackQuery(ListQuery):
    """Which feedback to list."""

    interview_id: UUID | None = None
    feedback_request_id: UUID | None = None
    application_id: UUID | None = None
    candidate_id: UUID | None = None
    contact_id: UUID | None = None
    employer_id: UUID | None = None
    outcome: FeedbackOutcome | None = None
    released: bool | None = None
    sort: Literal[CREATED_OR_UPDATED, "received_at", "-received_at"] = "-created_at"
