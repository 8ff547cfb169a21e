"""The candidate's verdict on an application."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.applications.models import AlreadyEnded, Application
from app.applications.queries import get_application
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.paging import ListQuery, Page
from app.routing import Router
from app.verdicts import actions, queries
from app.verdicts.models import Verdict
from app.verdicts.schemas import VerdictIn, VerdictOut, VerdictVersionOut

router = Router(prefix="/v1/applications", tag="offers")

Reading = Annotated[Reads, reading("applications:read")]
Changing = Annotated[Db, changing("applications:write")]


class VersionQuery(ListQuery):
    sort: Literal["number", "-number"] = "number"


async def application_in_path(db: Changing, application_id: UUID) -> Application:
    """Of two verdicts at once the second waits here, and then revises the first."""
    return await get_application(db, application_id)


ApplicationInPath = Annotated[Application, Depends(application_in_path)]


async def verdict_in_path(
    db: Changing, application: ApplicationInPath, if_match: IfMatch = None
) -> Verdict | None:
    verdict = await queries.verdict_on(db, application.id)
    answers.expect_version(if_match, verdict.version if verdict else 0)
    return verdict


VerdictInPath = Annotated[Verdict | None, Depends(verdict_in_path)]


@router.put(
    "/{application_id}/verdict",
    summary="Record the candidate's verdict",
    response_model=VerdictOut,
    responses=problems(NotFound, AlreadyEnded, PreconditionFailed)
    | {201: {"model": VerdictOut, "description": "Recorded for the first time"}},
)
async def record_verdict(
    db: Changing, application: ApplicationInPath, verdict: VerdictInPath, new: VerdictIn
) -> Response:
    """Where the candidate leans, why, what they wish for and what would make them decline.

    It is whole each time: a field that is not sent is empty. Each version is kept; the same again
    makes none. Offers are compared with it. Recorded at any stage, until the application has ended.
    """
    await actions.record_verdict(db, application, verdict, new)
    row = await queries.verdict_out(db, application.id)
    if verdict is None:
        return answers.created(db, row, f"/v1/applications/{application.id}/verdict")
    return answers.changed(db, row)


@router.get(
    "/{application_id}/verdict",
    summary="Get the candidate's verdict",
    response_model=VerdictOut,
    responses=problems(NotFound),
)
async def get_verdict(db: Reading, application_id: UUID) -> Response:
    """The verdict as it stands now; 404 until there is one."""
    return answers.found(await queries.verdict_out(db, application_id))


@router.get(
    "/{application_id}/verdict/versions",
    summary="List a verdict's versions",
    response_model=Page[VerdictVersionOut],
    responses=problems(NotFound),
)
async def list_verdict_versions(
    db: Reading, application_id: UUID, query: Annotated[VersionQuery, Query()]
) -> Response:
    """All the candidate said, oldest first, the last as it stands now."""
    verdict = await queries.verdict_out(db, application_id)
    return await queries.VERSIONS.page(db, query, verdict_id=verdict["id"])
