"""Released feedback on the candidate's page: reading it, saying so, and talking about it."""

from uuid import UUID
from zoneinfo import ZoneInfo

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from app import clock
from app.calls import receiving as calls
from app.calls.showing import as_shown
from app.candidates.models import Candidate
from app.database import Db
from app.feedback.answering import acknowledge
from app.feedback.schemas import AcknowledgementIn
from app.links.opening import LinkRoute
from app.portal.showing import page
from app.portal.story import story_of
from app.portal.visiting import Complaints, Typed, Visit, Work, feedback_of, take, visiting
from app.routing import Router

pages = Router(prefix="/c/{token}/feedback", tag="public", include_in_schema=False)
pages.route_class = LinkRoute


@pages.get("/{feedback_id}")
async def show_feedback(request: Request, token: str, feedback_id: UUID) -> Response:
    return await feedback_page(await visiting(request, token), feedback_id)


async def feedback_page(
    visit: Visit, feedback_id: UUID, typed: Typed | None = None, complaints: Complaints = ()
) -> Response:
    """Raises `NotFound`, also for what was not released to them."""
    story = await story_of(visit.reads, visit.candidate_id)
    application, interview, feedback = story.feedback(feedback_id)
    call = as_shown(
        msgspec.structs.asdict(feedback.call) if feedback.call else None,
        zone=ZoneInfo(story.timezone),
        now=clock.now(),
        caller=story.recruiter or visit.opened.agency_name,
        phone=story.phone,
    )
    return page(
        visit, story, "feedback", typed=typed, complaints=complaints,
        application=application, interview=interview, feedback=feedback, call=call,
    )  # fmt: skip


async def take_about(request: Request, token: str, feedback_id: UUID, work: Work) -> Response:
    async def again(visit: Visit, typed: Typed, complaints: Complaints) -> Response:
        return await feedback_page(visit, feedback_id, typed, complaints)

    return await take(request, token, work, again)


@pages.post("/{feedback_id}/acknowledgement")
async def say_read(request: Request, token: str, feedback_id: UUID) -> Response:
    """Said twice is said once."""

    async def say(db: Db, visit: Visit, _: Typed) -> str:
        feedback = await feedback_of(db, visit, feedback_id)
        if feedback.acknowledged_at is None:
            await acknowledge(db, feedback, AcknowledgementIn())
        return f"/feedback/{feedback_id}?done=read"

    return await take_about(request, token, feedback_id, say)


@pages.post("/{feedback_id}/call")
async def answer_about_call(request: Request, token: str, feedback_id: UUID) -> Response:
    """`way` says whether they want one, pick a time (or none) or need none after all."""

    async def answer(db: Db, visit: Visit, typed: Typed) -> str:
        feedback = await feedback_of(db, visit, feedback_id)
        way = typed.get("way")
        if way == "call_off":
            await calls.receive_calling_off(db, feedback)
            return f"/feedback/{feedback_id}?done=call-off"
        if way == "time":
            await calls.receive_time(db, feedback, typed)
            return f"/feedback/{feedback_id}?done=time"
        candidate = await db.get_one(Candidate, (db.agency_id, visit.candidate_id))
        known = candidate.phones[0] if candidate.phones else None
        await calls.receive_wish(db, feedback, typed, known_phone=known)
        return f"/feedback/{feedback_id}?done=talk"

    return await take_about(request, token, feedback_id, answer)
