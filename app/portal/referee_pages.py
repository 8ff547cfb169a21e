"""The candidate's referees: who may be asked, and whether they agreed."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app import clock
from app.candidates.queries import get_active_candidate
from app.database import Db
from app.errors import NotFound
from app.links.opening import LinkRoute
from app.portal import receiving
from app.portal.showing import page
from app.portal.story import story_of
from app.portal.visiting import Complaints, Typed, Visit, take, visiting
from app.referees import queries
from app.referees.actions import add_referee, change_referee
from app.referees.models import Referee
from app.referees.schemas import RefereeChange, RefereeQuery
from app.routing import Router

MOST_SHOWN = 200

pages = Router(prefix="/c/{token}/referees", tag="public", include_in_schema=False)
pages.route_class = LinkRoute


@pages.get("")
async def show_referees(request: Request, token: str) -> Response:
    return await referees_page(await visiting(request, token))


async def referees_page(
    visit: Visit, typed: Typed | None = None, complaints: Complaints = ()
) -> Response:
    story = await story_of(visit.reads, visit.candidate_id)
    theirs = RefereeQuery(candidate_id=visit.candidate_id, limit=MOST_SHOWN, sort="created_at")
    referees = await queries.REFEREES.rows_of_page(visit.reads, theirs)
    return page(
        visit, story, "referees", typed=typed, complaints=complaints, referees=referees["items"]
    )


@pages.post("")
async def name_referee(request: Request, token: str) -> Response:
    async def name(db: Db, visit: Visit, typed: Typed) -> str:
        candidate = await get_active_candidate(db, visit.candidate_id)
        add_referee(db, candidate, receiving.referee_in(typed))
        return "/referees?done=referee"

    return await take(request, token, name, referees_page)


@pages.post("/{referee_id}/consent")
async def change_consent(request: Request, token: str, referee_id: UUID) -> Response:
    """They agreed, or do not want to be asked any more."""

    async def change(db: Db, visit: Visit, typed: Typed) -> str:
        referee = await db.hold(Referee, referee_id)
        if referee.candidate_id != visit.candidate_id:
            raise NotFound
        agreed = typed.get("consent") == "given"
        given_at = (referee.consent_given_at or clock.now()) if agreed else None
        await change_referee(db, referee, RefereeChange(consent_given_at=given_at))
        return "/referees?done=consent"

    return await take(request, token, change, referees_page)
