"""Feedback calls, with the employer's contact or with the candidate."""

from datetime import datetime

from app.events.kinds.kind import Code, Kind


class CallWanted(Kind):
    """The contact or the candidate asked to talk (`with`) instead of writing or reading."""

    type, subject = "call.wanted", "call"
    sentence = "A call with the {side} about {vacancy} was asked for"
    side: Code


class CallOffered(Kind):
    """Times for a call were offered; so many to choose from."""

    type, subject = "call.offered", "call"
    sentence = "{actor} offered the {side} {times} times for a call about {vacancy}"
    side: Code
    times: int


class CallBooked(Kind):
    """A time was picked for the call."""

    type, subject = "call.booked", "call"
    sentence = "A call with the {side} about {vacancy} was booked for {starts_at}"
    side: Code
    starts_at: datetime


class CallMoved(Kind):
    """The call was moved; the old time is kept here."""

    type, subject = "call.moved", "call"
    sentence = (
        "The call with the {side} about {vacancy} was moved from {old_starts_at} to {starts_at}"
    )
    side: Code
    old_starts_at: datetime
    starts_at: datetime


class CallHeld(Kind):
    """The call took place; what was said is on the call."""

    type, subject = "call.held", "call"
    sentence = "{actor} and the {side} talked about {vacancy}"
    side: Code


class CallMissed(Kind):
    """Somebody did not come to the call; `by` says who."""

    type, subject = "call.missed", "call"
    sentence = "The call with the {side} about {vacancy} did not take place (missed by {by})"
    side: Code
    by: Code


class CallCancelled(Kind):
    """There will be no call."""

    type, subject = "call.cancelled", "call"
    sentence = "The call with the {side} about {vacancy} was called off"
    side: Code


class CallUpdated(Kind):
    """Notes or details of a call changed; `fields` names them."""

    type, subject = "call.updated", "call"
    sentence = "{actor} changed the {fields} of the call about {vacancy}"
    fields: list[Code]
