"""Interviews and what became of them."""

from datetime import datetime

from app.events.kinds.kind import Code, Kind, Zone


class InterviewScheduled(Kind):
    """An interview was arranged, or recorded after the fact."""

    type, subject = "interview.scheduled", "interview"
    sentence = (
        "{actor} scheduled interview {round} ({mode}) for {vacancy} at {employer}: {starts_at}"
    )
    to_candidate = "Interview {round} for {vacancy} at {employer} was arranged: {starts_at}"
    round: int
    mode: Code
    starts_at: datetime
    ends_at: datetime
    timezone: Zone


class InterviewRescheduled(Kind):
    """An interview was moved; the old time is kept here."""

    type, subject = "interview.rescheduled", "interview"
    sentence = "{actor} moved interview {round} for {vacancy} from {old_starts_at} to {starts_at}"
    to_candidate = "Interview {round} for {vacancy} was moved from {old_starts_at} to {starts_at}"
    round: int
    old_starts_at: datetime
    old_ends_at: datetime
    starts_at: datetime
    ends_at: datetime
    timezone: Zone


class InterviewUpdated(Kind):
    """Something about an interview other than its time changed; `fields` names it."""

    type, subject = "interview.updated", "interview"
    sentence = "{actor} changed the {fields} of the {vacancy} interview"
    fields: list[Code]


class InterviewCompleted(Kind):
    """The interview took place."""

    type, subject = "interview.completed", "interview"
    sentence = "Interview {round} for {vacancy} at {employer} took place"
    to_candidate = "Interview {round} for {vacancy} at {employer} took place"
    round: int


class InterviewCancelled(Kind):
    """The interview will not take place.

    `reason` is who called it off (`by_candidate`, `by_employer`, `by_agency`, or `called_off` when
    nobody said) or what ended it (`application_withdrawn`, `application_rejected`).
    """

    type, subject = "interview.cancelled", "interview"
    sentence = "Interview {round} for {vacancy} at {employer} was cancelled ({reason})"
    to_candidate = "Interview {round} for {vacancy} at {employer} was cancelled"
    round: int
    reason: Code


class InterviewMissed(Kind):
    """Somebody did not turn up; `absent` says whose side."""

    type, subject = "interview.missed", "interview"
    sentence = "Interview {round} for {vacancy} at {employer} was a no-show ({absent})"
    to_candidate = "Interview {round} for {vacancy} at {employer} did not take place"
    round: int
    absent: Code
