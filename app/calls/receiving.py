"""What whoever is called types about it, on a page of their own.

All raise `Incomplete` with what is to be mended.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

from pydantic import StringConstraints, ValidationError

from app.calls import booking
from app.calls.locking import call_about, matter, stands
from app.calls.models import (
    BookedMeanwhile,
    Call,
    CallSettled,
    CallStatus,
    TimeGone,
    TimesOffered,
)
from app.calls.showing import moment_of
from app.database import Db
from app.feedback.models import Feedback, FeedbackRequest
from app.fields import Body, Phone, Plain
from app.pages.typed import TOO_LONG, Complaint, Incomplete

About = FeedbackRequest | Feedback

NONE = "none"
CHOOSE = "Please choose one of the times, or say that none of them suits you."
GONE = "That time is not to be had any more. Here is what is offered now."
MEANWHILE = "Another time was booked meanwhile: see below. You can still change it."
ON_OFFER = "Meanwhile you were offered times: please choose one, or say that none suits you."
OVER = "This call was called off meanwhile."
WHEN = "Please say when it would suit you: a few words are enough."
IN_KIND_WORDS = {
    "phone": "Please give us the number to call you on.",
    "wish": TOO_LONG,
}


class Wished(Body):
    """What is typed about a call."""

    wish: Annotated[str, StringConstraints(max_length=2000), Plain] | None = None
    phone: Phone | None = None


async def receive_wish(
    db: Db, about: About, typed: Mapping[str, str], *, known_phone: str | None
) -> None:
    """They want to be called. Raises `RequestSettled` or `NotReleased`."""
    wished = wished_in(typed)
    phone = wished.phone or known_phone
    if phone is None:
        raise Incomplete(Complaint("phone", IN_KIND_WORDS["phone"]))
    try:
        await booking.want(db, about, wished.wish or None, phone)
    except TimesOffered:
        raise Incomplete(Complaint("time", ON_OFFER)) from None
    except CallSettled:
        return  # they have talked, which the page says


def wished_in(typed: Mapping[str, str]) -> Wished:
    sent = {name: typed.get(name, "").strip() or None for name in Wished.model_fields}
    try:
        return Wished.model_validate(sent)
    except ValidationError as refused:
        fields = dict.fromkeys(str(error["loc"][0]) for error in refused.errors())
        raise Incomplete(*(Complaint(name, IN_KIND_WORDS[name]) for name in fields)) from None


async def receive_time(db: Db, about: About, typed: Mapping[str, str]) -> None:
    """They picked a time, or none suits them. Raises `RequestSettled` or `NotReleased`."""
    (await matter(db, about)).expect_open()
    call = await call_about(db, about)
    if call is None or not stands(call):
        raise Incomplete(Complaint("call", OVER))
    choice = typed.get("time", "")
    try:
        if choice == NONE:
            await refuse(db, call, typed)
        else:
            await booking.pick(
                db, call, moment_in(choice), instead_of=moment_of(typed.get("instead_of", ""))
            )
    except TimeGone:
        raise Incomplete(Complaint("time", GONE)) from None
    except BookedMeanwhile:
        raise Incomplete(Complaint("time", MEANWHILE)) from None
    except CallSettled:
        return  # they have talked, which the page says


async def refuse(db: Db, call: Call, typed: Mapping[str, str]) -> None:
    """What their page did not show yet does not fall with it."""
    wish = wished_in({"wish": typed.get("wish", "")}).wish
    if wish is None:
        raise Incomplete(Complaint("wish", WHEN))
    shown = moment_of(typed.get("instead_of", ""))
    if call.status == CallStatus.booked and call.starts_at != shown:
        raise BookedMeanwhile
    await booking.none_suits(db, call, wish)


def moment_in(typed: str) -> datetime:
    moment = moment_of(typed)
    if moment is None:
        raise Incomplete(Complaint("time", CHOOSE))
    return moment


async def receive_calling_off(db: Db, about: About) -> None:
    """They need no call. Said twice is said once."""
    call = await call_about(db, about)
    if call is not None and stands(call):
        try:
            await booking.call_off(db, call)
        except CallSettled:
            return  # they have talked, which the page says
