"""Recording how the employer decides, and when nothing is to be decided any more."""

from sqlalchemy import select

from app import clock
from app.applications.models import END_CAUSES, Application
from app.database import Db, on
from app.decisions.models import DecisionProcess
from app.interviews.models import Interview


async def settle(db: Db, application: Application, cause: str) -> None:
    """Nobody waits for a decision on this application any more. No event: its cause has one."""
    for process in await processes_of(db, application):
        if process.settled_at is None:
            process.settled_at, process.settled_cause = clock.now(), cause


async def reopen(db: Db, application: Application) -> None:
    """The application was reinstated: what its end settled is awaited again."""
    for process in await processes_of(db, application):
        if process.settled_cause in END_CAUSES:
            process.settled_at = process.settled_cause = None


async def processes_of(db: Db, application: Application) -> list[DecisionProcess]:
    """Locked in a fixed order."""
    found = await db.scalars(
        select(DecisionProcess)
        .join(Interview, on(DecisionProcess.interview_id, Interview))
        .where(
            DecisionProcess.agency_id == db.agency_id, Interview.application_id == application.id
        )
        .order_by(DecisionProcess.id)
        .with_for_update(of=DecisionProcess)
    )
    return list(found)
