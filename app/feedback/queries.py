"""Reading feedback requests, chases and feedback."""

from uuid import UUID

from sqlalchemy import and_, bindparam, func, literal_column, not_, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from app.access.models import User
from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reader, on
from app.employers.models import Employer
from app.feedback.models import Chase, Feedback, FeedbackAmendment, FeedbackRequest
from app.interviews.models import Interview
from app.paging import Listing
from app.statements import Row, Statement, written_out
from app.vacancies.models import Vacancy

NOW = bindparam("now", type_=FeedbackRequest.due_at.type)
WORTH_CHASING = and_(
    # As literals, so that the partial index serves the queue.
    FeedbackRequest.status == literal_column("'awaiting'"),
    FeedbackRequest.chasing_stopped_at.is_(None),
)
OVERDUE = and_(WORTH_CHASING, FeedbackRequest.due_at < NOW)
CANDIDATE_NAME = (Candidate.given_name + " " + Candidate.family_name).label("candidate_name")

WHOSE = (
    Application.id.label("application_id"),
    Application.candidate_id,
    CANDIDATE_NAME,
    Vacancy.id.label("vacancy_id"),
    Vacancy.title.label("vacancy_title"),
    Employer.id.label("employer_id"),
    Employer.name.label("employer_name"),
)
REQUEST = (
    select(
        FeedbackRequest.id,
        FeedbackRequest.interview_id,
        FeedbackRequest.contact_id,
        Contact.name.label("contact_name"),
        *WHOSE,
        Candidate.owner_id,
        Interview.ends_at.label("interview_ended_at"),
        FeedbackRequest.channel,
        FeedbackRequest.due_at,
        FeedbackRequest.status,
        OVERDUE.label("overdue"),
        FeedbackRequest.chase_count,
        FeedbackRequest.last_chased_at,
        FeedbackRequest.next_chase_at,
        FeedbackRequest.promised_by,
        FeedbackRequest.chasing_stopped_at,
        FeedbackRequest.by_itself,
        FeedbackRequest.asked_at,
        FeedbackRequest.paused_at,
        FeedbackRequest.paused_until,
        FeedbackRequest.call_at,
        FeedbackRequest.left_to_call_at,
        FeedbackRequest.questions,
        FeedbackRequest.settled_at,
        FeedbackRequest.settled_reason,
        FeedbackRequest.created_at,
        FeedbackRequest.updated_at,
        FeedbackRequest.version,
    )
    .join(Contact, on(FeedbackRequest.contact_id, Contact))
    .join(Interview, on(FeedbackRequest.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
)
REQUESTS = Listing(
    REQUEST,
    FeedbackRequest,
    filters={
        "status": FeedbackRequest.status == bindparam("status"),
        "overdue": OVERDUE,
        "not_overdue": not_(OVERDUE),
        "due_before": FeedbackRequest.due_at < bindparam("due_before"),
        "interview_id": FeedbackRequest.interview_id == bindparam("interview_id"),
        "contact_id": FeedbackRequest.contact_id == bindparam("contact_id"),
        "candidate_id": Application.candidate_id == bindparam("candidate_id"),
        "employer_id": Vacancy.employer_id == bindparam("employer_id"),
        "owner_id": Candidate.owner_id == bindparam("owner_id"),
    },
    sorts={"due_at": FeedbackRequest.due_at},
)
ONE_REQUEST = Statement(
    REQUEST.where(
        FeedbackRequest.agency_id == bindparam("agency_id"), FeedbackRequest.id == bindparam("id")
    )
)

CHASE = select(
    Chase.id,
    Chase.feedback_request_id,
    Chase.channel,
    Chase.outcome,
    Chase.promised_by,
    Chase.message,
    Chase.chased_at,
    Chase.chased_by_id,
    User.name.label("chased_by_name"),
    Chase.created_at,
    Chase.updated_at,
    Chase.version,
).outerjoin(User, on(Chase.chased_by_id, User))
CHASES = Listing(
    CHASE,
    Chase,
    filters={"feedback_request_id": Chase.feedback_request_id == bindparam("feedback_request_id")},
)
ONE_CHASE = Statement(
    CHASE.where(
        Chase.agency_id == bindparam("agency_id"),
        Chase.feedback_request_id == bindparam("request_id"),
        Chase.id == bindparam("id"),
    )
)

AMENDS = (FeedbackAmendment.agency_id == Feedback.agency_id) & (
    FeedbackAmendment.feedback_id == Feedback.id
)
AMENDED_AT = written_out(FeedbackAmendment.amended_at)
AMENDMENTS = (
    select(
        func.coalesce(
            func.jsonb_agg(
                aggregate_order_by(
                    func.jsonb_build_object(
                        "amended_at",
                        AMENDED_AT,
                        "amended_by_id",
                        FeedbackAmendment.amended_by_id,
                        "note",
                        FeedbackAmendment.note,
                        "previous",
                        FeedbackAmendment.previous,
                    ),
                    FeedbackAmendment.amended_at,
                )
            ),
            literal_column("'[]'::jsonb"),
            type_=JSONB,
        )
    )
    .where(AMENDS)
    .scalar_subquery()
)
FEEDBACK = (
    select(
        Feedback.id,
        Feedback.interview_id,
        Feedback.feedback_request_id,
        Feedback.contact_id,
        Contact.name.label("contact_name"),
        *WHOSE,
        Feedback.channel,
        Feedback.received_at,
        Feedback.outcome,
        Feedback.reason,
        Feedback.strengths,
        Feedback.improvements,
        Feedback.ratings,
        Feedback.private_notes,
        Feedback.summary_for_candidate,
        Feedback.released_at,
        Feedback.release_channel,
        Feedback.release_message,
        Feedback.acknowledged_at,
        AMENDMENTS.label("amendments"),
        Feedback.created_at,
        Feedback.updated_at,
        Feedback.version,
    )
    .join(Interview, on(Feedback.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(Contact, on(Feedback.contact_id, Contact))
)
ALL_FEEDBACK = Listing(
    FEEDBACK,
    Feedback,
    filters={
        "interview_id": Feedback.interview_id == bindparam("interview_id"),
        "feedback_request_id": Feedback.feedback_request_id == bindparam("feedback_request_id"),
        "contact_id": Feedback.contact_id == bindparam("contact_id"),
        "application_id": Interview.application_id == bindparam("application_id"),
        "candidate_id": Application.candidate_id == bindparam("candidate_id"),
        "employer_id": Vacancy.employer_id == bindparam("employer_id"),
        "outcome": Feedback.outcome == bindparam("outcome"),
        "released": Feedback.released_at.is_not(None),
        "not_released": Feedback.released_at.is_(None),
    },
    sorts={"received_at": Feedback.received_at},
)
ONE_FEEDBACK = Statement(
    FEEDBACK.where(Feedback.agency_id == bindparam("agency_id"), Feedback.id == bindparam("id"))
)

PRIVATE_NOTES = Statement(
    select(Feedback.private_notes, FeedbackAmendment.previous["private_notes"].astext.label("then"))
    .join(Interview, on(Feedback.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .outerjoin(FeedbackAmendment, AMENDS)
    .where(
        Feedback.agency_id == bindparam("agency_id"),
        Application.candidate_id == bindparam("candidate_id"),
    )
)


async def request_out(db: Reader, request_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_REQUEST.shape_all(await db.fetch(ONE_REQUEST, id=request_id)))


async def chase_out(db: Reader, request_id: UUID, chase_id: UUID) -> Row:
    """Raises `NotFound`."""
    rows = await db.fetch(ONE_CHASE, request_id=request_id, id=chase_id)
    return one(ONE_CHASE.shape_all(rows))


async def feedback_out(db: Reader, feedback_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_FEEDBACK.shape_all(await db.fetch(ONE_FEEDBACK, id=feedback_id)))


async def private_notes(db: Reader, candidate_id: UUID) -> set[str]:
    """What employers said of a candidate in private, also what was corrected since."""
    rows = await db.fetch(PRIVATE_NOTES, candidate_id=candidate_id)
    return {notes for row in rows for notes in (row["private_notes"], row["then"]) if notes}
