"""Arranging calls, and saying what became of them."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import select

from app import clock
from app.access.models import User
from app.calls import telling
from app.calls.locking import Matter, stands
from app.calls.models import Call, CallStatus, CallWith, MissedBy
from app.calls.schemas import BookingIn, CallChange, Details, HeldIn, TimesIn
from app.calls.story import Story, story_of
from app.changes import apply_change
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback import chasing

DETAILS = ("duration_minutes", "phone", "caller_id")
ON_THE_INVITATION = {*DETAILS}


class Told(NamedTuple):
    """What is recorded of calls with one side; the candidate sees those with them."""

    wanted: type[kinds.CallWanted | kinds.CandidateCallWanted]
    offered: type[kinds.CallOffered | kinds.CandidateCallOffered]
    booked: type[kinds.CallBooked | kinds.CandidateCallBooked]
    moved: type[kinds.CallMoved | kinds.CandidateCallMoved]
    held: type[kinds.CallHeld | kinds.CandidateCallHeld]
    missed: type[kinds.CallMissed | kinds.CandidateCallMissed]
    cancelled: type[kinds.CallCancelled | kinds.CandidateCallCancelled]


TOLD = {
    CallWith.contact: Told(
        kinds.CallWanted,
        kinds.CallOffered,
        kinds.CallBooked,
        kinds.CallMoved,
        kinds.CallHeld,
        kinds.CallMissed,
        kinds.CallCancelled,
    ),
    CallWith.candidate: Told(
        kinds.CandidateCallWanted,
        kinds.CandidateCallOffered,
        kinds.CandidateCallBooked,
        kinds.CandidateCallMoved,
        kinds.CandidateCallHeld,
        kinds.CandidateCallMissed,
        kinds.CandidateCallCancelled,
    ),
}


async def offer(db: Db, of: Matter, call: Call | None, new: TimesIn) -> Call:
    """Instead of what was offered or booked before. Raises `CallSettled`, `RequestSettled` or
    `NotReleased`."""
    now = clock.now()
    expect_future("/times", new.times, now)
    of.expect_open()
    call = begun(db, of, call)
    was_at = call.starts_at
    call.become(CallStatus.offered, now)
    call.offered_times = [written(time) for time in sorted(set(new.times))]
    call.offered_at = now
    story = await with_details(db, call, new)
    await follow(db, of, call)
    await telling.bring_up_to_date(db, story, was_at)
    await telling.offer_times(db, story, new.message)
    offered = TOLD[of.with_].offered(times=len(call.offered_times))
    record_about(db, of, call, offered)
    return call


async def book(db: Db, of: Matter, call: Call, new: BookingIn) -> None:
    """Booked again it is moved. Raises `CallSettled`, `RequestSettled` or `NotReleased`."""
    expect_future("/starts_at", [new.starts_at], clock.now())
    of.expect_open()
    call.expect_move(CallStatus.booked)
    if call.status == CallStatus.booked and call.starts_at == new.starts_at:
        details = {name: getattr(new, name) for name in DETAILS}
        await change_call(db, of, call, CallChange(**{k: v for k, v in details.items() if v}))
        return
    await with_details(db, call, new)
    await become_booked(db, of, call, new.starts_at)


async def become_booked(db: Db, of: Matter, call: Call, starts_at: datetime) -> None:
    """Raises `CallSettled`."""
    now = clock.now()
    call.expect_move(CallStatus.booked)
    moved_from = call.starts_at if call.status == CallStatus.booked else None
    was_at, call.starts_at = call.starts_at, starts_at
    call.become(CallStatus.booked, now)
    call.booked_at = now
    story = await story_of(db, call)
    await follow(db, of, call)
    await telling.bring_up_to_date(db, story, was_at)
    told = TOLD[of.with_]
    if moved_from is None:
        happened: kinds.Kind = told.booked(starts_at=starts_at, timezone=story.zone)
    else:
        happened = told.moved(old_starts_at=moved_from, starts_at=starts_at, timezone=story.zone)
    record_about(db, of, call, happened)


async def log_held(db: Db, of: Matter, call: Call, new: HeldIn) -> None:
    """Raises `CallSettled`."""
    now = clock.now()
    held_at = new.held_at or now
    if held_at > now:
        raise Invalid.at("/held_at", "is in the future")
    if new.notes is not None:
        call.notes = new.notes
    await become_held(db, of, call, held_at)


async def become_held(db: Db, of: Matter, call: Call, held_at: datetime) -> None:
    was_at = call.starts_at
    call.become(CallStatus.held, clock.now())
    call.held_at = held_at
    call.caller_id = call.caller_id or user_acting(db)
    await follow(db, of, call)
    await telling.bring_up_to_date(db, await story_of(db, call), was_at)
    record_about(db, of, call, TOLD[of.with_].held(), occurred_at=held_at)


async def log_missed(db: Db, of: Matter, call: Call, by: MissedBy) -> None:
    """Raises `CallSettled` or `CallToCome`."""
    call.expect_move(CallStatus.missed)
    call.expect_begun(clock.now())
    if by not in (MissedBy.recruiter, of.with_):
        raise Invalid.at("/by", f"is not in it: the call is with the {of.with_}")
    call.become(CallStatus.missed, clock.now())
    call.missed_by = by
    await follow(db, of, call)
    await telling.bring_up_to_date(db, await story_of(db, call), call.starts_at)
    record_about(db, of, call, TOLD[of.with_].missed(by=by))


async def cancel(db: Db, of: Matter, call: Call, cause: str) -> None:
    """Raises `CallSettled`."""
    was_at = call.starts_at
    call.become(CallStatus.cancelled, clock.now())
    await follow(db, of, call)
    await telling.bring_up_to_date(db, await story_of(db, call), was_at)
    record_about(db, of, call, TOLD[of.with_].cancelled(cause=cause))


async def change_call(db: Db, of: Matter, call: Call, change: CallChange) -> None:
    """What stands on an invitation that is out is told again."""
    if change.caller_id is not None:
        await expect_caller(db, change.caller_id)
    fields = apply_change(call, change)
    if not fields:
        return
    if call.status == CallStatus.booked and ON_THE_INVITATION & {*fields}:
        story = await story_of(db, call)
        await telling.bring_up_to_date(db, story, call.starts_at)
    record_about(db, of, call, kinds.CallUpdated(fields=fields))


def begun(db: Db, of: Matter, call: Call | None) -> Call:
    """The call that stands, or a new one."""
    if call is not None and stands(call):
        return call
    new = Call(
        agency_id=db.agency_id,
        with_=of.with_,
        interview_id=of.about.interview_id,
        feedback_request_id=of.request.id if of.request else None,
        feedback_id=of.feedback.id if of.feedback else None,
        contact_id=of.contact_id,
        status=CallStatus.wanted,
        offered_times=[],
        duration_minutes=15,
    )
    db.add(new)
    return new


async def with_details(db: Db, call: Call, new: Details) -> Story:
    """What was sent of them, and what is known where nothing was."""
    if new.caller_id is not None:
        await expect_caller(db, new.caller_id)
    for name in DETAILS:
        if (value := getattr(new, name)) is not None:
            setattr(call, name, value)
    story = await story_of(db, call)
    call.phone = call.phone or story.known_phone
    if call.caller_id is None:
        call.caller_id = user_acting(db) or story.row["owner_id"]
        story = await story_of(db, call)
    return story


def user_acting(db: Db) -> UUID | None:
    return db.actor.id if db.actor.type == "user" else None


async def expect_caller(db: Db, caller_id: UUID) -> None:
    """Raises `Invalid`."""
    active = select(User.id).where(
        User.agency_id == db.agency_id, User.id == caller_id, User.active
    )
    if await db.scalar(active) is None:
        raise Invalid.at("/caller_id", "names no active user of this agency")


def expect_future(pointer: str, moments: Sequence[datetime], now: datetime) -> None:
    """Raises `Invalid` naming each that is past."""
    past = [
        {"pointer": f"{pointer}/{at}" if len(moments) > 1 else pointer, "detail": "is not to come"}
        for at, moment in enumerate(moments)
        if moment <= now
    ]
    if past:
        raise Invalid(errors=past)


def written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


async def follow(db: Db, of: Matter, call: Call) -> None:
    """Whoever is to be called, asked to be, or has been, is not chased meanwhile."""
    if of.request is not None:
        await chasing.follow_call(db, of.request, call)


def record_about(
    db: Db, of: Matter, call: Call, kind: kinds.Kind, *, occurred_at: datetime | None = None
) -> None:
    record(
        db,
        kind,
        call.id,
        contact_id=of.contact_id,
        occurred_at=occurred_at,
        **of.asked.whose,
    )
