"""What whoever is called does about a call, on a page of their own: they see no account, and their
page may be older than the call.

Whoever calls these holds what the call is about and the call (`locking.call_about`).
"""

from datetime import datetime

from app import clock
from app.calls import actions, telling
from app.calls.locking import Matter, call_about, matter, matter_of, stands
from app.calls.models import BookedMeanwhile, Call, CallStatus, TimeGone, TimesOffered
from app.calls.story import story_of
from app.database import Db
from app.feedback.models import Feedback, FeedbackRequest


async def pick(
    db: Db, call: Call, starts_at: datetime, *, instead_of: datetime | None = None
) -> None:
    """One of the times offered; picked again it is nothing. What is booked is moved by whoever
    names it (`instead_of`): of two people at once, the second is told.

    Raises `CallSettled`, `TimeGone` or `BookedMeanwhile`.
    """
    booked = call.status == CallStatus.booked
    if booked and call.starts_at == starts_at:
        return
    call.expect_move(CallStatus.booked)
    if booked and call.starts_at != instead_of:
        raise BookedMeanwhile(starts_at=call.starts_at)
    if starts_at not in call.times(clock.now()):
        raise TimeGone
    await actions.become_booked(db, await matter_of(db, call), call, starts_at)


async def want(
    db: Db, about: FeedbackRequest | Feedback, wish: str | None, phone: str | None
) -> None:
    """They would rather talk: the recruiter is to offer times, or to ring. Said again, the latest
    counts.

    Raises `RequestSettled`, `NotReleased`, `CallSettled`, or `TimesOffered` when there is something
    to pick from already.
    """
    of = await matter(db, about)
    of.expect_open()
    call = await call_about(db, about)
    now = clock.now()
    if call is not None and stands(call):
        call.expect_move(CallStatus.wanted)
        booked = call.status == CallStatus.booked and call.starts_at and call.starts_at > now
        if booked or (call.status == CallStatus.offered and call.times(now)):
            raise TimesOffered
        said_before = (call.wish, call.phone) == (wish, phone or call.phone)
        if call.status == CallStatus.wanted and said_before:
            return
    call = actions.begun(db, of, call)
    call.phone = phone or call.phone
    await become_wanted(db, of, call, wish)


async def none_suits(db: Db, call: Call, wish: str | None) -> None:
    """What was offered or booked falls, and the recruiter is to offer other times. Raises
    `CallSettled`."""
    if call.status == CallStatus.wanted and call.wish == wish:
        return
    await become_wanted(db, await matter_of(db, call), call, wish)


async def become_wanted(db: Db, of: Matter, call: Call, wish: str | None) -> None:
    was_at = call.starts_at
    call.become(CallStatus.wanted, clock.now())
    if call.contact_id not in (None, of.contact_id):
        call.phone = None  # a colleague's, who was asked before them
    call.wish, call.offered_times, call.contact_id = wish, [], of.contact_id
    await actions.follow(db, of, call)
    story = await story_of(db, call)
    call.phone = call.phone or story.known_phone
    await telling.bring_up_to_date(db, story, was_at)
    actions.record_about(db, of, call, actions.TOLD[of.with_].wanted())


async def call_off(db: Db, call: Call) -> None:
    """They need no call after all. Raises `CallSettled`."""
    await actions.cancel(db, await matter_of(db, call), call, f"by_{db.actor.type}")
