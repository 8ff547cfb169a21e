"""The caller's agency."""

from typing import Annotated

from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.agencies import actions, queries
from app.agencies.models import SlugTaken
from app.agencies.schemas import AgencyChange, AgencyOut
from app.database import Db, Reads
from app.documentation import problems
from app.errors import PreconditionFailed
from app.routing import Router

router = Router(tag="agency")

SignedIn = Annotated[Reads, reading()]
Managing = Annotated[Db, changing("agency:manage")]


@router.get("/agency", summary="Get the agency", response_model=AgencyOut, responses=problems())
async def get_agency(db: SignedIn) -> Response:
    """Your agency, with the policy that decides what is due when and how often it chases."""
    return answers.found(await queries.agency_out(db))


@router.patch(
    "/agency",
    summary="Change the agency",
    response_model=AgencyOut,
    responses=problems(SlugTaken, PreconditionFailed),
)
async def change_agency(db: Managing, change: AgencyChange, if_match: IfMatch = None) -> Response:
    """Change the fields sent. `policy` may be sent in part; what is due already keeps its time."""
    agency = await queries.get_agency(db, to_change=True)
    answers.expect_version(if_match, agency.version)
    await actions.change_agency(db, agency, change)
    return answers.changed(db, await queries.agency_out(db))
