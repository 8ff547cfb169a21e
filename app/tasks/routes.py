"""Tasks for recruiters and candidates."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.candidates.models import MergedAway
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.paging import Page
from app.routing import Router
from app.tasks import actions, queries
from app.tasks.models import Task, TaskCalledOff, TaskDone, TaskNotDone, TaskPlannedAgain
from app.tasks.schemas import TaskChange, TaskIn, TaskOut, TaskQuery

router = Router(prefix="/v1/tasks", tag="tasks")

Reading = Annotated[Reads, reading("applications:read")]
Changing = Annotated[Db, changing("applications:write")]


async def task_in_path(db: Changing, task_id: UUID, if_match: IfMatch = None) -> Task:
    task = await db.hold(Task, task_id)
    answers.expect_version(if_match, task.version)
    return task


TaskInPath = Annotated[Task, Depends(task_in_path)]


@router.get("", summary="List tasks", response_model=Page[TaskOut], responses=problems())
async def list_tasks(db: Reading, query: Annotated[TaskQuery, Query()]) -> Response:
    """Due earliest first unless `sort` says otherwise. `open=true&assignee_id=…` is somebody's
    list; `done=false` also holds what was called off."""
    return await queries.TASKS.page(db, query)


@router.post(
    "",
    summary="Add a task",
    status_code=201,
    response_model=TaskOut,
    responses=problems(MergedAway),
)
async def create_task(db: Changing, new: TaskIn) -> Response:
    """Something to do, by hand; playbooks plan the usual. When the interview or application it is
    about comes to an end, an open task is called off."""
    task = await actions.create_task(db, new)
    row = await queries.task_out(db, task.id)
    return answers.created(db, row, f"/v1/tasks/{task.id}")


@router.get(
    "/{task_id}", summary="Get a task", response_model=TaskOut, responses=problems(NotFound)
)
async def get_task(db: Reading, task_id: UUID) -> Response:
    """One task: what it is about, what planned it, and what became of it."""
    return answers.found(await queries.task_out(db, task_id))


@router.patch(
    "/{task_id}",
    summary="Change a task",
    response_model=TaskOut,
    responses=problems(NotFound, TaskDone, TaskCalledOff, PreconditionFailed),
)
async def change_task(db: Changing, task: TaskInPath, change: TaskChange) -> Response:
    """Change the fields sent, while it is open: put it off, or give it to somebody else."""
    await actions.change_task(db, task, change)
    return answers.changed(db, await queries.task_out(db, task.id))


@router.post(
    "/{task_id}/completion",
    summary="Complete a task",
    response_model=TaskOut,
    responses=problems(NotFound, TaskDone, TaskCalledOff, PreconditionFailed),
)
async def complete_task(db: Changing, task: TaskInPath) -> Response:
    """It is done, and you say so. Most tasks of playbooks complete by themselves."""
    await actions.complete_task(db, task)
    return answers.changed(db, await queries.task_out(db, task.id))


@router.post(
    "/{task_id}/reopening",
    summary="Reopen a task",
    response_model=TaskOut,
    responses=problems(NotFound, TaskNotDone, TaskCalledOff, TaskPlannedAgain, PreconditionFailed),
)
async def reopen_task(db: Changing, task: TaskInPath) -> Response:
    """It is to be done after all. Refused when what it was for has come to an end since."""
    await actions.reopen_task(db, task)
    return answers.changed(db, await queries.task_out(db, task.id))
