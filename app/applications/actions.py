"""Putting candidates forward, moving their applications, ending them and undoing an end."""

from datetime import datetime
from uuid import UUID

from app import clock
from app.applications import queries
from app.applications.models import AlreadyApplied, Application, Stage
from app.applications.moves import move_to, record_about, record_move
from app.applications.schemas import (
    ApplicationChange,
    ApplicationIn,
    RejectionIn,
    StageIn,
    WithdrawalIn,
)
from app.candidates.models import Candidate
from app.candidates.queries import now_known_as
from app.changes import apply_change, new_values
from app.database import Db
from app.decisions import actions as decisions
from app.errors import Invalid
from app.events import kinds
from app.feedback import actions as feedback
from app.feedback.privacy import guard
from app.follow_ups import actions as follow_ups
from app.interviews import actions as interviews
from app.offers import actions as offers
from app.referees import actions as referees
from app.vacancies.models import Vacancy, VacancyNotOpen, VacancyStatus


async def create_application(
    db: Db, new: ApplicationIn, *, review_due_at: datetime | None = None
) -> Application:
    """`review_due_at` is for one that came in by itself. Raises `VacancyNotOpen` or
    `AlreadyApplied`."""
    submitted_at = new.submitted_at or clock.now()
    refuse_future("submitted_at", submitted_at)
    refuse_future("permission_given_at", new.permission_given_at)
    await hold_candidate_and_open_vacancy(db, new)
    await refuse_second(db, new.candidate_id, new.vacancy_id)
    await guard(db, new.candidate_id, Application, new)
    application = Application(
        agency_id=db.agency_id,
        review_due_at=review_due_at,
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
    assert candidate is not None
    assert vacancy is not None
    candidate.expect_active()
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
    await guard(db, application.candidate_id, Application, change, row=application)
    if fields := apply_change(application, change):
        record_about(db, application, kinds.ApplicationUpdated(fields=fields))


async def put_application(db: Db, application: Application, new: ApplicationIn) -> None:
    """Make it as sent. Whom and what it is for, and when it was submitted, do not change."""
    candidate_id = await now_known_as(db, new.candidate_id)
    for field in ("candidate_id", "vacancy_id", "submitted_at"):
        sent = candidate_id if field == "candidate_id" else getattr(new, field)
        if sent is not None and sent != getattr(application, field):
            raise Invalid.at(
                f"/{field}", "differs from that of the application with this reference"
            )
    changeable = new.model_dump(include=set(ApplicationChange.model_fields))
    await change_application(db, application, ApplicationChange(**changeable))


async def move_application(db: Db, application: Application, move: StageIn) -> None:
    """Raises `MoveNotAllowed`."""
    await move_to(db, application, move.stage, reason=move.reason)


async def review_application(db: Db, application: Application) -> None:
    """Raises `AlreadyReviewed`."""
    application.take_on()
    record_about(db, application, kinds.ApplicationReviewed())


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
    """Ends what waits on it too: afterwards nothing of this application waits for anybody."""
    now = clock.now()
    left = application.end(stage, end.ended_by, end.reason, end.note, now)
    ended = kind(from_stage=left, ended_by=end.ended_by, reason=end.reason)
    words = {"reason": end.reason, "ended_by": end.ended_by, "note": end.note}
    record_move(db, application, ended, left, now, **words)
    cause = f"application_{stage}"
    await interviews.cancel_those_to_come(db, application, cause, end.ended_by)
    await interviews.expect_no_debrief(db, application)
    await feedback.stop_chasing(db, application)
    await decisions.settle(db, application, cause)
    await follow_ups.skip_for_application(db, application, cause)
    await offers.settle_for_application(db, application, cause)
    await referees.close_for_application(db, application, cause)


async def reinstate_application(db: Db, application: Application, reason: str | None) -> None:
    """Back to where it stood: interviews, offers and heads-ups that its end closed stay so, what is
    still to be done is to be done again. Raises `NotEnded`."""
    if application.has_ended:
        await refuse_second(db, application.candidate_id, application.vacancy_id)
    undone = application.reinstate()
    reinstated = kinds.ApplicationReinstated(from_stage=undone, to_stage=application.stage)
    record_move(db, application, reinstated, undone, clock.now(), reason=reason)
    await interviews.expect_debriefs_again(db, application)
    await feedback.resume_chasing(db, application)
    await decisions.reopen(db, application)
    await follow_ups.reopen_for_application(db, application)
