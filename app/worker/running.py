"""A worker, from its start until it is told to stop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import structlog
from procrastinate import App

from app.database import Database
from app.jobs import Queue
from app.pace import Pace
from app.problems import in_the_log
from app.worker.queue import connector, lanes_on, queue_on

SECONDS_TO_FINISH = 5.0
"""How long what is being done may take once the worker is told to stop; a message takes less."""
SECONDS_AWAY = 3.0
"""Between attempts when the database cannot be reached."""
CONNECTIONS = 3
"""For listening, and for taking jobs and giving them back; the work itself uses `Database`."""

LANES = {Queue.documents: 2, Queue.visitors: 2}
"""How many documents are read at once, in each queue that is not for everything else."""

log = structlog.get_logger()


async def work(
    database: Database, address: str, role: str | None, *, concurrency: int, pace: Pace
) -> None:
    """Until cancelled; what is under way is finished first. A database that goes away is waited
    for."""
    while True:
        through = connector(address, role, CONNECTIONS)
        queue, lanes = queue_on(database, through, pace), lanes_on(database, through)
        try:
            async with queue.open_async(), asyncio.TaskGroup() as workers:
                workers.create_task(run(queue, Queue.main, concurrency, pace))
                for name, at_once in LANES.items():
                    workers.create_task(run(lanes, name, at_once, pace))
        except Exception as error:
            log.error("worker stopped", again_in_seconds=SECONDS_AWAY, **in_the_log(error))
        await asyncio.sleep(SECONDS_AWAY)


async def run(queue: App, name: Queue, concurrency: int, pace: Pace) -> None:
    await queue.run_worker_async(
        queues=[name.value],
        concurrency=concurrency,
        install_signal_handlers=False,
        shutdown_graceful_timeout=SECONDS_TO_FINISH,
        update_heartbeat_interval=pace.heartbeat_every,
        stalled_worker_timeout=pace.lost_after,
        fetch_job_polling_interval=min(5.0, pace.lost_after),
        abort_job_polling_interval=60.0,  # nothing here aborts a job
    )


@asynccontextmanager
async def working(
    database: Database, address: str, role: str | None, *, concurrency: int, pace: Pace
) -> AsyncIterator[None]:
    """A worker beside whatever happens in the block."""
    worker = asyncio.create_task(work(database, address, role, concurrency=concurrency, pace=pace))
    try:
        yield
    finally:
        worker.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await worker
