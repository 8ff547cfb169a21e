"""All there is to read before an interview, as one statement."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from asyncpg import Record
from sqlalchemy import (
    ColumnElement,
    Text,
    and_,
    bindparam,
    case,
    cast,
    false,
    literal_column,
    or_,
    select,
)
from sqlalchemy.orm import aliased

from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Reader, on
from app.debriefs.models import Debrief
from app.debriefs.queries import banked
from app.employers.models import Employer
from app.feedback.models import Feedback
from app.interviews.models import Interview, Interviewer
from app.statements import Row, Statement, as_array, as_object, written_out
from app.vacancies.models import Vacancy

AT_MOST = 20
QUESTIONS_AT_MOST = 50

OtherInterview = aliased(Interview)
OtherApplication = aliased(Application)
OtherVacancy = aliased(Vacancy)
HERS_HERE = and_(
    # The same candidate's, of this application or another one at the employer. Every application
    # has its vacancy: it is joined from outside so that it is looked up last, and never all of an
    # agency's vacancies first.
    OtherApplication.agency_id == Application.agency_id,
    OtherApplication.candidate_id == Application.candidate_id,
    or_(
        OtherApplication.id == Application.id,
        OtherVacancy.employer_id == Vacancy.employer_id,
    ),
)


def money(amount: Any) -> ColumnElement[Any]:
    """One of the vacancy's salaries, or null."""
    there = as_object(
        amount=cast(amount, Text), currency=Vacancy.salary_currency, per=Vacancy.salary_per
    )
    return case((amount.is_not(None), there))


VACANCY = as_object(
    id=Vacancy.id,
    title=Vacancy.title,
    description=Vacancy.description,
    responsibilities=Vacancy.responsibilities,
    location_name=Vacancy.location_name,
    work_mode=Vacancy.work_mode,
    employment_type=Vacancy.employment_type,
    salary_from=money(Vacancy.salary_from),
    salary_to=money(Vacancy.salary_to),
)
INTERVIEWERS = (
    select(
        as_array(
            as_object(id=Contact.id, name=Contact.name, job_title=Contact.job_title),
            Interviewer.position,
        )
    )
    .join(Contact, on(Interviewer.contact_id, Contact))
    .where(Interviewer.agency_id == Interview.agency_id, Interviewer.interview_id == Interview.id)
    .correlate(Interview)
    .scalar_subquery()
)
DEBRIEFS = (
    select(Debrief, OtherInterview.round, OtherVacancy.title.label("vacancy_title"))
    .join(OtherInterview, on(Debrief.interview_id, OtherInterview))
    .join(OtherApplication, on(OtherInterview.application_id, OtherApplication))
    .outerjoin(OtherVacancy, on(OtherApplication.vacancy_id, OtherVacancy))
    .where(HERS_HERE, OtherInterview.id != Interview.id)
    .order_by(Debrief.recorded_at.desc(), Debrief.id.desc())
    .limit(literal_column(str(AT_MOST)))
    .correlate(Interview, Application, Vacancy)
    .subquery("debriefs_before")
)
WHAT_IT_SAYS = (
    "questions", "impressions", "learned", "improve", "left_unsaid", "interest", "confidence",
    "concerns",
)  # fmt: skip
EARLIER_DEBRIEFS = select(
    as_array(
        as_object(
            interview_id=DEBRIEFS.c.interview_id,
            round=DEBRIEFS.c.round,
            vacancy_title=DEBRIEFS.c.vacancy_title,
            recorded_at=written_out(DEBRIEFS.c.recorded_at),
            **{name: DEBRIEFS.c[name] for name in WHAT_IT_SAYS},
        ),
        DEBRIEFS.c.recorded_at.desc(),
        DEBRIEFS.c.id.desc(),
    )
).scalar_subquery()
RELEASED = (
    # What was said in private is not even read.
    select(
        Feedback.id,
        Feedback.interview_id,
        OtherInterview.round,
        Feedback.released_at,
        Feedback.release_message,
    )
    .join(OtherInterview, on(Feedback.interview_id, OtherInterview))
    .join(OtherApplication, on(OtherInterview.application_id, OtherApplication))
    .outerjoin(OtherVacancy, on(OtherApplication.vacancy_id, OtherVacancy))
    .where(HERS_HERE, Feedback.released_at.is_not(None))
    .order_by(Feedback.released_at.desc(), Feedback.id.desc())
    .limit(literal_column(str(AT_MOST)))
    .correlate(Interview, Application, Vacancy)
    .subquery("released")
)
RELEASED_FEEDBACK = select(
    as_array(
        as_object(
            interview_id=RELEASED.c.interview_id,
            round=RELEASED.c.round,
            released_at=written_out(RELEASED.c.released_at),
            message=RELEASED.c.release_message,
        ),
        RELEASED.c.released_at.desc(),
        RELEASED.c.id.desc(),
    )
).scalar_subquery()


class PreparationStatement(Statement):
    """Shows the start in the interview's own zone too, by Python's zone data."""

    def shape(self, record: Record) -> Row:
        row = super().shape(record)
        interview = row["interview"]
        starts_at: datetime = interview["starts_at"]
        local = starts_at.astimezone(ZoneInfo(interview["timezone"]))
        interview["starts_at_local"] = local.isoformat()
        return row


PREPARATION = PreparationStatement(
    select(
        *(
            getattr(Interview, name).label(f"interview.{name}")
            for name in (
                "id", "round", "title", "mode", "starts_at", "ends_at", "timezone", "location",
                "status",
            )
        ),
        Candidate.id.label("candidate.id"),
        (Candidate.given_name + " " + Candidate.family_name).label("candidate.name"),
        Application.id.label("application.id"),
        Application.stage.label("application.stage"),
        VACANCY.label("vacancy"),
        *(
            getattr(Employer, name).label(f"employer.{name}")
            for name in ("id", "name", "website", "industry", "priorities")
        ),
        INTERVIEWERS.label("interviewers"),
        Interview.questions_to_ask,
        banked(false(), literal_column(str(QUESTIONS_AT_MOST))).label("question_bank"),
        EARLIER_DEBRIEFS.label("earlier_debriefs"),
        RELEASED_FEEDBACK.label("released_feedback"),
    )
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .where(Interview.agency_id == bindparam("agency_id"), Interview.id == bindparam("id"))
)  # fmt: skip


async def preparation(db: Reader, interview_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(PREPARATION.shape_all(await db.fetch(PREPARATION, id=interview_id)))
