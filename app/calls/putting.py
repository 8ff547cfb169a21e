"""The moments of a call as a client knows them, in whatever order they were learnt."""

from datetime import datetime

from app import clock
from app.answers import expect_version
from app.calls import telling
from app.calls.actions import (
    DETAILS,
    TOLD,
    become_booked,
    become_held,
    begun,
    change_call,
    expect_future,
    follow,
    record_about,
    with_details,
)
from app.calls.locking import Matter, stands
from app.calls.models import Call, CallStatus
from app.calls.schemas import CallChange, CallIn
from app.calls.story import story_of
from app.database import Db
from app.errors import Invalid, PreconditionFailed

MOMENTS = ("offered_at", "starts_at", "held_at")


async def put_call(
    db: Db, of: Matter, call: Call | None, new: CallIn, if_match: str | None
) -> tuple[Call, bool]:
    """The furthest of the moments sent says where the call stands. The call, and whether it is a
    new one. Raises `CallSettled`, `RequestSettled` or `NotReleased`."""
    if call is not None:
        expect_version(if_match, call.version)
    elif if_match is not None:
        raise PreconditionFailed
    moments = known_moments(new)
    if call is not None and stands(call):
        if all(getattr(call, name) == moment for name, moment in moments.items()):
            await change_call(db, of, call, as_change(new))
            return call, False
        return await put_moments(db, of, call, new, moments), False
    if not moments:
        raise Invalid.at("/starts_at", "is needed, or offered_at or held_at: there is no call yet")
    return await put_moments(db, of, None, new, moments), True


def known_moments(new: CallIn) -> dict[str, datetime]:
    """Raises `Invalid` for what is to have happened already and is to come."""
    now = clock.now()
    moments = {name: getattr(new, name) for name in MOMENTS if getattr(new, name) is not None}
    to_come = [
        {"pointer": f"/{name}", "detail": "is in the future"}
        for name, moment in moments.items()
        if name != "starts_at" and moment > now
    ]
    if to_come:
        raise Invalid(errors=to_come)
    return moments


def as_change(new: CallIn) -> CallChange:
    sent = {name: getattr(new, name) for name in DETAILS if getattr(new, name) is not None}
    if "notes" in new.model_fields_set:
        sent["notes"] = new.notes
    return CallChange(**sent)


async def put_moments(
    db: Db, of: Matter, call: Call | None, new: CallIn, moments: dict[str, datetime]
) -> Call:
    """What was talked about already may be settled since; what is to come may not."""
    if "held_at" not in moments or of.feedback is not None:
        of.expect_open()
    if "starts_at" in moments and "held_at" not in moments:
        expect_future("/starts_at", [moments["starts_at"]], clock.now())
    call = begun(db, of, call)
    await with_details(db, call, new)
    if "notes" in new.model_fields_set:
        call.notes = new.notes
    if "held_at" in moments:
        await become_held(db, of, call, moments["held_at"])
        call.starts_at = moments.get("starts_at", call.starts_at)
        call.offered_at = moments.get("offered_at", call.offered_at)
    elif "starts_at" in moments:
        await become_booked(db, of, call, moments["starts_at"])
        call.offered_at = moments.get("offered_at", call.offered_at)
    else:
        await become_offered(db, of, call, moments["offered_at"])
    return call


async def become_offered(db: Db, of: Matter, call: Call, offered_at: datetime) -> None:
    """In some other way: which times is not known here, and nobody is written to."""
    was_at = call.starts_at
    call.become(CallStatus.offered, clock.now())
    call.offered_times, call.offered_at = [], offered_at
    await follow(db, of, call)
    await telling.bring_up_to_date(db, await story_of(db, call), was_at)
    record_about(db, of, call, TOLD[of.with_].offered(times=0), occurred_at=offered_at)
