"""Reading tasks, and finding what they are to be about."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import (
    and_,
    bindparam,
    case,
    func,
    not_,
    null,
    select,
)
from sqlalchemy.orm import aliased

from app.access.models import ApiKey, User
from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.candidates.queries import get_active_candidate
from app.database import Db, Reader, on
from app.employers.models import Employer
from app.errors import NotFound
from app.interviews.models import Interview
from app.paging import Listing
from app.playbooks.models import Playbook, PlaybookStep
from app.statements import Row, Statement, word
from app.tasks.models import Task, TaskSubject
from app.vacancies.models import Vacancy

NOW = bindparam("now", type_=Task.due_at.type)
OPEN = and_(Task.done_at.is_(None), Task.cancelled_at.is_(None))
OVERDUE = and_(OPEN, Task.due_at < NOW)
Assignee, Doer = aliased(User), aliased(User)


TASK = (
    select(
        Task.id,
        Task.title,
        Task.due_at,
        Task.for_,
        Task.assignee_id,
        Assignee.name.label("assignee_name"),
        case(
            (Task.interview_id.is_not(None), word(TaskSubject.interview)),
            (Task.application_id.is_not(None), word(TaskSubject.application)),
            (Task.candidate_id.is_not(None), word(TaskSubject.candidate)),
            else_=null(),
        ).label("subject.type"),
        func.coalesce(Task.interview_id, Task.application_id, Task.candidate_id).label(
            "subject.id"
        ),
        Task.candidate_id,
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Task.application_id,
        Vacancy.title.label("vacancy_title"),
        Employer.name.label("employer_name"),
        Task.interview_id,
        PlaybookStep.playbook_id,
        Playbook.name.label("playbook_name"),
        Task.playbook_step_id,
        Task.completed_by,
        OVERDUE.label("overdue"),
        Task.done_at,
        Task.done_by_id,
        func.coalesce(Doer.name, ApiKey.name).label("done_by_name"),
        Task.done_by_itself,
        Task.cancelled_at,
        Task.cancel_cause,
        Task.created_at,
        Task.updated_at,
        Task.version,
    )
    .outerjoin(Assignee, on(Task.assignee_id, Assignee))
    .outerjoin(Candidate, on(Task.candidate_id, Candidate))
    .outerjoin(Application, on(Task.application_id, Application))
    .outerjoin(Vacancy, on(Application.vacancy_id, Vacancy))
    .outerjoin(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(PlaybookStep, on(Task.playbook_step_id, PlaybookStep))
    .outerjoin(Playbook, on(PlaybookStep.playbook_id, Playbook))
    .outerjoin(Doer, on(Task.done_by_id, Doer))
    .outerjoin(ApiKey, on(Task.done_by_id, ApiKey))
)
TASKS = Listing(
    TASK,
    Task,
    filters={
        "for_": Task.for_ == bindparam("for_"),
        "assignee_id": Task.assignee_id == bindparam("assignee_id"),
        "candidate_id": Task.candidate_id == bindparam("candidate_id"),
        "application_id": Task.application_id == bindparam("application_id"),
        "interview_id": Task.interview_id == bindparam("interview_id"),
        "due_before": Task.due_at < bindparam("due_before"),
        "open": OPEN,
        "not_open": not_(OPEN),
        "done": Task.done_at.is_not(None),
        "not_done": Task.done_at.is_(None),
        "overdue": OVERDUE,
        "not_overdue": not_(OVERDUE),
    },
    sorts={"due_at": Task.due_at},
)
ONE_TASK = Statement(
    TASK.where(Task.agency_id == bindparam("agency_id"), Task.id == bindparam("id"))
)


async def task_out(db: Reader, task_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_TASK.shape_all(await db.fetch(ONE_TASK, id=task_id)))


@dataclass(frozen=True)
class About:
    """What a task is about, from the candidate down."""

    candidate_id: UUID | None = None
    application_id: UUID | None = None
    interview_id: UUID | None = None


async def find_subject(db: Db, kind: TaskSubject, subject_id: UUID) -> About | None:
    """The subject with everything above it. Raises `MergedAway`."""
    if kind == TaskSubject.candidate:
        try:
            await get_active_candidate(db, subject_id)
        except NotFound:
            return None
        return About(subject_id)
    if kind == TaskSubject.application:
        application = await db.get(Application, (db.agency_id, subject_id))
        return About(application.candidate_id, subject_id) if application else None
    found = await db.execute(
        select(Application.candidate_id, Application.id)
        .join(Interview, on(Interview.application_id, Application))
        .where(Interview.agency_id == db.agency_id, Interview.id == subject_id)
    )
    row = found.one_or_none()
    return About(row.candidate_id, row.id, subject_id) if row else None


async def is_active_user(db: Db, user_id: UUID) -> bool:
    user = await db.get(User, (db.agency_id, user_id))
    return user is not None and user.active


async def open_twin_of(db: Db, task: Task) -> UUID | None:
    """The open task of the same step about the same thing."""
    if task.playbook_step_id is None:
        return None
    found: UUID | None = await db.scalar(
        select(Task.id).where(
            Task.agency_id == db.agency_id,
            Task.playbook_step_id == task.playbook_step_id,
            Task.candidate_id == task.candidate_id,
            Task.application_id.is_not_distinct_from(task.application_id),
            Task.interview_id.is_not_distinct_from(task.interview_id),
            OPEN,
        )
    )
    return found


CAUSES = {"cancelled": "interview_cancelled", "no_show": "interview_missed"}


async def end_since(db: Db, task: Task) -> str | None:
    """What became of the task's interview or application that would have called the task off."""
    if task.interview_id is not None:
        interview = await db.get(Interview, (db.agency_id, task.interview_id))
        if interview is not None and interview.status in CAUSES:
            return CAUSES[interview.status]
    if task.application_id is not None:
        application = await db.get(Application, (db.agency_id, task.application_id))
        if (
            application is not None
            and application.ended_at is not None
            and application.ended_at > task.created_at
        ):
            return f"application_{application.stage}"
    return None
