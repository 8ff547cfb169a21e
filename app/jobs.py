"""Work for later, asked for in the transaction that needs it: committed with the change or not at
all. `debrief worker` does it; the tasks themselves are in `app.worker`."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from app.database import Db
from app.statements import PlainStatement


class Queue(StrEnum):
    """Work that must not wait for other work has a queue of its own."""

    main = "debrief"
    documents = "documents"
    visitors = "visitors"
    """The documents of people whom nobody knows yet."""


QUEUE = Queue.main


class Task(StrEnum):
    """What a worker can be asked to do."""

    deliver_message = "deliver_message"
    read_document = "read_document"


@dataclass(frozen=True)
class Lane:
    """A queue in which everybody takes turns: one job at a time for each of `whose`, and whoever
    has the fewest waiting goes first."""

    queue: Queue
    whose: str


DEFER = PlainStatement(
    # A job's priority is how many were waiting for the same one before it, counted downwards: the
    # second of everybody comes after the first of everybody.
    """
    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[
        ROW($1, $2, -waiting.jobs, $3, NULL, $4::jsonb, $5::timestamptz)
            ::procrastinate_job_to_defer_v1
    ]))
    FROM (
        SELECT count(*)::integer AS jobs FROM procrastinate_jobs
        WHERE $6 AND queue_name = $1 AND lock = $3 AND status IN ('todo', 'doing')
    ) AS waiting
    """
)


async def later(
    db: Db,
    task: Task,
    *,
    subject_id: UUID,
    at: datetime | None = None,
    lane: Lane | None = None,
) -> None:
    """Have `task` done for one row of the caller's agency, from `at` on (now unless told).

    A task may be asked for twice and may run twice after a crash: it looks first whether there is
    still something to do. Two for the same row never run at once, nor two in the same lane.
    """
    await db.flush()
    arguments = msgspec.json.encode({"agency_id": db.agency_id, "subject_id": subject_id}).decode()
    queue = lane.queue if lane else Queue.main
    lock = f"{task}:{lane.whose if lane else subject_id}"
    await db.run(DEFER, queue.value, task.value, lock, arguments, at, lane is not None)
