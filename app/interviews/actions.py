"""Scheduling interviews, moving and changing them, and saying what became of them."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm.attributes import flag_modified

from app import clock
from app.agencies.queries import get_agency
from app.applications.models import OPEN, AlreadyEnded, Application, EndedBy, Stage
from app.applications.queries import find_application
from app.calendars import invites
from app.changes import apply_change, new_values, refuse_nulls
from app.database import Db
from app.decisions import actions as decisions
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback import actions as feedback
from app.feedback.privacy import guard
from app.follow_ups import actions as follow_ups
from app.interviews import queries
from app.interviews.models import Absent, Interview, Interviewer, InterviewStatus
from app.interviews.schemas import InterviewChange, InterviewIn
from app.interviews.seeding import questions_for

NOT_COLUMNS = ("starts_at", "duration_minutes", "timezone", "interviewer_ids")


async def create_interview(db: Db, new: InterviewIn) -> Interview:
    """Raises `AlreadyEnded` for one to come of an application that has ended.

    Without `questions_to_ask` it gets some; told that there are none, it has none.
    """
    application = await find_application(db, new.application_id)
    if application is None:
        raise Invalid.at("/application_id", "names no application of this agency")
    ends_at = new.starts_at + timedelta(minutes=new.duration_minutes)
    expect_welcome(application, ends_at)
    await guard(db, application.candidate_id, Interview, new)
    await expect_interviewers(db, application, new.interviewer_ids)
    interview = Interview(
        agency_id=db.agency_id,
        starts_at=new.starts_at,
        ends_at=ends_at,
        timezone=new.timezone or (await get_agency(db)).timezone,
        status=InterviewStatus.scheduled,
        **{
            **new_values(new, without=NOT_COLUMNS),
            "round": new.round or await queries.next_round(db, application.id),
        },
    )
    if "questions_to_ask" not in new.model_fields_set:
        interview.questions_to_ask = await questions_for(db, application)
    db.add(interview)
    await db.flush()
    seat(db, interview, new.interviewer_ids)
    await decisions.settle_before(db, application, interview)
    record_about(
        db,
        interview,
        application,
        kinds.InterviewScheduled(
            round=interview.round,
            mode=interview.mode,
            starts_at=interview.starts_at,
            ends_at=interview.ends_at,
            timezone=interview.timezone,
        ),
    )
    await invites.invite_by_itself(db, interview)
    return interview


def expect_welcome(application: Application, ends_at: datetime) -> None:
    """An application that is over takes no interview to come; one that was held may be recorded."""
    if Stage(application.stage) not in OPEN and ends_at > clock.now():
        raise AlreadyEnded(
            f"The application is {application.stage}: it takes no interview to come.",
            stage=application.stage,
        )


async def expect_interviewers(
    db: Db, application: Application, contact_ids: list[UUID], *, seated: Collection[UUID] = ()
) -> None:
    """Raises `Invalid` naming each who is not a contact of the vacancy's employer.

    Who is `seated` may stay: they may have changed employers since.
    """
    known = {*seated}
    if set(contact_ids) - known:
        known |= await queries.contacts_for(db, application.vacancy_id, contact_ids)
    strangers = [
        {
            "pointer": f"/interviewer_ids/{at}",
            "detail": "names no contact of the vacancy's employer",
        }
        for at, contact_id in enumerate(contact_ids)
        if contact_id not in known
    ]
    if strangers:
        raise Invalid(errors=strangers)


def seat(db: Db, interview: Interview, contact_ids: list[UUID]) -> None:
    db.add_all(
        Interviewer(
            agency_id=db.agency_id, interview_id=interview.id, contact_id=contact_id, position=at
        )
        for at, contact_id in enumerate(contact_ids)
    )


async def change_interview(
    db: Db, interview: Interview, application: Application, change: InterviewChange
) -> None:
    """Another time or zone is a move, with an event of its own. Raises `InterviewSettled` for a
    move of one that is no longer scheduled, and `AlreadyEnded` for one of an ended application."""
    refuse_nulls(change)
    await guard(db, application.candidate_id, Interview, change, row=interview)
    seated = await queries.interviewer_ids(db, interview.id)
    panel = await changed_panel(db, seated, application, change.interviewer_ids)
    old_starts_at, old_ends_at = interview.starts_at, interview.ends_at
    moved = move(interview, application, change)
    fields = apply_change(interview, change, without=NOT_COLUMNS)
    if panel is not None:
        fields = sorted([*fields, "interviewer_ids"])
        # No column of the row changes with them, and still the version has to count it.
        flag_modified(interview, "round")
        await db.execute(
            delete(Interviewer).where(
                Interviewer.agency_id == db.agency_id, Interviewer.interview_id == interview.id
            )
        )
        seat(db, interview, panel)
    if moved:
        rescheduled = kinds.InterviewRescheduled(
            round=interview.round,
            old_starts_at=old_starts_at,
            old_ends_at=old_ends_at,
            starts_at=interview.starts_at,
            ends_at=interview.ends_at,
            timezone=interview.timezone,
        )
        record_about(db, interview, application, rescheduled)
        await feedback.follow_interview(db, interview, application)
        moved_by = interview.ends_at - old_ends_at
        await follow_ups.follow_interview(db, interview, application, moved_by)
    if fields:
        record_about(db, interview, application, kinds.InterviewUpdated(fields=fields))
    tells = moved or not invites.SHOWN.isdisjoint(fields)
    if tells or panel is not None:
        added = {*(panel or ())} - {*seated}
        await invites.follow_change(db, interview, tells=tells, added=added)


async def changed_panel(
    db: Db, seated: list[UUID], application: Application, wanted: list[UUID] | None
) -> list[UUID] | None:
    """The interviewers to seat instead, or None when they stay."""
    if wanted is None:
        return None
    await expect_interviewers(db, application, wanted, seated=seated)
    return None if wanted == seated else wanted


def move(interview: Interview, application: Application, change: InterviewChange) -> bool:
    """Whether the change moved it."""
    starts_at = change.starts_at or interview.starts_at
    lasts = interview.ends_at - interview.starts_at
    if change.duration_minutes:
        lasts = timedelta(minutes=change.duration_minutes)
    time = (starts_at, starts_at + lasts, change.timezone or interview.timezone)
    if time == (interview.starts_at, interview.ends_at, interview.timezone):
        return False
    interview.move(*time)
    expect_welcome(application, interview.ends_at)
    return True


async def complete_interview(
    db: Db, interview: Interview, application: Application, completed_at: datetime | None
) -> None:
    """Raises `InterviewSettled` or `InterviewToCome`."""
    now = clock.now()
    interview.become(InterviewStatus.completed)
    interview.expect_started(now)
    if completed_at is not None and completed_at > now:
        raise Invalid.at("/completed_at", "is in the future")
    if completed_at is not None and completed_at < interview.starts_at:
        raise Invalid.at("/completed_at", "is before the interview's start")
    interview.completed_at = completed_at or interview.known_until(now)
    if not application.has_ended:
        within = timedelta(hours=(await get_agency(db)).policy["debrief_within_hours"])
        interview.debrief_due_at = interview.ends_at + within
    record_about(
        db,
        interview,
        application,
        kinds.InterviewCompleted(round=interview.round),
        occurred_at=interview.completed_at,
    )
    await follow_ups.expect_thank_you(db, interview, application)


async def cancel_interview(
    db: Db,
    interview: Interview,
    application: Application,
    *,
    reason: str | None = None,
    by: EndedBy | None = None,
    ended_with: str | None = None,
) -> None:
    """Called off by somebody, with words, or `ended_with` its application, by a code.

    The words stay on the row: the event holds a code. Raises `InterviewSettled`.
    """
    interview.become(InterviewStatus.cancelled)
    interview.cancelled_at, interview.cancelled_by = clock.now(), by
    interview.cancellation_reason = reason or ended_with
    code = ended_with or (f"by_{by}" if by else "called_off")
    cancelled = kinds.InterviewCancelled(round=interview.round, reason=code)
    record_about(db, interview, application, cancelled)
    cause = ended_with or "interview_cancelled"
    await feedback.close_for_interview(db, interview, application, cause)
    await follow_ups.skip_for_interview(db, interview, application, "interview_cancelled")
    await decisions.settle_of(db, interview, "interview_cancelled")
    await invites.follow_cancellation(db, interview)


async def cancel_those_to_come(
    db: Db, application: Application, ended_with: str, by: EndedBy
) -> None:
    """The application ended. What was held already, marked so or not, stays: it is asked about."""
    for interview in await queries.lock_interviews_to_come(db, application.id, clock.now()):
        await cancel_interview(db, interview, application, by=by, ended_with=ended_with)


async def expect_no_debrief(db: Db, application: Application) -> None:
    """The application ended: nobody is asked to debrief its interviews any more."""
    for interview in await queries.lock_interviews_to_debrief(db, application.id):
        interview.debrief_due_at = None


async def expect_debriefs_again(db: Db, application: Application) -> None:
    """The application was reinstated: its completed interviews without a debrief want one."""
    within = timedelta(hours=(await get_agency(db)).policy["debrief_within_hours"])
    for interview in await queries.lock_interviews_without_debrief(db, application.id):
        interview.debrief_due_at = interview.ends_at + within


async def record_no_show(
    db: Db, interview: Interview, application: Application, absent: Absent
) -> None:
    """Raises `InterviewSettled` or `InterviewToCome`."""
    now = clock.now()
    interview.become(InterviewStatus.no_show)
    interview.expect_started(now)
    interview.no_show_by = absent
    record_about(
        db,
        interview,
        application,
        kinds.InterviewMissed(round=interview.round, absent=absent),
        occurred_at=interview.known_until(now),
    )
    await feedback.close_for_interview(db, interview, application, "no_show")
    await follow_ups.skip_for_interview(db, interview, application, "no_show")
    await decisions.settle_of(db, interview, "no_show")


def record_about(
    db: Db,
    interview: Interview,
    application: Application,
    kind: kinds.Kind,
    *,
    occurred_at: datetime | None = None,
) -> None:
    record(
        db,
        kind,
        interview.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
        occurred_at=occurred_at,
    )
