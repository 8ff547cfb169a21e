"""Applications: one candidate put forward for one vacancy, and every move that follows."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class Stage(StrEnum):
    """Where an application stands; `rejected` and `withdrawn` are its ends."""

    submitted = "submitted"
    shortlisted = "shortlisted"
    interviewing = "interviewing"
    offered = "offered"
    placed = "placed"
    rejected = "rejected"
    withdrawn = "withdrawn"


MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.submitted: frozenset({Stage.shortlisted, Stage.interviewing, Stage.offered}),
    Stage.shortlisted: frozenset({Stage.submitted, Stage.interviewing, Stage.offered}),
    Stage.interviewing: frozenset({Stage.shortlisted, Stage.offered}),
    Stage.offered: frozenset({Stage.interviewing, Stage.placed}),
    Stage.placed: frozenset(),
    Stage.rejected: frozenset(),
    Stage.withdrawn: frozenset(),
}
"""Moves by `POST …/stage`. Forward by any step, back by one to correct a slip; the ends have
their own operations, because they need a reason and end other things too."""

ENDED = frozenset({Stage.rejected, Stage.withdrawn})
END_CAUSES = frozenset(f"application_{stage}" for stage in ENDED)
"""Why something else ended, when the application did; a reinstatement undoes some of it."""
OPEN = frozenset(stage for stage in Stage if stage not in ENDED and stage is not Stage.placed)


class EndedBy(StrEnum):
    employer = "employer"
    agency = "agency"
    candidate = "candidate"


END_REASONS: dict[EndedBy, tuple[str, ...]] = {
    EndedBy.employer: (
        "skills", "experience", "qualifications", "culture_fit", "communication", "salary",
        "availability", "location", "right_to_work", "references", "another_candidate",
        "vacancy_filled", "vacancy_closed", "no_reason_given", "other",
    ),
    EndedBy.agency: (
        "not_suitable", "not_interested", "no_permission", "duplicate", "unresponsive",
        "failed_checks", "right_to_work", "vacancy_filled", "vacancy_closed", "employer_silent",
        "other",
    ),
    EndedBy.candidate: (
        "accepted_other_offer", "another_offer", "counter_offer", "salary", "location",
        "work_mode", "role_not_right", "culture_fit", "career_progression", "process_too_long",
        "personal", "no_longer_looking", "other",
    ),
}  # fmt: skip
"""Coded reasons, by whose side ended it."""

REJECTED_BY = (EndedBy.employer, EndedBy.agency)
WITHDRAWN_BY = (EndedBy.candidate, EndedBy.agency)


class WaitingFor(StrEnum):
    """Whose turn it is."""

    candidate = "candidate"
    recruiter = "recruiter"
    employer = "employer"


class What(StrEnum):
    """What is to be done next."""

    review_application = "review_application"
    attend_interview = "attend_interview"
    record_interview_outcome = "record_interview_outcome"
    record_debrief = "record_debrief"
    thank_interviewers = "thank_interviewers"
    request_feedback = "request_feedback"
    give_feedback = "give_feedback"
    release_feedback = "release_feedback"
    decide = "decide"
    answer_offer = "answer_offer"
    answer_counter_offer = "answer_counter_offer"
    settle_expired_offer = "settle_expired_offer"
    start_work = "start_work"
    answer_submission = "answer_submission"
    arrange_interview = "arrange_interview"
    find_out_decision = "find_out_decision"
    record_offer = "record_offer"
    end_application = "end_application"


class Application(Owned, Base):
    """One candidate for one vacancy, once at a time, with permission to be represented."""

    __tablename__ = "applications"

    candidate_id: Mapped[UUID]
    vacancy_id: Mapped[UUID]
    stage: Mapped[str] = mapped_column(default=Stage.submitted)
    permission_given_at: Mapped[datetime | None]
    source: Mapped[str | None]
    submitted_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    end_reason: Mapped[str | None]
    end_note: Mapped[str | None]
    stage_before_end: Mapped[str | None]
    review_due_at: Mapped[datetime | None]
    """While it waits to be looked at: it came in by itself, from the public vacancy page."""
    external_system: Mapped[str | None]
    external_id: Mapped[str | None]

    __table_args__ = (
        belongs_to("candidates", "candidate_id"),
        belongs_to("vacancies", "vacancy_id"),
        CheckConstraint(
            "stage IN ('submitted', 'shortlisted', 'interviewing', 'offered', 'placed',"
            " 'rejected', 'withdrawn')",
            name="stage",
        ),
        CheckConstraint(
            "(stage IN ('rejected', 'withdrawn')) = (ended_at IS NOT NULL)", name="ended"
        ),
        *listed(),
        Index("ix_applications_candidate_id", "agency_id", "candidate_id"),
        Index("ix_applications_vacancy_id", "agency_id", "vacancy_id"),
        Index(
            "ix_applications_to_review",
            "agency_id",
            "review_due_at",
            "id",
            postgresql_where=text("review_due_at IS NOT NULL"),
        ),
        Index(
            "uq_applications_open",
            "agency_id",
            "candidate_id",
            "vacancy_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index(
            "uq_applications_external", "agency_id", "external_system", "external_id", unique=True
        ),
    )

    @property
    def has_ended(self) -> bool:
        return self.stage in ENDED

    def take_on(self) -> None:
        """It came in by itself and somebody has looked at it. Raises `AlreadyReviewed`."""
        if self.review_due_at is None:
            raise AlreadyReviewed
        self.review_due_at = None

    def move_to(self, stage: Stage) -> Stage:
        """Move, and answer the stage it left. Raises `MoveNotAllowed`."""
        left = Stage(self.stage)
        if stage not in MOVES[left]:
            raise MoveNotAllowed(
                f"An application that is {left} cannot become {stage} this way.",
                stage=left,
                allowed_stages=sorted(MOVES[left]),
            )
        self.stage, self.review_due_at = stage, None
        return left

    def end(
        self, stage: Stage, ended_by: EndedBy, reason: str, note: str | None, at: datetime
    ) -> Stage:
        """Reject or withdraw, and answer the stage it left. Raises `AlreadyEnded`."""
        left = Stage(self.stage)
        if left not in OPEN:
            raise AlreadyEnded(f"The application is {left} already.", stage=left)
        self.stage, self.stage_before_end, self.review_due_at = stage, left, None
        self.ended_at, self.ended_by, self.end_reason, self.end_note = at, ended_by, reason, note
        return left

    def reinstate(self) -> Stage:
        """Undo the end, and answer the stage that was undone. Raises `NotEnded`."""
        undone = Stage(self.stage)
        if undone not in ENDED:
            raise NotEnded(f"The application is {undone}: there is no end to undo.", stage=undone)
        self.stage = self.stage_before_end or Stage.submitted
        self.ended_at = self.ended_by = self.end_reason = None
        self.end_note = self.stage_before_end = None
        return undone


class ApplicationMove(Owned, Base):
    """A move with the words that explain it. Who and when is also in the log; the words are not.

    `reason` is the code of an end and words otherwise; `ended_by` and `note` belong to an end, and
    stay here when it is undone. `moved_by_id` is a user, or the API key that acted for nobody.
    """

    __tablename__ = "application_moves"

    application_id: Mapped[UUID]
    from_stage: Mapped[str | None]
    to_stage: Mapped[str]
    ended_by: Mapped[str | None]
    reason: Mapped[str | None]
    note: Mapped[str | None]
    moved_at: Mapped[datetime]
    moved_by_id: Mapped[UUID | None]

    __table_args__ = (
        belongs_to("applications", "application_id"),
        Index("ix_application_moves_application_id", "agency_id", "application_id", "moved_at"),
    )


class AlreadyApplied(Conflict):
    """The candidate has an open application for this vacancy; `existing_id` names it."""

    code, title = "already-applied", "There is an open application already"
    constraint = "uq_applications_open"


class MoveNotAllowed(Conflict):
    """The application cannot move there from where it stands; `allowed_stages` lists where to."""

    code, title = "move-not-allowed", "That move is not allowed"


class AlreadyEnded(Conflict):
    """The application has come to an end already. `POST …/reinstatement` undoes an end."""

    code, title = "application-ended", "The application has ended"


class NotEnded(Conflict):
    """Only a rejected or withdrawn application can be reinstated."""

    code, title = "application-not-ended", "The application has not ended"


class AlreadyReviewed(Conflict):
    """The application does not wait to be looked at: it was taken on, moved or ended already, or
    somebody of the agency submitted it."""

    code, title = "application-reviewed", "Nothing waits for review"


class ApplicationRefTaken(Conflict):
    """Another application of the agency has this external reference."""

    code, title = "application-external-ref-taken", "That external reference is in use"
    constraint = "uq_applications_external"
