"""What asking for feedback, chasing and releasing it can be refused with."""

from app.errors import Conflict


class RequestSettled(Conflict):
    """The request was answered, declined or closed; `request_status` says which."""

    code, title = "feedback-request-settled", "The feedback request is settled"


class RequestOpenAlready(Conflict):
    """This contact is being asked about this interview already."""

    code, title = "feedback-request-open", "There is an open request already"
    constraint = "uq_feedback_requests_open"


class AlreadyAnswered(Conflict):
    """The request has its feedback. Correct it with `POST /v1/feedback/{id}/amendments`."""

    code, title = "feedback-already-received", "The request has its feedback"
    constraint = "uq_feedback_feedback_request_id"


class ChasingOver(Conflict):
    """The application ended: an answer is welcome, but nobody is chased for it."""

    code, title = "chasing-over", "Chasing is over"


class ChasingNotPaused(Conflict):
    """There is no pause to end: what the policy allows is sent."""

    code, title = "chasing-not-paused", "Chasing is not paused"


class ContactNotMailed(Conflict):
    """The contact has no e-mail address, wants no e-mail, or mail to them does not arrive; `cause`
    says which. Ring them, and log it as a chase."""

    code, title = "contact-not-mailed", "The contact cannot be written to"


class NothingToRelease(Conflict):
    """There is no text for the candidate: send `message`, or set `summary_for_candidate` first."""

    code, title = "nothing-to-release", "No text for the candidate"


class NotReleased(Conflict):
    """The candidate can acknowledge feedback only after it was released to them."""

    code, title = "feedback-not-released", "The feedback is not released"


class AlreadyReleased(Conflict):
    """The candidate was given this feedback already."""

    code, title = "feedback-already-released", "The feedback is released"


class AlreadyAcknowledged(Conflict):
    """The candidate acknowledged this feedback already."""

    code, title = "feedback-already-acknowledged", "The feedback is acknowledged"
