"""Feedback calls. Those with the employer's contact are the agency's; those with the candidate, of
their own types, are the candidate's to see too."""

from datetime import datetime

from app.events.kinds.kind import Code, Kind, Zone


class CallWanted(Kind):
    """The contact asked to talk instead of writing, or to be offered other times."""

    type, subject = "call.wanted", "call"
    sentence = "{contact} asked for a call about {vacancy}"


class CallOffered(Kind):
    """Times for a call were offered to the contact; so many to choose from."""

    type, subject = "call.offered", "call"
    sentence = "{actor} offered {contact} a call about {vacancy}, times to choose from: {times}"
    times: int


class CallBooked(Kind):
    """A time for the call with the contact was agreed. `timezone` is theirs."""

    type, subject = "call.booked", "call"
    sentence = "A call with {contact} about {vacancy} was booked for {starts_at}"
    starts_at: datetime
    timezone: Zone


class CallMoved(Kind):
    """The call with the contact was moved; the old time is kept here."""

    type, subject = "call.moved", "call"
    sentence = (
        "The call with {contact} about {vacancy} was moved from {old_starts_at} to {starts_at}"
    )
    old_starts_at: datetime
    starts_at: datetime
    timezone: Zone


class CallHeld(Kind):
    """The call with the contact took place; what was said is on the call."""

    type, subject = "call.held", "call"
    sentence = "{contact} was called about {vacancy}"


class CallMissed(Kind):
    """Somebody did not come to the call with the contact; `by` says who."""

    type, subject = "call.missed", "call"
    sentence = "The call with {contact} about {vacancy} did not take place (missed by the {by})"
    by: Code


class CallCancelled(Kind):
    """There will be no call with the contact; `cause` says who or what called it off."""

    type, subject = "call.cancelled", "call"
    sentence = "The call with {contact} about {vacancy} was called off ({cause})"
    cause: Code


class CallUpdated(Kind):
    """Notes or details of a call changed; `fields` names them."""

    type, subject = "call.updated", "call"
    sentence = "{actor} changed the {fields} of the call about {vacancy}"
    fields: list[Code]


class CandidateCallWanted(Kind):
    """The candidate asked to talk about their feedback, or to be offered other times."""

    type, subject = "candidate_call.wanted", "call"
    sentence = "The candidate asked for a call about the {vacancy} feedback"
    to_candidate = "You asked to talk about the {vacancy} feedback"


class CandidateCallOffered(Kind):
    """Times for a call about their feedback were offered to the candidate; so many."""

    type, subject = "candidate_call.offered", "call"
    sentence = (
        "{actor} offered the candidate a call about the {vacancy} feedback, times to choose from:"
        " {times}"
    )
    to_candidate = "You were offered times to talk about the {vacancy} feedback"
    times: int


class CandidateCallBooked(Kind):
    """A time for the call with the candidate was agreed. `timezone` is theirs."""

    type, subject = "candidate_call.booked", "call"
    sentence = "A call with the candidate about the {vacancy} feedback was booked for {starts_at}"
    to_candidate = "A call about the {vacancy} feedback was booked for {starts_at}"
    starts_at: datetime
    timezone: Zone


class CandidateCallMoved(Kind):
    """The call with the candidate was moved; the old time is kept here."""

    type, subject = "candidate_call.moved", "call"
    sentence = (
        "The call with the candidate about the {vacancy} feedback was moved from {old_starts_at}"
        " to {starts_at}"
    )
    to_candidate = (
        "The call about the {vacancy} feedback was moved from {old_starts_at} to {starts_at}"
    )
    old_starts_at: datetime
    starts_at: datetime
    timezone: Zone


class CandidateCallHeld(Kind):
    """The call with the candidate took place."""

    type, subject = "candidate_call.held", "call"
    sentence = "The candidate was called about the {vacancy} feedback"
    to_candidate = "You talked about the {vacancy} feedback"


class CandidateCallMissed(Kind):
    """Somebody did not come to the call with the candidate; `by` says who."""

    type, subject = "candidate_call.missed", "call"
    sentence = (
        "The call with the candidate about the {vacancy} feedback did not take place"
        " (missed by the {by})"
    )
    to_candidate = "The call about the {vacancy} feedback did not take place"
    by: Code


class CandidateCallCancelled(Kind):
    """There will be no call with the candidate; `cause` says who called it off."""

    type, subject = "candidate_call.cancelled", "call"
    sentence = "The call with the candidate about the {vacancy} feedback was called off"
    to_candidate = "The call about the {vacancy} feedback was called off"
    cause: Code
