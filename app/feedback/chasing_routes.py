"""Chasing feedback: by hand and logged, by e-mail from here, paused and gone on with."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app import answers
from app.agencies.chasing import ChaseLimitReached, ChaseTooSoon
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.feedback import chasing, mailing, queries
from app.feedback.refusals import (
    ChasingNotPaused,
    ChasingOver,
    ContactNotMailed,
    RequestSettled,
)
from app.feedback.routes import Changing, Reading, RequestInPath
from app.feedback.schemas import ChaseIn, ChaseOut, FeedbackRequestOut, PauseIn
from app.messages.models import MessageOpenAlready
from app.messages.queries import message_out
from app.messages.schemas import MessageOut
from app.paging import ListQuery, Page
from app.routing import Router

router = Router(tag="feedback")


@router.get(
    "/feedback-requests/{request_id}/chases",
    summary="List a request's chases",
    response_model=Page[ChaseOut],
    responses=problems(NotFound),
)
async def list_chases(
    db: Reading, request_id: UUID, query: Annotated[ListQuery, Query()]
) -> Response:
    """Every reminder, with its outcome and what was promised; newest first."""
    await queries.request_out(db, request_id)
    return await queries.CHASES.page(db, query, feedback_request_id=request_id)


@router.post(
    "/feedback-requests/{request_id}/chases",
    summary="Chase a feedback request",
    status_code=201,
    response_model=ChaseOut,
    responses=problems(NotFound, RequestSettled, ChaseTooSoon, ChaseLimitReached, ChasingOver),
)
async def chase_feedback_request(db: Changing, request: RequestInPath, new: ChaseIn) -> Response:
    """Log one reminder and what came of it. A promise moves the next one.

    The agency's policy applies: not before the gap has passed or a promise has run out, not
    outside business hours or on a holiday (409 with `allowed_at`), never past the limit.
    """
    attempt = await chasing.chase(db, request, new)
    row = await queries.chase_out(db, request.id, attempt.id)
    return answers.created(db, row, f"/v1/feedback-requests/{request.id}/chases/{attempt.id}")


@router.get(
    "/feedback-requests/{request_id}/chases/{chase_id}",
    summary="Get a chase",
    response_model=ChaseOut,
    responses=problems(NotFound),
)
async def get_chase(db: Reading, request_id: UUID, chase_id: UUID) -> Response:
    """One reminder, with who made it, its outcome and what was promised."""
    return answers.found(await queries.chase_out(db, request_id, chase_id))


@router.post(
    "/feedback-requests/{request_id}/messages",
    summary="E-mail a feedback request now",
    status_code=201,
    response_model=MessageOut,
    responses=problems(
        NotFound,
        RequestSettled,
        ChasingOver,
        ChaseTooSoon,
        ChaseLimitReached,
        ContactNotMailed,
        MessageOpenAlready,
    ),
)
async def send_feedback_request(db: Changing, request: RequestInPath) -> Response:
    """Ask by e-mail, or remind if they were asked before, without waiting for the policy's moment.

    Manners still apply: not before the interview is over, in their business hours, a gap after the
    last chase, never past the limit, and one message to a person a day (409 with `allowed_at`). It
    is sent once this is answered, unless a call or a promise is logged first; the message says what
    became of it.
    """
    message = await mailing.send_now(db, request)
    row = await message_out(db, message.id)
    return answers.created(db, row, f"/v1/messages/{message.id}")


@router.post(
    "/feedback-requests/{request_id}/pause",
    summary="Pause chasing a request",
    response_model=FeedbackRequestOut,
    responses=problems(NotFound, RequestSettled, PreconditionFailed),
)
async def pause_feedback_request(
    db: Changing, request: RequestInPath, new: PauseIn | None = None
) -> Response:
    """Debrief sends nothing about it by itself, until `until` or until you go on. What you do by
    hand stays possible."""
    await chasing.pause(db, request, new.until if new else None)
    return answers.changed(db, await queries.request_out(db, request.id))


@router.post(
    "/feedback-requests/{request_id}/continuation",
    summary="Go on chasing a request",
    response_model=FeedbackRequestOut,
    responses=problems(NotFound, RequestSettled, ChasingNotPaused, PreconditionFailed),
)
async def continue_feedback_request(db: Changing, request: RequestInPath) -> Response:
    """The pause is over; the policy decides when the next message goes."""
    await chasing.go_on(db, request)
    return answers.changed(db, await queries.request_out(db, request.id))
