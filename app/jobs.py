"""Work for later, asked for in the transaction that needs it: committed with the change or not at
all. `debrief worker` does it; the tasks themselves are in `app.worker`."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from app.database import Db
from app.statements import PlainStatement

QUEUE = "debrief"


class Task(StrEnum):
    """What a worker can be asked to do."""

    deliver_message = "deliver_message"


DEFER = PlainStatement(
    """
    SELECT unnest(procrastinate_defer_jobs_v1(ARRAY[
        ROW($1, $2, 0, $3, NULL, $4::jsonb, $5::timestamptz)::procrastinate_job_to_defer_v1
    ]))
    """
)


async def later(db: Db, task: Task, *, subject_id: UUID, at: datetime | None = None) -> None:
    """Have `task` done for one row of the caller's agency, from `at` on (now unless told).

    A task may be asked for twice and may run twice after a crash: it looks first whether there is
    still something to do. Two for the same row never run at once.
    """
    await db.flush()
    arguments = {"agency_id": db.agency_id, "subject_id": subject_id}
    lock = f"{task}:{subject_id}"
    await db.run(DEFER, QUEUE, task.value, lock, msgspec.json.encode(arguments).decode(), at)
