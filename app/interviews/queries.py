"""Reading interviews."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Record
from sqlalchemy import (
    JSON,
    ColumnElement,
    Exists,
    Integer,
    and_,
    bindparam,
    case,
    cast,
    exists,
    func,
    literal_column,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by

from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Db, Reader, on
from app.debriefs.models import Debrief
from app.employers.models import Employer
from app.errors import NotFound
from app.feedback.models import Feedback, FeedbackRequest
from app.interviews.models import FeedbackStatus, Interview, Interviewer, InterviewStatus
from app.paging import Listing
from app.statements import Row, Statement, word
from app.vacancies.models import Vacancy

PANEL = (
    Interviewer.agency_id == Interview.agency_id,
    Interviewer.interview_id == Interview.id,
)
INTERVIEWER_IDS = func.array(
    select(Interviewer.contact_id).where(*PANEL).order_by(Interviewer.position).scalar_subquery()
)
INTERVIEWERS = (
    select(
        func.coalesce(
            func.json_agg(
                aggregate_order_by(
                    func.json_build_object("id", Contact.id, "name", Contact.name),
                    Interviewer.position,
                )
            ),
            literal_column("'[]'::json"),
            type_=JSON,
        )
    )
    .select_from(Interviewer)
    .join(Contact, on(Interviewer.contact_id, Contact))
    .where(*PANEL)
    .scalar_subquery()
)


def there_is(model: type[Feedback | FeedbackRequest], *which: ColumnElement[bool]) -> Exists:
    return exists().where(
        model.agency_id == Interview.agency_id, model.interview_id == Interview.id, *which
    )


def asked(status: str) -> Exists:
    return there_is(FeedbackRequest, FeedbackRequest.status == word(status))


FEEDBACK_STATUS = case(
    (there_is(Feedback, Feedback.released_at.is_not(None)), word(FeedbackStatus.released)),
    (there_is(Feedback), word(FeedbackStatus.received)),
    (asked("awaiting"), word(FeedbackStatus.awaiting)),
    (asked("declined"), word(FeedbackStatus.declined)),
    else_=word(FeedbackStatus.none),
)
INTERVIEW = (
    select(
        Interview.id,
        Interview.application_id,
        Application.candidate_id,
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Application.vacancy_id,
        Vacancy.title.label("vacancy_title"),
        Vacancy.employer_id,
        Employer.name.label("employer_name"),
        Interview.round,
        Interview.title,
        Interview.mode,
        Interview.starts_at,
        Interview.ends_at,
        Interview.starts_at.label("starts_at_local"),
        cast(func.extract("epoch", Interview.ends_at - Interview.starts_at) / 60, Integer).label(
            "duration_minutes"
        ),
        Interview.timezone,
        Interview.location,
        INTERVIEWER_IDS.label("interviewer_ids"),
        INTERVIEWERS.label("interviewers"),
        Interview.questions_to_ask,
        Interview.status,
        FEEDBACK_STATUS.label("feedback_status"),
        Interview.completed_at,
        Interview.cancelled_at,
        Interview.cancelled_by,
        Interview.cancellation_reason,
        Interview.no_show_by,
        Interview.created_at,
        Interview.updated_at,
        Interview.version,
    )
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
)


class InterviewStatement(Statement):
    """Shows the start in the interview's own zone too.

    By Python's zone data, which also decided which zones are known: PostgreSQL's may be older.
    """

    def shape(self, record: Record) -> Row:
        row = super().shape(record)
        local = row["starts_at"].astimezone(ZoneInfo(row["timezone"]))
        row["starts_at_local"] = local.isoformat()  # `+00:00` in a London winter: not `Z`
        return row


INTERVIEWS = Listing(
    INTERVIEW,
    Interview,
    filters={
        "from_": Interview.starts_at >= bindparam("from_"),
        "to": Interview.starts_at < bindparam("to"),
        "application_id": Interview.application_id == bindparam("application_id"),
        "candidate_id": Application.candidate_id == bindparam("candidate_id"),
        "employer_id": Vacancy.employer_id == bindparam("employer_id"),
        "status": Interview.status == bindparam("status"),
        "feedback_status": bindparam("feedback_status") == FEEDBACK_STATUS,
    },
    sorts={"starts_at": Interview.starts_at},
    made_as=InterviewStatement,
)
ONE_INTERVIEW = InterviewStatement(
    INTERVIEW.where(Interview.agency_id == bindparam("agency_id"), Interview.id == bindparam("id"))
)


async def interview_out(db: Reader, interview_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_INTERVIEW.shape_all(await db.fetch(ONE_INTERVIEW, id=interview_id)))


async def get_application_of(db: Db, interview_id: UUID) -> Application:
    """The application of an interview, locked; always before the interview. Raises `NotFound`."""
    application: Application | None = await db.scalar(
        select(Application)
        .join(Interview, on(Interview.application_id, Application))
        .where(Interview.agency_id == db.agency_id, Interview.id == interview_id)
        .with_for_update(of=Application, key_share=True)
    )
    if application is None:
        raise NotFound
    return application


async def lock_interviews_to_come(db: Db, application_id: UUID, now: datetime) -> list[Interview]:
    """Scheduled interviews that have not ended, locked in a fixed order."""
    found = await db.scalars(
        select(Interview)
        .where(
            Interview.agency_id == db.agency_id,
            Interview.application_id == application_id,
            Interview.status == InterviewStatus.scheduled,
            Interview.ends_at > now,
        )
        .order_by(Interview.id)
        .with_for_update(key_share=True)
    )
    return list(found)


async def lock_interviews_to_debrief(db: Db, application_id: UUID) -> list[Interview]:
    """Those whose debrief is awaited, locked in a fixed order."""
    found = await db.scalars(
        select(Interview)
        .where(
            Interview.agency_id == db.agency_id,
            Interview.application_id == application_id,
            Interview.debrief_due_at.is_not(None),
        )
        .order_by(Interview.id)
        .with_for_update(key_share=True)
    )
    return list(found)


async def lock_interviews_without_debrief(db: Db, application_id: UUID) -> list[Interview]:
    """Completed and never debriefed, locked in a fixed order."""
    found = await db.scalars(
        select(Interview)
        .where(
            Interview.agency_id == db.agency_id,
            Interview.application_id == application_id,
            Interview.status == InterviewStatus.completed,
            ~exists().where(
                Debrief.agency_id == Interview.agency_id, Debrief.interview_id == Interview.id
            ),
        )
        .order_by(Interview.id)
        .with_for_update(key_share=True)
    )
    return list(found)


async def next_round(db: Db, application_id: UUID) -> int:
    """One more than the last; a round that was cancelled or missed is held again."""
    last = await db.scalar(
        select(func.max(Interview.round)).where(
            Interview.agency_id == db.agency_id,
            Interview.application_id == application_id,
            Interview.status.in_((InterviewStatus.scheduled, InterviewStatus.completed)),
        )
    )
    return (last or 0) + 1


async def interviewer_ids(db: Db, interview_id: UUID) -> list[UUID]:
    found = await db.scalars(
        select(Interviewer.contact_id)
        .where(Interviewer.agency_id == db.agency_id, Interviewer.interview_id == interview_id)
        .order_by(Interviewer.position)
    )
    return list(found)


async def contacts_for(db: Db, vacancy_id: UUID, contact_ids: list[UUID]) -> set[UUID]:
    """Those of `contact_ids` who work for the vacancy's employer."""
    found = await db.scalars(
        select(Contact.id)
        .join(
            Vacancy,
            and_(
                Vacancy.agency_id == Contact.agency_id, Vacancy.employer_id == Contact.employer_id
            ),
        )
        .where(
            Contact.agency_id == db.agency_id,
            Vacancy.id == vacancy_id,
            Contact.id.in_(contact_ids),
        )
    )
    return set(found)
