"""One interview on the candidate's page: before it what to prepare, after it the debrief."""

from uuid import UUID

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from app.database import Db
from app.debriefs.actions import put_debrief
from app.debriefs.preparation import preparation
from app.debriefs.queries import debrief_out
from app.interviews.actions import change_interview
from app.links.opening import LinkRoute
from app.portal import receiving
from app.portal.showing import page
from app.portal.story import story_of
from app.portal.visiting import Complaints, Typed, Visit, interview_of, take, visiting
from app.routing import Router
from app.statements import Row

pages = Router(prefix="/c/{token}/interviews", tag="public", include_in_schema=False)
pages.route_class = LinkRoute


@pages.get("/{interview_id}")
async def show_interview(request: Request, token: str, interview_id: UUID) -> Response:
    return await interview_page(await visiting(request, token), interview_id)


async def interview_page(
    visit: Visit, interview_id: UUID, typed: Typed | None = None, complaints: Complaints = ()
) -> Response:
    """Raises `NotFound`."""
    story = await story_of(visit.reads, visit.candidate_id)
    application, interview = story.interview(interview_id)
    prepared = read(await preparation(visit.reads, interview_id))
    shown = typed or receiving.rows_typed(prepared["questions_to_ask"])
    return page(
        visit, story, "interview", typed=shown, complaints=complaints,
        application=application, interview=interview, prepared=prepared,
        rows=receiving.row_numbers(shown),
    )  # fmt: skip


@pages.post("/{interview_id}/questions")
async def keep_questions(request: Request, token: str, interview_id: UUID) -> Response:
    async def keep(db: Db, visit: Visit, typed: Typed) -> str:
        interview, application = await interview_of(db, visit, interview_id)
        await change_interview(db, interview, application, receiving.questions_in(typed))
        return f"/interviews/{interview_id}?done=questions"

    async def again(visit: Visit, typed: Typed, complaints: Complaints) -> Response:
        return await interview_page(visit, interview_id, typed, complaints)

    return await take(request, token, keep, again)


@pages.get("/{interview_id}/debrief")
async def show_debrief(request: Request, token: str, interview_id: UUID) -> Response:
    return await debrief_page(await visiting(request, token), interview_id)


async def debrief_page(
    visit: Visit, interview_id: UUID, typed: Typed | None = None, complaints: Complaints = ()
) -> Response:
    """Raises `NotFound`."""
    story = await story_of(visit.reads, visit.candidate_id)
    application, interview = story.interview(interview_id)
    told = read(await debrief_out(visit.reads, interview_id)) if interview.debriefed else None
    shown = typed or receiving.debrief_typed(told)
    return page(
        visit, story, "debrief", typed=shown, complaints=complaints,
        application=application, interview=interview, told=told,
        rows=receiving.row_numbers(shown),
    )  # fmt: skip


@pages.post("/{interview_id}/debrief")
async def send_debrief(request: Request, token: str, interview_id: UUID) -> Response:
    async def record(db: Db, visit: Visit, typed: Typed) -> str:
        interview, application = await interview_of(db, visit, interview_id)
        await put_debrief(db, interview, application, receiving.debrief_in(typed), None)
        return "?done=debrief"

    async def again(visit: Visit, typed: Typed, complaints: Complaints) -> Response:
        return await debrief_page(visit, interview_id, typed, complaints)

    return await take(request, token, record, again)


def read(row: Row) -> Row:
    """With its JSON parsed, for a template."""
    whole: Row = msgspec.json.decode(msgspec.json.encode(row))
    return whole
