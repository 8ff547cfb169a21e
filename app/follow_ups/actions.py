"""Thanking the interviewers: when it is due, to whom, in which words; and what ends it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, delete
from sqlalchemy.orm.attributes import flag_modified

from app import clock
from app.agencies.queries import get_agency
from app.applications.models import END_CAUSES, OPEN, AlreadyEnded, Application, Stage
from app.changes import apply_change, refuse_nulls
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback.privacy import guard
from app.follow_ups import queries
from app.follow_ups.drafting import draft
from app.follow_ups.models import FollowUp, FollowUpContact, FollowUpStatus
from app.follow_ups.quiet_period import QuietPeriodOf
from app.follow_ups.schemas import FollowUpChange, FollowUpIn
from app.interviews.models import Interview
from app.interviews.queries import contacts_for, interviewer_ids


async def expect_thank_you(db: Db, interview: Interview, application: Application) -> None:
    """The interview was completed: its interviewers are to be thanked, but for those who were a
    short while ago. History that is imported asks for nothing any more."""
    if (
        db.actor.type == "import"
        or Stage(application.stage) not in OPEN
        or await queries.has_follow_up(db, interview.id)
    ):
        return
    panel = await interviewer_ids(db, interview.id)
    quiet = await QuietPeriodOf.candidate(db, application.candidate_id, panel)
    still = [contact_id for contact_id in panel if quiet.is_over(contact_id, clock.now())]
    if still or not panel:
        follow_up = FollowUp(
            agency_id=db.agency_id,
            interview_id=interview.id,
            due_at=await due_at(db, interview),
        )
        await add(db, follow_up, still, interview, application, interview.completed_at)


async def due_at(db: Db, interview: Interview) -> datetime:
    """So many hours after its end, also across a change of the clocks."""
    hours: int = (await get_agency(db)).policy["thank_you_within_hours"]
    return interview.over_at + timedelta(hours=hours)


async def create_follow_up(
    db: Db, interview: Interview, application: Application, new: FollowUpIn
) -> FollowUp:
    """Another one, by hand. Raises `AlreadyEnded`, `QuietPeriod`, `InterviewToCome` or
    `InterviewMissing`."""
    if application.has_ended:
        raise AlreadyEnded(
            f"The application is {application.stage}: nobody need be thanked.",
            stage=application.stage,
        )
    interview.expect_held(clock.now())
    panel = await interviewer_ids(db, interview.id)
    contact_ids = panel if new.contact_ids is None else new.contact_ids
    await expect_contacts(db, application, contact_ids, panel)
    expect_after(interview, new.due_at)
    quiet = await QuietPeriodOf.candidate(db, application.candidate_id, contact_ids)
    quiet.refuse(contact_ids, clock.now())
    await guard(db, application.candidate_id, FollowUp, new)
    follow_up = FollowUp(
        agency_id=db.agency_id,
        interview_id=interview.id,
        due_at=new.due_at or await due_at(db, interview),
        **new.model_dump(include={"subject", "body", "channel"}),
    )
    await add(db, follow_up, contact_ids, interview, application)
    return follow_up


async def add(
    db: Db,
    follow_up: FollowUp,
    contact_ids: list[UUID],
    interview: Interview,
    application: Application,
    occurred_at: datetime | None = None,
) -> None:
    db.add(follow_up)
    await db.flush()
    name_contacts(db, follow_up, contact_ids)
    due = kinds.FollowUpDue(
        interview_id=interview.id, due_at=follow_up.due_at, timezone=interview.timezone
    )
    record_about(db, follow_up, application, due, occurred_at=occurred_at)


async def expect_contacts(
    db: Db, application: Application, contact_ids: list[UUID], known: list[UUID]
) -> None:
    """Raises `Invalid` naming each who is not a contact of the vacancy's employer.

    Whoever is `known` to the interview or the follow-up may have changed employers since.
    """
    ours = {*known, *await contacts_for(db, application.vacancy_id, contact_ids)}
    strangers = [
        {"pointer": f"/contact_ids/{at}", "detail": "names no contact of the vacancy's employer"}
        for at, contact_id in enumerate(contact_ids)
        if contact_id not in ours
    ]
    if strangers:
        raise Invalid(errors=strangers)


def expect_after(interview: Interview, due_at: datetime | None) -> None:
    if due_at is not None and due_at < interview.over_at:
        raise Invalid.at("/due_at", "is before the interview's end")


def name_contacts(db: Db, follow_up: FollowUp, contact_ids: list[UUID]) -> None:
    db.add_all(
        FollowUpContact(
            agency_id=db.agency_id, follow_up_id=follow_up.id, contact_id=contact_id, position=at
        )
        for at, contact_id in enumerate(contact_ids)
    )


async def change_follow_up(db: Db, follow_up: FollowUp, change: FollowUpChange) -> None:
    """Raises `FollowUpSettled`."""
    refuse_nulls(change)
    follow_up.expect_due()
    interview, application = await queries.about(db, follow_up)
    expect_after(interview, change.due_at)
    named = [contact.id for contact in await queries.addressees(db, follow_up.id)]
    if change.contact_ids is not None:
        known = [*named, *await interviewer_ids(db, interview.id)]
        await expect_contacts(db, application, change.contact_ids, known)
    await guard(db, application.candidate_id, FollowUp, change, row=follow_up)
    fields = apply_change(follow_up, change, without=("contact_ids",))
    if change.contact_ids not in (None, named):
        fields = sorted([*fields, "contact_ids"])
        # No column of the row changes with them, and still the version has to count it.
        flag_modified(follow_up, "channel")
        await db.execute(
            delete(FollowUpContact).where(
                FollowUpContact.agency_id == db.agency_id,
                FollowUpContact.follow_up_id == follow_up.id,
            )
        )
        name_contacts(db, follow_up, change.contact_ids or [])
    if fields:
        updated = kinds.FollowUpUpdated(interview_id=interview.id, fields=fields)
        record_about(db, follow_up, application, updated)


async def draft_follow_up(db: Db, follow_up: FollowUp) -> None:
    """In the words of the debrief, over what it said before. Raises `FollowUpSettled`."""
    follow_up.expect_due()
    wording = await draft(db, follow_up.id)
    if (follow_up.subject, follow_up.body) != (wording.subject, wording.body):
        follow_up.subject, follow_up.body = wording.subject, wording.body
        _, application = await queries.about(db, follow_up)
        drafted = kinds.FollowUpDrafted(interview_id=follow_up.interview_id)
        record_about(db, follow_up, application, drafted)


async def skip_follow_up(db: Db, follow_up: FollowUp, reason: str) -> None:
    """Raises `FollowUpSettled`."""
    _, application = await queries.about(db, follow_up)
    skip(db, follow_up, application, "by_hand", reason)


def skip(db: Db, follow_up: FollowUp, application: Application, cause: str, reason: str) -> None:
    follow_up.become_skipped(clock.now(), reason)
    skipped = kinds.FollowUpSkipped(interview_id=follow_up.interview_id, cause=cause)
    record_about(db, follow_up, application, skipped)


async def skip_for_interview(
    db: Db, interview: Interview, application: Application, cause: str
) -> None:
    """It was not held after all, or its time was wrong: there is nothing to thank for."""
    for follow_up in await due_ones(db, Interview.id == interview.id):
        skip(db, follow_up, application, cause, cause)


async def follow_interview(
    db: Db, interview: Interview, application: Application, moved_by: timedelta
) -> None:
    """The interview's end moved, and with it what was planned by hand for after it."""
    for follow_up in await due_ones(db, Interview.id == interview.id):
        if moved_by:
            follow_up.due_at += moved_by
            updated = kinds.FollowUpUpdated(interview_id=interview.id, fields=["due_at"])
            record_about(db, follow_up, application, updated)


async def skip_for_application(db: Db, application: Application, cause: str) -> None:
    """The application ended: nobody need be thanked any more."""
    for follow_up in await due_ones(db, Interview.application_id == application.id):
        skip(db, follow_up, application, cause, cause)


async def reopen_for_application(db: Db, application: Application) -> None:
    """The application was reinstated: what its end skipped is due again."""
    for follow_up in await queries.lock_follow_ups(
        db, Interview.application_id == application.id, FollowUp.skip_reason.in_(END_CAUSES)
    ):
        follow_up.become_due_again()
        reopened = kinds.FollowUpReopened(interview_id=follow_up.interview_id)
        record_about(db, follow_up, application, reopened)


async def due_ones(db: Db, which: ColumnElement[bool]) -> list[FollowUp]:
    return await queries.lock_follow_ups(db, which, FollowUp.status == FollowUpStatus.due)


def record_about(
    db: Db,
    follow_up: FollowUp,
    application: Application,
    kind: kinds.Kind,
    *,
    occurred_at: datetime | None = None,
) -> None:
    record(
        db,
        kind,
        follow_up.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
        occurred_at=occurred_at,
    )
