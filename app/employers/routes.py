"""Employers: the firms whose vacancies the agency fills."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.database import Db, Reads
from app.documentation import problems
from app.employers import actions, queries
from app.employers.models import Employer, EmployerRefTaken
from app.employers.schemas import EmployerChange, EmployerIn, EmployerOut
from app.errors import NotFound, PreconditionFailed
from app.external_refs import RefPath, for_ref
from app.fields import Query as Words
from app.paging import CREATED_OR_UPDATED, ExternalListQuery, Page
from app.routing import Router

router = Router(prefix="/v1/employers", tag="employers")

Reading = Annotated[Reads, reading("employers:read")]
Changing = Annotated[Db, changing("employers:write")]


class EmployerQuery(ExternalListQuery):
    q: Words | None = None
    sort: Literal[CREATED_OR_UPDATED, "name", "-name"] = "-created_at"


async def employer_in_path(db: Changing, employer_id: UUID, if_match: IfMatch = None) -> Employer:
    employer = await db.hold(Employer, employer_id)
    answers.expect_version(if_match, employer.version)
    return employer


EmployerInPath = Annotated[Employer, Depends(employer_in_path)]


@router.get("", summary="List employers", response_model=Page[EmployerOut], responses=problems())
async def list_employers(db: Reading, query: Annotated[EmployerQuery, Query()]) -> Response:
    """Newest first unless `sort` says otherwise. `q` looks in the name."""
    return await queries.EMPLOYERS.page(db, query)


@router.post(
    "",
    summary="Add an employer",
    status_code=201,
    response_model=EmployerOut,
    responses=problems(EmployerRefTaken),
)
async def create_employer(db: Changing, new: EmployerIn) -> Response:
    """A firm whose vacancies you fill. Its priorities feed the questions candidates ask."""
    employer = await actions.create_employer(db, new)
    row = await queries.employer_out(db, employer.id)
    return answers.created(db, row, f"/v1/employers/{employer.id}")


@router.put(
    "/by-ref/{system}/{external_id}",
    summary="Create or update an employer by external reference",
    response_model=EmployerOut,
    responses=problems(NotFound) | {201: {"model": EmployerOut, "description": "Created"}},
)
async def put_employer_by_ref(db: Changing, ref: RefPath, new: EmployerIn) -> Response:
    """For synchronising: the employer your system knows as `{system}/{external_id}` becomes this.

    Sent twice it changes nothing the second time.
    """
    new = await for_ref(db, ref, new)
    employer = await queries.find_by_ref(db, ref.system, ref.id)
    if employer is None:
        employer = await actions.create_employer(db, new)
        row = await queries.employer_out(db, employer.id)
        return answers.created(db, row, f"/v1/employers/{employer.id}")
    await actions.change_employer(db, employer, EmployerChange(**new.model_dump()))
    return answers.changed(db, await queries.employer_out(db, employer.id))


@router.get(
    "/{employer_id}",
    summary="Get an employer",
    response_model=EmployerOut,
    responses=problems(NotFound),
)
async def get_employer(db: Reading, employer_id: UUID) -> Response:
    """One employer."""
    return answers.found(await queries.employer_out(db, employer_id))


@router.patch(
    "/{employer_id}",
    summary="Change an employer",
    response_model=EmployerOut,
    responses=problems(NotFound, EmployerRefTaken, PreconditionFailed),
)
async def change_employer(
    db: Changing, employer: EmployerInPath, change: EmployerChange
) -> Response:
    """Change the fields sent; the others stay."""
    await actions.change_employer(db, employer, change)
    return answers.changed(db, await queries.employer_out(db, employer.id))
