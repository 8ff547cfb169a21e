"""The employer's form, `/f/{token}`: no account, no script, one page on a phone."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.access.actors import Actor
from app.calls import receiving as calls
from app.database import Db
from app.feedback.models import FeedbackRequest
from app.feedback.refusals import RequestSettled
from app.forms import receiving
from app.forms.showing import form_row, page
from app.interviews.models import InterviewMissing, InterviewToCome
from app.links.actions import note_opened
from app.links.models import LinkKind
from app.links.opening import LinkGone, LinkRoute, Opened, open_link
from app.pages import csrf, rendering
from app.pages.typed import Complaint, Incomplete, typed_into
from app.public.visiting import prefers_page
from app.routing import Router
from app.statements import Row
from app.transaction import transaction

MOST_FIELDS = 60
TO_COME = Complaint(
    "form",
    "This interview was moved and is still to come: please tell us when it is over. Until then you "
    "can keep what you typed as a draft.",
)
Way = Literal["answer", "addition", "later", "refusal", "call", "time", "call_off"]

pages = Router(prefix="/f", tag="public", include_in_schema=False)
pages.route_class = LinkRoute

Receive = Callable[[Db, FeedbackRequest, Mapping[str, str]], Awaitable[None]]


async def receive_addition(db: Db, request: FeedbackRequest, typed: Mapping[str, str]) -> None:
    await receiving.add(db, request, typed.get("addition", ""))


WAYS: dict[str, Receive] = {
    "answer": receiving.receive_answer,
    "addition": receive_addition,
    "later": receiving.receive_promise,
    "refusal": receiving.receive_refusal,
    "call": receiving.receive_wish,
    "time": calls.receive_time,
    "call_off": receiving.receive_calling_off,
}


async def opened_form(request: Request, token: str) -> tuple[Opened, UUID]:
    opened = await open_link(request, LinkKind.form, token)
    assert opened.feedback_request_id is not None
    return opened, opened.feedback_request_id


async def their_row(opened: Opened) -> Row:
    """Raises `LinkGone` when a colleague is asked by now: the link was made for somebody else."""
    row = await form_row(opened, opened.reads(Actor(opened.agency_id, "contact")))
    if opened.contact_id not in (None, row["contact_id"]):
        raise LinkGone
    return row


@pages.get("/{token}")
async def show_form(
    request: Request, token: str, done: Annotated[Way | Literal["kept"] | None, Query()] = None
) -> Response:
    opened, _ = await opened_form(request, token)
    row = await their_row(opened)
    if opened.first_opened_at is None:
        actor = receiving.contact_of(opened, row["contact_id"])
        async with transaction(opened.database, actor) as db:
            await note_opened(db, opened.id)
    return page(opened, row, done=done)


@pages.post("/{token}")
async def send_form(request: Request, token: str) -> Response:
    """Whatever is wrong, what was typed is shown again."""
    opened, request_id = await opened_form(request, token)
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    typed = typed_into(form)
    way = typed.get("way", "answer")
    row = await their_row(opened)
    try:
        csrf.expect_own_form(request, form)
        async with transaction(
            opened.database, receiving.contact_of(opened, row["contact_id"])
        ) as db:
            asked = await db.hold(FeedbackRequest, request_id)
            await WAYS.get(way, receiving.receive_answer)(db, asked, typed)
    except csrf.FormStale:
        once_more = Complaint("form", "Please send it once more: this page had grown old.")
        return page(opened, row, typed=typed, complaints=(once_more,), way=way)
    except Incomplete as incomplete:
        row = await their_row(opened)
        return page(opened, row, typed=typed, complaints=incomplete.complaints, way=way)
    except InterviewToCome:
        return page(opened, row, typed=typed, complaints=(TO_COME,), way=way)
    except (InterviewMissing, RequestSettled):
        way = ""  # the page says how it stands now
    return RedirectResponse(f"/f/{token}?done={way}".removesuffix("?done="), 303, rendering.PRIVATE)


@pages.post("/{token}/draft")
async def keep_draft(request: Request, token: str) -> Response:
    """By the script now and then, or by the button without one."""
    opened, request_id = await opened_form(request, token)
    form = await request.form(max_files=0, max_fields=MOST_FIELDS)
    typed = typed_into(form)
    row = await their_row(opened)
    try:
        csrf.expect_own_form(request, form)
        async with transaction(
            opened.database, receiving.contact_of(opened, row["contact_id"])
        ) as db:
            await receiving.keep_draft(db, request_id, typed)
    except csrf.FormStale:
        once_more = Complaint("form", "Please keep it once more: this page had grown old.")
        return page(opened, row, typed=typed, complaints=(once_more,))
    except Incomplete as incomplete:
        return page(opened, row, typed=typed, complaints=incomplete.complaints)
    if prefers_page(request):
        return RedirectResponse(f"/f/{token}?done=kept", 303, rendering.PRIVATE)
    return Response(status_code=204, headers=rendering.PRIVATE)
