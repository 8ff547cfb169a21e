"""Putting candidates forward, moving their applications, ending them and undoing an end."""

from datetime import datetime
from uuid import UUID

from app import clock
from app.applications import queries
from app.applications.models import (
    AlreadyApplied,
    Application,
    ApplicationMove,
    Stage,
)
from app.applications.schemas import (
    ApplicationChange,
    ApplicationIn,
    RejectionIn,
    StageIn,
    WithdrawalIn,
)
from app.candidates.models import Candidate
from app.changes import apply_change, new_values
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback import actions as feedback
from app.interviews import actions as interviews
from app.vacancies.models import Vacancy, VacancyNotOpen, VacancyStatus


async def create_application(db: Db, new: ApplicationIn) -> Application:
    """Raises `VacancyNotOpen` or `AlreadyApplied`."""
    submitted_at = new.submitted_at or clock.now()
    refuse_future("submitted_at", submitted_at)
    refuse_future("permission_given_at", new.permission_given_at)
    await hold_candidate_and_open_vacancy(db, new)
    await refuse_second(db, new.candidate_id, new.vacancy_id)
    application = Application(
        agency_id=db.agency_id,
        **{**new_values(new), "submitted_at": submitted_at},
    )
    db.add(application)
    await db.flush()
    submitted = kinds.ApplicationSubmitted(
        vacancy_id=application.vacancy_id, stage=application.stage
    )
    record_move(db, application, submitted, None, submitted_at)
    return application


async def hold_candidate_and_open_vacancy(db: Db, new: ApplicationIn) -> None:
    """Of two submissions at once the second waits here, and then sees the first."""
    candidate = await db.get(
        Candidate, (db.agency_id, new.candidate_id), with_for_update=queries.AGAINST_CHANGE
    )
    vacancy = await db.get(Vacancy, (db.agency_id, new.vacancy_id), with_for_update={"read": True})
    unknown = [
        {"pointer": f"/{field}", "detail": f"names no {noun} of this agency"}
        for field, noun, row in (
            ("candidate_id", "candidate", candidate),
            ("vacancy_id", "vacancy", vacancy),
        )
        if row is None
    ]
    if unknown:
        raise Invalid(errors=unknown)
    assert vacancy is not None
    if vacancy.status in (VacancyStatus.filled, VacancyStatus.closed):
        raise VacancyNotOpen(
            f"The vacancy is {vacancy.status.replace('_', ' ')}.", vacancy_status=vacancy.status
        )


async def refuse_second(db: Db, candidate_id: UUID, vacancy_id: UUID) -> None:
    """Raises `AlreadyApplied`; should two still meet, the unique index does."""
    if existing_id := await queries.open_application_of(db, candidate_id, vacancy_id):
        raise AlreadyApplied(existing_id=existing_id)


def refuse_future(field: str, moment: datetime | None) -> None:
    if moment is not None and moment > clock.now():
        raise Invalid.at(f"/{field}", "is in the future")


async def change_application(db: Db, application: Application, change: ApplicationChange) -> None:
    refuse_future("permission_given_at", change.permission_given_at)
    if fields := apply_change(application, change):
        record_about(db, application, kinds.ApplicationUpdated(fields=fields))


async def put_application(db: Db, application: Application, new: ApplicationIn) -> None:
    """Make it as sent. Whom and what it is for, and when it was submitted, do not change."""
    for field in ("candidate_id", "vacancy_id", "submitted_at"):
        sent = getattr(new, field)
        if sent is not None and sent != getattr(application, field):
            raise Invalid.at(
                f"/{field}", "differs from that of the application with this reference"
            )
    changeable = new.model_dump(include=set(ApplicationChange.model_fields))
    await change_application(db, application, ApplicationChange(**changeable))


async def move_application(db: Db, application: Application, move: StageIn) -> None:
    """Raises `MoveNotAllowed`."""
    left = application.move_to(move.stage)
    moved = kinds.ApplicationStageChanged(from_stage=left, to_stage=application.stage)
    record_move(db, application, moved, left, clock.now(), reason=move.reason)


async def withdraw_application(db: Db, application: Application, end: WithdrawalIn) -> None:
    """Raises `AlreadyEnded`."""
    await end_application(db, application, Stage.withdrawn, end, kinds.ApplicationWithdrawn)


async def reject_application(db: Db, application: Application, end: RejectionIn) -> None:
    """Raises `AlreadyEnded`."""
    await end_application(db, application, Stage.rejected, end, kinds.ApplicationRejected)


async def end_application(
    db: Db,
    application: Application,
    stage: Stage,
    end: WithdrawalIn | RejectionIn,
    kind: type[kinds.ApplicationWithdrawn | kinds.ApplicationRejected],
) -> None:
    """Ends what waits on it too: interviews to come, and the chasing for feedback on past ones."""
    now = clock.now()
    left = application.end(stage, end.ended_by, end.reason, end.note, now)
    ended = kind(from_stage=left, ended_by=end.ended_by, reason=end.reason)
    words = {"reason": end.reason, "ended_by": end.ended_by, "note": end.note}
    record_move(db, application, ended, left, now, **words)
    await interviews.cancel_those_to_come(db, application, f"application_{stage}", end.ended_by)
    await feedback.stop_chasing(db, application)


async def reinstate_application(db: Db, application: Application, reason: str | None) -> None:
    """Back to where it stood; what its end cancelled stays so. Raises `NotEnded`."""
    if application.has_ended:
        await refuse_second(db, application.candidate_id, application.vacancy_id)
    undone = application.reinstate()
    reinstated = kinds.ApplicationReinstated(from_stage=undone, to_stage=application.stage)
    record_move(db, application, reinstated, undone, clock.now(), reason=reason)
    await feedback.resume_chasing(db, application)


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
