"""Applications and their moves as they come in and go out."""

from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AfterValidator, Field, ValidationInfo

from app.applications.models import (
    END_REASONS,
    REJECTED_BY,
    WITHDRAWN_BY,
    EndedBy,
    Stage,
    WaitingFor,
    What,
)
from app.fields import (
    Answered,
    Body,
    Change,
    ExternalRef,
    Instant,
    Line,
    Prose,
    UtcTime,
    Wire,
    shown_as,
)

PERMISSION = "When the candidate agreed to be represented for this vacancy; null until they have."


class ApplicationIn(Body):
    candidate_id: UUID = Field(examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"])
    vacancy_id: UUID = Field(examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"])
    stage: Literal[Stage.submitted, Stage.shortlisted, Stage.interviewing, Stage.offered] = Field(
        Stage.submitted, description="Where it stands already, for one that began elsewhere."
    )
    permission_given_at: Instant | None = Field(
        None, description=PERMISSION, examples=["2026-11-20T10:15:00+00:00"]
    )
    source: Line | None = Field(None, examples=["our own search"])
    submitted_at: Instant | None = Field(
        None,
        description="When the employer was sent the candidate; now unless told.",
        examples=["2026-11-20T16:00:00+00:00"],
    )
    external_ref: ExternalRef | None = None


class ApplicationChange(Change):
    model_config = shown_as({"source": "referral"})
    never_null = frozenset({"permission_given_at"})

    permission_given_at: Instant | None = Field(None, description=PERMISSION)
    source: Line | None = None
    external_ref: ExternalRef | None = None


class StageIn(Body):
    stage: Stage = Field(examples=["interviewing"])
    reason: Prose | None = Field(None, examples=["They want to meet her next week."])


def reason_of_that_side(reason: str, info: ValidationInfo) -> str:
    ended_by = info.data.get("ended_by")  # absent when it was itself refused
    allowed = END_REASONS[ended_by] if ended_by else ()
    if allowed and reason not in allowed:
        raise ValueError(f"must be one of: {', '.join(allowed)}")
    return reason


def reasons(*sides: EndedBy) -> dict[str, Any]:
    """How the API documents the coded reasons of these sides."""
    codes = sorted({code for side in sides for code in END_REASONS[side]})
    listed = "; ".join(f"{side}: {', '.join(END_REASONS[side])}" for side in sides)
    return {"description": f"A code of that side. {listed}.", "json_schema_extra": {"enum": codes}}


EndReason = Annotated[Line, AfterValidator(reason_of_that_side)]


class WithdrawalIn(Body):
    ended_by: Literal[EndedBy.candidate, EndedBy.agency] = EndedBy.candidate
    reason: EndReason = Field(examples=["another_offer"], **reasons(*WITHDRAWN_BY))
    note: Prose | None = Field(None, examples=["She starts elsewhere in March."])


class RejectionIn(Body):
    ended_by: Literal[EndedBy.employer, EndedBy.agency] = EndedBy.employer
    reason: EndReason = Field(examples=["experience"], **reasons(*REJECTED_BY))
    note: Prose | None = Field(None, examples=["Wanted somebody who has run two depots."])


class ReinstatementIn(Body):
    reason: Prose | None = Field(None, examples=["The other candidate declined."])


class EndOut(Wire):
    """How an application ended."""

    at: UtcTime
    by: EndedBy
    reason: str
    note: str | None


class NextStepOut(Wire):
    """What the application waits for, derived from all that hangs on it; the step due first.

    When nothing in particular is pending, the stage says what should happen, three days after the
    last thing that did. A withdrawn application waits for nobody.
    """

    what: What
    due_at: UtcTime
    waiting_for: WaitingFor


class ApplicationOut(Answered):
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    owner_id: str | None = Field(description="The recruiter who looks after the candidate.")
    owner_name: str | None
    stage: Stage
    permission_given_at: UtcTime | None = Field(description=PERMISSION)
    source: str | None
    submitted_at: UtcTime
    next_step: NextStepOut | None = Field(description="Null when nothing is left to do.")
    review_due_at: UtcTime | None = Field(
        description="When somebody is to look at it by, while it waits for that: it came in by"
        " itself, from the public vacancy page."
    )
    ended: EndOut | None
    external_ref: ExternalRef | None


class ApplicationMoveOut(Answered):
    """One move; the first is the submission, from no stage."""

    application_id: str
    from_stage: Stage | None
    to_stage: Stage
    ended_by: EndedBy | None
    reason: str | None = Field(description="Words, or the code of an end.")
    note: str | None
    moved_at: UtcTime
    moved_by_id: str | None
    moved_by_name: str | None = Field(
        description="The user, the API key that acted for none, or the candidate themselves."
    )
