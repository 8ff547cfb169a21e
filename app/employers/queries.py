"""Reading employers."""

from uuid import UUID

from sqlalchemy import bindparam, func, select

from app.answers import one
from app.database import Db, Reader
from app.employers.models import Employer
from app.errors import Invalid
from app.paging import Listing, external_filters
from app.statements import Row, Statement

EMPLOYER = select(
    Employer.id,
    Employer.name,
    Employer.website,
    Employer.industry,
    Employer.priorities,
    Employer.notes,
    Employer.external_system.label("external_ref.system"),
    Employer.external_id.label("external_ref.id"),
    Employer.created_at,
    Employer.updated_at,
    Employer.version,
)
EMPLOYERS = Listing(
    EMPLOYER,
    Employer,
    filters={
        "q": func.strpos(func.lower(Employer.name), func.lower(bindparam("q"))) > 0,
        **external_filters(Employer),
    },
    sorts={"name": Employer.name},
)
ONE_EMPLOYER = Statement(
    EMPLOYER.where(Employer.agency_id == bindparam("agency_id"), Employer.id == bindparam("id"))
)


async def employer_out(db: Reader, employer_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_EMPLOYER.shape_all(await db.fetch(ONE_EMPLOYER, id=employer_id)))


async def employer_must_exist(db: Db, employer_id: UUID) -> None:
    """Raises `Invalid` at `/employer_id`."""
    if not await db.fetch(ONE_EMPLOYER, id=employer_id):
        raise Invalid.at("/employer_id", "names no employer of this agency")


async def find_by_ref(db: Db, system: str, external_id: str) -> Employer | None:
    found: Employer | None = await db.scalar(
        select(Employer)
        .where(
            Employer.agency_id == db.agency_id,
            Employer.external_system == system,
            Employer.external_id == external_id,
        )
        .with_for_update()
    )
    return found
