"""E-mail: what was sent to whom, and what became of it."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.messages import actions, queries
from app.messages.models import (
    AddressSuppressed,
    Message,
    MessageOpenAlready,
    MessageSettled,
    SuppressedAlready,
    Suppression,
    SuppressionReason,
)
from app.messages.schemas import (
    MessageOut,
    MessageQuery,
    SuppressionIn,
    SuppressionOut,
    SuppressionQuery,
)
from app.paging import Page
from app.routing import Router

router = Router(tag="messages")

Reading = Annotated[Reads, reading("feedback:read")]
Changing = Annotated[Db, changing("feedback:write")]


async def message_in_path(db: Changing, message_id: UUID, if_match: IfMatch = None) -> Message:
    message = await db.hold(Message, message_id)
    answers.expect_version(if_match, message.version)
    return message


async def suppression_in_path(db: Changing, suppression_id: UUID) -> Suppression:
    return await db.hold(Suppression, suppression_id)


MessageInPath = Annotated[Message, Depends(message_in_path)]
SuppressionInPath = Annotated[Suppression, Depends(suppression_in_path)]


@router.get(
    "/messages", summary="List messages", response_model=Page[MessageOut], responses=problems()
)
async def list_messages(db: Reading, query: Annotated[MessageQuery, Query()]) -> Response:
    """Every e-mail, newest first. `status=failed` is what needs somebody: look at `failure`."""
    return await queries.MESSAGES.page(db, query)


@router.get(
    "/messages/{message_id}",
    summary="Get a message",
    response_model=MessageOut,
    responses=problems(NotFound),
)
async def get_message(db: Reading, message_id: UUID) -> Response:
    """One e-mail, word for word, and what became of it."""
    return answers.found(await queries.message_out(db, message_id))


@router.post(
    "/messages/{message_id}/resend",
    summary="Send a message again",
    response_model=MessageOut,
    responses=problems(
        NotFound, MessageSettled, AddressSuppressed, MessageOpenAlready, PreconditionFailed
    ),
)
async def resend_message(db: Changing, message: MessageInPath) -> Response:
    """What failed or bounced is queued again. One that was `interrupted` may have arrived: it would
    then be there twice."""
    await actions.resend(db, message)
    return answers.changed(db, await queries.message_out(db, message.id))


@router.post(
    "/messages/{message_id}/cancellation",
    summary="Cancel a message",
    response_model=MessageOut,
    responses=problems(NotFound, MessageSettled, PreconditionFailed),
)
async def cancel_message(db: Changing, message: MessageInPath) -> Response:
    """As long as it is queued; or when it failed or came back and is not to be sent again, to take
    it off the desk. Feedback requests that it was about are paused, so that Debrief does not write
    about them again until you go on."""
    await actions.cancel(db, message)
    return answers.changed(db, await queries.message_out(db, message.id))


@router.get(
    "/suppressions",
    summary="List suppressed addresses",
    response_model=Page[SuppressionOut],
    responses=problems(),
)
async def list_suppressions(db: Reading, query: Annotated[SuppressionQuery, Query()]) -> Response:
    """The addresses nobody writes to: they asked for it, mail to them came back, or you said so."""
    return await queries.SUPPRESSIONS.page(db, query)


@router.post(
    "/suppressions",
    summary="Suppress an address",
    status_code=201,
    response_model=SuppressionOut,
    responses=problems(SuppressedAlready),
)
async def create_suppression(db: Changing, new: SuppressionIn) -> Response:
    """Nothing is sent there any more, whoever has that address."""
    suppression = await actions.suppress(db, new.email, SuppressionReason.by_hand)
    if suppression is None:
        raise SuppressedAlready
    row = await queries.suppression_out(db, suppression.id)
    return answers.created(db, row, f"/v1/suppressions/{suppression.id}")


@router.get(
    "/suppressions/{suppression_id}",
    summary="Get a suppressed address",
    response_model=SuppressionOut,
    responses=problems(NotFound),
)
async def get_suppression(db: Reading, suppression_id: UUID) -> Response:
    """Since when, and why."""
    return answers.found(await queries.suppression_out(db, suppression_id))


@router.delete(
    "/suppressions/{suppression_id}",
    summary="Allow an address again",
    status_code=204,
    responses=problems(NotFound),
)
async def delete_suppression(db: Changing, suppression: SuppressionInPath) -> Response:
    """They changed their mind, or the address works again. `do_not_email` of a contact stays as it
    is."""
    await actions.allow_again(db, suppression)
    return answers.done(db)
