"""The desk as it goes out."""

from pydantic import Field

from app.fields import UtcTime, Wire


class DeskAction(Wire):
    """The request that clears the row."""

    method: str = Field(examples=["POST"])
    path: str = Field(examples=["/v1/interviews/01939f2c-7a68-7d0f-8a5c-0b3c6d1e2f40/completion"])


class DeskItem(Wire):
    """Something that waits for the agency. A task may be about no application, or about nobody."""

    id: str = Field(description="Of what waits: a feedback request, an interview, a task …")
    candidate_id: str | None
    candidate_name: str | None
    owner_id: str | None = Field(description="The recruiter who looks after the candidate.")
    application_id: str | None
    vacancy_title: str | None
    employer_name: str | None
    since: UtcTime = Field(description="Since when it waits.")
    due_at: UtcTime
    why: str = Field(examples=["Ryan Walters owes feedback, chased twice"])
    action: DeskAction


class DeskSection(Wire):
    """How many there are, and the first of them, those due first at the top."""

    count: int
    items: list[DeskItem]


class DeskOut(Wire):
    """Everything that waits today."""

    as_of: UtcTime
    owner_id: str | None
    feedback_overdue: DeskSection
    feedback_due_today: DeskSection
    decisions_overdue: DeskSection
    debriefs_missing: DeskSection
    follow_ups_due: DeskSection
    interviews_today: DeskSection
    outcomes_missing: DeskSection = Field(
        description="Interviews of days past that nobody marked as completed, cancelled or missed."
    )
    offers_expiring: DeskSection = Field(description="Within the next seven days.")
    tasks_due: DeskSection = Field(description="Due today or before.")
    applications_to_review: DeskSection = Field(
        description="From the public vacancy page, not looked at yet."
    )
    replies_to_review: DeskSection = Field(description="Answers that came by e-mail.")
    references_overdue: DeskSection
    calls_due: DeskSection = Field(
        description="Wanted and no times offered yet; booked for today, or past and nobody said "
        "what became of it."
    )
    messages_failed: DeskSection = Field(
        description="E-mail that was not sent or came back, until it is sent again."
    )
