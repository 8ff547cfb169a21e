"""References and their reminders, as they come in and go out."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.feedback.models import ChaseOutcome
from app.fields import Answered, Body, Instant, Prose, UtcTime
from app.paging import CREATED_OR_UPDATED, ListQuery
from app.referees.models import RefereeChannel
from app.references.models import ReferenceStatus

TEXT = "What the referee wrote or said. It never leaves the agency."


class ReferenceIn(Body):
    application_id: UUID = Field(
        description="An open application of the same candidate.",
        examples=["01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40"],
    )
    channel: RefereeChannel | None = Field(
        None, description="How you ask: by e-mail when there is an address, else by phone."
    )
    due_at: Instant | None = Field(
        None,
        description="When you agreed to have it by. Unset, the agency's policy counts business "
        "days from now.",
    )


class ReceivedIn(Body):
    text: Prose = Field(
        description=TEXT, examples=["She ran the depot for three years, and ran it well."]
    )
    received_at: Instant | None = Field(None, description="Now, unless it was earlier.")


class RefusalIn(Body):
    reason: Prose | None = Field(None, examples=["Their firm confirms dates of employment only."])


class ReferenceOut(Answered):
    referee_id: str
    referee_name: str
    application_id: str
    candidate_id: str
    candidate_name: str
    vacancy_id: str
    vacancy_title: str
    employer_id: str
    employer_name: str
    owner_id: str | None = Field(description="The candidate's recruiter.")
    channel: RefereeChannel
    requested_at: UtcTime
    due_at: UtcTime
    status: ReferenceStatus
    overdue: bool = Field(description="Requested, and past due.")
    chase_count: int
    last_chased_at: UtcTime | None
    next_chase_at: UtcTime | None = Field(description="Null when the policy reminds no more.")
    promised_by: UtcTime | None
    text: str | None = Field(description=TEXT)
    received_at: UtcTime | None
    settled_at: UtcTime | None
    settled_reason: str | None


class ReferenceChaseOut(Answered):
    reference_id: str
    channel: RefereeChannel
    outcome: ChaseOutcome
    promised_by: UtcTime | None
    message: str | None
    chased_at: UtcTime
    chased_by_id: str | None
    chased_by_name: str | None


class RefereesReferenceQuery(ListQuery):
    """Which of a referee's references to list."""

    application_id: UUID | None = None
    status: ReferenceStatus | None = None
    overdue: bool | None = None
    due_before: Instant | None = None
    sort: Literal[CREATED_OR_UPDATED, "due_at", "-due_at"] = "due_at"


class ReferenceQuery(RefereesReferenceQuery):
    """Which references to list; due earliest first unless `sort` says otherwise."""

    referee_id: UUID | None = None
    candidate_id: UUID | None = None
    owner_id: UUID | None = None
