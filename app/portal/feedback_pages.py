"""Released feedback on the candidate's page: reading it, saying so, and talking about it."""

from datetime import datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.calls import booking
from app.calls.locking import call_about
from app.calls.models import Call
from app.database import Db
from app.errors import NotFound
from app.feedback.answering import acknowledge
from app.feedback.models import Feedback
from app.feedback.schemas import AcknowledgementIn
from app.links.opening import LinkRoute
from app.pages.typed import Complaint, Incomplete
from app.portal import receiving
from app.portal.showing import page
from app.portal.story import story_of
from app.portal.visiting import Complaints, Typed, Visit, Work, feedback_of, take, visiting
from app.routing import Router

PICK_ONE = Complaint("starts_at", "Please pick one of the times, or say that none suits you.")

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
    return page(
        visit, story, "feedback", typed=typed, complaints=complaints,
        application=application, interview=interview, feedback=feedback,
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


@pages.post("/{feedback_id}/talk")
async def ask_to_talk(request: Request, token: str, feedback_id: UUID) -> Response:
    """When it suits them in their own words, and where to ring."""

    async def ask(db: Db, visit: Visit, typed: Typed) -> str:
        feedback = await feedback_of(db, visit, feedback_id)
        wished = receiving.call_in(typed)
        await booking.want(db, feedback, wished.wish, wished.phone)
        return f"/feedback/{feedback_id}?done=talk"

    return await take_about(request, token, feedback_id, ask)


@pages.post("/{feedback_id}/call")
async def answer_offer(request: Request, token: str, feedback_id: UUID) -> Response:
    """One of the times, none of them, or no call after all."""

    async def answer(db: Db, visit: Visit, typed: Typed) -> str:
        call = await call_of(db, await feedback_of(db, visit, feedback_id))
        if typed.get("way") == "call-off":
            await booking.call_off(db, call)
            return f"/feedback/{feedback_id}?done=call-off"
        if typed.get("starts_at") == "none":
            await booking.none_suits(db, call, receiving.call_in(typed).wish)
            return f"/feedback/{feedback_id}?done=talk"
        starts_at, before = (moment(typed.get(name)) for name in ("starts_at", "instead_of"))
        if starts_at is None:
            raise Incomplete(PICK_ONE)
        await booking.pick(db, call, starts_at, instead_of=before)
        return f"/feedback/{feedback_id}?done=booked"

    return await take_about(request, token, feedback_id, answer)


async def call_of(db: Db, feedback: Feedback) -> Call:
    """Held, as what it is about. Raises `NotFound` before there is one."""
    call = await call_about(db, feedback)
    if call is None:
        raise NotFound
    return call


def moment(typed: str | None) -> datetime | None:
    """An instant as the page wrote it; nothing for anything else."""
    try:
        found = datetime.fromisoformat(typed or "")
    except ValueError:
        return None
    return found if found.tzinfo else None
