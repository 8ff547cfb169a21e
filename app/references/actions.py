"""Asking for references, reminding, and what comes of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, select

from app import clock
from app.agencies.business_time import BusinessTime
from app.agencies.chasing import ChasingRules, count_chase
from app.agencies.queries import get_agency
from app.applications.models import Application
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback.schemas import ChaseIn
from app.referees.asking import Asked, asked_about
from app.referees.models import Referee
from app.references.models import (
    Reference,
    ReferenceChase,
    ReferenceOpenAlready,
    ReferenceSettled,
    ReferenceStatus,
)
from app.references.schemas import ReceivedIn, ReferenceIn


async def request_reference(db: Db, referee_id: UUID, new: ReferenceIn) -> Reference:
    """Raises `Invalid`, `NoConsent`, `AlreadyEnded`, `ReferenceOpenAlready` or `NotReachable`."""
    now = clock.now()
    if new.due_at is not None and new.due_at <= now:
        raise Invalid.at("/due_at", "must be in the future")
    asked = await asked_about(db, referee_id, new.application_id)
    await refuse_second(db, asked)
    agency = await get_agency(db)
    by_policy = BusinessTime.of(agency).due(now, agency.policy["reference_due_business_days"])
    reference = Reference(
        agency_id=db.agency_id,
        referee_id=asked.referee.id,
        application_id=asked.application.id,
        channel=asked.channel(new.channel),
        due_at=new.due_at or by_policy,
        requested_at=now,
        chase_count=0,
    )
    reference.next_chase_at = ChasingRules.of(agency).next_chase_at(reference, reference.due_at)
    db.add(reference)
    record(
        db,
        kinds.ReferenceRequested(
            referee_id=asked.referee.id, channel=reference.channel, due_at=reference.due_at
        ),
        reference.id,
        **asked.whose,
    )
    return reference


async def refuse_second(db: Db, asked: Asked) -> None:
    """Of two at once the second waited for the referee, and now sees the first."""
    existing_id = await db.scalar(
        select(Reference.id).where(
            Reference.agency_id == db.agency_id,
            Reference.referee_id == asked.referee.id,
            Reference.application_id == asked.application.id,
            Reference.status == ReferenceStatus.requested,
        )
    )
    if existing_id is not None:
        raise ReferenceOpenAlready(existing_id=existing_id)


async def chase(db: Db, reference: Reference, new: ChaseIn) -> ReferenceChase:
    """Log a reminder the agency's policy allows now. Raises `NoConsent`, `ReferenceSettled`,
    `ChaseTooSoon` or `ChaseLimitReached`."""
    now = clock.now()
    # Not locked: a withdrawal of the consent waits for the reference, never the other way round.
    referee = await db.get_one(Referee, (db.agency_id, reference.referee_id))
    referee.expect_consent(now)
    if reference.status != ReferenceStatus.requested:
        raise ReferenceSettled(
            f"The reference is {reference.status}.", reference_status=reference.status
        )
    if new.promised_by is not None and new.promised_by <= now:
        raise Invalid.at("/promised_by", "must be in the future")
    rules = ChasingRules.of(await get_agency(db))
    rules.refuse_impolite_chase(reference, reference.requested_at, now)
    attempt = ReferenceChase(
        agency_id=db.agency_id,
        reference_id=reference.id,
        channel=new.channel,
        outcome=new.outcome,
        promised_by=new.promised_by,
        message=new.message,
        chased_at=now,
        chased_by_id=db.actor.id if db.actor.type == "user" else None,
    )
    db.add(attempt)
    count_chase(reference, now, new.promised_by)
    reference.next_chase_at = rules.next_chase_at(reference, reference.due_at)
    chased = kinds.ReferenceChased(
        referee_id=referee.id,
        chase_id=attempt.id,
        channel=new.channel,
        outcome=new.outcome,
        nth=reference.chase_count,
        promised_by=new.promised_by,
    )
    await record_about(db, reference, chased)
    return attempt


async def receive(db: Db, reference: Reference, new: ReceivedIn) -> None:
    """Raises `ReferenceSettled`."""
    now = clock.now()
    received_at = new.received_at or now
    if received_at > now:
        raise Invalid.at("/received_at", "must not be in the future")
    reference.become(ReferenceStatus.received, now)
    reference.text, reference.received_at = new.text, received_at
    received = kinds.ReferenceReceived(referee_id=reference.referee_id)
    await record_about(db, reference, received, received_at)


async def refuse(db: Db, reference: Reference, reason: str | None) -> None:
    """The referee will not give one. Raises `ReferenceSettled`."""
    reference.become(ReferenceStatus.refused, clock.now(), reason)
    await record_about(db, reference, kinds.ReferenceRefused(referee_id=reference.referee_id))


async def close(db: Db, reference: Reference, reason: str) -> None:
    """The recruiter gives up, or no longer needs it. Raises `ReferenceSettled`."""
    reference.become(ReferenceStatus.closed, clock.now(), reason)
    closed = kinds.ReferenceClosed(referee_id=reference.referee_id, cause="by_hand")
    await record_about(db, reference, closed)


async def close_open(db: Db, which: ColumnElement[bool], candidate_id: UUID, cause: str) -> None:
    """Those of a referee or of an application, locked in a fixed order, each with its event."""
    found = await db.scalars(
        select(Reference)
        .where(
            Reference.agency_id == db.agency_id,
            Reference.status == ReferenceStatus.requested,
            which,
        )
        .order_by(Reference.id)
        .with_for_update(key_share=True)
    )
    for reference in found:
        reference.become(ReferenceStatus.closed, clock.now(), cause.replace("_", " "))
        record(
            db,
            kinds.ReferenceClosed(referee_id=reference.referee_id, cause=cause),
            reference.id,
            candidate_id=candidate_id,
            application_id=reference.application_id,
        )


async def record_about(
    db: Db, reference: Reference, kind: kinds.Kind, occurred_at: datetime | None = None
) -> None:
    """In the story of the application's candidate, who may have been merged into another."""
    application = await db.get_one(Application, (db.agency_id, reference.application_id))
    record(
        db,
        kind,
        reference.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
        occurred_at=occurred_at,
    )
