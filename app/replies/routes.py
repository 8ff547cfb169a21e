"""What was answered by mail, to be reviewed; and the door it comes in by."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Query
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.database import Db, Reads
from app.documentation import problems
from app.documents import storing
from app.documents.models import FilesAway
from app.documents.naming import saved_as
from app.documents.serving import NOBODY_ELSE
from app.errors import NotFound, PreconditionFailed
from app.feedback.refusals import AlreadyAnswered, RequestSettled
from app.interviews.models import InterviewMissing
from app.paging import Page
from app.replies import actions, filing, queries
from app.replies.models import NoInboundMail, NotSigned, Reply, ReplySettled, UnknownRecipient
from app.replies.schemas import ConfirmationIn, MailIn, ReplyOut, ReplyQuery, WholeReplyOut
from app.replies.signed import MOST_IN_A_BODY, handed_in
from app.routing import Router

router = Router(tag="replies")

inbound = Router(prefix="/inbound", tag="public")
"""`/inbound/mail`: mail that a provider hands in."""

Reading = Annotated[Reads, reading("feedback:read")]
Changing = Annotated[Db, changing("feedback:write")]

HARMLESS = {"application/pdf", "image/png", "image/jpeg", "image/gif", "image/webp", "text/plain"}
"""Whatever is in it, no program runs it for its type."""
ANY = "application/octet-stream"


async def reply_in_path(db: Changing, reply_id: UUID, if_match: IfMatch = None) -> Reply:
    reply = await db.hold(Reply, reply_id)
    answers.expect_version(if_match, reply.version)
    return reply


ReplyInPath = Annotated[Reply, Depends(reply_in_path)]


@router.get("/replies", summary="List replies", response_model=Page[ReplyOut], responses=problems())
async def list_replies(db: Reading, query: Annotated[ReplyQuery, Query()]) -> Response:
    """What came in by mail, newest first. `status=to_review` is what waits for somebody;
    out-of-office notes and bounces are `noted`, and nobody need look at them."""
    return await queries.REPLIES.page(db, query)


@router.get(
    "/replies/{reply_id}",
    summary="Get a reply",
    response_model=WholeReplyOut,
    responses=problems(NotFound),
)
async def get_reply(db: Reading, reply_id: UUID) -> Response:
    """One reply, with all of its text. It is for the agency's eyes."""
    return answers.found(await queries.reply_out(db, reply_id))


@router.get(
    "/replies/{reply_id}/attachments/{n}",
    summary="Download a reply's attachment",
    response_class=StreamingResponse,
    responses=problems(NotFound, FilesAway)
    | {200: {"description": "The file.", "content": {t: {} for t in (ANY, *sorted(HARMLESS))}}},
)
async def download_attachment(
    db: Reading, reply_id: UUID, n: Annotated[int, Path(ge=1, le=100, description="From 1.")]
) -> Response:
    """The file as it was sent. Nobody has looked into it: scan it before opening it."""
    file = await queries.attachment_of(db, reply_id, n)
    headers = {
        "content-type": file["media_type"] if file["media_type"] in HARMLESS else ANY,
        "content-length": file["size"],
        "content-disposition": saved_as(file["name"], otherwise="attachment"),
    }
    return StreamingResponse(await storing.chunks(file["store_key"]), headers=headers | NOBODY_ELSE)


@router.post(
    "/replies/{reply_id}/confirmation",
    summary="Log a reply as feedback",
    response_model=WholeReplyOut,
    responses=problems(
        NotFound,
        ReplySettled,
        AlreadyAnswered,
        RequestSettled,
        InterviewMissing,
        PreconditionFailed,
    ),
)
async def confirm_reply(db: Changing, reply: ReplyInPath, new: ConfirmationIn) -> Response:
    """It is the employer's answer, received when the mail was: the request is received, and the
    feedback is at `feedback_id`.

    What they wrote becomes the private notes unless you send others: the candidate is told in your
    words.
    """
    await actions.confirm(db, reply, new)
    return answers.changed(db, await queries.reply_out(db, reply.id))


@router.post(
    "/replies/{reply_id}/dismissal",
    summary="Put a reply aside",
    response_model=WholeReplyOut,
    responses=problems(NotFound, ReplySettled, PreconditionFailed),
)
async def dismiss_reply(db: Changing, reply: ReplyInPath) -> Response:
    """It is no feedback: "I will ask her", or thanks for a thank-you. What its arrival had paused
    is chased again. It can still be confirmed."""
    await actions.dismiss(db, reply)
    return answers.changed(db, await queries.reply_out(db, reply.id))


@inbound.post(
    "/mail",
    summary="Hand in mail",
    status_code=204,
    responses={
        status: said
        for status, said in problems(UnknownRecipient, NoInboundMail, NotSigned, FilesAway).items()
        if status != 403
    },
    max_body_size=MOST_IN_A_BODY,
    openapi_extra={
        "parameters": [
            {"name": name, "in": "header", "required": True, "schema": {"type": "string"}}
            for name in ("webhook-id", "webhook-timestamp", "webhook-signature")
        ],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": MailIn.model_json_schema()}},
        },
    },
)
async def receive_mail(request: Request) -> Response:
    """For a mail provider, or the few lines that connect one: every message that comes to
    `DEBRIEF_REPLY_ADDRESS`, with anything after its plus.

    The body is signed by the Standard Webhooks scheme with `DEBRIEF_INBOUND_SECRET`; a signature
    older than five minutes is refused, and without the setting there is nothing here. 204 means
    that the message is kept for good. Send it again after a 429 or a 5xx: what came before is filed
    once.
    """
    mail = await handed_in(request)
    await filing.file(request.app.state.database, mail.recipient, mail.message)
    return Response(status_code=204)
