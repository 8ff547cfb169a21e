"""Filing what comes in by mail: once, under the message it answers, before it is accepted."""

import asyncio
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from anyio import CapacityLimiter
from asyncpg import Record
from sqlalchemy import bindparam, select
from uuid_utils.compat import uuid7

from app import clock
from app.access.actors import Actor
from app.access.secrets import digest
from app.database import Database, Db
from app.documents import storing
from app.documents.naming import saved_as
from app.errors import Busy
from app.events import kinds
from app.events.recorder import record
from app.feedback import chasing
from app.feedback.locking import interview_of
from app.feedback.models import FeedbackRequest, RequestStatus
from app.links.tokens import LENGTH, is_believed
from app.messages.actions import REPLY, note_bounce
from app.messages.models import Message, MessageStatus
from app.replies.locking import alone_with, requests_of
from app.replies.models import Reply, ReplyKind, ReplyStatus, UnknownRecipient
from app.replies.reading import Attachment, Mail, read
from app.replies.recognising import Recognised
from app.replies.redaction import without_tokens
from app.replies.stripping import strip
from app.statements import Statement
from app.transaction import transaction

MOST_BYTES = 25 * 1024 * 1024
"""Of one message, attachments and all."""
MOST_ATTACHMENTS = 10
MOST_OF_AN_ATTACHMENT = 10 * 1024 * 1024
MOST_LISTED = 50
RECIPIENT = re.compile(rf"<?[^\s<>]*\+([A-Za-z0-9_-]{{{LENGTH}}})@[^\s<>]+>?")

ADDRESSED = Statement(
    select(Message.agency_id, Message.id, Message.contact_id, Message.recipients).where(
        Message.reply_digest == bindparam("digest")
    )
)
WHOSE = ("contact_id", "candidate_id")


@lru_cache
def two_at_once() -> CapacityLimiter:
    """Mails wait for each other before they take the machine from everybody else."""
    return CapacityLimiter(2)


@dataclass(frozen=True)
class Filed:
    """Where the mail is now; `already` when it had been delivered before."""

    agency_id: UUID
    reply_id: UUID
    already: bool


async def addressed(database: Database, recipient: str) -> Record:
    """The message whose reply address this is. Raises `UnknownRecipient`."""
    if token := RECIPIENT.fullmatch(recipient):
        async with database.looking_up() as connection:
            found = await connection.fetchrow(
                ADDRESSED.sql, *ADDRESSED.arguments({"digest": digest(token.group(1))})
            )
        if found is not None and is_believed(REPLY, found["id"], token.group(1)):
            return found
    raise UnknownRecipient


async def file(database: Database, recipient: str, raw: bytes) -> Filed:
    """It is kept for good when this returns. Raises `UnknownRecipient` for an address that is
    nobody's; `FilesAway`, `Busy` and what the database raises mean that it is to be tried again."""
    message = await addressed(database, recipient)
    mail = await asyncio.to_thread(read, raw)
    async with two_at_once():
        text, full_text = await strip(mail.pieces)
        mail, text, full_text = await without_tokens(database, mail, text, full_text)
    sender = sender_of(message, mail)
    async with transaction(database, sender) as db:
        fingerprint = await alone_with(db, message["id"], mail.identity)
        earlier: UUID | None = await db.scalar(
            select(Reply.id).where(
                Reply.agency_id == db.agency_id, Reply.fingerprint == fingerprint
            )
        )
        if earlier is not None:
            return Filed(db.agency_id, earlier, already=True)
        reply = await filed(db, message["id"], mail, fingerprint, text, full_text)
    return Filed(message["agency_id"], reply.id, already=False)


def sender_of(message: Record, mail: Mail) -> Actor:
    """Who answered: whoever of the addressees it is from, else the one that it went to. A bounce
    is nobody's."""
    agency_id: UUID = message["agency_id"]
    if mail.recognised.kind is ReplyKind.bounce:
        return Actor(agency_id, "system")
    people: list[dict[str, Any]] = msgspec.json.decode(message["recipients"])
    theirs = [one for one in people if one["email"].lower() == mail.from_email]
    [one] = theirs[:1] or (people if len(people) == 1 else [{}])
    for key in WHOSE:
        if who := one.get(key) or (message["contact_id"] if key == "contact_id" else None):
            return Actor(agency_id, key.removesuffix("_id"), UUID(str(who)))
    return Actor(agency_id, "system")


async def filed(
    db: Db, message_id: UUID, mail: Mail, fingerprint: str, text: str, full_text: str
) -> Reply:
    kind = mail.recognised.kind
    now = clock.now()
    message = await db.get_one(Message, (db.agency_id, message_id))
    if mail.recognised.given_up:
        await come_back(db, message_id, mail.recognised)
    requests = await requests_of(db, message_id)
    reply_id = uuid7()
    reply = Reply(
        agency_id=db.agency_id,
        id=reply_id,
        message_id=message_id,
        contact_id=db.actor.id if db.actor.type == "contact" else message.contact_id,
        **await whose(db, message, requests),
        feedback_request_id=requests[0].id if len(requests) == 1 else None,
        kind=kind,
        status=ReplyStatus.to_review if kind is ReplyKind.reply else ReplyStatus.noted,
        fingerprint=fingerprint,
        from_name=mail.from_name,
        from_email=mail.from_email,
        subject=mail.subject,
        text=text,
        full_text=full_text,
        attachments=await kept(db.agency_id, reply_id, mail.attachments),
        received_at=now,
    )
    db.add(reply)
    record(
        db,
        kinds.ReplyReceived(kind=kind, feedback_request_id=reply.feedback_request_id),
        reply.id,
        candidate_id=reply.candidate_id,
        application_id=reply.application_id,
        contact_id=reply.contact_id,
    )
    if kind is ReplyKind.reply:
        await wait_for_review(db, requests, reply)
    return reply


async def whose(db: Db, message: Message, requests: list[FeedbackRequest]) -> dict[str, Any]:
    """Whose story it belongs to: nobody's in particular when the message was about several."""
    if len(requests) == 1:
        return {**(await interview_of(db, requests[0])).whose}
    return {"candidate_id": message.candidate_id, "application_id": message.application_id}


async def wait_for_review(db: Db, requests: list[FeedbackRequest], reply: Reply) -> None:
    """Nobody is chased for an answer that is there."""
    for request in requests:
        if request.status == RequestStatus.awaiting and not request.is_paused(reply.received_at):
            await chasing.pause(db, request, None)
            request.paused_at = reply.received_at  # how settling the reply knows its own pause


async def come_back(db: Db, message_id: UUID, recognised: Recognised) -> None:
    """Raises `Busy` while the server is still being given it: then it is not known as sent."""
    message = await db.hold(Message, message_id)
    if message.status == MessageStatus.sending:
        raise Busy
    to = [one["email"] for one in message.recipients]
    failed = [email for email in to if email.lower() in recognised.addresses]
    for email in failed or (to if len(to) == 1 else []):
        await note_bounce(db, message, email, for_good=recognised.for_good)


async def kept(
    agency_id: UUID, reply_id: UUID, attachments: list[Attachment]
) -> list[dict[str, Any]]:
    """In the file store when this returns; of one too many, too large or withheld only what it
    was."""
    listed: list[dict[str, Any]] = []
    for nth, one in enumerate(attachments[:MOST_LISTED], start=1):
        store_key = None
        fits = nth <= MOST_ATTACHMENTS and len(one.content) <= MOST_OF_AN_ATTACHMENT
        if fits and not one.withheld:
            store_key = f"replies/{agency_id}/{reply_id}/{nth}"
            await storing.keep(
                store_key,
                one.content,
                content_type="application/octet-stream",
                content_disposition=saved_as(one.name, otherwise="attachment"),
            )
        listed.append(
            {
                "name": one.name,
                "media_type": one.media_type,
                "size": len(one.content),
                "store_key": store_key,
            }
        )
    return listed
