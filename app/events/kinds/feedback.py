"""Feedback: asked for, chased, given and released."""

from datetime import datetime
from uuid import UUID

from app.events.kinds.kind import Code, Kind


class FeedbackRequested(Kind):
    """The employer's contact was asked for feedback on an interview."""

    type, subject = "feedback.requested", "feedback_request"
    sentence = "{actor} asked {contact} for feedback on the {vacancy} interview"
    to_candidate = "{employer} was asked for feedback on your {vacancy} interview"
    interview_id: UUID
    channel: Code
    due_at: datetime


class FeedbackRequestUpdated(Kind):
    """A feedback request was changed by hand; `fields` names what, `due_at` is as it is now."""

    type, subject = "feedback.request_updated", "feedback_request"
    sentence = "{actor} changed the {fields} of the request to {contact} about {vacancy}"
    fields: list[Code]
    due_at: datetime


class FeedbackRequestTakenOn(Kind):
    """A recruiter asked for what Debrief had asked for by itself: the request is theirs now.
    `fields` names what they changed, `due_at` is as it is now."""

    type, subject = "feedback.request_taken_on", "feedback_request"
    sentence = "{actor} took on the request to {contact} about {vacancy}"
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

    type, subject = "feedback.received", "feedback"
    sentence = "{contact} gave feedback on the {vacancy} interview by {channel}"
    to_candidate = "{employer} gave feedback on your {vacancy} interview"
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

    type, subject = "feedback.released", "feedback"
    sentence = "{actor} released the {vacancy} feedback to the candidate by {channel}"
    to_candidate = "You were given the feedback on your {vacancy} interview"
    interview_id: UUID
    channel: Code


class FeedbackAcknowledged(Kind):
    """The candidate has read or heard the released feedback."""

    type, subject = "feedback.acknowledged", "feedback"
    sentence = "The candidate acknowledged the {vacancy} feedback"
    to_candidate = "You read the feedback on your {vacancy} interview"
    interview_id: UUID


class FeedbackAsked(Kind):
    """The request went out to the contact by e-mail, with the link to the form."""

    type, subject = "feedback.asked", "feedback_request"
    sentence = "{actor} e-mailed {contact} the request about {vacancy}"
    interview_id: UUID


class FeedbackReaddressed(Kind):
    """The contact's address was changed: what went to the old one counts no longer, and the request
    goes to the new one."""

    type, subject = "feedback.readdressed", "feedback_request"
    sentence = "The request about {vacancy} goes to {contact}'s new address"
    interview_id: UUID


class FeedbackChasingPaused(Kind):
    """The chasing was paused, until a moment or until somebody goes on: by a recruiter, or because
    mail came in that may be the answer."""

    type, subject = "feedback.chasing_paused", "feedback_request"
    sentence = "Chasing {contact} about {vacancy} is paused"
    interview_id: UUID
    until: datetime | None = None


class FeedbackChasingContinued(Kind):
    """The pause is over."""

    type, subject = "feedback.chasing_continued", "feedback_request"
    sentence = "Chasing {contact} about {vacancy} goes on"
    interview_id: UUID


class FeedbackPromised(Kind):
    """The contact said on their form when they will answer; the next chase waits for it."""

    type, subject = "feedback.promised", "feedback_request"
    sentence = "{contact} promised feedback on {vacancy} by {promised_by}"
    interview_id: UUID
    promised_by: datetime
