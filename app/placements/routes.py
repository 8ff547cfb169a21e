"""Placements: who took which job."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.applications.models import Application
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.offers.models import Placement
from app.offers.queries import get_application_of
from app.paging import Page
from app.placements import actions, queries
from app.placements.schemas import PlacementChange, PlacementOut, PlacementQuery
from app.routing import Router

router = Router(prefix="/v1/placements", tag="offers")

Reading = Annotated[Reads, reading("applications:read")]
Changing = Annotated[Db, changing("applications:write")]


async def application_of_it(db: Changing, placement_id: UUID) -> Application:
    """Locked before the placement, as everywhere."""
    return await get_application_of(db, Placement, placement_id)


ApplicationOfIt = Annotated[Application, Depends(application_of_it)]


async def placement_in_path(
    db: Changing, placement_id: UUID, _: ApplicationOfIt, if_match: IfMatch = None
) -> Placement:
    placement = await db.hold(Placement, placement_id)
    answers.expect_version(if_match, placement.version)
    return placement


PlacementInPath = Annotated[Placement, Depends(placement_in_path)]


@router.get(
    "",
    summary="List placements",
    response_model=Page[PlacementOut],
    responses=problems(),
)
async def list_placements(db: Reading, query: Annotated[PlacementQuery, Query()]) -> Response:
    """Who took which job, newest first unless `sort` says otherwise."""
    return await queries.PLACEMENTS.page(db, query)


@router.get(
    "/{placement_id}",
    summary="Get a placement",
    response_model=PlacementOut,
    responses=problems(NotFound),
)
async def get_placement(db: Reading, placement_id: UUID) -> Response:
    """One placement, with what was agreed as it stands now."""
    return answers.found(await queries.placement_out(db, placement_id))


@router.patch(
    "/{placement_id}",
    summary="Change a placement",
    response_model=PlacementOut,
    responses=problems(NotFound, PreconditionFailed),
)
async def change_placement(
    db: Changing,
    application: ApplicationOfIt,
    placement: PlacementInPath,
    change: PlacementChange,
) -> Response:
    """Another first day or another salary. The offer keeps the terms that were accepted."""
    await actions.change_placement(db, placement, application, change)
    return answers.changed(db, await queries.placement_out(db, placement.id))
