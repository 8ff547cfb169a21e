"""The thank-you to the interviewers: drafted, edited and sent on the candidate's page."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.database import Db
from app.errors import NotFound
from app.follow_ups import queries
from app.follow_ups.actions import change_follow_up
from app.follow_ups.drafting import draft
from app.follow_ups.models import FollowUp
from app.follow_ups.schemas import SentIn
from app.follow_ups.sending import log_sent, send_follow_up
from app.links.opening import LinkRoute
from app.portal import receiving
from app.portal.interview_pages import read
from app.portal.showing import page
from app.portal.story import story_of
from app.portal.visiting import Complaints, Typed, Visit, take, visiting
from app.routing import Router

pages = Router(prefix="/c/{token}/thank-yous", tag="public", include_in_schema=False)
pages.route_class = LinkRoute


@pages.get("/{follow_up_id}")
async def show_thank_you(request: Request, token: str, follow_up_id: UUID) -> Response:
    return await thank_you_page(await visiting(request, token), follow_up_id)


async def thank_you_page(
    visit: Visit, follow_up_id: UUID, typed: Typed | None = None, complaints: Complaints = ()
) -> Response:
    """What was written so far, or a draft made of the debrief. Raises `NotFound`."""
    story = await story_of(visit.reads, visit.candidate_id)
    application, interview, _ = story.follow_up(follow_up_id)
    follow_up = read(await queries.follow_up_out(visit.reads, follow_up_id))
    drafted = await draft(visit.reads, follow_up_id)
    known = {
        "subject": follow_up["subject"] or drafted.subject,
        "body": follow_up["body"] or drafted.body,
    }
    return page(
        visit, story, "thank_you", typed=typed or known, complaints=complaints,
        application=application, interview=interview, follow_up=follow_up,
    )  # fmt: skip


async def their_follow_up(db: Db, visit: Visit, follow_up_id: UUID) -> FollowUp:
    """Locked. Raises `NotFound` for somebody else's."""
    follow_up = await db.hold(FollowUp, follow_up_id)
    _, application = await queries.about(db, follow_up)
    if application.candidate_id != visit.candidate_id:
        raise NotFound
    return follow_up


@pages.post("/{follow_up_id}")
async def send_thank_you(request: Request, token: str, follow_up_id: UUID) -> Response:
    """`way` says whether it is sent, kept for later, or was sent another way."""

    async def send(db: Db, visit: Visit, typed: Typed) -> str:
        follow_up = await their_follow_up(db, visit, follow_up_id)
        written = receiving.thank_you_in(typed)
        way = typed.get("way")
        if way == "elsewhere":
            await log_sent(db, follow_up, SentIn(body=written.body))
            return "?done=thanked-elsewhere"
        await change_follow_up(db, follow_up, written)
        if way == "keep":
            return f"/thank-yous/{follow_up_id}?done=thank-you-kept"
        await send_follow_up(db, follow_up)
        return "?done=thanked"

    async def again(visit: Visit, typed: Typed, complaints: Complaints) -> Response:
        return await thank_you_page(visit, follow_up_id, typed, complaints)

    return await take(request, token, send, again)
