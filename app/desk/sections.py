"""What stands on the desk, section by section: which rows, since when, why, what clears them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Interval,
    SQLColumnExpression,
    bindparam,
    func,
    literal_column,
    select,
)

from app.agencies.models import Agency
from app.applications.models import Application
from app.contacts.models import Contact
from app.database import on
from app.decisions.models import DecisionProcess
from app.feedback.models import FeedbackRequest
from app.feedback.queries import NOW, OVERDUE, WORTH_CHASING
from app.follow_ups.models import FollowUp
from app.interviews.models import Interview
from app.offers.models import Offer
from app.referees.models import Referee, Reference
from app.statements import Row
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
    """Rows of `model`, ordered by `at`; `reach` joins them to their application.

    `shown` are the columns that `why` and the `path` need besides the names every row carries;
    `named` joins whoever they name.
    """

    name: str
    model: Any
    which: tuple[ColumnElement[bool], ...]
    at: SQLColumnExpression[Any]
    """Has an index that `which` can use."""
    since: SQLColumnExpression[Any]
    reach: tuple[Join, ...]
    why: Callable[[Row], str]
    method: str
    path: str
    named: tuple[Join, ...] = ()
    due: SQLColumnExpression[Any] | None = None
    """The moment, where `at` is a day."""
    shown: Mapping[str, SQLColumnExpression[Any]] = field(default_factory=dict)

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


def word(value: str) -> ColumnElement[str]:
    """As a literal, so that the partial index serves."""
    return literal_column(f"'{value}'")


def times(count: int) -> str:
    return {0: "not chased yet", 1: "chased once", 2: "chased twice"}.get(
        count, f"chased {count} times"
    )


CONTACT = ((Contact, on(FeedbackRequest.contact_id, Contact)),)
ASKED = {"who": Contact.name, "chases": FeedbackRequest.chase_count}
ROUND = {"round": Interview.round}
SCHEDULED = Interview.status == word("scheduled")

MIDNIGHT_AFTER = func.timezone(
    of_agency(Agency.timezone.expression), DecisionProcess.decision_due_on + A_DAY
)

SECTIONS = (
    Section(
        "feedback_overdue", FeedbackRequest, (OVERDUE,),
        at=FeedbackRequest.due_at, since=FeedbackRequest.due_at,
        reach=by_interview(FeedbackRequest), named=CONTACT, shown=ASKED,
        why=lambda row: f"{row['who']} owes feedback, {times(row['chases'])}",
        method="POST", path="/v1/feedback-requests/{id}/feedback",
    ),
    Section(
        "feedback_due_today", FeedbackRequest,
        (WORTH_CHASING, FeedbackRequest.due_at >= NOW, FeedbackRequest.due_at < TOMORROW),
        at=FeedbackRequest.due_at, since=FeedbackRequest.created_at,
        reach=by_interview(FeedbackRequest), named=CONTACT, shown=ASKED,
        why=lambda row: f"{row['who']} is to give feedback today, {times(row['chases'])}",
        method="POST", path="/v1/feedback-requests/{id}/feedback",
    ),
    Section(
        "decisions_overdue", DecisionProcess,
        (DecisionProcess.settled_at.is_(None), DecisionProcess.decision_due_on < LOCAL_DATE),
        at=DecisionProcess.decision_due_on, since=MIDNIGHT_AFTER, due=MIDNIGHT_AFTER,
        reach=by_interview(DecisionProcess),
        shown={"day": DecisionProcess.decision_due_on, "interview_id": Interview.id},
        why=lambda row: f"{row['employer_name']} meant to decide on {day(row['day'])}",
        method="PUT", path="/v1/interviews/{interview_id}/decision-process",
    ),
    Section(
        "debriefs_missing", Interview, (Interview.debrief_due_at.is_not(None),),
        at=Interview.debrief_due_at, since=Interview.ends_at,
        reach=by_application(Interview), shown=ROUND,
        why=lambda row: f"Interview {row['round']} is over and not debriefed",
        method="PUT", path="/v1/interviews/{id}/debrief",
    ),
    Section(
        "follow_ups_due", FollowUp, (FollowUp.status == word("due"),),
        at=FollowUp.due_at, since=FollowUp.created_at,
        reach=by_interview(FollowUp), shown=ROUND,
        why=lambda row: f"Nobody has been thanked for interview {row['round']} yet",
        method="POST", path="/v1/follow-ups/{id}/send",
    ),
    Section(
        "interviews_today", Interview,
        (SCHEDULED, Interview.starts_at >= TODAY, Interview.starts_at < TOMORROW),
        at=Interview.starts_at, since=Interview.starts_at,
        reach=by_application(Interview), shown=ROUND,
        why=lambda row: f"Interview {row['round']} is today",
        method="POST", path="/v1/interviews/{id}/completion",
    ),
    Section(
        "outcomes_missing", Interview,
        (SCHEDULED, Interview.ends_at <= NOW, Interview.starts_at < TODAY),
        at=Interview.ends_at, since=Interview.ends_at,
        reach=by_application(Interview), shown=ROUND,
        why=lambda row: f"Interview {row['round']} is over, and nobody said what became of it",
        method="POST", path="/v1/interviews/{id}/completion",
    ),
    Section(
        "offers_expiring", Offer,
        (Offer.settled_at.is_(None), Offer.expires_at > NOW, Offer.expires_at <= NOW + A_WEEK),
        at=Offer.expires_at, since=Offer.made_at,
        reach=by_application(Offer), shown={"status": Offer.status},
        why=lambda row: {
            "made": "The offer runs out within a week, and waits for the candidate",
            "countered": "The offer runs out within a week, and waits for the employer",
        }[row["status"]],
        method="POST", path="/v1/offers/{id}/acceptance",
    ),
    Section(
        "tasks_due", Task,
        (Task.done_at.is_(None), Task.cancelled_at.is_(None), Task.due_at < TOMORROW),
        at=Task.due_at, since=Task.created_at,
        reach=by_application(Task), shown={"title": Task.title},
        why=lambda row: row["title"],
        method="POST", path="/v1/tasks/{id}/completion",
    ),
    Section(
        "applications_to_review", Application, (Application.review_due_at.is_not(None),),
        at=Application.review_due_at, since=Application.submitted_at,
        reach=(),
        why=lambda row: f"{row['candidate_name']} is interested and waits to hear from you",
        method="POST", path="/v1/applications/{id}/review",
    ),
    Section(
        "references_overdue", Reference,
        (Reference.status == word("requested"), Reference.due_at < NOW),
        at=Reference.due_at, since=Reference.due_at,
        reach=by_application(Reference), named=((Referee, on(Reference.referee_id, Referee)),),
        shown={"who": Referee.name, "chases": Reference.chase_count, "referee_id": Referee.id},
        why=lambda row: f"{row['who']} owes a reference, {times(row['chases'])}",
        method="POST", path="/v1/referees/{referee_id}/references/{id}/received",
    ),
)  # fmt: skip


def day(iso: str) -> str:
    told = date.fromisoformat(iso)
    return f"{told:%a} {told.day} {told:%b %Y}"
