"""What stands on the desk, section by section: which rows, since when, why, what clears them."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Interval,
    SQLColumnExpression,
    bindparam,
    case,
    func,
    literal_column,
    select,
)
from sqlalchemy.orm import InstrumentedAttribute

from app.agencies.models import Agency
from app.applications.models import Application
from app.calls.models import Call
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import on
from app.decisions.models import DecisionProcess
from app.employers.models import Employer
from app.feedback.models import FeedbackRequest
from app.feedback.queries import NOW, OVERDUE, WORTH_CHASING
from app.follow_ups.models import FollowUp
from app.interviews.models import Interview
from app.messages.models import Message
from app.offers.models import Offer
from app.referees.models import Referee
from app.references.models import Reference
from app.replies.models import Reply
from app.statements import word
from app.tasks.models import Task

A_DAY = literal_column("interval '1 day'", Interval)
A_WEEK = literal_column("interval '7 days'", Interval)
LOCAL_DAY = func.date_trunc(literal_column("'day'"), func.timezone(Agency.timezone, NOW))


def of_agency(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """Asked of the agency once, not for every row."""
    return select(moment).where(Agency.id == bindparam("agency_id")).scalar_subquery()


TODAY = of_agency(func.timezone(Agency.timezone, LOCAL_DAY))
TOMORROW = of_agency(func.timezone(Agency.timezone, LOCAL_DAY + A_DAY))
LOCAL_DATE = of_agency(func.date(LOCAL_DAY))

Join = tuple[Any, ColumnElement[bool]]


@dataclass(frozen=True)
class Section:
    """Rows of `model`, ordered by `at`; `reach` joins them to their application, `named` whoever
    `why` and `path` name."""

    name: str
    model: Any
    which: tuple[ColumnElement[bool], ...]
    at: SQLColumnExpression[Any]
    """Has an index that `which` can use."""
    since: SQLColumnExpression[Any]
    reach: tuple[Join, ...]
    why: ColumnElement[str]
    method: str
    path: ColumnElement[str]
    named: tuple[Join, ...] = ()
    candidate: InstrumentedAttribute[Any] = field(default_factory=lambda: Application.candidate_id)
    everybodys: bool = False
    """Whether rows about no candidate are on every recruiter's own desk."""
    due: SQLColumnExpression[Any] | None = None
    """The moment, where `at` is a day."""

    @property
    def due_at(self) -> SQLColumnExpression[Any]:
        return self.at if self.due is None else self.due


def by_interview(model: Any) -> tuple[Join, ...]:
    return (
        (Interview, on(model.interview_id, Interview)),
        (Application, on(Interview.application_id, Application)),
    )


def by_application(model: Any) -> tuple[Join, ...]:
    return ((Application, on(model.application_id, Application)),)


def said(*parts: str | SQLColumnExpression[Any]) -> ColumnElement[str]:
    """Words and columns, one after the other."""
    return func.concat(*(word(part) if isinstance(part, str) else part for part in parts))


def chased(count: SQLColumnExpression[int]) -> ColumnElement[str]:
    return case(
        (count == literal_column("0"), word(", not chased yet")),
        (count == literal_column("1"), word(", chased once")),
        (count == literal_column("2"), word(", chased twice")),
        else_=said(", chased ", count, " times"),
    )


CONTACT = ((Contact, on(FeedbackRequest.contact_id, Contact)),)
CALLED = func.coalesce(Contact.name, Candidate.given_name + word(" ") + Candidate.family_name)
SCHEDULED = Interview.status == word("scheduled")
LOG_FEEDBACK = said("/v1/feedback-requests/", FeedbackRequest.id, "/feedback")
COMPLETE = said("/v1/interviews/", Interview.id, "/completion")
MIDNIGHT_AFTER = func.timezone(
    of_agency(Agency.timezone.expression), DecisionProcess.decision_due_on + A_DAY
)

SECTIONS = (
    Section(
        "feedback_overdue", FeedbackRequest, (OVERDUE,),
        at=FeedbackRequest.due_at, since=FeedbackRequest.due_at,
        reach=by_interview(FeedbackRequest), named=CONTACT,
        why=said(Contact.name, " owes feedback", chased(FeedbackRequest.chase_count)),
        method="POST", path=LOG_FEEDBACK,
    ),
    Section(
        "feedback_due_today", FeedbackRequest,
        (WORTH_CHASING, FeedbackRequest.due_at >= NOW, FeedbackRequest.due_at < TOMORROW),
        at=FeedbackRequest.due_at, since=FeedbackRequest.created_at,
        reach=by_interview(FeedbackRequest), named=CONTACT,
        why=said(
            Contact.name, " is to give feedback today", chased(FeedbackRequest.chase_count)
        ),
        method="POST", path=LOG_FEEDBACK,
    ),
    Section(
        "decisions_overdue", DecisionProcess,
        (DecisionProcess.settled_at.is_(None), DecisionProcess.decision_due_on < LOCAL_DATE),
        at=DecisionProcess.decision_due_on, since=MIDNIGHT_AFTER, due=MIDNIGHT_AFTER,
        reach=by_interview(DecisionProcess),
        why=said(
            Employer.name, " meant to decide on ",
            func.to_char(DecisionProcess.decision_due_on, word("Dy FMDD Mon YYYY")),
        ),
        method="PUT", path=said("/v1/interviews/", Interview.id, "/decision-process"),
    ),
    Section(
        "debriefs_missing", Interview, (Interview.debrief_due_at.is_not(None),),
        at=Interview.debrief_due_at, since=Interview.ends_at,
        reach=by_application(Interview),
        why=said("Interview ", Interview.round, " is over and not debriefed"),
        method="PUT", path=said("/v1/interviews/", Interview.id, "/debrief"),
    ),
    Section(
        "follow_ups_due", FollowUp, (FollowUp.status == word("due"),),
        at=FollowUp.due_at, since=FollowUp.created_at,
        reach=by_interview(FollowUp),
        why=said("Nobody has been thanked for interview ", Interview.round, " yet"),
        method="POST", path=said("/v1/follow-ups/", FollowUp.id, "/send"),
    ),
    Section(
        "interviews_today", Interview,
        (SCHEDULED, Interview.starts_at >= TODAY, Interview.starts_at < TOMORROW),
        at=Interview.starts_at, since=Interview.starts_at,
        reach=by_application(Interview),
        why=said("Interview ", Interview.round, " is today"),
        method="POST", path=COMPLETE,
    ),
    Section(
        "outcomes_missing", Interview,
        (SCHEDULED, Interview.ends_at <= NOW, Interview.starts_at < TODAY),
        at=Interview.starts_at,
        due=Interview.ends_at, since=Interview.ends_at,
        reach=by_application(Interview),
        why=said("Interview ", Interview.round, " is over, and nobody said what became of it"),
        method="POST", path=COMPLETE,
    ),
    Section(
        "offers_expiring", Offer,
        (Offer.settled_at.is_(None), Offer.expires_at > NOW, Offer.expires_at <= NOW + A_WEEK),
        at=Offer.expires_at, since=Offer.made_at,
        reach=by_application(Offer),
        why=case(
            (Offer.status == word("countered"), word("The offer runs out; the employer is asked")),
            else_=word("The offer runs out; the candidate is asked"),
        ),
        method="POST", path=said("/v1/offers/", Offer.id, "/acceptance"),
    ),
    Section(
        "tasks_due", Task,
        (Task.done_at.is_(None), Task.cancelled_at.is_(None), Task.due_at < TOMORROW),
        at=Task.due_at, since=Task.created_at,
        reach=by_application(Task),
        why=Task.title.expression,
        method="POST", path=said("/v1/tasks/", Task.id, "/completion"),
        candidate=Task.candidate_id,
    ),
    Section(
        "applications_to_review", Application, (Application.review_due_at.is_not(None),),
        at=Application.review_due_at, since=Application.submitted_at,
        reach=(),
        why=word("Came in by itself, and waits to be looked at"),
        method="POST", path=said("/v1/applications/", Application.id, "/review"),
    ),
    Section(
        "replies_to_review", Reply, (Reply.status == word("to_review"),),
        at=Reply.received_at, since=Reply.received_at,
        reach=by_application(Reply), candidate=Reply.candidate_id, everybodys=True,
        named=((Contact, on(Reply.contact_id, Contact)),),
        why=said(
            func.coalesce(Contact.name, Reply.from_name, Reply.from_email, word("Somebody")),
            " answered by e-mail",
        ),
        method="POST", path=said("/v1/replies/", Reply.id, "/confirmation"),
    ),
    Section(
        "references_overdue", Reference,
        (Reference.status == word("requested"), Reference.due_at < NOW),
        at=Reference.due_at, since=Reference.due_at,
        reach=by_application(Reference), named=((Referee, on(Reference.referee_id, Referee)),),
        why=said(Referee.name, " owes a reference", chased(Reference.chase_count)),
        method="POST",
        path=said("/v1/referees/", Reference.referee_id, "/references/", Reference.id, "/received"),
    ),
    Section(
        "calls_due", Call, (Call.due_at < TOMORROW,),
        at=Call.due_at, since=func.coalesce(Call.booked_at, Call.due_at),
        reach=by_interview(Call),
        named=(
            (FeedbackRequest, on(Call.feedback_request_id, FeedbackRequest)),
            *CONTACT,
        ),
        why=case(
            (Call.status == word("wanted"), said(CALLED, " wants to be called")),
            (Call.due_at >= NOW, said("The call with ", CALLED, " is today")),
            else_=said(
                "The call with ", CALLED, " was to be, and nobody said what became of it"
            ),
        ),
        method="POST",
        path=case(
            (Call.status == word("booked"), said("/v1/calls/", Call.id, "/held")),
            (
                Call.feedback_id.is_(None),
                said("/v1/feedback-requests/", Call.feedback_request_id, "/call/times"),
            ),
            else_=said("/v1/feedback/", Call.feedback_id, "/call/times"),
        ),
    ),
    Section(
        "messages_failed", Message, (Message.status.in_((word("failed"), word("bounced"))),),
        at=Message.settled_at, since=Message.created_at,
        reach=by_application(Message), candidate=Message.candidate_id, everybodys=True,
        why=case(
            (Message.status == word("bounced"), said("An e-mail came back: ", Message.subject)),
            else_=said(
                "An e-mail was not sent (", Message.failure, "): ",
                func.coalesce(Message.subject, func.replace(Message.kind, word("_"), word(" "))),
            ),
        ),
        method="POST", path=said("/v1/messages/", Message.id, "/resend"),
    ),
)  # fmt: skip
