"""Referees: their consent, heads-ups and references."""

from datetime import datetime
from uuid import UUID

from app.events.kinds.kind import Code, Kind


class RefereeAdded(Kind):
    """Somebody who can speak for the candidate was added."""

    type, subject = "referee.added", "referee"
    sentence = "{actor} added a referee"
    to_candidate = "A referee was added"


class RefereeUpdated(Kind):
    """A referee's details changed; `fields` names them."""

    type, subject = "referee.updated", "referee"
    sentence = "{actor} changed a referee's {fields}"
    fields: list[Code]


class RefereeConsented(Kind):
    """The referee agreed to be asked."""

    type, subject = "referee.consented", "referee"
    sentence = "A referee agreed to be asked"
    to_candidate = "A referee agreed to be asked"


class RefereeConsentWithdrawn(Kind):
    """The referee no longer wants to be asked: everything open with them ended."""

    type, subject = "referee.consent_withdrawn", "referee"
    sentence = "A referee no longer wants to be asked"
    to_candidate = "A referee no longer wants to be asked"


class HeadsUpSent(Kind):
    """A referee was told who may call, about which role, and why they were chosen."""

    type, subject = "referee.heads_up_sent", "heads_up"
    sentence = "A referee was told by {channel} to expect a call about {vacancy}"
    to_candidate = "A referee was told to expect a call about {vacancy}"
    referee_id: UUID
    channel: Code


class HeadsUpClosed(Kind):
    """The referee need not expect a call any more; `cause` says what ended it."""

    type, subject = "referee.heads_up_closed", "heads_up"
    sentence = "A referee need not expect a call about {vacancy} any more ({cause})"
    referee_id: UUID
    cause: Code


class ReferenceRequested(Kind):
    """A referee was asked for a reference."""

    type, subject = "reference.requested", "reference"
    sentence = "{actor} asked a referee for a reference for {vacancy}"
    to_candidate = "A referee was asked for a reference for {vacancy}"
    referee_id: UUID
    channel: Code
    due_at: datetime


class ReferenceChased(Kind):
    """The referee was reminded; one event per attempt. `nth` counts them."""

    type, subject = "reference.chased", "reference"
    sentence = "{actor} reminded a referee by {channel} ({outcome}), number {nth}"
    referee_id: UUID
    chase_id: UUID
    channel: Code
    outcome: Code
    nth: int
    promised_by: datetime | None = None


class ReferenceReceived(Kind):
    """The reference came. Its text is with the reference, not here."""

    type, subject = "reference.received", "reference"
    sentence = "A referee gave a reference for {vacancy}"
    to_candidate = "A referee gave a reference for {vacancy}"
    referee_id: UUID


class ReferenceRefused(Kind):
    """The referee will not give a reference."""

    type, subject = "reference.refused", "reference"
    sentence = "A referee will not give a reference for {vacancy}"
    referee_id: UUID


class ReferenceClosed(Kind):
    """The request for a reference ended without one; `cause` says what ended it."""

    type, subject = "reference.closed", "reference"
    sentence = "The request for a reference for {vacancy} was closed ({cause})"
    referee_id: UUID
    cause: Code
