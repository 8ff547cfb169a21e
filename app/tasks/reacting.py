"""What follows for tasks from what a transaction did: they are completed, called off, moved, opened
again and planned, with the change itself or not at all."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ARRAY, Boolean, Text, Uuid, any_, bindparam, exists, func, or_, select

from app import clock
from app.agencies.business_time import BusinessTime
from app.agencies.queries import get_agency
from app.database import Db
from app.events import kinds
from app.events.recorder import Pending, record
from app.playbooks.models import Anchor, Playbook
from app.statements import Statement
from app.tasks.happened import Happened
from app.tasks.models import Task
from app.tasks.planning import due_at, start_playbooks, take_turns
from app.tasks.reinstating import reinstate

OWN = ("task.", "playbook.")
"""What tasks and playbooks record themselves starts nothing."""
ENDS_AN_APPLICATION = frozenset({kinds.ApplicationWithdrawn.type, kinds.ApplicationRejected.type})
ENDS_AN_INTERVIEW = frozenset({kinds.InterviewCancelled.type, kinds.InterviewMissed.type})
MOVES_AN_INTERVIEW = kinds.InterviewRescheduled.type
REINSTATES = kinds.ApplicationReinstated.type
WHATEVER_THEY_WAIT_FOR = {
    *ENDS_AN_APPLICATION, *ENDS_AN_INTERVIEW, MOVES_AN_INTERVIEW, REINSTATES
}  # fmt: skip
"""Events that concern open tasks whatever completes them."""

OPEN = (Task.done_at.is_(None), Task.cancelled_at.is_(None))
TYPES = bindparam("types", type_=ARRAY(Text))
CONCERNED = Statement(
    select(
        func.array(
            select(Task.id)
            .where(
                Task.agency_id == bindparam("agency_id"),
                Task.candidate_id == any_(bindparam("candidate_ids", type_=ARRAY(Uuid))),
                *OPEN,
                or_(bindparam("all", type_=Boolean), Task.completed_by.overlap(TYPES)),
            )
            .scalar_subquery()
        ).label("tasks"),
        exists()
        .where(
            Playbook.agency_id == bindparam("agency_id"),
            Playbook.active,
            Playbook.trigger == any_(TYPES),
        )
        .label("playbooks"),
    )
)
"""All that most changes have to ask: the open tasks they may concern, and whether playbooks wait
for them."""


async def react(db: Db) -> None:
    """Follow what was recorded since the last time."""
    pending: list[Pending] = db.info.get("events", [])
    new = pending[db.info.get("reacted_to", 0) :]
    events = [Happened.of(event) for event in new if event.candidate_id and not is_own(event)]
    if events:
        await follow(db, events)
    db.info["reacted_to"] = len(pending)


def is_own(event: Pending) -> bool:
    return event.type.startswith(OWN)


async def follow(db: Db, events: Sequence[Happened]) -> None:
    """Everything in the order it happened. An import enters history, and starts nothing."""
    types = {event.type for event in events}
    importing = db.actor.type == "import"
    sweeping = bool(types & WHATEVER_THEY_WAIT_FOR)
    if sweeping and not importing:
        await take_turns(db, events)
    [(task_ids, playbooks)] = await db.fetch(
        CONCERNED,
        candidate_ids=list({event.candidate_id for event in events}),
        types=list(types),
        all=sweeping,
    )
    starting = playbooks and not importing
    if starting and not sweeping:
        await take_turns(db, events)
    if task_ids:
        found = await db.scalars(
            select(Task)
            .where(Task.agency_id == db.agency_id, Task.id.in_(task_ids), *OPEN)
            .order_by(Task.id)
            .with_for_update(key_share=True)
        )
        for task in found:
            await bring_up_to_date(db, task, events)
    for event in events:
        if event.type == REINSTATES:
            await reinstate(db, event)
    if starting:
        for nth, task in await start_playbooks(db, events):
            await bring_up_to_date(db, task, events[nth:])


async def bring_up_to_date(db: Db, task: Task, events: Sequence[Happened]) -> None:
    """What happened completes the task, calls it off or moves it, whichever comes first."""
    for event in events:
        now = clock.now()
        if event.type in task.completed_by and event.is_about(task):
            task.complete(now, by_itself=True)
            record(db, kinds.TaskCompleted(by_itself=True), task.id)
        elif ends(event, task):
            cause = event.type.replace(".", "_")
            task.call_off(now, cause)
            record(db, kinds.TaskCancelled(cause=cause), task.id)
        elif event.type == MOVES_AN_INTERVIEW and event.interview_id == task.interview_id:
            move(db, BusinessTime.of(await get_agency(db)), task, event)
        if not task.is_open:
            return


def ends(event: Happened, task: Task) -> bool:
    if event.type in ENDS_AN_APPLICATION:
        return event.application_id == task.application_id
    return event.type in ENDS_AN_INTERVIEW and event.interview_id == task.interview_id


def move(db: Db, hours: BusinessTime, task: Task, event: Happened) -> None:
    """The interview was moved, and what is due before or after it moves along."""
    moved = msgspec.json.decode(event.data, type=kinds.InterviewRescheduled)
    if task.anchor == Anchor.interview_start:
        anchor_at = moved.starts_at
    elif task.anchor == Anchor.interview_end:
        anchor_at = moved.ends_at
    else:
        return
    old_due_at = task.due_at
    task.due_at = due_at(hours, anchor_at, task.offset_hours, task.offset_business_days)
    if task.due_at != old_due_at:
        record(db, kinds.TaskMoved(old_due_at=old_due_at, due_at=task.due_at), task.id)
