"""Interviews as they come in and go out."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints

from app.applications.models import EndedBy
from app.fields import (
    Answered,
    Body,
    Change,
    Instant,
    Line,
    Plain,
    Prose,
    UtcTime,
    Wire,
    Zone,
    no_repeats,
    shown_as,
)
from app.interviews.models import Absent, FeedbackStatus, InterviewMode, InterviewStatus

Round = Annotated[int, Field(ge=1, le=100)]
Minutes = Annotated[int, Field(ge=1, le=1440, examples=[45])]
Where = Annotated[str, StringConstraints(min_length=1, max_length=1000), Plain]
Question = Annotated[str, StringConstraints(min_length=1, max_length=1000), Plain]
Interviewers = Annotated[list[UUID], Field(max_length=50), AfterValidator(no_repeats)]

WHERE = "An address, a room or a link to join."
WHO = "Contacts of the vacancy's employer, in the order they matter."
SEEDED = (
    "Not sent, some are made of the vacancy's responsibilities, the employer's priorities and what "
    "the candidate left unsaid before."
)


class QuestionToAsk(Body):
    """What the candidate means to ask, and the answer once there is one."""

    question: Question = Field(examples=["How is success measured in the first year?"])
    answer: Prose | None = None


Questions = Annotated[list[QuestionToAsk], Field(max_length=100)]


class InterviewIn(Body):
    application_id: UUID = Field(examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"])
    round: Round | None = Field(None, description="The next round unless told.", examples=[1])
    title: Line | None = Field(None, examples=["First interview"])
    mode: InterviewMode
    starts_at: Instant = Field(examples=["2026-11-24T14:00:00+00:00"])
    duration_minutes: Minutes = 60
    timezone: Zone | None = Field(
        None,
        description="Where it takes place; the agency's unless told.",
        examples=["Europe/London"],
    )
    location: Where | None = Field(None, description=WHERE, examples=["1 Dock Road, Leeds"])
    interviewer_ids: Interviewers = Field([], description=WHO, examples=[[]])
    questions_to_ask: Questions = Field([], description=SEEDED)


class InterviewChange(Change):
    model_config = shown_as({"starts_at": "2026-11-25T09:30:00Z"})
    never_null = frozenset(
        {
            "round",
            "mode",
            "questions_to_ask",
            "starts_at",
            "duration_minutes",
            "timezone",
            "interviewer_ids",
        }
    )

    round: Round | None = None
    title: Line | None = None
    mode: InterviewMode | None = None
    starts_at: Instant | None = Field(None, examples=["2026-11-25T09:30:00+00:00"])
    duration_minutes: Minutes | None = None
    timezone: Zone | None = None
    location: Where | None = Field(None, description=WHERE)
    interviewer_ids: Interviewers | None = Field(None, description=WHO, examples=[[]])
    questions_to_ask: Questions | None = None


class CompletionIn(Body):
    completed_at: Instant | None = Field(
        None, description="When it was over: its planned end, or now if that is to come."
    )


class CancellationIn(Body):
    reason: Prose | None = Field(None, examples=["The line manager is ill."])
    by: EndedBy | None = Field(None, description="Who called it off.", examples=["employer"])


class NoShowIn(Body):
    absent: Absent = Field(
        Absent.candidate, description="Whose side did not turn up.", examples=["candidate"]
    )


class InterviewerOut(Wire):
    """Someone of the employer who takes the interview."""

    id: str
    name: str


class QuestionOut(Wire):
    """What the candidate means to ask."""

    question: str
    answer: str | None


class InterviewOut(Answered):
    application_id: str
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    round: int
    title: str | None
    mode: InterviewMode
    starts_at: UtcTime
    ends_at: UtcTime
    starts_at_local: datetime = Field(
        description="In the interview's zone, with its offset then.",
        examples=["2026-07-01T15:00:00+01:00"],
    )
    duration_minutes: int
    timezone: str
    location: str | None
    interviewer_ids: list[str]
    interviewers: list[InterviewerOut]
    questions_to_ask: list[QuestionOut]
    status: InterviewStatus
    feedback_status: FeedbackStatus
    completed_at: UtcTime | None
    cancelled_at: UtcTime | None
    cancelled_by: EndedBy | None
    cancellation_reason: str | None = Field(
        description="Words, or `application_withdrawn` or `application_rejected`."
    )
    no_show_by: Absent | None
