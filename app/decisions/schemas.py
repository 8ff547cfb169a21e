"""How the employer decides, as it comes in and goes out."""

from datetime import date
from typing import Annotated

from pydantic import Field

from app.fields import Answered, Body, Day, Instant, Line, Prose, UtcTime, Wire

BY_WHEN = "The day they mean to have decided by; in the agency's zone."
WHO = "Who said so, at the employer."


class DecisionProcessIn(Body):
    """As the employer describes it now: what is not sent is not known."""

    decision_due_on: Day | None = Field(None, description=BY_WHEN, examples=["2026-12-04"])
    next_steps: Prose | None = Field(None, examples=["A second interview with the director."])
    interviews_outstanding: Annotated[int, Field(ge=0, le=1000)] | None = Field(
        None, description="How many they still mean to hold, of anybody.", examples=[2]
    )
    told_by: Line | None = Field(None, description=WHO, examples=["Ryan Walters"])
    told_at: Instant | None = Field(None, description="Now, unless it was earlier.")


class SlipOut(Wire):
    """They named a later day than before."""

    old_due_on: date
    decision_due_on: date
    told_by: str | None
    told_at: UtcTime


class DecisionProcessOut(Answered):
    interview_id: str
    round: int
    application_id: str
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    decision_due_on: date | None = Field(description=BY_WHEN)
    overdue: bool = Field(description="That day is past where the agency is, and nothing came.")
    next_steps: str | None
    interviews_outstanding: int | None
    told_by: str | None = Field(description=WHO)
    told_at: UtcTime
    slips: list[SlipOut] = Field(description="Each time they named a later day; oldest first.")
    slip_count: int
    settled_at: UtcTime | None = Field(description="Since when nothing is to be decided any more.")
    settled_cause: str | None = Field(
        description="`next_interview`, `interview_cancelled`, `no_show`, `feedback_advance`, "
        "`feedback_offer`, `feedback_reject`, or `application_` with its stage.",
        examples=["next_interview"],
    )
