"""Tasks as they come in and go out."""

from typing import Literal
from uuid import UUID

from pydantic import Field, model_validator

from app.fields import Answered, Body, Change, Instant, Line, UtcTime, Wire, shown_as
from app.paging import CREATED_OR_UPDATED, ListQuery
from app.tasks.models import TaskFor, TaskSubject

WHOSE = "Whose task it is: a recruiter's or the candidate's."


class SubjectIn(Body):
    type: TaskSubject
    id: UUID


class TaskIn(Body):
    title: Line = Field(examples=["Ring Maria about the second round"])
    due_at: Instant = Field(examples=["2026-11-24T17:30:00Z"])
    assignee_id: UUID | None = Field(None, description="Who in the agency sees to it.")
    for_: TaskFor = Field(TaskFor.recruiter, alias="for", description=WHOSE)
    subject: SubjectIn | None = Field(
        None, description="What it is about: a candidate, an application or an interview."
    )

    @model_validator(mode="after")
    def a_candidates_task_names_the_candidate(self) -> "TaskIn":
        if self.for_ is TaskFor.candidate and self.subject is None:
            raise ValueError("a candidate's task needs a subject")
        return self


class TaskChange(Change):
    model_config = shown_as({"due_at": "2026-11-25T17:30:00Z"})
    never_null = frozenset({"title", "due_at"})

    title: Line | None = None
    due_at: Instant | None = Field(
        None, description="A time set by hand no longer follows the interview's."
    )
    assignee_id: UUID | None = None


class SubjectOut(Wire):
    type: TaskSubject
    id: str


class TaskOut(Answered):
    title: str = Field(examples=["Ask the employer for feedback"])
    due_at: UtcTime
    for_: TaskFor = Field(alias="for", description=WHOSE)
    assignee_id: str | None
    assignee_name: str | None
    subject: SubjectOut | None = Field(description="The narrowest of the three ids below.")
    candidate_id: str | None
    candidate_name: str | None
    application_id: str | None
    vacancy_title: str | None
    employer_name: str | None
    interview_id: str | None
    playbook_id: str | None = Field(description="What planned it; null when added by hand.")
    playbook_name: str | None = Field(examples=["After an interview"])
    playbook_step_id: str | None
    completed_by: list[str] = Field(
        description="Types of event that complete it by themselves.",
        examples=[["feedback.requested"]],
    )
    overdue: bool = Field(description="Open and past due.")
    done_at: UtcTime | None
    done_by_id: str | None
    done_by_name: str | None
    done_by_itself: bool = Field(description="What it asks for happened; nobody ticked it.")
    cancelled_at: UtcTime | None
    cancel_cause: str | None = Field(
        description="What it was for came to an end.", examples=["interview_cancelled"]
    )


class TaskQuery(ListQuery):
    """Which tasks to list; due earliest first unless `sort` says otherwise."""

    for_: TaskFor | None = Field(None, alias="for")
    assignee_id: UUID | None = None
    candidate_id: UUID | None = None
    application_id: UUID | None = None
    interview_id: UUID | None = None
    due_before: Instant | None = None
    open: bool | None = Field(None, description="Neither done nor called off.")
    done: bool | None = None
    overdue: bool | None = None
    sort: Literal[CREATED_OR_UPDATED, "due_at", "-due_at"] = "due_at"
