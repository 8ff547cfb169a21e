"""From the queue to the mail server: each message once, whatever stops in between.

No protocol tells a sender that stopped after the last byte whether the message arrived. So it is
written down before the last step that it is about to be handed over (`sending`), when the server
has already accepted the addressees. What is found `sending` later, its worker gone, may or may not
have arrived: it is not sent again by itself, and stands among what failed as `interrupted`, for a
person to decide. Two reminders are worse than a missing one that somebody knows of.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import bindparam, select

from app import clock, jobs
from app.access.actors import Actor
from app.database import Database, Db
from app.events import kinds
from app.links.tokens import current_digest
from app.mail import NotNow, Refused, Unanswered, postbox
from app.messages import composing
from app.messages.actions import REPLY, fail, record_about
from app.messages.mime import Unwritable
from app.messages.models import (
    CalledOff,
    Message,
    MessageFailure,
    MessageStatus,
    NotYet,
)
from app.messages.queries import reachable
from app.settings import settings
from app.statements import Statement
from app.transaction import transaction

AT_ONCE = 4
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240, 720, 1440, 1440))
"""Between attempts; two to three days in all."""
MOST_FAULTS = 5
"""How often a message may run into an error of our own; an hour and a half, with `DELAYS`."""

DUE = Statement(
    select(Message.id)
    .where(
        Message.agency_id == bindparam("agency_id"),
        Message.status == "queued",
        Message.due_at <= bindparam("before", type_=Message.due_at.type),
    )
    .order_by(Message.due_at, Message.id)
    .limit(500)
)
INTERRUPTED = Statement(
    select(Message.id)
    .where(
        Message.agency_id == bindparam("agency_id"),
        Message.status == "sending",
        Message.handed_over_at <= bindparam("before", type_=Message.handed_over_at.type),
    )
    .limit(500)
)


@dataclass(frozen=True)
class Envelope:
    """What the mail server is told before it gets the message. What cannot be delivered, and the
    out-of-office note, come back to `sender`: to the message's own reply address, if there is one.
    """

    sender: str
    recipients: tuple[str, ...]


async def deliver(database: Database, agency_id: UUID, message_id: UUID) -> None:
    """Send it if it is still to be sent. Any number of workers may try at once."""
    actor = Actor(agency_id, "system")
    async with transaction(database, actor) as db:
        envelope = await addressed(db, message_id)
    if envelope is None:
        return
    try:
        async with postbox(settings()) as box:
            await box.accept(envelope.sender, envelope.recipients)
            async with transaction(database, actor) as db:
                content = await take(db, message_id, envelope)
            if content is not None:
                await box.give(f"{message_id}.debrief", content)
                async with transaction(database, actor) as db:
                    await note_sent(db, message_id)
    except NotNow as away:
        async with transaction(database, actor) as db:
            await put_off(db, message_id, str(away))
    except Refused as refusal:
        async with transaction(database, actor) as db:
            await give_up(db, message_id, MessageFailure.refused, str(refusal))
    except Unanswered as lost:
        async with transaction(database, actor) as db:
            await give_up(db, message_id, MessageFailure.interrupted, str(lost))
    except Exception:
        async with transaction(database, actor) as db:
            await note_fault(db, message_id)
        raise


async def addressed(db: Db, message_id: UUID) -> Envelope | None:
    """Whom it goes to, without those who want no mail by now; nothing when it need not go."""
    message = await db.get(Message, (db.agency_id, message_id))
    if message is None or not is_due(message):
        return None
    try:
        willing = await addressees(db, message)
    except Unwritable as reason:
        await give_up(db, message_id, MessageFailure.unwritable, str(reason))
        return None
    if willing:
        answer_to = composing.reply_address(message_id, message.reply_digest)
        return Envelope(answer_to or composing.sender(), willing)
    await give_up(db, message_id, MessageFailure.suppressed, None)
    return None


async def addressees(db: Db, message: Message) -> tuple[str, ...]:
    willing = await reachable(db, message.recipients)
    return tuple(composing.address_of(one) for one in willing)


def is_due(message: Message) -> bool:
    return message.status == MessageStatus.queued and message.due_at <= clock.now()


async def take(db: Db, message_id: UUID, envelope: Envelope) -> bytes | None:
    """The message as it goes out, and from the commit on it counts as handed over. Nothing when
    somebody else took it, or what it was to say is no longer so, or one of those whom the server
    has accepted wants no mail any more: then it starts again."""
    message = await db.hold(Message, message_id)
    if not is_due(message):
        return None
    try:
        await composing.word(db, message)
        await composing.expect_nothing_private(db, message)
        if await addressees(db, message) != envelope.recipients:
            await jobs.later(db, jobs.Task.deliver_message, subject_id=message.id)
            return None
        message.reply_digest = current_digest(REPLY, message_id, message.reply_digest)
        content = await composing.written(db, message)
    except CalledOff as off:
        message.become(MessageStatus.cancelled, clock.now())
        cancelled = kinds.MessageCancelled(kind=message.kind, to=message.to, cause=off.cause)
        record_about(db, message, cancelled)
        return None
    except NotYet as later:
        message.due_at = later.until
        await jobs.later(db, jobs.Task.deliver_message, subject_id=message.id, at=later.until)
        return None
    except composing.Unfit:
        fail(db, message, MessageFailure.unfit, None)
        return None
    except Unwritable as reason:
        fail(db, message, MessageFailure.unwritable, str(reason))
        return None
    message.become(MessageStatus.sending, clock.now())
    message.handed_over_at = clock.now()
    message.attempts += 1
    return content


async def note_sent(db: Db, message_id: UUID) -> None:
    message = await db.hold(Message, message_id)
    message.become(MessageStatus.sent, clock.now())
    message.sent_at, message.failure, message.detail = clock.now(), None, None
    if message.attempts > 1:
        await composing.count_from_arrival(db, message)
    sent = kinds.MessageSent(kind=message.kind, to=message.to, by_itself=message.by_itself)
    record_about(db, message, sent)


async def put_off(db: Db, message_id: UUID, detail: str) -> None:
    """Try again later, each time later; after about two days not any more."""
    message = await db.hold(Message, message_id)
    if message.status == MessageStatus.queued:
        message.attempts += 1  # it was not even taken
    elif message.status != MessageStatus.sending:
        return
    if message.attempts > len(DELAYS):
        fail(db, message, MessageFailure.unreachable, detail)
        return
    message.status, message.detail = MessageStatus.queued, detail
    message.due_at = clock.now() + DELAYS[message.attempts - 1]
    await jobs.later(db, jobs.Task.deliver_message, subject_id=message_id, at=message.due_at)


async def note_fault(db: Db, message_id: UUID) -> None:
    """Nobody expected that. The job is tried again at once, then later each time; in the end the
    message stands among what failed, where somebody sees it."""
    message = await db.hold(Message, message_id)
    if message.status != MessageStatus.queued:
        return
    message.attempts += 1
    if message.attempts >= MOST_FAULTS:
        fail(db, message, MessageFailure.fault, None)
    elif message.attempts > 1:
        message.due_at = clock.now() + DELAYS[message.attempts - 2]
        await jobs.later(db, jobs.Task.deliver_message, subject_id=message_id, at=message.due_at)


async def give_up(db: Db, message_id: UUID, failure: MessageFailure, detail: str | None) -> None:
    message = await db.hold(Message, message_id)
    if message.status in (MessageStatus.queued, MessageStatus.sending):
        fail(db, message, failure, detail)


async def due_messages(database: Database, agency_id: UUID, before: datetime) -> list[UUID]:
    """Queued and due since before then: whoever was to send them may be gone."""
    reads = database.reads(Actor(agency_id, "system"))
    return [row["id"] for row in await reads.fetch(DUE, before=before)]


async def deliver_overdue(database: Database, agency_id: UUID, before: datetime) -> None:
    """What lost its job, a few at a time; what goes wrong with one is told when the others are
    done."""
    a_few = asyncio.Semaphore(AT_ONCE)
    failures: list[Exception] = []

    async def one(message_id: UUID) -> None:
        async with a_few:
            try:
                await deliver(database, agency_id, message_id)
            except Exception as failure:
                failures.append(failure)

    async with asyncio.TaskGroup() as group:
        for message_id in await due_messages(database, agency_id, before):
            group.create_task(one(message_id))
    if failures:
        raise ExceptionGroup("delivering messages", failures)


async def settle_interrupted(database: Database, agency_id: UUID, before: datetime) -> int:
    """What was about to be handed over before then, and nobody said what became of it."""
    actor = Actor(agency_id, "system")
    found = await database.reads(actor).fetch(INTERRUPTED, before=before)
    for row in found:
        async with transaction(database, actor) as db:
            message = await db.hold(Message, row["id"])
            if is_interrupted(message, before):
                fail(db, message, MessageFailure.interrupted, None)
    return len(found)


def is_interrupted(message: Message, before: datetime) -> bool:
    if message.status != MessageStatus.sending or message.handed_over_at is None:
        return False
    return message.handed_over_at <= before
