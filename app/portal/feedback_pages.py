"""Released feedback on the candidate's page: reading it, saying so, and asking to talk."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.database import Db
from app.feedback.answering import acknowledge
from app.feedback.schemas import AcknowledgementIn
from app.links.opening import LinkRoute
from app.portal.showing import page
from app.portal.story import story_of
from app.portal.visiting import Complaints, Typed, Visit, feedback_of, take, visiting
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
    return page(
        visit, story, "feedback", typed=typed, complaints=complaints,
        application=application, interview=interview, feedback=feedback,
    )  # fmt: skip


@pages.post("/{feedback_id}/acknowledgement")
async def say_read(request: Request, token: str, feedback_id: UUID) -> Response:
    """Said twice is said once."""

    async def say(db: Db, visit: Visit, _: Typed) -> str:
        feedback = await feedback_of(db, visit, feedback_id)
        if feedback.acknowledged_at is None:
            await acknowledge(db, feedback, AcknowledgementIn())
        return f"/feedback/{feedback_id}?done=read"

    async def again(visit: Visit, typed: Typed, complaints: Complaints) -> Response:
        return await feedback_page(visit, feedback_id, typed, complaints)

    return await take(request, token, say, again)
