"""Starting playbooks: from what happened to dated tasks, one for each step."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from asyncpg import Record

from app import clock
from app.agencies.business_time import BusinessTime
from app.agencies.queries import get_agency
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.statements import PlainStatement
from app.tasks.happened import Happened
from app.tasks.models import Task, TaskFor

STEPS = PlainStatement(
    # On an application that has ended nothing starts but what is owed to somebody who was turned
    # down: to be told, and to be given the employer's feedback.
    """
    SELECT happened.nth, playbooks.id AS playbook_id, steps.id AS step_id, steps.title, steps."for",
           steps.anchor, steps.offset_hours, steps.offset_business_days, steps.completed_by,
           candidates.owner_id, interviews.starts_at, interviews.ends_at
    FROM unnest($2::text[], $3::uuid[], $4::uuid[], $5::uuid[], $6::jsonb[])
         WITH ORDINALITY AS happened (type, candidate_id, application_id, interview_id, data, nth)
    JOIN playbooks ON playbooks.agency_id = $1 AND playbooks.active
         AND playbooks.trigger = happened.type AND happened.data @> playbooks.condition
    JOIN playbook_steps AS steps ON steps.agency_id = $1 AND steps.playbook_id = playbooks.id
         AND NOT steps.retired
    JOIN candidates ON candidates.agency_id = $1 AND candidates.id = happened.candidate_id
    LEFT JOIN applications
         ON applications.agency_id = $1 AND applications.id = happened.application_id
    LEFT JOIN interviews ON interviews.agency_id = $1 AND interviews.id = happened.interview_id
    WHERE (
        applications.ended_at IS NULL
        OR applications.stage = 'rejected' AND happened.type IN (
            'application.rejected', 'feedback.received', 'feedback.declined', 'feedback.amended',
            'feedback.released', 'feedback.acknowledged'
        )
    )
    AND NOT EXISTS (
        SELECT FROM tasks
        WHERE tasks.agency_id = $1 AND tasks.playbook_step_id = steps.id
          AND tasks.done_at IS NULL AND tasks.cancelled_at IS NULL
          AND tasks.candidate_id = happened.candidate_id
          AND tasks.application_id IS NOT DISTINCT FROM happened.application_id
          AND tasks.interview_id IS NOT DISTINCT FROM happened.interview_id
    )
    ORDER BY happened.nth, playbooks.created_at, playbooks.id, steps.position
    """
)
LOCK = PlainStatement(
    # A lock of its own: to wait for the application's row here, so late, would be a deadlock.
    """
    SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text || about, 0))
    FROM unnest($2::uuid[]) AS about
    """
)


async def take_turns(db: Db, events: Sequence[Happened]) -> None:
    """Wait until nobody else plans tasks about these applications, or ends them: who plans sees
    that it has ended, or who ends it sees the tasks."""
    about = sorted({event.application_id or event.candidate_id for event in events})
    await db.run(LOCK, db.agency_id, about)


def due_at(
    hours: BusinessTime, anchor: datetime, offset_hours: int | None, business_days: int | None
) -> datetime:
    """So many real hours from the anchor, or the close of so many business days from its day."""
    if business_days is None:
        return anchor + timedelta(hours=offset_hours or 0)
    return hours.due(anchor, business_days)


async def start_playbooks(db: Db, events: Sequence[Happened]) -> list[tuple[int, Task]]:
    """The tasks that were planned, each with how many of the events had happened by then.

    Not a second one while that of the same step about the same thing is open. One event for each
    playbook and start.
    """
    await db.flush()
    columns = zip(*(what_starts(event) for event in events), strict=True)
    steps = await db.run(STEPS, db.agency_id, *(list(column) for column in columns))
    if not steps:
        return []
    hours = BusinessTime.of(await get_agency(db))
    planned: dict[tuple[UUID | None, ...], tuple[int, Task]] = {}
    started: Counter[tuple[int, UUID]] = Counter()
    for step in steps:
        task = plan(db, hours, events[step["nth"] - 1], step)
        if task is None:
            continue
        key = (task.playbook_step_id, task.candidate_id, task.application_id, task.interview_id)
        if key not in planned:
            planned[key] = (step["nth"], task)
            started[step["nth"], step["playbook_id"]] += 1
    db.add_all(task for _, task in planned.values())
    for (_, playbook_id), tasks in started.items():
        record(db, kinds.PlaybookStarted(tasks=tasks), playbook_id)
    return list(planned.values())


def what_starts(event: Happened) -> tuple[str, UUID, UUID | None, UUID | None, str]:
    """An event as `STEPS` takes it. A withdrawn application waits for nobody: what its withdrawal
    starts is about the candidate."""
    if event.type == kinds.ApplicationWithdrawn.type:
        return event.type, event.candidate_id, None, None, event.data
    return event.type, event.candidate_id, event.application_id, event.interview_id, event.data


def plan(db: Db, hours: BusinessTime, event: Happened, step: Record) -> Task | None:
    """The step's task. None when it prepares for what has begun: an interview recorded after the
    fact needs no preparation."""
    anchor_at: datetime | None = {
        "event": event.occurred_at,
        "interview_start": step["starts_at"],
        "interview_end": step["ends_at"],
    }[step["anchor"]]
    if anchor_at is None:
        return None
    due = due_at(hours, anchor_at, step["offset_hours"], step["offset_business_days"])
    if due < anchor_at <= clock.now():
        return None
    _, candidate_id, application_id, interview_id, _ = what_starts(event)
    return Task(
        agency_id=db.agency_id,
        title=step["title"],
        due_at=due,
        for_=step["for"],
        assignee_id=step["owner_id"] if step["for"] == TaskFor.recruiter else None,
        candidate_id=candidate_id,
        application_id=application_id,
        interview_id=interview_id,
        playbook_step_id=step["step_id"],
        anchor=step["anchor"],
        offset_hours=step["offset_hours"],
        offset_business_days=step["offset_business_days"],
        completed_by=list(step["completed_by"]),
    )
