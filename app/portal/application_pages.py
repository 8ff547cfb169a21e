"""One application on the candidate's page: what they think of it, and leaving it."""

from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from app.applications.actions import withdraw_application
from app.database import Db
from app.links.opening import LinkRoute
from app.portal import receiving
from app.portal.interview_pages import read
from app.portal.showing import page
from app.portal.story import story_of
from app.portal.visiting import Complaints, Typed, Visit, application_of, take, visiting
from app.routing import Router
from app.verdicts.actions import record_verdict
from app.verdicts.queries import verdict_on, verdict_out

pages = Router(prefix="/c/{token}/applications", tag="public", include_in_schema=False)
pages.route_class = LinkRoute


@pages.get("/{application_id}/verdict")
async def show_verdict(request: Request, token: str, application_id: UUID) -> Response:
    return await verdict_page(await visiting(request, token), application_id)


async def verdict_page(
    visit: Visit, application_id: UUID, typed: Typed | None = None, complaints: Complaints = ()
) -> Response:
    """Raises `NotFound`."""
    story = await story_of(visit.reads, visit.candidate_id)
    application = story.application(application_id)
    known = read(await verdict_out(visit.reads, application_id)) if application.lean else None
    return page(
        visit, story, "verdict", complaints=complaints, application=application,
        typed=typed or receiving.verdict_typed(known),
    )  # fmt: skip


@pages.post("/{application_id}/verdict")
async def send_verdict(request: Request, token: str, application_id: UUID) -> Response:
    async def record(db: Db, visit: Visit, typed: Typed) -> str:
        application = await application_of(db, visit, application_id)
        verdict = await verdict_on(db, application_id)
        await record_verdict(db, application, verdict, receiving.verdict_in(typed))
        return "?done=verdict"

    async def again(visit: Visit, typed: Typed, complaints: Complaints) -> Response:
        return await verdict_page(visit, application_id, typed, complaints)

    return await take(request, token, record, again)


@pages.get("/{application_id}/withdrawal")
async def ask_before_withdrawal(request: Request, token: str, application_id: UUID) -> Response:
    return await withdrawal_page(await visiting(request, token), application_id)


async def withdrawal_page(
    visit: Visit, application_id: UUID, typed: Typed | None = None, complaints: Complaints = ()
) -> Response:
    """Raises `NotFound`."""
    story = await story_of(visit.reads, visit.candidate_id)
    application = story.application(application_id)
    return page(
        visit, story, "withdrawal", typed=typed, complaints=complaints, application=application
    )


@pages.post("/{application_id}/withdrawal")
async def withdraw(request: Request, token: str, application_id: UUID) -> Response:
    async def leave(db: Db, visit: Visit, typed: Typed) -> str:
        application = await application_of(db, visit, application_id)
        await withdraw_application(db, application, receiving.withdrawal_in(typed))
        return "?done=withdrawn"

    async def again(visit: Visit, typed: Typed, complaints: Complaints) -> Response:
        return await withdrawal_page(visit, application_id, typed, complaints)

    return await take(request, token, leave, again)
