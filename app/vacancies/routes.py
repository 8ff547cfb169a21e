"""Vacancies: what an employer wants somebody for."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.external_refs import RefPath, for_ref
from app.paging import CREATED_OR_UPDATED, ExternalListQuery, Page
from app.routing import Router
from app.vacancies import actions, queries
from app.vacancies.models import Vacancy, VacancyRefTaken, VacancyStatus
from app.vacancies.schemas import VacancyChange, VacancyIn, VacancyOut
from app.vacancies.searching import SearchQuery

router = Router(prefix="/v1/vacancies", tag="vacancies")

Reading = Annotated[Reads, reading("vacancies:read")]
Changing = Annotated[Db, changing("vacancies:write")]


class VacancyQuery(SearchQuery, ExternalListQuery):
    employer_id: UUID | None = None
    status: VacancyStatus | None = None
    sort: CREATED_OR_UPDATED | Literal["distance", "-distance"] = "-created_at"


async def vacancy_in_path(db: Changing, vacancy_id: UUID, if_match: IfMatch = None) -> Vacancy:
    vacancy = await db.hold(Vacancy, vacancy_id)
    answers.expect_version(if_match, vacancy.version)
    return vacancy


VacancyInPath = Annotated[Vacancy, Depends(vacancy_in_path)]


@router.get("", summary="List vacancies", response_model=Page[VacancyOut], responses=problems())
async def list_vacancies(db: Reading, query: Annotated[VacancyQuery, Query()]) -> Response:
    """Newest first, or nearest first when `near` names a place, unless `sort` says otherwise.

    `q` looks in title, description, responsibilities and the employer's name. Salaries are compared
    by the year, whatever period they are told in. With `near`, items carry `distance_km`.
    """
    return await queries.vacancies_page(db, query)


@router.post(
    "",
    summary="Add a vacancy",
    status_code=201,
    response_model=VacancyOut,
    responses=problems(VacancyRefTaken),
)
async def create_vacancy(db: Changing, new: VacancyIn) -> Response:
    """A position at an employer. Candidates are submitted to it while its status is `open`."""
    vacancy = await actions.create_vacancy(db, new)
    row = await queries.vacancy_out(db, vacancy.id)
    return answers.created(db, row, f"/v1/vacancies/{vacancy.id}")


@router.put(
    "/by-ref/{system}/{external_id}",
    summary="Create or update a vacancy by external reference",
    response_model=VacancyOut,
    responses=problems(NotFound, VacancyRefTaken)
    | {201: {"model": VacancyOut, "description": "Created"}},
)
async def put_vacancy_by_ref(db: Changing, ref: RefPath, new: VacancyIn) -> Response:
    """For synchronising: the vacancy your system knows as `{system}/{external_id}` becomes this.

    Sent twice it changes nothing the second time. A vacancy stays with its employer.
    """
    new = await for_ref(db, ref, new)
    vacancy = await queries.find_by_ref(db, ref.system, ref.id)
    if vacancy is None:
        vacancy = await actions.create_vacancy(db, new)
        row = await queries.vacancy_out(db, vacancy.id)
        return answers.created(db, row, f"/v1/vacancies/{vacancy.id}")
    await actions.put_vacancy(db, vacancy, new)
    return answers.changed(db, await queries.vacancy_out(db, vacancy.id))


@router.get(
    "/{vacancy_id}",
    summary="Get a vacancy",
    response_model=VacancyOut,
    responses=problems(NotFound),
)
async def get_vacancy(db: Reading, vacancy_id: UUID) -> Response:
    """One vacancy, with the name of its employer."""
    return answers.found(await queries.vacancy_out(db, vacancy_id))


@router.patch(
    "/{vacancy_id}",
    summary="Change a vacancy",
    response_model=VacancyOut,
    responses=problems(NotFound, VacancyRefTaken, PreconditionFailed),
)
async def change_vacancy(db: Changing, vacancy: VacancyInPath, change: VacancyChange) -> Response:
    """Change the fields sent; the others stay. A vacancy stays with its employer."""
    await actions.change_vacancy(db, vacancy, change)
    return answers.changed(db, await queries.vacancy_out(db, vacancy.id))
