"""Reading the agency and its policy."""

from sqlalchemy import bindparam, select

from app.agencies.models import Agency
from app.answers import one
from app.database import Db, Reader
from app.errors import NotFound
from app.statements import Row, Statement

AGENCY = Statement(
    select(
        Agency.id, Agency.name, Agency.slug, Agency.timezone, Agency.country, Agency.policy,
        Agency.created_at, Agency.updated_at, Agency.version,
    ).where(Agency.id == bindparam("agency_id"))
)  # fmt: skip


async def agency_out(db: Reader) -> Row:
    return one(AGENCY.shape_all(await db.fetch(AGENCY)))


async def get_agency(db: Db, *, to_change: bool = False) -> Agency:
    """The caller's agency; locked when it is going to be changed."""
    agency = await db.get(Agency, db.agency_id, with_for_update=True if to_change else None)
    if agency is None:
        raise NotFound
    return agency
