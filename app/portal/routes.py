"""The candidate's own page, `/c/{token}`: what waits for them, where each application stands, and
what happened so far."""

from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import Query
from starlette.requests import Request
from starlette.responses import Response

from app.links.opening import LinkRoute
from app.portal.showing import page
from app.portal.story import story_of
from app.portal.visiting import visiting
from app.routing import Router
from app.timeline.queries import told_to_candidate

HAPPENED_ON_A_PAGE = 30

pages = Router(prefix="/c", tag="public", include_in_schema=False)
pages.route_class = LinkRoute


@pages.get("/{token}")
async def show_portal(request: Request, token: str) -> Response:
    visit = await visiting(request, token)
    story = await story_of(visit.reads, visit.candidate_id)
    return page(visit, story, "home")


@pages.get("/{token}/happened")
async def show_what_happened(
    request: Request, token: str, cursor: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    visit = await visiting(request, token)
    story = await story_of(visit.reads, visit.candidate_id)
    happened = await told_to_candidate(
        visit.reads, visit.candidate_id, ZoneInfo(story.timezone), cursor, HAPPENED_ON_A_PAGE
    )
    return page(visit, story, "happened", happened=happened)
