"""Reading vacancies."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam, case, select
from sqlalchemy.orm import InstrumentedAttribute

from app.answers import Json, one
from app.database import Db, Reader, on
from app.employers.models import Employer
from app.paging import Listing, external_filters
from app.statements import Row, Statement
from app.vacancies import searching
from app.vacancies.models import Vacancy
from app.vacancies.searching import SearchQuery


def money(
    name: str, amount: InstrumentedAttribute[Decimal | None]
) -> tuple[ColumnElement[Any], ...]:
    """The amount with the currency and period both salaries share, or null without the amount."""
    there = amount.is_not(None)
    return (
        amount.label(f"{name}.amount"),
        case((there, Vacancy.salary_currency)).label(f"{name}.currency"),
        case((there, Vacancy.salary_per)).label(f"{name}.per"),
    )


VACANCY = select(
    Vacancy.id,
    Vacancy.employer_id,
    Employer.name.label("employer_name"),
    Vacancy.title,
    Vacancy.description,
    Vacancy.responsibilities,
    Vacancy.location_name.label("location.name"),
    Vacancy.location_country.label("location.country"),
    Vacancy.location_latitude.label("location.latitude"),
    Vacancy.location_longitude.label("location.longitude"),
    Vacancy.work_mode,
    Vacancy.employment_type,
    *money("salary_from", Vacancy.salary_from),
    *money("salary_to", Vacancy.salary_to),
    Vacancy.openings,
    Vacancy.status,
    Vacancy.published,
    Vacancy.published_at,
    Vacancy.external_system.label("external_ref.system"),
    Vacancy.external_id.label("external_ref.id"),
    Vacancy.created_at,
    Vacancy.updated_at,
    Vacancy.version,
).join(Employer, on(Vacancy.employer_id, Employer))

FILTERS = {
    **searching.FILTERS,
    "q": searching.said_in(*searching.VACANCY_WORDS, Employer.name.expression),
    "employer_id": Vacancy.employer_id == bindparam("employer_id"),
    "status": Vacancy.status == bindparam("status"),
    **external_filters(Vacancy),
}
VACANCIES = Listing(VACANCY, Vacancy, filters=FILTERS)
VACANCIES_NEAR = Listing(
    VACANCY.add_columns(searching.distance_shown(1).label("distance_km")),
    Vacancy,
    filters=FILTERS,
    sorts={"distance": searching.DISTANCE_KM},
)
ONE_VACANCY = Statement(
    VACANCY.where(Vacancy.agency_id == bindparam("agency_id"), Vacancy.id == bindparam("id"))
)


async def vacancies_page(db: Reader, asked: SearchQuery) -> Json:
    if asked.near is None:
        query, bound = await searching.prepared(asked)
        return await VACANCIES.page(db, query, bound)
    query, bound = await searching.prepared(asked, db.actor.country)
    return await VACANCIES_NEAR.page(db, query, bound)


async def vacancy_out(db: Reader, vacancy_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_VACANCY.shape_all(await db.fetch(ONE_VACANCY, id=vacancy_id)))


async def find_by_ref(db: Db, system: str, external_id: str) -> Vacancy | None:
    found: Vacancy | None = await db.scalar(
        select(Vacancy)
        .where(
            Vacancy.agency_id == db.agency_id,
            Vacancy.external_system == system,
            Vacancy.external_id == external_id,
        )
        .with_for_update()
    )
    return found
