"""Thanking the interviewers."""

from sqlalchemy import select

from app import clock
from app.applications.models import END_CAUSES, Application
from app.database import Db, on
from app.events import kinds
from app.events.recorder import record
from app.follow_ups.models import FollowUp, FollowUpStatus
from app.interviews.models import Interview


async def skip_for_application(db: Db, application: Application, cause: str) -> None:
    """The application ended: nobody need be thanked any more."""
    for follow_up in await follow_ups_of(db, application):
        if follow_up.status == FollowUpStatus.due:
            follow_up.become(FollowUpStatus.skipped)
            follow_up.skipped_at, follow_up.skip_reason = clock.now(), cause
            record_about(
                db,
                follow_up,
                application,
                kinds.FollowUpSkipped(interview_id=follow_up.interview_id, cause=cause),
            )


async def reopen_for_application(db: Db, application: Application) -> None:
    """The application was reinstated: what its end skipped is due again."""
    for follow_up in await follow_ups_of(db, application):
        if follow_up.skip_reason in END_CAUSES:
            follow_up.status = FollowUpStatus.due
            follow_up.skipped_at = follow_up.skip_reason = None
            reopened = kinds.FollowUpReopened(interview_id=follow_up.interview_id)
            record_about(db, follow_up, application, reopened)


async def follow_ups_of(db: Db, application: Application) -> list[FollowUp]:
    """Locked in a fixed order."""
    found = await db.scalars(
        select(FollowUp)
        .join(Interview, on(FollowUp.interview_id, Interview))
        .where(FollowUp.agency_id == db.agency_id, Interview.application_id == application.id)
        .order_by(FollowUp.id)
        .with_for_update(of=FollowUp)
    )
    return list(found)


def record_about(db: Db, follow_up: FollowUp, application: Application, kind: kinds.Kind) -> None:
    record(
        db,
        kind,
        follow_up.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
    )
