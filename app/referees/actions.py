"""Referees: consent, heads-ups and references."""

from sqlalchemy import select

from app import clock
from app.applications.models import Application
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.referees.models import HeadsUp, HeadsUpStatus, Reference, ReferenceStatus


async def close_for_application(db: Db, application: Application, cause: str) -> None:
    """The application ended: no referee need expect a call, nor write a reference."""
    heads_ups = await db.scalars(
        select(HeadsUp)
        .where(
            HeadsUp.agency_id == db.agency_id,
            HeadsUp.application_id == application.id,
            HeadsUp.status == HeadsUpStatus.sent,
        )
        .order_by(HeadsUp.id)
        .with_for_update()
    )
    for heads_up in heads_ups:
        close_heads_up(db, heads_up, application, cause)
    references = await db.scalars(
        select(Reference)
        .where(
            Reference.agency_id == db.agency_id,
            Reference.application_id == application.id,
            Reference.status == ReferenceStatus.requested,
        )
        .order_by(Reference.id)
        .with_for_update()
    )
    for reference in references:
        close_reference(db, reference, application, cause)


def close_heads_up(db: Db, heads_up: HeadsUp, application: Application, cause: str) -> None:
    heads_up.status = HeadsUpStatus.closed
    heads_up.closed_at, heads_up.close_cause = clock.now(), cause
    closed = kinds.HeadsUpClosed(referee_id=heads_up.referee_id, cause=cause)
    record(
        db,
        closed,
        heads_up.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
    )


def close_reference(db: Db, reference: Reference, application: Application, cause: str) -> None:
    reference.become(ReferenceStatus.closed, clock.now(), cause)
    record(
        db,
        kinds.ReferenceClosed(referee_id=reference.referee_id, cause=cause),
        reference.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
    )
