"""Reading how employers decide."""

from uuid import UUID

from sqlalchemy import Date, and_, bindparam, cast, func, select

from app.agencies.models import Agency
from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.database import Db, Reader, on
from app.decisions.models import DecisionProcess, DecisionSlip
from app.employers.models import Employer
from app.interviews.models import Interview
from app.statements import Row, Statement, as_array, as_object, written_out
from app.vacancies.models import Vacancy

NOW = bindparam("now", type_=DecisionProcess.told_at.type)
TODAY = cast(func.timezone(Agency.timezone, NOW), Date)
"""The agency's day: it begins at midnight where the agency is."""
OVERDUE = and_(DecisionProcess.settled_at.is_(None), DecisionProcess.decision_due_on < TODAY)

SLIPS_OF_IT = (
    DecisionSlip.agency_id == DecisionProcess.agency_id,
    DecisionSlip.decision_process_id == DecisionProcess.id,
)
SLIPS = (
    select(
        as_array(
            as_object(
                old_due_on=DecisionSlip.old_due_on,
                decision_due_on=DecisionSlip.decision_due_on,
                told_by=DecisionSlip.told_by,
                told_at=written_out(DecisionSlip.told_at),
            ),
            DecisionSlip.id,
        )
    )
    .where(*SLIPS_OF_IT)
    .scalar_subquery()
)
ONE_PROCESS = Statement(
    select(
        DecisionProcess.id,
        DecisionProcess.interview_id,
        Interview.round,
        Interview.application_id,
        Application.candidate_id,
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Application.vacancy_id,
        Vacancy.title.label("vacancy_title"),
        Vacancy.employer_id,
        Employer.name.label("employer_name"),
        DecisionProcess.decision_due_on,
        func.coalesce(OVERDUE, False).label("overdue"),
        DecisionProcess.next_steps,
        DecisionProcess.interviews_outstanding,
        DecisionProcess.told_by,
        DecisionProcess.told_at,
        SLIPS.label("slips"),
        select(func.count()).where(*SLIPS_OF_IT).scalar_subquery().label("slip_count"),
        DecisionProcess.settled_at,
        DecisionProcess.settled_cause,
        DecisionProcess.created_at,
        DecisionProcess.updated_at,
        DecisionProcess.version,
    )
    .join(Agency, DecisionProcess.agency_id == Agency.id)
    .join(Interview, on(DecisionProcess.interview_id, Interview))
    .join(Application, on(Interview.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .where(
        DecisionProcess.agency_id == bindparam("agency_id"),
        DecisionProcess.interview_id == bindparam("interview_id"),
    )
)


async def process_out(db: Reader, interview_id: UUID) -> Row:
    """Raises `NotFound`."""
    rows = await db.fetch(ONE_PROCESS, interview_id=interview_id)
    return one(ONE_PROCESS.shape_all(rows))


async def find_process(db: Db, interview_id: UUID) -> DecisionProcess | None:
    """Of one interview, locked."""
    found: DecisionProcess | None = await db.scalar(
        select(DecisionProcess)
        .where(
            DecisionProcess.agency_id == db.agency_id, DecisionProcess.interview_id == interview_id
        )
        .with_for_update(key_share=True)
    )
    return found


async def processes_of(
    db: Db, application: Application, *, before: Interview | None = None
) -> list[DecisionProcess]:
    """Those of an application, or of its interviews that start `before` one of them; locked in a
    fixed order."""
    earlier = () if before is None else (Interview.starts_at < before.starts_at,)
    found = await db.scalars(
        select(DecisionProcess)
        .join(Interview, on(DecisionProcess.interview_id, Interview))
        .where(
            DecisionProcess.agency_id == db.agency_id,
            Interview.application_id == application.id,
            *earlier,
        )
        .order_by(DecisionProcess.id)
        .with_for_update(of=DecisionProcess, key_share=True)
    )
    return list(found)


async def count_slips(db: Db, process: DecisionProcess) -> int:
    found = await db.scalar(
        select(func.count()).where(
            DecisionSlip.agency_id == db.agency_id,
            DecisionSlip.decision_process_id == process.id,
        )
    )
    return found or 0
