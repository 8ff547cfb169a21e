"""The timeline of a candidate, or of one application."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import reading
from app.database import Reads
from app.documentation import problems
from app.errors import NotFound
from app.routing import Router
from app.timeline import queries
from app.timeline.schemas import TimelinePage, TimelineQuery

router = Router(tag="timeline")

ReadingCandidates = Annotated[Reads, reading("candidates:read")]
ReadingApplications = Annotated[Reads, reading("applications:read")]


@router.get(
    "/candidates/{candidate_id}/timeline",
    summary="Read a candidate's timeline",
    response_model=TimelinePage,
    responses=problems(NotFound),
)
async def get_candidate_timeline(
    db: ReadingCandidates, candidate_id: UUID, query: Annotated[TimelineQuery, Query()]
) -> Response:
    """Everything that happened to one candidate, newest first: who, what, when, about which
    application, each with a one-line `summary`.

    What was imported or logged late stands where it happened. When two were merged into one, the id
    of either tells the story of both.
    """
    return answers.Json(await queries.timeline(db, query, candidate_id=candidate_id))


@router.get(
    "/applications/{application_id}/timeline",
    summary="Read an application's timeline",
    response_model=TimelinePage,
    responses=problems(NotFound),
)
async def get_application_timeline(
    db: ReadingApplications, application_id: UUID, query: Annotated[TimelineQuery, Query()]
) -> Response:
    """As the candidate's, for one application only."""
    return answers.Json(await queries.timeline(db, query, application_id=application_id))
