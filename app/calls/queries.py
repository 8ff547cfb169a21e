"""Reading feedback calls."""

from typing import Any
from uuid import UUID

from sqlalchemy import bindparam, select

from app.access.models import User
from app.answers import one
from app.applications.models import Application
from app.calls.models import Call
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reader, on
from app.employers.models import Employer
from app.feedback.models import FeedbackRequest
from app.feedback.queries import WHOSE
from app.interviews.models import Interview
from app.paging import Listing
from app.statements import Row, Statement
from app.vacancies.models import Vacancy

CALL = (
    select(
        Call.id,
        Call.with_.label("with"),
        Call.status,
        Call.feedback_request_id,
        Call.feedback_id,
        Call.interview_id,
        *WHOSE,
        FeedbackRequest.contact_id,
        Contact.name.label("contact_name"),
        Call.caller_id,
        User.name.label("caller_name"),
        Call.offered_times,
        Call.offered_at,
        Call.starts_at,
        Call.duration_minutes,
        Call.phone,
        Call.wish,
        Call.booked_at,
        Call.held_at,
        Call.missed_by,
        Call.notes,
        Call.due_at,
        Call.created_at,
        Call.updated_at,
        Call.version,
    )
    .join(Interview, on(Call.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(FeedbackRequest, on(Call.feedback_request_id, FeedbackRequest))
    .outerjoin(Contact, on(FeedbackRequest.contact_id, Contact))
    .outerjoin(User, on(Call.caller_id, User))
)
CALLS = Listing(
    CALL,
    Call,
    filters={
        "status": Call.status == bindparam("status"),
        "with_": Call.with_ == bindparam("with_"),
        "feedback_request_id": Call.feedback_request_id == bindparam("feedback_request_id"),
        "feedback_id": Call.feedback_id == bindparam("feedback_id"),
        "candidate_id": Application.candidate_id == bindparam("candidate_id"),
        "caller_id": Call.caller_id == bindparam("caller_id"),
        "from_": Call.starts_at >= bindparam("from_"),
        "to": Call.starts_at < bindparam("to"),
    },
    sorts={"starts_at": Call.starts_at},
)
ONE_CALL = Statement(
    CALL.where(Call.agency_id == bindparam("agency_id"), Call.id == bindparam("id"))
)


def latest(subject: Any) -> Statement:
    """The call about one thing that stands, or the last one that was called off."""
    return Statement(
        CALL.where(Call.agency_id == bindparam("agency_id"), subject == bindparam("id"))
        .order_by(Call.id.desc())
        .limit(1)
    )


ABOUT_REQUEST = latest(Call.feedback_request_id)
ABOUT_FEEDBACK = latest(Call.feedback_id)


async def call_out(db: Reader, call_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_CALL.shape_all(await db.fetch(ONE_CALL, id=call_id)))


async def call_about_request(db: Reader, request_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ABOUT_REQUEST.shape_all(await db.fetch(ABOUT_REQUEST, id=request_id)))


async def call_about_feedback(db: Reader, feedback_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ABOUT_FEEDBACK.shape_all(await db.fetch(ABOUT_FEEDBACK, id=feedback_id)))
