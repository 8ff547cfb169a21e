"""Moving an application, and recording that it moved: for its own actions and for offers."""

from datetime import datetime

from app import clock
from app.applications.models import Application, ApplicationMove, Stage
from app.database import Db
from app.decisions import actions as decisions
from app.events import kinds
from app.events.recorder import record

DECIDED = frozenset({Stage.offered, Stage.placed})
"""Stages at which nobody waits for the employer to decide any more."""


async def move_to(
    db: Db, application: Application, stage: Stage, *, reason: str | None = None
) -> None:
    """Raises `MoveNotAllowed`."""
    left = application.move_to(stage)
    moved = kinds.ApplicationStageChanged(from_stage=left, to_stage=application.stage)
    record_move(db, application, moved, left, clock.now(), reason=reason)
    if stage in DECIDED:
        await decisions.settle(db, application, f"application_{stage}")


def record_move(
    db: Db,
    application: Application,
    kind: kinds.Kind,
    left: Stage | None,
    at: datetime,
    **words: str | None,
) -> None:
    """The event, and the words that must not be in it: `reason`, and an end's side and `note`."""
    db.add(
        ApplicationMove(
            agency_id=db.agency_id,
            application_id=application.id,
            from_stage=left,
            to_stage=application.stage,
            moved_at=at,
            moved_by_id=db.actor.id,
            **words,
        )
    )
    record_about(db, application, kind, at)


def record_about(
    db: Db, application: Application, kind: kinds.Kind, occurred_at: datetime | None = None
) -> None:
    record(
        db,
        kind,
        application.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
        occurred_at=occurred_at,
    )
