"""Chasing feedback, by hand or by machine: by the agency's policy, in the contact's own hours."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from app import clock
from app.agencies.chasing import ChasingRules, count_chase
from app.agencies.queries import get_agency
from app.applications.models import Stage
from app.calls.models import Call, CallStatus
from app.contacts.models import Contact
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback import locking
from app.feedback.models import (
    Chase,
    ChaseOutcome,
    FeedbackRequest,
    RequestChannel,
    RequestStatus,
)
from app.feedback.refusals import (
    ChasingNotPaused,
    ChasingOver,
)
from app.feedback.schemas import ChaseIn


async def rules_of(db: Db, requests: Iterable[FeedbackRequest]) -> dict[UUID, ChasingRules]:
    """Those for each of the contacts who were asked, by the contact's id."""
    asked = {request.contact_id for request in requests}
    with db.no_autoflush:  # what is being changed is written once, when it is complete
        agency = await get_agency(db)
        contacts = await db.scalars(
            select(Contact).where(Contact.agency_id == db.agency_id, Contact.id.in_(asked))
        )
    return {one.id: ChasingRules.of(agency, one.country, one.timezone) for one in contacts}


async def plan_next_chases(db: Db, requests: list[FeedbackRequest]) -> None:
    """Something that decides when they are chased has changed."""
    if requests:
        rules = await rules_of(db, requests)
        for request in requests:
            plan_next_chase(rules[request.contact_id], request)


def plan_next_chase(
    rules: ChasingRules, request: FeedbackRequest, in_touch_at: datetime | None = None
) -> None:
    """When the policy chases next: once it is due, a gap after it was asked, after a call and after
    we were `in_touch_at` all, and neither during a pause nor while it is left to a call."""
    paused = request.paused_at is not None and request.paused_until is None
    if paused or request.left_to_call_at is not None:
        request.next_chase_at = None
        return
    not_before = request.due_at
    for moment in (request.asked_at, request.call_at, in_touch_at):
        if moment is not None:
            not_before = max(not_before, moment + rules.gap)
    if request.paused_until is not None:
        not_before = max(not_before, request.paused_until)
    request.next_chase_at = rules.next_chase_at(request, not_before)


async def follow_contact(db: Db, contact: Contact) -> None:
    """They work elsewhere: what is polite there decides."""
    found = await db.scalars(
        select(FeedbackRequest)
        .where(
            FeedbackRequest.agency_id == db.agency_id,
            FeedbackRequest.contact_id == contact.id,
            FeedbackRequest.status == RequestStatus.awaiting,
        )
        .order_by(FeedbackRequest.id)
        .with_for_update()
    )
    await plan_next_chases(db, list(found))


async def ask_again(db: Db, contact: Contact) -> None:
    """Their address was wrong: whoever was asked and reminded there, it was not them."""
    found = await db.scalars(
        select(FeedbackRequest)
        .where(
            FeedbackRequest.agency_id == db.agency_id,
            FeedbackRequest.contact_id == contact.id,
            FeedbackRequest.status == RequestStatus.awaiting,
            FeedbackRequest.asked_at.is_not(None),
        )
        .order_by(FeedbackRequest.id)
        .with_for_update()
    )
    requests = list(found)
    for request in requests:
        request.asked_at = request.last_chased_at = None
        asked = await locking.interview_of(db, request)
        record(
            db,
            kinds.FeedbackReaddressed(interview_id=request.interview_id),
            request.id,
            contact_id=request.contact_id,
            **asked.whose,
        )
    await plan_next_chases(db, requests)


async def chase(db: Db, request: FeedbackRequest, new: ChaseIn) -> Chase:
    """Log a reminder the agency's policy allows now, also during a pause. Raises `RequestSettled`,
    `ChasingOver`, `ChaseTooSoon` or `ChaseLimitReached`."""
    request.expect_awaiting()
    now = clock.now()
    if new.promised_by is not None and new.promised_by <= now:
        raise Invalid.at("/promised_by", "must be in the future")
    asked = await locking.interview_of(db, request)
    if asked.application.stage == Stage.withdrawn:
        raise ChasingOver
    rules = (await rules_of(db, [request]))[request.contact_id]
    asked_from = max(asked.interview.ends_at, request.call_at or asked.interview.ends_at)
    rules.refuse_impolite_chase(request, asked_from, now)
    return note_chase(db, rules, request, asked, new)


def note_chase(
    db: Db, rules: ChasingRules, request: FeedbackRequest, asked: locking.Asked, new: ChaseIn
) -> Chase:
    """They were reminded, and that is counted."""
    now = clock.now()
    attempt = Chase(
        agency_id=db.agency_id,
        feedback_request_id=request.id,
        channel=new.channel,
        outcome=new.outcome,
        promised_by=new.promised_by,
        message=new.message,
        chased_at=now,
        chased_by_id=db.actor.id if db.actor.type == "user" else None,
    )
    db.add(attempt)
    count_chase(request, now, new.promised_by)
    plan_next_chase(rules, request)
    record(
        db,
        kinds.FeedbackChased(
            chase_id=attempt.id,
            channel=new.channel,
            outcome=new.outcome,
            nth=request.chase_count,
            promised_by=new.promised_by,
        ),
        request.id,
        contact_id=request.contact_id,
        **asked.whose,
    )
    return attempt


def note_mailed(
    db: Db, rules: ChasingRules, request: FeedbackRequest, asked: locking.Asked
) -> None:
    """The e-mail about it is on its way: the first one asks, every further one reminds."""
    if request.asked_at is not None:
        sent = ChaseIn(channel=RequestChannel.email, outcome=ChaseOutcome.sent)
        note_chase(db, rules, request, asked, sent)
        return
    request.asked_at = clock.now()
    plan_next_chase(rules, request)
    record(
        db,
        kinds.FeedbackAsked(interview_id=request.interview_id),
        request.id,
        contact_id=request.contact_id,
        **asked.whose,
    )


async def follow_call(db: Db, request: FeedbackRequest, call: Call) -> None:
    """Until the time that is booked nobody chases them; nothing goes out by itself while they wait
    to be called, or once they were: what they said is the recruiter's to log."""
    now = clock.now()
    left = call.status in (CallStatus.wanted, CallStatus.held)
    request.call_at = call.starts_at if call.status == CallStatus.booked else None
    request.left_to_call_at = (request.left_to_call_at or now) if left else None
    if request.status == RequestStatus.awaiting:
        rules = (await rules_of(db, [request]))[request.contact_id]
        plan_next_chase(rules, request, in_touch_at=now)


async def promise(db: Db, request: FeedbackRequest, promised_by: datetime) -> None:
    """The contact says when they will answer. Raises `RequestSettled`."""
    request.expect_awaiting()
    request.promised_by = promised_by
    await plan_next_chases(db, [request])
    asked = await locking.interview_of(db, request)
    record(
        db,
        kinds.FeedbackPromised(interview_id=request.interview_id, promised_by=promised_by),
        request.id,
        contact_id=request.contact_id,
        **asked.whose,
    )


async def pause(db: Db, request: FeedbackRequest, until: datetime | None) -> None:
    """Nothing goes out by itself, until then or until somebody goes on. Raises `RequestSettled`."""
    request.expect_awaiting()
    now = clock.now()
    if until is not None and until <= now:
        raise Invalid.at("/until", "must be in the future")
    if request.is_paused(now) and request.paused_until == until:
        return
    request.paused_at, request.paused_until = now, until
    await plan_next_chases(db, [request])
    asked = await locking.interview_of(db, request)
    record(
        db,
        kinds.FeedbackChasingPaused(interview_id=request.interview_id, until=until),
        request.id,
        contact_id=request.contact_id,
        **asked.whose,
    )


async def go_on(db: Db, request: FeedbackRequest) -> None:
    """End the pause. Raises `RequestSettled` or `ChasingNotPaused`."""
    request.expect_awaiting()
    if not request.is_paused(clock.now()):
        raise ChasingNotPaused
    request.paused_at = request.paused_until = None
    await plan_next_chases(db, [request])
    asked = await locking.interview_of(db, request)
    record(
        db,
        kinds.FeedbackChasingContinued(interview_id=request.interview_id),
        request.id,
        contact_id=request.contact_id,
        **asked.whose,
    )
