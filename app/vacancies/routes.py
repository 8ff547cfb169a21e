"""Vacancies: what an employer wants somebody for."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.external_refs import RefPath, for_ref
from app.fields import Query as Words
from app.paging import ExternalListQuery, Page
from app.routing import Router
from app.vacancies import actions, queries
from app.vacancies.models import Vacancy, VacancyRefTaken, VacancyStatus, WorkMode
from app.vacancies.schemas import VacancyChange, VacancyIn, VacancyOut

router = Router(prefix="/v1/vacancies", tag="vacancies")

Reading = Annotated[Reads, reading("vacancies:read")]
Changing = Annotated[Db, changing("vacancies:write")]


class VacancyQuery(ExternalListQuery):
    q: Words | None = None
    employer_id: UUID | None = None
    status: VacancyStatus | None = None
    work_mode: WorkMode | None = None


async def vacancy_in_path(db: Changing, vacancy_id: UUID, if_match: IfMatch = None) -> Vacancy:
    vacancy = await db.hold(Vacancy, vacancy_id)
    answers.expect_version(if_match, vacancy.version)
    return vacancy


VacancyInPath = Annotated[Vacancy, Depends(vacancy_in_path)]


@router.get("", summary="List vacancies", response_model=Page[VacancyOut], responses=problems())
async def list_vacancies(db: Reading, query: Annotated[VacancyQuery, Query()]) -> Response:
    """Newest first unless `sort` says otherwise. `q` looks in the title."""
    return await queries.VACANCIES.page(db, query)


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
