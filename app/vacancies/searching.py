"""Finding vacancies: by words, by how far away they are, and by pay whatever its period."""

from decimal import Decimal
from math import asin, cos, degrees, radians, sin
from typing import Annotated, Any, Literal, TypeVar

from pydantic import Field
from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Double,
    Numeric,
    Text,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    text,
    type_coerce,
)

from app import places
from app.errors import Invalid
from app.fields import Query as Words
from app.paging import ListQuery
from app.places import Point
from app.salaries import yearly
from app.vacancies.models import Vacancy, WorkMode

DEFAULT_RADIUS_KM = 40.0
EARTH_KM = 6371.0088
"""The mean radius: distances come out right to half a per cent."""

NEAR = (
    "A place by name (`Reading`, `Cambridge, US`), a UK postcode or its first half (`RG1`), or"
    " `latitude,longitude`. Vacancies without a place, such as many remote ones, are not near any."
)
RADIUS = "Kilometres, as the crow flies, from the place in `near`."
AT_LEAST = "What the best salary of the range must reach, for a year or the period in `salary_per`."
PERIOD = (
    "The period of `salary_at_least`, a year unless sent. A year is taken as 12 months, 260 days or"
    " 1,950 hours."
)


class SearchQuery(ListQuery):
    """What vacancies can be found by, for the agency and for the public."""

    q: Annotated[Words | None, Field(description="Words, in any form and order.")] = None
    near: Annotated[Words | None, Field(description=NEAR, examples=["Reading"])] = None
    radius_km: Annotated[
        Annotated[float, Field(ge=1, le=500)] | None, Field(description=f"{RADIUS} 40 unless sent.")
    ] = None
    work_mode: WorkMode | None = None
    salary_at_least: Annotated[
        Annotated[float, Field(ge=0, le=9_999_999_999)] | None, Field(description=AT_LEAST)
    ] = None
    salary_per: Annotated[
        Literal["year", "month", "day", "hour"] | None, Field(description=PERIOD)
    ] = None
    salary_currency: Annotated[
        Annotated[str, Field(pattern=r"^[A-Z]{3}$")] | None,
        Field(description="Only what is paid in this currency: nothing is converted."),
    ] = None

    def filters(self) -> dict[str, Any]:
        given = super().filters()
        return {name: given[name] for name in given if name not in ("radius_km", "salary_per")}


Asked = TypeVar("Asked", bound=SearchQuery)


def degree(name: str) -> BindParameter[float]:
    return bindparam(name, type_=Double)


# Written out: bound, they would be of any type and cast for every row.
ONE, TWO, DIAMETER = (literal_column(str(number), Double) for number in (1.0, 2.0, 2 * EARTH_KM))


def half_chord(difference: ColumnElement[Any]) -> ColumnElement[float]:
    return func.power(func.sin(func.radians(difference) / TWO), TWO)


HAVERSINE = half_chord(Vacancy.search_latitude - degree("near_latitude")) + (
    func.cos(func.radians(degree("near_latitude")))
    * func.cos(func.radians(Vacancy.search_latitude))
    * half_chord(Vacancy.search_longitude - degree("near_longitude"))
)
DISTANCE_KM = type_coerce(DIAMETER * func.asin(func.sqrt(func.least(ONE, HAVERSINE))), Double)
"""From `near`, along the surface."""


def distance_shown(decimals: int) -> ColumnElement[Any]:
    """As a number still: rounding to decimals is for `numeric`, which travels as text."""
    shift = literal_column(str(10.0**decimals), Double)
    return func.round(DISTANCE_KM * shift) / shift


VACANCY_WORDS: tuple[ColumnElement[Any], ...] = (
    Vacancy.title.expression,
    Vacancy.description.expression,
    func.array_to_string(Vacancy.responsibilities, " "),
)
# Computed once a query: regular expressions for the stems of the words, or for the words as they
# are when all of them are too common. A stem's last `i` stands for `y` (`company`, `companies`).
FORMS_OF_WORDS = r"""((
    SELECT coalesce(
        array_agg(begins || quoted) FILTER (WHERE stem IS NOT NULL), array_agg('\m' || word)
    )
    FROM regexp_split_to_table(lower(:q), '[^[:alnum:]+#]+') AS word,
         LATERAL (SELECT rtrim((ts_lexize('english_stem', word))[1], 'i')) AS a (stem),
         LATERAL (SELECT regexp_replace(stem, '([^[:alnum:]])', '\\\1', 'g')) AS b (quoted),
         LATERAL (SELECT CASE WHEN stem ~ '^[[:alnum:]]' THEN '\m' ELSE '' END) AS c (begins)
    WHERE word <> ''
)::text[])"""


def said_in(*words: ColumnElement[Any]) -> ColumnElement[bool]:
    """All words of `q` are among these, in some form and each from its beginning; or the title
    holds it as it stands. An index would not help: under row-level security PostgreSQL uses none
    for this, and one agency's vacancies are few."""
    forms = text(FORMS_OF_WORDS).bindparams(bindparam("q", type_=Text))
    asked = func.lower(bindparam("q", type_=Text))
    return or_(
        func.strpos(func.lower(Vacancy.title), asked) > 0,
        func.concat_ws(" ", *words).bool_op("~* ALL")(forms),
    )


BEST_SALARY = func.coalesce(Vacancy.yearly_salary_to, Vacancy.yearly_salary_from)
FILTERS: dict[str, ColumnElement[bool]] = {
    "work_mode": Vacancy.work_mode == bindparam("work_mode"),
    # The box is for the index; what it cuts out of the circle is nothing.
    "near": and_(
        Vacancy.search_latitude.between(degree("south"), degree("north")),
        Vacancy.search_longitude.between(degree("west"), degree("east")),
        degree("radius_km") >= DISTANCE_KM,
    ),
    "salary_at_least": bindparam("salary_at_least", type_=Numeric) <= BEST_SALARY,
    "salary_currency": Vacancy.salary_currency == bindparam("salary_currency"),
}


async def prepared(query: Asked, country: str = "") -> tuple[Asked, dict[str, Any]]:
    """The query in its order, nearest first when a place is named and no order; and what its
    filters are bound to. Raises `Invalid` at what makes no sense or at a place unknown."""
    bound: dict[str, Any] = {}
    if query.near is None:
        refuse_without("near", radius_km=query.radius_km)
        refuse_without("near", sort="distance" in query.sort or None)
    else:
        bound |= around(await point_named(query.near, country), query.radius_km)
        if "sort" not in query.model_fields_set:
            query = query.model_copy(update={"sort": "distance"})
    if query.salary_at_least is None:
        refuse_without("salary_at_least", salary_per=query.salary_per)
    else:
        amount = Decimal(str(query.salary_at_least))
        bound["salary_at_least"] = yearly(amount, query.salary_per or "year")
    return query, bound


def refuse_without(needed: str, **sent: Any) -> None:
    for name, value in sent.items():
        if value is not None:
            raise Invalid.at(f"/{name}", f"goes with {needed}")


async def point_named(near: str, country: str) -> Point:
    await places.ready()
    point = places.find(near, country)
    if point is None:
        raise Invalid.at("/near", "is no place that we know: send a larger town or a postcode")
    return point


def around(centre: Point, radius_km: float | None) -> dict[str, float]:
    """The circle and its box, which has all longitudes where it meets a pole or the date line."""
    radius_km = radius_km or DEFAULT_RADIUS_KM
    latitude, longitude = centre
    arc = radius_km / EARTH_KM
    south, north = latitude - degrees(arc), latitude + degrees(arc)
    west, east = -180.0, 180.0
    if south > -90 and north < 90:
        half = degrees(asin(sin(arc) / cos(radians(latitude))))
        if longitude - half >= -180 and longitude + half <= 180:
            west, east = longitude - half, longitude + half
    return {
        "near_latitude": latitude, "near_longitude": longitude, "radius_km": radius_km,
        "south": south, "north": north, "west": west, "east": east,
    }  # fmt: skip


def position(vacancy: Vacancy, country: str) -> tuple[float | None, float | None]:
    """Where a vacancy is found: the coordinates given, else those of its place, if that is known.
    A place without a country is looked for in the agency's first."""
    if vacancy.location_latitude is not None and vacancy.location_longitude is not None:
        return vacancy.location_latitude, vacancy.location_longitude
    if vacancy.location_name is None:
        return None, None
    within = vacancy.location_country
    point = places.find(vacancy.location_name, within or country, only_there=within is not None)
    return point or (None, None)
