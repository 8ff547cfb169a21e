"""Reading debriefs, and what an employer asked before."""

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    ColumnElement,
    Integer,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.orm import aliased

from app.access.models import User
from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.database import Db, Reader, on
from app.debriefs.models import AskedQuestion, Debrief, DebriefVersion
from app.debriefs.schemas import BankQuery
from app.employers.models import Employer
from app.interviews.models import Interview
from app.paging import Listing
from app.statements import Row, Statement, as_array, as_object, written_out
from app.vacancies.models import Vacancy

VERSION_COUNT = (
    select(func.count())
    .where(DebriefVersion.agency_id == Debrief.agency_id, DebriefVersion.debrief_id == Debrief.id)
    .scalar_subquery()
)
ONE_DEBRIEF = Statement(
    select(
        Debrief.id,
        Debrief.interview_id,
        Interview.round,
        Interview.application_id,
        Application.candidate_id,
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Application.vacancy_id,
        Vacancy.title.label("vacancy_title"),
        Vacancy.employer_id,
        Employer.name.label("employer_name"),
        Debrief.questions,
        Debrief.impressions,
        Debrief.learned,
        Debrief.improve,
        Debrief.left_unsaid,
        Debrief.interest,
        Debrief.confidence,
        Debrief.concerns,
        Debrief.recorded_by,
        Debrief.recorded_by_id,
        User.name.label("recorded_by_name"),
        Debrief.recorded_at,
        Debrief.closes_at,
        VERSION_COUNT.label("version_count"),
        Debrief.created_at,
        Debrief.updated_at,
        Debrief.version,
    )
    .join(Interview, on(Debrief.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(User, on(Debrief.recorded_by_id, User))
    .where(
        Debrief.agency_id == bindparam("agency_id"),
        Debrief.interview_id == bindparam("interview_id"),
    )
)

SAID = DebriefVersion.content
VERSIONS = Listing(
    select(
        DebriefVersion.id,
        DebriefVersion.debrief_id,
        DebriefVersion.number,
        SAID["questions"].label("questions"),
        SAID["impressions"].astext.label("impressions"),
        SAID["learned"].label("learned"),
        SAID["improve"].label("improve"),
        SAID["left_unsaid"].label("left_unsaid"),
        cast(SAID["interest"].astext, Integer).label("interest"),
        cast(SAID["confidence"].astext, Integer).label("confidence"),
        SAID["concerns"].astext.label("concerns"),
        DebriefVersion.recorded_by,
        DebriefVersion.recorded_by_id,
        User.name.label("recorded_by_name"),
        DebriefVersion.recorded_at,
        DebriefVersion.created_at,
        DebriefVersion.updated_at,
        DebriefVersion.version,
    )
    .join(Debrief, on(DebriefVersion.debrief_id, Debrief))
    .outerjoin(User, on(DebriefVersion.recorded_by_id, User)),
    DebriefVersion,
    filters={"interview_id": Debrief.interview_id == bindparam("interview_id")},
    sorts={"number": DebriefVersion.number},
)

AskedIn = aliased(Interview)
NEWEST_FIRST = (AskedQuestion.asked_at.desc(), AskedQuestion.id.desc())


def banked(all_rounds: ColumnElement[bool], limit: ColumnElement[int]) -> ColumnElement[list[Row]]:
    """The bank of an interview's employer, for a select from `Interview` and its `Vacancy`."""
    questions = (
        select(
            AskedQuestion.key,
            func.array_agg(
                aggregate_order_by(AskedQuestion.question, *NEWEST_FIRST), type_=ARRAY(Text)
            )[1].label("question"),
            func.count().label("times_asked"),
            func.max(AskedQuestion.asked_at, type_=AskedQuestion.asked_at.type).label(
                "last_asked_at"
            ),
            func.bool_or(AskedQuestion.vacancy_id == Vacancy.id).label("same_vacancy"),
            func.array_agg(AskedIn.round.distinct()).label("rounds"),
        )
        .join(AskedIn, on(AskedQuestion.interview_id, AskedIn))
        .where(
            AskedQuestion.agency_id == Interview.agency_id,
            AskedQuestion.employer_id == Vacancy.employer_id,
            AskedQuestion.interview_id != Interview.id,
            or_(all_rounds, AskedIn.round == Interview.round),
        )
        .group_by(AskedQuestion.key)
        .order_by(
            literal_column("same_vacancy").desc(),
            literal_column("last_asked_at").desc(),
            AskedQuestion.key,
        )
        .limit(limit)
        .correlate(Interview, Vacancy)
        .subquery("bank")
    )
    told = questions.c
    row = as_object(
        question=told.question,
        times_asked=told.times_asked,
        last_asked_at=written_out(told.last_asked_at),
        same_vacancy=told.same_vacancy,
        rounds=told.rounds,
    )
    order = (told.same_vacancy.desc(), told.last_asked_at.desc(), told.key)
    return select(as_array(row, *order)).correlate(Interview, Vacancy).scalar_subquery()


BANK = Statement(
    select(
        banked(bindparam("all_rounds", type_=Boolean), bindparam("limit", type_=Integer)).label(
            "items"
        )
    )
    .select_from(Interview)
    .join(Application, on(Interview.application_id, Application))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .where(Interview.agency_id == bindparam("agency_id"), Interview.id == bindparam("id"))
)


async def debrief_out(db: Reader, interview_id: UUID) -> Row:
    """Raises `NotFound`."""
    rows = await db.fetch(ONE_DEBRIEF, interview_id=interview_id)
    return one(ONE_DEBRIEF.shape_all(rows))


async def question_bank(db: Reader, interview_id: UUID, query: BankQuery) -> Row:
    """Raises `NotFound`."""
    return one(BANK.shape_all(await db.fetch(BANK, id=interview_id, **query.model_dump())))


async def find_debrief(db: Db, interview_id: UUID) -> Debrief | None:
    """To change; its application is locked already."""
    found: Debrief | None = await db.scalar(
        select(Debrief)
        .where(Debrief.agency_id == db.agency_id, Debrief.interview_id == interview_id)
        .with_for_update(key_share=True)
    )
    return found


async def last_number(db: Db, debrief_id: UUID) -> int:
    found = await db.scalar(
        select(func.max(DebriefVersion.number)).where(
            DebriefVersion.agency_id == db.agency_id, DebriefVersion.debrief_id == debrief_id
        )
    )
    return found or 0


class WhoWasAsked(NamedTuple):
    given_name: str
    family_name: str
    employer_id: UUID


async def who_was_asked(db: Db, application: Application) -> WhoWasAsked:
    found = await db.execute(
        select(Candidate.given_name, Candidate.family_name, Vacancy.employer_id)
        .join(Application, on(Application.candidate_id, Candidate))
        .join(Vacancy, on(Application.vacancy_id, Vacancy))
        .where(Application.agency_id == db.agency_id, Application.id == application.id)
    )
    return WhoWasAsked(*found.one())
