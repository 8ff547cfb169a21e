"""Reading what an agency shows to everybody: vacancies that are published and open."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, bindparam, literal_column, select

from app.agencies.models import Agency
from app.answers import one
from app.database import Database, Reader
from app.errors import NotFound
from app.paging import Listing
from app.public.schemas import PublicQuery
from app.statements import Row, Statement
from app.vacancies import searching
from app.vacancies.models import Vacancy
from app.vacancies.queries import money

MOST_IN_A_SITEMAP = 50_000
"""What the protocol allows in one file."""
FEED_LENGTH = 50

AGENCY = Statement(
    select(Agency.id, Agency.name, Agency.slug, Agency.country).where(
        Agency.slug == bindparam("slug")
    )
)


def shown(rows: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """Written out, for the index that holds only these."""
    return rows.where(literal_column("vacancies.published AND vacancies.status = 'open'"))


# Column by column: what is not named here stays inside, the employer above all.
VACANCY = shown(
    select(
        Vacancy.id,
        Vacancy.title,
        Vacancy.description,
        Vacancy.responsibilities,
        Vacancy.location_name.label("location.name"),
        Vacancy.location_country.label("location.country"),
        Vacancy.work_mode,
        Vacancy.employment_type,
        *money("salary_from", Vacancy.salary_from),
        *money("salary_to", Vacancy.salary_to),
        Vacancy.published_at,
        Vacancy.updated_at,
    )
)
FILTERS = {**searching.FILTERS, "q": searching.said_in(*searching.VACANCY_WORDS)}
SORTS = {"published_at": Vacancy.published_at}
VACANCIES = Listing(VACANCY, Vacancy, filters=FILTERS, sorts=SORTS)
VACANCIES_NEAR = Listing(
    VACANCY.add_columns(searching.distance_shown(0).label("distance_km")),
    Vacancy,
    filters=FILTERS,
    sorts={**SORTS, "distance": searching.DISTANCE_KM},
)
ONE_VACANCY = Statement(
    VACANCY.where(Vacancy.agency_id == bindparam("agency_id"), Vacancy.id == bindparam("id"))
)
SITEMAP = Statement(
    shown(select(Vacancy.id, Vacancy.updated_at))
    .where(Vacancy.agency_id == bindparam("agency_id"))
    .order_by(Vacancy.published_at.desc(), Vacancy.id.desc())
    .limit(literal_column(str(MOST_IN_A_SITEMAP)))
)


async def agency_called(database: Database, slug: str) -> Row:
    """Its id, name, slug and country. Raises `NotFound`."""
    if not slug.isascii() or not slug.isprintable():  # what no slug holds, nor PostgreSQL can
        raise NotFound("There is no such agency.")
    async with database.looking_up() as connection:
        row = await connection.fetchrow(AGENCY.sql, *AGENCY.arguments({"slug": slug}))
    if row is None:
        raise NotFound("There is no such agency.")
    return dict(row)


async def vacancies_page(db: Reader, asked: PublicQuery, country: str) -> Row:
    """Raises `Invalid` when the place is not known."""
    query, bound = await searching.prepared(asked, country)
    listing = VACANCIES if asked.near is None else VACANCIES_NEAR
    return await listing.rows_of_page(db, query, bound)


async def newest_vacancies(db: Reader) -> list[Row]:
    page = await VACANCIES.rows_of_page(db, PublicQuery(limit=FEED_LENGTH))
    found: list[Row] = page["items"]
    return found


async def shown_vacancy(db: Reader, vacancy_id: UUID) -> Row:
    """Raises `NotFound`, also for a vacancy that is no longer shown."""
    try:
        return one(ONE_VACANCY.shape_all(await db.fetch(ONE_VACANCY, id=vacancy_id)))
    except NotFound as missing:
        raise NotFound("There is no such vacancy, or no longer.") from missing


async def vacancies_for_sitemap(db: Reader) -> list[Row]:
    return SITEMAP.shape_all(await db.fetch(SITEMAP))
