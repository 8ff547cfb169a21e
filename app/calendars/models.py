"""Why somebody is not invited; invitations themselves are messages, and nothing is kept of them
here."""

from app.errors import Conflict


class InterviewOver(Conflict):
    """The interview's time is over: there is nothing left to be invited to."""

    code, title = "interview-over", "The interview is in the past"


class NobodyToInvite(Conflict):
    """The interview names no interviewers: set `interviewer_ids` first."""

    code, title = "interview-without-interviewers", "The interview names no interviewers"


class InterviewersNotReachable(Conflict):
    """Some interviewers cannot be sent e-mail. `contact_ids` names them, `without_address` and
    `do_not_email` say why: add an address, take them off, or invite the candidate only and tell
    them another way.
    """

    code, title = "interviewers-not-reachable", "Some interviewers cannot be e-mailed"
