"""What is looked for again and again, agency by agency: what is due, and what got lost."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from uuid import UUID

import structlog

from app import clock
from app.database import Database
from app.debriefs.reminding import remind_candidates
from app.documents.jobs import read_what_was_lost
from app.feedback.sweeping import sweep as sweep_feedback
from app.messages.delivering import deliver_overdue, settle_interrupted
from app.offers.expiring import expire_offers
from app.pace import Pace
from app.problems import in_the_log
from app.statements import PlainStatement
from app.worker.retention import forget_what_is_kept_no_longer

AGENCIES = PlainStatement("SELECT id FROM agencies ORDER BY id")

log = structlog.get_logger()


@dataclass(frozen=True)
class Sweep:
    """`name` is what it looks after; `daily_at` a crontab for what need not happen every minute."""

    name: str
    work: Callable[[Database, UUID, Pace], Awaitable[None]]
    daily_at: str | None = None


async def each_agency(database: Database, sweep: Sweep, pace: Pace) -> None:
    """What fails for one agency is told when the others have had theirs."""
    async with database.looking_up() as connection:
        agencies = [row["id"] for row in await connection.fetch(AGENCIES.sql)]
    failures: list[Exception] = []
    for agency_id in agencies:
        try:
            await sweep.work(database, agency_id, pace)
        except Exception as failure:
            told = in_the_log(failure)
            log.error("sweep failed", sweep=sweep.name, agency_id=str(agency_id), **told)
            failures.append(failure)
    if failures:
        raise ExceptionGroup(sweep.name, failures)


async def feedback(database: Database, agency_id: UUID, _: Pace) -> None:
    await sweep_feedback(database, agency_id)


async def documents(database: Database, agency_id: UUID, pace: Pace) -> None:
    await read_what_was_lost(database, agency_id, clock.now() - pace.overdue_after)


async def messages(database: Database, agency_id: UUID, pace: Pace) -> None:
    now = clock.now()
    await settle_interrupted(database, agency_id, now - pace.interrupted_after)
    await deliver_overdue(database, agency_id, now - pace.overdue_after)


async def offers(database: Database, agency_id: UUID, _: Pace) -> None:
    await expire_offers(database, agency_id)


async def reminders(database: Database, agency_id: UUID, _: Pace) -> None:
    await remind_candidates(database, agency_id)


async def retention(database: Database, agency_id: UUID, _: Pace) -> None:
    await forget_what_is_kept_no_longer(database, agency_id)


SWEEPS = (
    Sweep("documents", documents),
    Sweep("feedback", feedback),
    Sweep("messages", messages),
    Sweep("offers", offers),
    Sweep("reminders", reminders),
    Sweep("retention", retention, daily_at="23 2 * * *"),
)
