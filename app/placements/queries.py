"""Reading placements."""

from uuid import UUID

from sqlalchemy import bindparam, literal_column, select

from app.access.models import User
from app.answers import one
from app.applications.models import OPEN, Application
from app.candidates.models import Candidate
from app.database import Db, Reader, on
from app.employers.models import Employer
from app.offers.models import Placement
from app.offers.queries import OF_WHOM, WHOSE, offer_out
from app.paging import Listing
from app.statements import Row, Statement
from app.vacancies.models import Vacancy

PLACEMENT = (
    select(
        Placement.id,
        Placement.application_id,
        *WHOSE,
        Placement.offer_id,
        Placement.starts_on,
        Placement.salary_amount.label("salary.amount"),
        Placement.salary_currency.label("salary.currency"),
        Placement.salary_per.label("salary.per"),
        Placement.placed_at,
        Placement.created_at,
        Placement.updated_at,
        Placement.version,
    )
    .join(Application, on(Placement.application_id, Application))
    .join(Candidate, on(Application.candidate_id, Candidate))
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .outerjoin(User, on(Candidate.owner_id, User))
)
PLACEMENTS = Listing(
    PLACEMENT,
    Placement,
    filters={
        "application_id": Placement.application_id == bindparam("application_id"),
        "offer_id": Placement.offer_id == bindparam("offer_id"),
        **OF_WHOM,
    },
)
ONE_PLACEMENT = Statement(
    PLACEMENT.where(Placement.agency_id == bindparam("agency_id"), Placement.id == bindparam("id"))
)
OTHER_OPEN_APPLICATIONS = Statement(
    select(
        Application.id,
        Vacancy.title.label("vacancy_title"),
        Employer.name.label("employer_name"),
        Application.stage,
    )
    .join(Vacancy, on(Application.vacancy_id, Vacancy))
    .join(Employer, on(Vacancy.employer_id, Employer))
    .where(
        Application.agency_id == bindparam("agency_id"),
        Application.candidate_id == bindparam("candidate_id"),
        Application.id != bindparam("application_id"),
        Application.stage.in_([literal_column(f"'{stage}'") for stage in sorted(OPEN)]),
    )
    .order_by(Application.submitted_at, Application.id)
)


async def placement_out(db: Reader, placement_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_PLACEMENT.shape_all(await db.fetch(ONE_PLACEMENT, id=placement_id)))


async def accepted_offer_out(db: Db, placement: Placement) -> Row:
    """The offer, the placement it made, and what else waits for the same candidate."""
    offer = await offer_out(db, placement.offer_id)
    whose = {key: offer[key] for key in ("candidate_id", "application_id")}
    others = await db.fetch(OTHER_OPEN_APPLICATIONS, **whose)
    return {
        **offer,
        "placement": await placement_out(db, placement.id),
        "other_open_applications": OTHER_OPEN_APPLICATIONS.shape_all(others),
    }
