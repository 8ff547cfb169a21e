"""What an application waits for next, with a date, derived from all that hangs on it.

Every source below is one kind of step; of those an application has, the one due first is shown.
Only when there is none does the stage itself say what should happen, three days after the last
thing that did. A withdrawn application waits for nobody.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Interval,
    Select,
    SQLColumnExpression,
    Time,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    or_,
    select,
    union_all,
)

from app.agencies.models import Agency
from app.applications.models import (
    OPEN,
    Application,
    ApplicationMove,
    Stage,
    WaitingFor,
    What,
)
from app.database import on
from app.decisions.models import DecisionProcess
from app.feedback.models import Feedback, FeedbackRequest
from app.follow_ups.models import FollowUp
from app.interviews.models import Interview
from app.offers.models import Offer, Placement
from app.statements import as_object, word, written_out

Rows = Select[*tuple[Any, ...]]


def business_hour(which: int) -> ColumnElement[Any]:
    """When the agency opens (0) or closes (1)."""
    path = (word("business_hours"), word(str(which)))
    return cast(func.jsonb_extract_path_text(Agency.policy, *path), Time)


NOW = bindparam("now", type_=Application.submitted_at.type)
A_DAY, THREE_DAYS, A_WEEK = (
    literal_column(f"interval '{days} days'", Interval) for days in (1, 3, 7)
)
STILL_OPEN = Application.stage.in_([word(stage) for stage in sorted(OPEN)])
OPEN_OR_REJECTED = or_(STILL_OPEN, Application.stage == word(Stage.rejected))


def step(
    what: What | ColumnElement[str],
    due_at: SQLColumnExpression[Any],
    waiting_for: WaitingFor | ColumnElement[str],
    *,
    last_resort: bool = False,
) -> Rows:
    return select(
        (word(what) if isinstance(what, What) else what).label("what"),
        due_at.label("due_at"),
        (word(waiting_for) if isinstance(waiting_for, WaitingFor) else waiting_for).label(
            "waiting_for"
        ),
        literal_column("true" if last_resort else "false").label("last_resort"),
    ).correlate(Application)


def of_interviews(rows: Rows, *which: ColumnElement[bool]) -> Rows:
    """The application's interviews."""
    return rows.where(
        Interview.agency_id == Application.agency_id,
        Interview.application_id == Application.id,
        *which,
    )


def about_interviews(rows: Rows, model: Any, *which: ColumnElement[bool]) -> Rows:
    """What hangs on the application's interviews."""
    return of_interviews(rows, on(model.interview_id, Interview), *which)


def of_it(rows: Rows, model: Any, *which: ColumnElement[bool]) -> Rows:
    """What hangs on the application itself."""
    return rows.where(
        model.agency_id == Application.agency_id, model.application_id == Application.id, *which
    )


def hangs_on_interview(model: type[Feedback | FeedbackRequest]) -> ColumnElement[bool]:
    return exists().where(
        model.agency_id == Interview.agency_id, model.interview_id == Interview.id
    )


SCHEDULED = Interview.status == word("scheduled")
INTERVIEWS = (
    of_interviews(
        step(What.attend_interview, Interview.starts_at, WaitingFor.candidate),
        SCHEDULED, Interview.ends_at > NOW, STILL_OPEN,
    ),
    of_interviews(
        step(What.record_interview_outcome, Interview.ends_at, WaitingFor.recruiter),
        SCHEDULED, Interview.ends_at <= NOW, STILL_OPEN,
    ),
    of_interviews(
        step(What.record_debrief, Interview.debrief_due_at, WaitingFor.candidate),
        Interview.debrief_due_at.is_not(None),
    ),
    about_interviews(
        step(What.thank_interviewers, FollowUp.due_at, WaitingFor.candidate),
        FollowUp, FollowUp.status == word("due"),
    ),
)  # fmt: skip
FEEDBACK = (
    of_interviews(
        step(What.request_feedback, Interview.ends_at, WaitingFor.recruiter),
        Interview.status == word("completed"),
        ~hangs_on_interview(FeedbackRequest), ~hangs_on_interview(Feedback),
        OPEN_OR_REJECTED,
    ),
    about_interviews(
        step(What.give_feedback, FeedbackRequest.due_at, WaitingFor.employer),
        FeedbackRequest,
        FeedbackRequest.status == word("awaiting"), FeedbackRequest.chasing_stopped_at.is_(None),
    ),
    about_interviews(
        step(What.release_feedback, Feedback.received_at + A_DAY, WaitingFor.recruiter),
        Feedback, Feedback.released_at.is_(None),
    ),
)  # fmt: skip
DECISION = about_interviews(
    step(
        What.decide,
        func.timezone(Agency.timezone, DecisionProcess.decision_due_on + business_hour(1)),
        WaitingFor.employer,
    ),
    DecisionProcess,
    Agency.id == Application.agency_id,
    DecisionProcess.settled_at.is_(None),
    DecisionProcess.decision_due_on.is_not(None),
    STILL_OPEN,
)
RUN_OUT = Offer.expires_at <= NOW
BARGAINING = Offer.status == word("countered")
OFFER = of_it(
    step(
        case(
            (RUN_OUT, word(What.settle_expired_offer)),
            (BARGAINING, word(What.answer_counter_offer)),
            else_=word(What.answer_offer),
        ),
        func.coalesce(Offer.expires_at, Offer.made_at + A_WEEK),
        case(
            (RUN_OUT, word(WaitingFor.recruiter)),
            (BARGAINING, word(WaitingFor.employer)),
            else_=word(WaitingFor.candidate),
        ),
    ),
    Offer,
    Offer.settled_at.is_(None),
)
FIRST_DAY = func.timezone(Agency.timezone, Placement.starts_on + business_hour(0))
PLACEMENT = of_it(
    step(What.start_work, FIRST_DAY, WaitingFor.candidate),
    Placement,
    Agency.id == Application.agency_id,
    FIRST_DAY >= NOW,
)
REVIEW = step(What.review_application, Application.review_due_at, WaitingFor.recruiter).where(
    Application.review_due_at.is_not(None)
)

LAST_MOVED_AT = of_it(
    select(func.max(ApplicationMove.moved_at)), ApplicationMove
).correlate(Application).scalar_subquery()  # fmt: skip
LAST_MET_AT = of_interviews(
    select(func.max(Interview.ends_at)), Interview.status == word("completed")
).correlate(Application).scalar_subquery()  # fmt: skip
HAD_AN_OFFER = of_it(select(Offer.id), Offer).correlate(Application).exists()
STAGE = step(
    case(
        (Application.stage == word("submitted"), word(What.answer_submission)),
        (Application.stage == word("shortlisted"), word(What.arrange_interview)),
        (Application.stage == word("interviewing"), word(What.find_out_decision)),
        (HAD_AN_OFFER, word(What.end_application)),
        else_=word(What.record_offer),
    ),
    # GREATEST passes over nulls. What was imported may have no move.
    func.greatest(Application.submitted_at, LAST_MOVED_AT, LAST_MET_AT) + THREE_DAYS,
    case(
        (
            Application.stage.in_((word("submitted"), word("shortlisted"))),
            word(WaitingFor.employer),
        ),
        else_=word(WaitingFor.recruiter),
    ),
    last_resort=True,
).where(STILL_OPEN)

STEPS = union_all(
    REVIEW, *INTERVIEWS, *FEEDBACK, DECISION, OFFER, PLACEMENT, STAGE
).subquery("steps")  # fmt: skip
NEXT_STEP = (
    select(
        as_object(
            what=STEPS.c.what,
            due_at=written_out(STEPS.c.due_at),
            waiting_for=STEPS.c.waiting_for,
        )
    )
    .where(Application.stage != word(Stage.withdrawn))
    .correlate(Application)
    .order_by(STEPS.c.last_resort, STEPS.c.due_at, STEPS.c.what)
    .limit(literal_column("1"))
    .scalar_subquery()
)
