"""What is the candidate's own: the zone of their page, their calendar, their data."""

from functools import cache
from importlib.resources import files
from itertools import groupby
from uuid import UUID
from zoneinfo import available_timezones

from starlette.requests import Request
from starlette.responses import Response

from app.candidates.actions import change_candidate, request_erasure
from app.candidates.models import Candidate
from app.candidates.schemas import CandidateChange
from app.database import Db
from app.documents.serving import NOBODY_ELSE, streamed
from app.events import kinds
from app.events.recorder import record
from app.links.actions import link_for
from app.links.models import LinkKind
from app.links.opening import LinkRoute
from app.links.queries import calendar_of
from app.pages import csrf
from app.portal import receiving
from app.portal.download import documents_of, everything_of, their_document
from app.portal.showing import page
from app.portal.story import story_of
from app.portal.visiting import STALE, Complaints, Typed, Visit, take, visiting
from app.routing import Router
from app.transaction import transaction

pages = Router(prefix="/c/{token}/yours", tag="public", include_in_schema=False)
pages.route_class = LinkRoute

SAVED_AS = 'attachment; filename="my-data.json"'


@cache
def zones() -> dict[str, list[str]]:
    """Every inhabited zone once, under its present name, by continent: from the list that comes
    with the time zone data."""
    listed = files("tzdata").joinpath("zoneinfo/zone.tab").read_text().splitlines()
    names = {line.split("\t")[2] for line in listed if not line.startswith("#")}
    known = sorted(names & available_timezones())
    return {area: list(found) for area, found in groupby(known, lambda name: name.split("/")[0])}


@pages.get("")
async def show_own(request: Request, token: str) -> Response:
    return await own_page(await visiting(request, token))


async def own_page(
    visit: Visit, typed: Typed | None = None, complaints: Complaints = ()
) -> Response:
    story = await story_of(visit.reads, visit.candidate_id)
    return page(
        visit, story, "yours", typed=typed, complaints=complaints, zones=zones(),
        calendar=await calendar_of(visit.reads, visit.candidate_id),
        documents=await documents_of(visit.reads, visit.candidate_id),
    )  # fmt: skip


@pages.post("/zone")
async def choose_zone(request: Request, token: str) -> Response:
    async def choose(db: Db, visit: Visit, typed: Typed) -> str:
        chosen = receiving.validated(CandidateChange, {"timezone": typed.get("timezone") or None})
        await change_candidate(db, await db.hold(Candidate, visit.candidate_id), chosen)
        return "/yours?done=zone"

    return await take(request, token, choose, own_page)


@pages.post("/calendar")
async def make_calendar(request: Request, token: str) -> Response:
    async def make(db: Db, visit: Visit, _: Typed) -> str:
        await link_for(db, LinkKind.calendar, candidate_id=visit.candidate_id)
        return "/yours?done=calendar"

    return await take(request, token, make, own_page)


@pages.post("/erasure")
async def ask_for_erasure(request: Request, token: str) -> Response:
    async def ask(db: Db, visit: Visit, _: Typed) -> str:
        await request_erasure(db, await db.hold(Candidate, visit.candidate_id))
        return "/yours?done=erasure"

    return await take(request, token, ask, own_page)


@pages.post("/data")
async def download_data(request: Request, token: str) -> Response:
    """Everything as one JSON file; that it was downloaded stands on the timeline."""
    visit = await visiting(request, token)
    form = await request.form(max_files=0, max_fields=10)
    try:
        csrf.expect_own_form(request, form)
    except csrf.FormStale:
        return await own_page(visit, {}, (STALE,))
    async with transaction(visit.database, visit.actor) as db:
        content = await everything_of(db, visit.candidate_id)
        downloaded = kinds.CandidateDataDownloaded()
        record(db, downloaded, visit.candidate_id, candidate_id=visit.candidate_id)
    headers = NOBODY_ELSE | {"content-disposition": SAVED_AS}
    return Response(content, headers=headers, media_type="application/json")


@pages.get("/documents/{document_id}")
async def download_own_document(request: Request, token: str, document_id: UUID) -> Response:
    visit = await visiting(request, token)
    return await streamed(await their_document(visit.reads, visit.candidate_id, document_id))
