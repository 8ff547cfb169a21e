"""Reading verdicts and what they said before."""

from uuid import UUID

from sqlalchemy import bindparam, case, func, select

from app.access.models import ApiKey, User
from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.database import Db, Reader, on
from app.employers.models import Employer
from app.paging import Listing
from app.statements import Row, Statement
from app.vacancies.models import Vacancy
from app.verdicts.models import Verdict, VerdictVersion

VERSIONS_OF_IT = (
    select(func.count())
    .where(VerdictVersion.agency_id == Verdict.agency_id, VerdictVersion.verdict_id == Verdict.id)
    .scalar_subquery()
)
THEMSELVES = case(
    (Verdict.recorded_by_id == Candidate.id, Candidate.given_name + " " + Candidate.family_name)
)
"""On their own page."""
ONE_VERDICT = Statement(
    select(
        Verdict.id,
        Verdict.application_id,
        Application.candidate_id,
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Application.vacancy_id,
        Vacancy.title.label("vacancy_title"),
        Vacancy.employer_id,
        Employer.name.label("employer_name"),
        Verdict.lean,
        Verdict.pros,
        Verdict.cons,
        Verdict.wished_salary_amount.label("wished_salary.amount"),
        Verdict.wished_salary_currency.label("wished_salary.currency"),
        Verdict.wished_salary_per.label("wished_salary.per"),
        Verdict.wished_benefits,
        Verdict.deal_breakers,
        Verdict.recorded_at,
        Verdict.recorded_by_id,
        func.coalesce(User.name, ApiKey.name, THEMSELVES).label("recorded_by_name"),
        VERSIONS_OF_IT.label("versions"),
        Verdict.created_at,
        Verdict.updated_at,
        Verdict.version,
    )
    .join(Application, on(Verdict.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(User, on(Verdict.recorded_by_id, User))
    .outerjoin(ApiKey, on(Verdict.recorded_by_id, ApiKey))
    .where(
        Verdict.agency_id == bindparam("agency_id"),
        Verdict.application_id == bindparam("application_id"),
    )
)
SAID = ("pros", "cons", "wished_salary", "wished_benefits", "deal_breakers")
VERSIONS = Listing(
    select(
        VerdictVersion.id,
        VerdictVersion.verdict_id,
        Verdict.application_id,
        VerdictVersion.number,
        VerdictVersion.content["lean"].astext.label("lean"),
        *(VerdictVersion.content[field].label(field) for field in SAID),
        VerdictVersion.recorded_at,
        VerdictVersion.recorded_by_id,
        func.coalesce(
            User.name, ApiKey.name, Candidate.given_name + " " + Candidate.family_name
        ).label("recorded_by_name"),
        VerdictVersion.created_at,
        VerdictVersion.updated_at,
        VerdictVersion.version,
    )
    .join(Verdict, on(VerdictVersion.verdict_id, Verdict))
    .outerjoin(User, on(VerdictVersion.recorded_by_id, User))
    .outerjoin(ApiKey, on(VerdictVersion.recorded_by_id, ApiKey))
    .outerjoin(Candidate, on(VerdictVersion.recorded_by_id, Candidate)),
    VerdictVersion,
    filters={"verdict_id": VerdictVersion.verdict_id == bindparam("verdict_id")},
    sorts={"number": VerdictVersion.number},
)


async def verdict_out(db: Reader, application_id: UUID) -> Row:
    """Raises `NotFound` also when none was recorded yet."""
    rows = await db.fetch(ONE_VERDICT, application_id=application_id)
    return one(ONE_VERDICT.shape_all(rows))


async def verdict_on(db: Db, application_id: UUID) -> Verdict | None:
    """The row to change, locked; its application is locked before."""
    found: Verdict | None = await db.scalar(
        select(Verdict)
        .where(Verdict.agency_id == db.agency_id, Verdict.application_id == application_id)
        .with_for_update(key_share=True)
    )
    return found


async def last_number(db: Db, verdict: Verdict) -> int:
    last = await db.scalar(
        select(func.max(VerdictVersion.number)).where(
            VerdictVersion.agency_id == db.agency_id, VerdictVersion.verdict_id == verdict.id
        )
    )
    return last or 0
