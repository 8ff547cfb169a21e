"""What the candidate's page tells: applications, interviews and what hangs on them."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar
from uuid import UUID

import msgspec

from app.errors import NotFound

Found = TypeVar("Found")


class NextStep(msgspec.Struct):
    what: str
    due_at: datetime
    waiting_for: str


class CallTold(msgspec.Struct):
    """A call about released feedback."""

    status: str
    offered_times: list[str]
    starts_at: datetime | None
    held_at: datetime | None
    duration_minutes: int
    phone: str | None
    wish: str | None
    caller: str | None


class FeedbackTold(msgspec.Struct):
    """What was released, and no more."""

    id: UUID
    released_at: datetime
    message: str
    acknowledged_at: datetime | None
    call: CallTold | None


class FollowUpTold(msgspec.Struct):
    id: UUID
    status: str
    due_at: datetime
    sent_at: datetime | None


class DecisionTold(msgspec.Struct):
    """How the employer decides, until that is settled."""

    decision_due_on: date | None
    next_steps: str | None
    told_by: str | None


class InterviewTold(msgspec.Struct):
    id: UUID
    round: int
    title: str | None
    mode: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    location: str | None
    status: str
    interviewers: list[str]
    debriefed: bool
    decision: DecisionTold | None
    follow_ups: list[FollowUpTold]
    feedback: list[FeedbackTold]


class Salary(msgspec.Struct):
    amount: Decimal
    currency: str
    per: str


class OfferTold(msgspec.Struct):
    """The latest offer, as it stands."""

    status: str
    salary: Salary | None
    benefits: list[str]
    starts_on: date | None
    expires_at: datetime | None


class NoteTold(msgspec.Struct):
    """What the agency noted for the candidate to read."""

    body: str
    noted_at: datetime


class ApplicationTold(msgspec.Struct):
    id: UUID
    stage: str
    vacancy: str
    employer: str
    submitted_at: datetime
    ended_at: datetime | None
    lean: str | None
    next_step: NextStep | None
    offer: OfferTold | None
    starts_on: date | None
    interviews: list[InterviewTold]

    @property
    def is_open(self) -> bool:
        return self.ended_at is None


class Story(msgspec.Struct):
    """Of one candidate, the open applications first. What is looked for and not theirs is
    `NotFound`."""

    given_name: str
    family_name: str
    own_timezone: str | None
    timezone: str
    recruiter: str | None
    phone: str | None
    erasure_requested_at: datetime | None
    applications: list[ApplicationTold]
    notes: list[NoteTold]

    def application(self, application_id: UUID) -> ApplicationTold:
        return only(one for one in self.applications if one.id == application_id)

    def interview(self, interview_id: UUID) -> tuple[ApplicationTold, InterviewTold]:
        return only(pair for pair in self.interviews() if pair[1].id == interview_id)

    def follow_up(self, follow_up_id: UUID) -> tuple[ApplicationTold, InterviewTold, FollowUpTold]:
        return only(
            (application, interview, follow_up)
            for application, interview in self.interviews()
            for follow_up in interview.follow_ups
            if follow_up.id == follow_up_id
        )

    def feedback(self, feedback_id: UUID) -> tuple[ApplicationTold, InterviewTold, FeedbackTold]:
        return only(
            (application, interview, feedback)
            for application, interview in self.interviews()
            for feedback in interview.feedback
            if feedback.id == feedback_id
        )

    def interviews(self) -> Iterator[tuple[ApplicationTold, InterviewTold]]:
        for application in self.applications:
            for interview in application.interviews:
                yield application, interview


def only(found: Iterator[Found]) -> Found:
    for one in found:
        return one
    raise NotFound
