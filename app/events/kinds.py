"""The catalogue of everything that can happen: one small class each, in one place.

A class's docstring is its documentation for webhook and feed consumers; its fields are the event's
`data`; `audience` says whether the candidate's own page may show it; `sentence` is its line on the
timeline, filled when read from names (`{actor}`, `{contact}`, `{vacancy}`, `{employer}`, `{note}`)
and data. Fields hold ids, states, field names, numbers and dates, never names, notes or free text:
the log cannot be edited and a person can be erased.
"""

from datetime import datetime
from functools import cache
from string import Formatter
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec

Audience = Literal["agency", "candidate"]
Code = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]*$")]
"""A state, a reason, a channel, a field's name: never words somebody typed."""
Zone = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_+/-]+$")]


class Kind(msgspec.Struct, kw_only=True):
    """What happened. Subclasses name it `noun.verb`, in the past."""

    type: ClassVar[str]
    subject: ClassVar[str]
    audience: ClassVar[Audience] = "agency"
    sentence: ClassVar[str]


class AgencyCreated(Kind):
    """The agency's account was opened."""

    type, subject = "agency.created", "agency"
    sentence = "{actor} opened the agency"


class AgencyUpdated(Kind):
    """The agency's details or policy changed; `fields` names them."""

    type, subject = "agency.updated", "agency"
    sentence = "{actor} changed the agency's {fields}"
    fields: list[Code]


class UserCreated(Kind):
    """A user was added."""

    type, subject = "user.created", "user"
    sentence = "{actor} added a user with the role {role}"
    role: Code


class UserUpdated(Kind):
    """A user was changed; `fields` names what."""

    type, subject = "user.updated", "user"
    sentence = "{actor} changed a user's {fields}"
    fields: list[Code]


class ApiKeyCreated(Kind):
    """An API key was made."""

    type, subject = "api_key.created", "api_key"
    sentence = "{actor} made an API key"


class ApiKeyRevoked(Kind):
    """An API key was revoked; it stopped working within seconds."""

    type, subject = "api_key.revoked", "api_key"
    sentence = "{actor} revoked an API key"


class EmployerCreated(Kind):
    """An employer was added."""

    type, subject = "employer.created", "employer"
    sentence = "{actor} added the employer"


class EmployerUpdated(Kind):
    """An employer was changed; `fields` names what."""

    type, subject = "employer.updated", "employer"
    sentence = "{actor} changed the employer's {fields}"
    fields: list[Code]


class ContactCreated(Kind):
    """Someone at an employer was added."""

    type, subject = "contact.created", "contact"
    sentence = "{actor} added the contact {contact}"
    employer_id: UUID


class ContactUpdated(Kind):
    """A contact was changed; `fields` names what."""

    type, subject = "contact.updated", "contact"
    sentence = "{actor} changed {contact}'s {fields}"
    fields: list[Code]


class VacancyCreated(Kind):
    """A vacancy was added."""

    type, subject = "vacancy.created", "vacancy"
    sentence = "{actor} added a vacancy"
    employer_id: UUID
    status: Code


class VacancyUpdated(Kind):
    """A vacancy was changed; `fields` names what, `status` is where it stands now."""

    type, subject = "vacancy.updated", "vacancy"
    sentence = "{actor} changed a vacancy's {fields}"
    fields: list[Code]
    status: Code


class CandidateCreated(Kind):
    """A candidate was added."""

    type, subject, audience = "candidate.created", "candidate", "candidate"
    sentence = "{actor} added the candidate"


class CandidateUpdated(Kind):
    """A candidate's details changed; `fields` names them."""

    type, subject = "candidate.updated", "candidate"
    sentence = "{actor} changed {fields}"
    fields: list[Code]


class NoteAdded(Kind):
    """A note, call, e-mail or meeting was written down. Its text is in the note, not here."""

    type, subject = "note.added", "note"
    sentence = "{actor} noted ({kind}): {note}"
    kind: Code
    visibility: Code
    employer_id: UUID | None = None


class ApplicationSubmitted(Kind):
    """The candidate was put forward for a vacancy."""

    type, subject, audience = "application.submitted", "application", "candidate"
    sentence = "{actor} submitted the candidate for {vacancy} at {employer}"
    vacancy_id: UUID
    stage: Code


class ApplicationUpdated(Kind):
    """An application's details changed; `fields` names them."""

    type, subject = "application.updated", "application"
    sentence = "{actor} changed the application's {fields} ({vacancy})"
    fields: list[Code]


class ApplicationStageChanged(Kind):
    """The application moved from one stage to another."""

    type, subject, audience = "application.stage_changed", "application", "candidate"
    sentence = "{actor} moved {vacancy} at {employer} from {from_stage} to {to_stage}"
    from_stage: Code
    to_stage: Code


class ApplicationWithdrawn(Kind):
    """The application ended from the candidate's side, or the agency withdrew it."""

    type, subject, audience = "application.withdrawn", "application", "candidate"
    sentence = "{vacancy} at {employer} was withdrawn by the {ended_by} ({reason})"
    from_stage: Code
    ended_by: Code
    reason: Code


class ApplicationRejected(Kind):
    """The employer or the agency ended the application."""

    type, subject = "application.rejected", "application"
    sentence = "{vacancy} at {employer} ended: rejected by the {ended_by} ({reason})"
    from_stage: Code
    ended_by: Code
    reason: Code


class ApplicationStatusImported(Kind):
    """A status the application had in the system it was imported from, which is no stage here.

    `status` is that system's word for it, as a code; the application's stage stays as it was.
    """

    type, subject = "application.status_imported", "application"
    sentence = "{vacancy} at {employer} was marked “{status}” before the import"
    system: Code
    status: Code


class ApplicationReinstated(Kind):
    """A withdrawal or rejection was undone; the application stands where it stood before."""

    type, subject, audience = "application.reinstated", "application", "candidate"
    sentence = "{actor} reinstated {vacancy} at {employer} at {to_stage}"
    from_stage: Code
    to_stage: Code


class InterviewScheduled(Kind):
    """An interview was arranged, or recorded after the fact."""

    type, subject, audience = "interview.scheduled", "interview", "candidate"
    sentence = (
        "{actor} scheduled interview {round} ({mode}) for {vacancy} at {employer}: {starts_at}"
    )
    round: int
    mode: Code
    starts_at: datetime
    ends_at: datetime
    timezone: Zone


class InterviewRescheduled(Kind):
    """An interview was moved; the old time is kept here."""

    type, subject, audience = "interview.rescheduled", "interview", "candidate"
    sentence = "{actor} moved interview {round} for {vacancy} from {old_starts_at} to {starts_at}"
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

    type, subject, audience = "interview.completed", "interview", "candidate"
    sentence = "Interview {round} for {vacancy} at {employer} took place"
    round: int


class InterviewCancelled(Kind):
    """The interview will not take place.

    `reason` is who called it off (`by_candidate`, `by_employer`, `by_agency`, or `called_off` when
    nobody said) or what ended it (`application_withdrawn`, `application_rejected`).
    """

    type, subject, audience = "interview.cancelled", "interview", "candidate"
    sentence = "Interview {round} for {vacancy} at {employer} was cancelled ({reason})"
    round: int
    reason: Code


class InterviewMissed(Kind):
    """Somebody did not turn up; `absent` says whose side."""

    type, subject, audience = "interview.missed", "interview", "candidate"
    sentence = "Interview {round} for {vacancy} at {employer} was a no-show ({absent})"
    round: int
    absent: Code


class FeedbackRequested(Kind):
    """The employer's contact was asked for feedback on an interview."""

    type, subject, audience = "feedback.requested", "feedback_request", "candidate"
    sentence = "{actor} asked {contact} for feedback on the {vacancy} interview"
    interview_id: UUID
    channel: Code
    due_at: datetime


class FeedbackRequestUpdated(Kind):
    """A feedback request was changed by hand; `fields` names what, `due_at` is as it is now."""

    type, subject = "feedback.request_updated", "feedback_request"
    sentence = "{actor} changed the {fields} of the request to {contact} about {vacancy}"
    fields: list[Code]
    due_at: datetime


class FeedbackDueMoved(Kind):
    """The interview was moved, and with it the time its feedback is due."""

    type, subject = "feedback.due_moved", "feedback_request"
    sentence = "{contact}'s feedback on the {vacancy} interview is now due {due_at}"
    interview_id: UUID
    old_due_at: datetime
    due_at: datetime


class FeedbackChased(Kind):
    """The contact was reminded; one event per attempt. `nth` counts them."""

    type, subject = "feedback.chased", "feedback_request"
    sentence = "{actor} chased {contact} by {channel} ({outcome}), number {nth}"
    chase_id: UUID
    channel: Code
    outcome: Code
    nth: int
    promised_by: datetime | None = None


class FeedbackReceived(Kind):
    """The employer's feedback on an interview was logged, on a request or straight on it."""

    type, subject, audience = "feedback.received", "feedback", "candidate"
    sentence = "{contact} gave feedback on the {vacancy} interview by {channel}"
    interview_id: UUID
    feedback_request_id: UUID | None
    channel: Code


class FeedbackDeclined(Kind):
    """The employer's contact will not give feedback; the reason is on the request."""

    type, subject = "feedback.declined", "feedback_request"
    sentence = "{contact} declined to give feedback on the {vacancy} interview"
    interview_id: UUID


class FeedbackRequestClosed(Kind):
    """The request came to an end without an answer; `cause` says what ended it."""

    type, subject = "feedback.closed", "feedback_request"
    sentence = "The feedback request to {contact} about {vacancy} was closed ({cause})"
    interview_id: UUID
    cause: Code


class FeedbackChasingStopped(Kind):
    """The application ended: an answer is still welcome, nobody is chased for it any more."""

    type, subject = "feedback.chasing_stopped", "feedback_request"
    sentence = "Chasing {contact} about {vacancy} stopped"
    interview_id: UUID


class FeedbackChasingResumed(Kind):
    """The application was reinstated, and with it the chasing for its feedback."""

    type, subject = "feedback.chasing_resumed", "feedback_request"
    sentence = "Chasing {contact} about {vacancy} resumed"
    interview_id: UUID


class FeedbackAmended(Kind):
    """Logged feedback was corrected; what stood before is kept with it. `fields` names what."""

    type, subject = "feedback.amended", "feedback"
    sentence = "{actor} amended {contact}'s feedback on {vacancy}: {fields}"
    interview_id: UUID
    fields: list[Code]


class FeedbackReleased(Kind):
    """The candidate was given the feedback, in the text meant for them."""

    type, subject, audience = "feedback.released", "feedback", "candidate"
    sentence = "{actor} released the {vacancy} feedback to the candidate by {channel}"
    interview_id: UUID
    channel: Code


class FeedbackAcknowledged(Kind):
    """The candidate has read or heard the released feedback."""

    type, subject, audience = "feedback.acknowledged", "feedback", "candidate"
    sentence = "The candidate acknowledged the {vacancy} feedback"
    interview_id: UUID


CATALOGUE: dict[str, type[Kind]] = {kind.type: kind for kind in Kind.__subclasses__()}


NAMES = frozenset({"actor", "contact", "vacancy", "employer", "note"})
"""What a sentence takes from elsewhere; the rest of its words are the event's data."""


@cache
def told_from_data(kind: type[Kind]) -> frozenset[str]:
    """The fields of its data that a kind's sentence mentions; most mention none."""
    mentioned = {name for _, name, _, _ in Formatter().parse(kind.sentence) if name}
    return frozenset(mentioned) - NAMES | mentioned & set(kind.__struct_fields__)


def summary(kind: type[Kind], names: dict[str, str], data: str) -> str:
    """The timeline's sentence, from today's names and the event's data (its JSON)."""
    if fields := told_from_data(kind):
        told = msgspec.json.decode(data)
        zone = ZoneInfo(told.get("timezone", "UTC"))
        names = {**names, **{field: in_words(told[field], zone) for field in fields}}
    return kind.sentence.format_map(names)


def in_words(value: Any, zone: ZoneInfo) -> str:
    """A code, a list of field names or an instant as a reader wants it: an interview's time is
    told where it takes place."""
    if isinstance(value, list):
        return ", ".join(in_words(item, zone) for item in value)
    if isinstance(value, str):
        if len(value) > 18 and value[10] == "T" and value.endswith("Z"):
            moment = datetime.fromisoformat(value).astimezone(zone)
            return f"{moment:%a} {moment.day} {moment:%b %Y %H:%M %Z}"
        return value.replace("_", " ")
    return str(value)
