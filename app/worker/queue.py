"""What `app.jobs` asks for, done: procrastinate's tasks on the same PostgreSQL.

A worker that dies leaves its job `doing`; the others see its heartbeat stop and take the job back.
"""

import logging
from uuid import UUID

import structlog
from procrastinate import App, PsycopgConnector, RetryStrategy
from procrastinate.jobs import Status

from app.database import Database, libpq_address
from app.documents.jobs import read_document as read_text
from app.jobs import QUEUE, Queue, Task
from app.messages.delivering import deliver
from app.pace import Pace
from app.problems import in_the_log
from app.worker.sweeps import SWEEPS, Sweep, each_agency

RETRIES = RetryStrategy(max_attempts=6, exponential_wait=3)
"""Of what nobody expected: after 3, 9, 27 … seconds. What still fails is found by the sweeps."""
KEEP_FINISHED_HOURS = 24

log = structlog.get_logger()


def connector(address: str, role: str | None, connections: int) -> PsycopgConnector:
    """As the requests' role, without the limits that suit a request."""
    options = "-c timezone=UTC -c application_name=debrief-worker"
    if role:
        options += f" -c role={role}"
    return PsycopgConnector(
        conninfo=libpq_address(address),
        kwargs={"options": options},
        min_size=1,
        max_size=connections,
    )


def without_text(record: logging.LogRecord) -> bool:
    """That a job failed is for the log; the error's own words may quote what somebody wrote."""
    record.exc_info = None
    return True


def queue_on(database: Database, through: PsycopgConnector, pace: Pace) -> App:
    """The queue and all that can be asked of it."""
    logging.getLogger("procrastinate.worker").addFilter(without_text)
    queue = App(connector=through)

    @queue.task(name=Task.deliver_message, queue=QUEUE, retry=RETRIES)
    async def deliver_message(agency_id: str, subject_id: str) -> None:
        try:
            await deliver(database, UUID(agency_id), UUID(subject_id))
        except Exception as error:
            log.error("message not delivered", message_id=subject_id, **in_the_log(error))
            raise

    for sweep in SWEEPS:
        repeat(queue, database, sweep, pace)

    @queue.periodic(cron=pace.seconds(pace.rescue_every))
    @queue.task(name="rescue_jobs", queue=QUEUE, queueing_lock="rescue_jobs")
    async def rescue_jobs(timestamp: int) -> None:
        """Jobs whose worker is gone are done by another. What comes again by itself is given up:
        its next turn may be waiting already, and two of a kind must not."""
        jobs = queue.job_manager
        for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=pace.lost_after):
            assert job.id is not None
            log.warning("job_taken_back", job=job.id, task=job.task_name)
            if job.queueing_lock is None:
                await jobs.retry_job(job)
            else:
                await jobs.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)

    @queue.periodic(cron="7 3 * * *")
    @queue.task(name="forget_finished_jobs", queue=QUEUE, queueing_lock="forget_finished_jobs")
    async def forget_finished_jobs(timestamp: int) -> None:
        """Those that failed are kept a month, to be looked at."""
        jobs = queue.job_manager
        await jobs.delete_old_jobs(nb_hours=KEEP_FINISHED_HOURS)
        await jobs.delete_old_jobs(nb_hours=30 * 24, include_failed=True, include_cancelled=True)

    return queue


def lanes_on(database: Database, through: PsycopgConnector) -> App:
    """What has lanes of its own, beside the queue and on its connections."""
    lanes = App(connector=through)

    @lanes.task(name=Task.read_document, queue=Queue.documents, retry=RETRIES)
    async def read_document(agency_id: str, subject_id: str) -> None:
        try:
            await read_text(database, UUID(agency_id), UUID(subject_id))
        except Exception as error:
            log.error("document not read", document_id=subject_id, **in_the_log(error))
            raise

    return lanes


def repeat(queue: App, database: Database, sweep: Sweep, pace: Pace) -> None:
    """One of a kind at a time, and one waiting at most: a minute that was missed is not made up
    for."""
    name = f"sweep_{sweep.name}"

    @queue.periodic(cron=sweep.daily_at or pace.seconds(pace.sweep_every))
    @queue.task(name=name, queue=QUEUE, queueing_lock=name, lock=name)
    async def run(timestamp: int) -> None:
        await each_agency(database, sweep, pace)
