"""Reading applications and their moves."""

from uuid import UUID

from sqlalchemy import bindparam, func, select

from app.access.models import ApiKey, User
from app.answers import one
from app.applications.models import Application, ApplicationMove
from app.applications.next_step import NEXT_STEP
from app.candidates.models import Candidate
from app.database import Db, Reader, on
from app.employers.models import Employer
from app.errors import NotFound
from app.paging import Listing, external_filters
from app.statements import Row, Statement
from app.vacancies.models import Vacancy

AGAINST_CHANGE = {"key_share": True}
"""`FOR NO KEY UPDATE`: who only adds a row that points here need not wait. With a plain `FOR
UPDATE`, somebody who holds a feedback request and adds its feedback would wait for the interview
while its cancellation waits for the request."""

APPLICATION = (
    select(
        Application.id,
        Application.candidate_id,
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Application.vacancy_id,
        Vacancy.title.label("vacancy_title"),
        Vacancy.employer_id,
        Employer.name.label("employer_name"),
        Candidate.owner_id,
        User.name.label("owner_name"),
        Application.stage,
        Application.permission_given_at,
        Application.source,
        Application.submitted_at,
        NEXT_STEP.label("next_step"),
        Application.review_due_at,
        Application.ended_at.label("ended.at"),
        Application.ended_by.label("ended.by"),
        Application.end_reason.label("ended.reason"),
        Application.end_note.label("ended.note"),
        Application.external_system.label("external_ref.system"),
        Application.external_id.label("external_ref.id"),
        Application.created_at,
        Application.updated_at,
        Application.version,
    )
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(User, on(Candidate.owner_id, User))
)
APPLICATIONS = Listing(
    APPLICATION,
    Application,
    filters={
        "stage": Application.stage == bindparam("stage"),
        "awaiting_review": Application.review_due_at.is_not(None),
        "not_awaiting_review": Application.review_due_at.is_(None),
        "candidate_id": Application.candidate_id == bindparam("candidate_id"),
        "vacancy_id": Application.vacancy_id == bindparam("vacancy_id"),
        "employer_id": Vacancy.employer_id == bindparam("employer_id"),
        "owner_id": Candidate.owner_id == bindparam("owner_id"),
        **external_filters(Application),
    },
)
ONE_APPLICATION = Statement(
    APPLICATION.where(
        Application.agency_id == bindparam("agency_id"), Application.id == bindparam("id")
    )
)

MOVES = Listing(
    select(
        ApplicationMove.id,
        ApplicationMove.application_id,
        ApplicationMove.from_stage,
        ApplicationMove.to_stage,
        ApplicationMove.ended_by,
        ApplicationMove.reason,
        ApplicationMove.note,
        ApplicationMove.moved_at,
        ApplicationMove.moved_by_id,
        func.coalesce(
            User.name, ApiKey.name, Candidate.given_name + " " + Candidate.family_name
        ).label("moved_by_name"),
        ApplicationMove.created_at,
        ApplicationMove.updated_at,
        ApplicationMove.version,
    )
    .outerjoin(User, on(ApplicationMove.moved_by_id, User))
    .outerjoin(ApiKey, on(ApplicationMove.moved_by_id, ApiKey))
    .outerjoin(Candidate, on(ApplicationMove.moved_by_id, Candidate)),
    ApplicationMove,
    filters={"application_id": ApplicationMove.application_id == bindparam("application_id")},
    sorts={"moved_at": ApplicationMove.moved_at},
)


async def application_out(db: Reader, application_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_APPLICATION.shape_all(await db.fetch(ONE_APPLICATION, id=application_id)))


async def find_application(db: Db, application_id: UUID) -> Application | None:
    """The row to change or to depend on, locked before any of its interviews."""
    return await db.get(Application, (db.agency_id, application_id), with_for_update=AGAINST_CHANGE)


async def get_application(db: Db, application_id: UUID) -> Application:
    """The row to change, locked. Raises `NotFound`."""
    application = await find_application(db, application_id)
    if application is None:
        raise NotFound
    return application


async def find_by_ref(db: Db, system: str, external_id: str) -> Application | None:
    found: Application | None = await db.scalar(
        select(Application)
        .where(
            Application.agency_id == db.agency_id,
            Application.external_system == system,
            Application.external_id == external_id,
        )
        .with_for_update(key_share=True)
    )
    return found


async def open_application_of(db: Db, candidate_id: UUID, vacancy_id: UUID) -> UUID | None:
    """The one that stands in the way of another for the same vacancy."""
    found: UUID | None = await db.scalar(
        select(Application.id).where(
            Application.agency_id == db.agency_id,
            Application.candidate_id == candidate_id,
            Application.vacancy_id == vacancy_id,
            Application.ended_at.is_(None),
        )
    )
    return found
