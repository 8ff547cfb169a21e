"""Deciding: the candidate's verdict, the employer's offers, the placement."""

from datetime import date, datetime
from uuid import UUID

from app.events.kinds.kind import Code, Kind


class VerdictRecorded(Kind):
    """The candidate weighed up an application; each version is kept. `lean` is where they stand."""

    type, subject, audience = "verdict.recorded", "verdict", "candidate"
    sentence = "The candidate's verdict on {vacancy} at {employer}: {lean}"
    lean: Code


class VerdictRevised(Kind):
    """The candidate thought again; `fields` names what changed."""

    type, subject, audience = "verdict.revised", "verdict", "candidate"
    sentence = "The candidate revised their verdict on {vacancy} at {employer}: {lean}"
    lean: Code
    fields: list[Code]


class OfferMade(Kind):
    """The employer made an offer."""

    type, subject, audience = "offer.made", "offer", "candidate"
    sentence = "{employer} offered {vacancy}"
    expires_at: datetime | None


class OfferCountered(Kind):
    """One side answered with other terms; `by` says which, `number` counts the versions."""

    type, subject, audience = "offer.countered", "offer", "candidate"
    sentence = "The {by} answered the {vacancy} offer with other terms (version {number})"
    by: Code
    number: int
    expires_at: datetime | None


class OfferAccepted(Kind):
    """The candidate accepted."""

    type, subject, audience = "offer.accepted", "offer", "candidate"
    sentence = "The candidate accepted the {vacancy} offer from {employer}"
    number: int


class OfferDeclined(Kind):
    """The candidate declined; `cause` is a coded reason, or what ended it."""

    type, subject, audience = "offer.declined", "offer", "candidate"
    sentence = "The candidate declined the {vacancy} offer from {employer} ({cause})"
    cause: Code


class OfferWithdrawn(Kind):
    """The employer took the offer back; `cause` says what ended it."""

    type, subject, audience = "offer.withdrawn", "offer", "candidate"
    sentence = "{employer} withdrew the {vacancy} offer ({cause})"
    cause: Code


class OfferExpired(Kind):
    """Nobody answered before the offer ran out; it happened at `occurred_at`."""

    type, subject, audience = "offer.expired", "offer", "candidate"
    sentence = "The {vacancy} offer from {employer} expired"


class PlacementMade(Kind):
    """The candidate takes the job, from `starts_on` if the day is known."""

    type, subject, audience = "placement.made", "placement", "candidate"
    sentence = "The candidate was placed as {vacancy} at {employer}"
    offer_id: UUID
    starts_on: date | None


class PlacementUpdated(Kind):
    """A placement's details changed; `fields` names them."""

    type, subject = "placement.updated", "placement"
    sentence = "{actor} changed the {fields} of the {vacancy} placement"
    fields: list[Code]
