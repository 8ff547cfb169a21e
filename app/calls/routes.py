"""Feedback calls: offered, booked, held."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.calls import actions, locking, queries
from app.calls.locking import Matter
from app.calls.models import Call, CallSettled, CallToCome
from app.calls.putting import put_call
from app.calls.schemas import (
    BookingIn,
    CallChange,
    CallIn,
    CallOut,
    CallQuery,
    HeldIn,
    MissedIn,
    TimesIn,
)
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.feedback.models import Feedback, FeedbackRequest
from app.feedback.refusals import NotReleased, RequestSettled
from app.paging import Page
from app.routing import Router

router = Router(tag="feedback")

Reading = Annotated[Reads, reading("feedback:read")]
Changing = Annotated[Db, changing("feedback:write")]
FIRST: dict[int | str, dict[str, Any]] = {
    201: {"model": CallOut, "description": "There was none before"}
}


async def call_in_path(
    db: Changing, call_id: UUID, if_match: IfMatch = None
) -> tuple[Matter, Call]:
    of, call = await locking.hold_call(db, call_id)
    answers.expect_version(if_match, call.version)
    return of, call


async def request_in_path(db: Changing, request_id: UUID) -> FeedbackRequest:
    return await db.hold(FeedbackRequest, request_id)


async def feedback_in_path(db: Changing, feedback_id: UUID) -> Feedback:
    return await db.hold(Feedback, feedback_id)


CallInPath = Annotated[tuple[Matter, Call], Depends(call_in_path)]
RequestInPath = Annotated[FeedbackRequest, Depends(request_in_path)]
FeedbackInPath = Annotated[Feedback, Depends(feedback_in_path)]


async def shown(db: Db, call: Call, *, at: str | None = None) -> Response:
    """As it stands now; `at` is where, when it is new."""
    row = await queries.call_out(db, call.id)
    return answers.created(db, row, at) if at else answers.changed(db, row)


async def put(
    db: Db, about: FeedbackRequest | Feedback, new: CallIn, if_match: str | None, path: str
) -> Response:
    of = await locking.matter(db, about)
    before = await locking.call_about(db, about)
    call, first = await put_call(db, of, before, new, if_match)
    return await shown(db, call, at=path if first else None)


async def offer(db: Db, about: FeedbackRequest | Feedback, new: TimesIn) -> Response:
    of = await locking.matter(db, about)
    call = await actions.offer(db, of, await locking.call_about(db, about), new)
    return await shown(db, call)


@router.get("/calls", summary="List calls", response_model=Page[CallOut], responses=problems())
async def list_calls(db: Reading, query: Annotated[CallQuery, Query()]) -> Response:
    """Calls with employers' contacts about the feedback they owe, and with candidates about the
    feedback they were given; newest first. `sort=starts_at` with `from` is the diary."""
    return await queries.CALLS.page(db, query)


@router.get(
    "/calls/{call_id}",
    summary="Get a call",
    response_model=CallOut,
    responses=problems(NotFound),
)
async def get_call(db: Reading, call_id: UUID) -> Response:
    """One call, with what was offered, agreed and said."""
    return answers.found(await queries.call_out(db, call_id))


@router.patch(
    "/calls/{call_id}",
    summary="Change a call",
    response_model=CallOut,
    responses=problems(NotFound, PreconditionFailed),
)
async def change_call(db: Changing, held: CallInPath, change: CallChange) -> Response:
    """Its notes, at any time, and how long it takes, the number and who calls. Whoever has an
    invitation to it is sent a new one when what stands there changes."""
    await actions.change_call(db, *held, change)
    return await shown(db, held[1])


@router.post(
    "/calls/{call_id}/booking",
    summary="Book or move a call",
    response_model=CallOut,
    responses=problems(NotFound, CallSettled, RequestSettled, NotReleased, PreconditionFailed),
)
async def book_call(db: Changing, held: CallInPath, new: BookingIn) -> Response:
    """For a time you agreed, one of those offered or not; also after it was missed. Both sides are
    e-mailed an invitation, or what replaces the one they have. Nobody chases the contact before
    it."""
    await actions.book(db, *held, new)
    return await shown(db, held[1])


@router.post(
    "/calls/{call_id}/held",
    summary="Log that a call was held",
    response_model=CallOut,
    responses=problems(NotFound, CallSettled, PreconditionFailed),
)
async def log_call_held(db: Changing, held: CallInPath, new: HeldIn | None = None) -> Response:
    """You talked, at the time agreed or at another. What a contact said is feedback only once it is
    logged: `POST /v1/feedback-requests/{id}/feedback` with channel `call`, which marks the call as
    held by itself."""
    await actions.log_held(db, *held, new or HeldIn())
    return await shown(db, held[1])


@router.post(
    "/calls/{call_id}/missed",
    summary="Log that a call was missed",
    response_model=CallOut,
    responses=problems(NotFound, CallSettled, CallToCome, PreconditionFailed),
)
async def log_call_missed(db: Changing, held: CallInPath, new: MissedIn) -> Response:
    """Its time came, and `by` did not. Offer times or book it again; a contact is chased again by
    the policy."""
    await actions.log_missed(db, *held, new.by)
    return await shown(db, held[1])


@router.post(
    "/calls/{call_id}/cancellation",
    summary="Call a call off",
    response_model=CallOut,
    responses=problems(NotFound, CallSettled, PreconditionFailed),
)
async def cancel_call(db: Changing, held: CallInPath) -> Response:
    """There will be none: invitations are taken back, and a contact is chased again by the policy.
    Another can be offered."""
    await actions.cancel(db, *held, "by_recruiter")
    return await shown(db, held[1])


@router.get(
    "/feedback-requests/{request_id}/call",
    summary="Get the call with the contact",
    response_model=CallOut,
    responses=problems(NotFound),
)
async def get_call_with_contact(db: Reading, request_id: UUID) -> Response:
    """The one about this request; the last, when some were called off. 404 while there is none."""
    return answers.found(await queries.call_about_request(db, request_id))


@router.put(
    "/feedback-requests/{request_id}/call",
    summary="Set the call with the contact",
    response_model=CallOut,
    responses=problems(NotFound, CallSettled, RequestSettled, PreconditionFailed) | FIRST,
)
async def put_call_with_contact(
    db: Changing, request: RequestInPath, new: CallIn, if_match: IfMatch = None
) -> Response:
    """What you know of the call, in any order; what is not sent stays.

    The furthest moment that is new says where it stands: `offered_at` offered (nobody is written
    to: offer times to have that done), `starts_at` booked, or moved if it was, `held_at` held, also
    when it was arranged elsewhere or the request is settled by now. `notes` can be set at any time.
    Sent again as it stands it changes nothing; what the call does not allow is 409 with
    `allowed_statuses`.
    """
    return await put(db, request, new, if_match, f"/v1/feedback-requests/{request.id}/call")


@router.post(
    "/feedback-requests/{request_id}/call/times",
    summary="Offer the contact times for a call",
    response_model=CallOut,
    responses=problems(NotFound, CallSettled, RequestSettled),
)
async def offer_call_to_contact(db: Changing, request: RequestInPath, new: TimesIn) -> Response:
    """They pick one on their form, which they are e-mailed the link to if they may be. Offering
    again replaces what was offered, and takes back what was booked."""
    return await offer(db, request, new)


@router.get(
    "/feedback/{feedback_id}/call",
    summary="Get the call with the candidate",
    response_model=CallOut,
    responses=problems(NotFound),
)
async def get_call_with_candidate(db: Reading, feedback_id: UUID) -> Response:
    """The one about this feedback; the last, when some were called off. 404 while there is none."""
    return answers.found(await queries.call_about_feedback(db, feedback_id))


@router.put(
    "/feedback/{feedback_id}/call",
    summary="Set the call with the candidate",
    response_model=CallOut,
    responses=problems(NotFound, CallSettled, NotReleased, PreconditionFailed) | FIRST,
)
async def put_call_with_candidate(
    db: Changing, feedback: FeedbackInPath, new: CallIn, if_match: IfMatch = None
) -> Response:
    """What you know of the call about feedback that was released, as with a contact: the furthest
    of `offered_at`, `starts_at` and `held_at` that is new says where it stands."""
    return await put(db, feedback, new, if_match, f"/v1/feedback/{feedback.id}/call")


@router.post(
    "/feedback/{feedback_id}/call/times",
    summary="Offer the candidate times for a call",
    response_model=CallOut,
    responses=problems(NotFound, CallSettled, NotReleased),
)
async def offer_call_to_candidate(db: Changing, feedback: FeedbackInPath, new: TimesIn) -> Response:
    """To talk about what was released to them. They pick one on their own page, which they are
    e-mailed the link to. Offering again replaces what was offered, and takes back what was booked.
    """
    return await offer(db, feedback, new)
