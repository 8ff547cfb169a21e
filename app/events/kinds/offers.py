"""Deciding: the candidate's verdict, the employer's offers, the placement."""

from datetime import date, datetime
from uuid import UUID

from app.events.kinds.kind import Code, Kind


class VerdictRecorded(Kind):
    """The candidate weighed up an application; each version is kept. `lean` is where they stand."""

    type, subject = "verdict.recorded", "verdict"
    sentence = "The candidate's verdict on {vacancy} at {employer}: {lean}"
    to_candidate = "You said what you think of {vacancy} at {employer}"
    lean: Code


class VerdictRevised(Kind):
    """The candidate thought again; `fields` names what changed."""

    type, subject = "verdict.revised", "verdict"
    sentence = "The candidate revised their verdict on {vacancy} at {employer}: {lean}"
    to_candidate = "You changed what you think of {vacancy} at {employer}"
    lean: Code
    fields: list[Code]


class OfferMade(Kind):
    """The employer made an offer."""

    type, subject = "offer.made", "offer"
    sentence = "{employer} offered {vacancy}"
    to_candidate = "{employer} offered you {vacancy}"
    expires_at: datetime | None


class OfferCountered(Kind):
    """One side answered with other terms; `by` says which, `number` counts the versions."""

    type, subject = "offer.countered", "offer"
    sentence = "The {by} answered the {vacancy} offer with other terms (version {number})"
    to_candidate = "The {vacancy} offer from {employer} was answered with other terms"
    by: Code
    number: int
    expires_at: datetime | None


class OfferAccepted(Kind):
    """The candidate accepted."""

    type, subject = "offer.accepted", "offer"
    sentence = "The candidate accepted the {vacancy} offer from {employer}"
    to_candidate = "You accepted the {vacancy} offer from {employer}"
    number: int


class OfferDeclined(Kind):
    """The candidate declined; `cause` is a coded reason, or what ended it."""

    type, subject = "offer.declined", "offer"
    sentence = "The candidate declined the {vacancy} offer from {employer} ({cause})"
    to_candidate = "You declined the {vacancy} offer from {employer}"
    cause: Code


class OfferWithdrawn(Kind):
    """The employer took the offer back; `cause` says what ended it."""

    type, subject = "offer.withdrawn", "offer"
    sentence = "{employer} withdrew the {vacancy} offer ({cause})"
    to_candidate = "{employer} withdrew the {vacancy} offer"
    cause: Code


class OfferExpired(Kind):
    """Nobody answered before the offer ran out; it happened at `occurred_at`."""

    type, subject = "offer.expired", "offer"
    sentence = "The {vacancy} offer from {employer} expired"
    to_candidate = "The {vacancy} offer from {employer} ran out"


class PlacementMade(Kind):
    """The candidate takes the job, from `starts_on` if the day is known."""

    type, subject = "placement.made", "placement"
    sentence = "The candidate was placed as {vacancy} at {employer}"
    to_candidate = "You have the job: {vacancy} at {employer}"
    offer_id: UUID
    starts_on: date | None


class PlacementUpdated(Kind):
    """A placement's details changed; `fields` names them."""

    type, subject = "placement.updated", "placement"
    sentence = "{actor} changed the {fields} of the {vacancy} placement"
    fields: list[Code]
