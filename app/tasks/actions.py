"""Tasks by hand: adding, changing, completing and reopening them. `reacting` does the rest."""

from uuid import UUID

from app import clock
from app.changes import apply_change
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback.privacy import guard
from app.tasks import queries
from app.tasks.models import Task, TaskCalledOff, TaskFor, TaskNotDone, TaskPlannedAgain
from app.tasks.queries import About
from app.tasks.schemas import TaskChange, TaskIn


async def create_task(db: Db, new: TaskIn) -> Task:
    await expect_colleague(db, new.assignee_id)
    about: About | None = About()
    if new.subject is not None:
        about = await queries.find_subject(db, new.subject.type, new.subject.id)
        if about is None:
            raise Invalid.at("/subject/id", f"names no {new.subject.type} of this agency")
    assert about is not None
    if new.for_ is TaskFor.candidate:
        await guard(db, about.candidate_id, Task, new)
    task = Task(
        agency_id=db.agency_id,
        title=new.title,
        due_at=new.due_at,
        for_=new.for_,
        assignee_id=new.assignee_id,
        candidate_id=about.candidate_id,
        application_id=about.application_id,
        interview_id=about.interview_id,
    )
    db.add(task)
    record_about(db, task, kinds.TaskCreated(due_at=task.due_at))
    return task


async def expect_colleague(db: Db, user_id: UUID | None) -> None:
    """Raises `Invalid` at `/assignee_id`."""
    if user_id is not None and not await queries.is_active_user(db, user_id):
        raise Invalid.at("/assignee_id", "names no active user of this agency")


async def change_task(db: Db, task: Task, change: TaskChange) -> None:
    """A due time set by hand no longer follows the interview. Raises `TaskDone` or
    `TaskCalledOff`."""
    task.expect_open()
    if change.assignee_id != task.assignee_id:
        await expect_colleague(db, change.assignee_id)
    if task.for_ == TaskFor.candidate:
        await guard(db, task.candidate_id, Task, change, row=task)
    fields = apply_change(task, change)
    if "due_at" in fields:
        task.anchor = task.offset_hours = task.offset_business_days = None
    if fields:
        record_about(db, task, kinds.TaskUpdated(fields=fields))


async def complete_task(db: Db, task: Task) -> None:
    """Raises `TaskDone` or `TaskCalledOff`."""
    task.expect_open()
    task.complete(clock.now(), by=db.actor.id)
    record_about(db, task, kinds.TaskCompleted(by_itself=False))


async def reopen_task(db: Db, task: Task) -> None:
    """Raises `TaskNotDone`, `TaskCalledOff` when its interview or application came to an end since,
    or `TaskPlannedAgain`."""
    if task.done_at is None:
        raise TaskNotDone
    if cause := await queries.end_since(db, task):
        raise TaskCalledOff(cause=cause)
    if existing_id := await queries.open_twin_of(db, task):
        raise TaskPlannedAgain(existing_id=existing_id)
    task.open_again()
    record_about(db, task, kinds.TaskReopened())


def record_about(db: Db, task: Task, kind: kinds.Kind) -> None:
    """What people do with tasks is part of the candidate's story; what follows by itself is not."""
    record(db, kind, task.id, candidate_id=task.candidate_id, application_id=task.application_id)
