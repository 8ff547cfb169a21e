"""What whoever is called and whoever calls are told by e-mail: times to choose from, and
invitations that are moved and taken back with the call."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app import clock
from app.calendars.writing import Entry, Person, invitation
from app.calls.models import Call, CallStatus
from app.calls.story import Story
from app.database import Db
from app.events import kinds
from app.links.actions import link_for, mention_of
from app.links.models import Link, LinkKind
from app.messages.actions import Recipient, queue, record_about
from app.messages.models import CalledOff, Message, MessageFailure, MessageKind, MessageStatus
from app.messages.queries import suppressed
from app.messages.wording import at_time, worded
from app.settings import settings
from app.templates.models import TemplateName
from app.templates.rendering import Wording

GONE_OUT = (MessageStatus.sending, MessageStatus.sent, MessageStatus.bounced)
WHILE = {
    MessageKind.call_offer: CallStatus.offered,
    MessageKind.call_invite: CallStatus.booked,
}
"""What a message says is so while the call stands so."""


async def page_of(db: Db, story: Story) -> Link:
    """Where whoever is called picks a time, and changes their mind."""
    if story.with_contact:
        request_id = story.call.feedback_request_id
        return await link_for(db, LinkKind.form, feedback_request_id=request_id)
    return await link_for(db, LinkKind.portal, candidate_id=story.row["candidate_id"])


async def offer_times(db: Db, story: Story, message: str | None) -> None:
    """To whoever is called, if they can be written to: the times stand on their page anyway."""
    called = await willing(db, story.called)
    if called is None:
        return
    zone = ZoneInfo(story.zone)
    times = [at_time(time, zone) for time in story.call.times(clock.now())]
    page = await page_of(db, story)
    wording = await worded(
        db,
        TemplateName.call_offer,
        story.row["caller"],
        name=called.name,
        vacancy=story.row["vacancy"],
        times="\n".join(f"- {time}" for time in times),
        message=message,
        page_link=mention_of(page),
    )
    await queue(db, MessageKind.call_offer, [called], story.about, wording=wording, links=[page])


async def willing(db: Db, person: Recipient | None) -> Recipient | None:
    """Nobody, when they want no mail: the call stands all the same."""
    if person is None or await suppressed(db, [person.email]):
        return None
    return person


async def bring_up_to_date(db: Db, story: Story, was_at: datetime | None) -> None:
    """Whatever was still to be sent is not sent; who has an invitation to what is no longer so gets
    it taken back; and both get one to what is booked. `was_at` is when the call was to be."""
    await call_off_unsent(db, story.call.id)
    told = await invited(db, story.call.id)
    expected: dict[str, Recipient] = {}
    if story.call.status == CallStatus.booked:
        people = (await willing(db, story.called), await willing(db, story.caller))
        expected = {one.email: one for one in people if one is not None}
    if was_at is not None and was_at > clock.now():
        for email, person in told.items():
            if email not in expected and await willing(db, person):
                await take_back(db, story, person, was_at)
    for email, person in expected.items():
        await invite(db, story, person, moved=email in told)


async def call_off_unsent(db: Db, call_id: UUID) -> None:
    """What a worker has in hand at this moment counts as sent: what follows corrects it."""
    await db.flush()
    found = await db.scalars(
        select(Message)
        .where(
            Message.agency_id == db.agency_id,
            Message.call_id == call_id,
            Message.status == MessageStatus.queued,
        )
        .order_by(Message.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    for message in found:
        message.become(MessageStatus.cancelled, clock.now())
        cancelled = kinds.MessageCancelled(kind=message.kind, to=message.to, cause="call_changed")
        record_about(db, message, cancelled)


async def invited(db: Db, call_id: UUID) -> dict[str, Recipient]:
    """Who has an invitation to it that was not taken back, by address."""
    await db.flush()
    interrupted = (Message.status == MessageStatus.failed) & (
        Message.failure == MessageFailure.interrupted
    )
    found = await db.execute(
        select(Message.kind, Message.recipients)
        .where(
            Message.agency_id == db.agency_id,
            Message.call_id == call_id,
            Message.kind.in_((MessageKind.call_invite, MessageKind.call_cancelled)),
            Message.status.in_(GONE_OUT) | interrupted,
        )
        .order_by(Message.id)
    )
    told: dict[str, Recipient] = {}
    for kind, recipients in found:
        for one in recipients:
            told.pop(one["email"], None)
            if kind == MessageKind.call_invite:
                told[one["email"]] = as_recipient(one)
    return told


def as_recipient(written_down: dict[str, Any]) -> Recipient:
    ids = {key: UUID(value) for key, value in written_down.items() if key.endswith("_id")}
    return Recipient(written_down["name"], written_down["email"], **ids)


async def invite(db: Db, story: Story, person: Recipient, *, moved: bool) -> None:
    call = story.call
    assert call.starts_at is not None, "what is booked has a time"
    page = None if person.user_id else await page_of(db, story)
    wording = await worded(
        db,
        TemplateName.call_invite,
        story.row["caller"],
        name=person.name,
        whom=story.called_name if person.user_id else None,
        vacancy=story.row["vacancy"],
        starts=at_time(call.starts_at, ZoneInfo(story.zone_of(person))),
        phone=call.phone,
        moved="yes" if moved else None,
        page_link=mention_of(page) if page else None,
    )
    links = [page] if page else []
    await send(db, story, MessageKind.call_invite, person, call.starts_at, wording, links)


async def take_back(db: Db, story: Story, person: Recipient, was_at: datetime) -> None:
    wording = await worded(
        db,
        TemplateName.call_cancelled,
        story.row["caller"],
        name=person.name,
        whom=story.called_name if person.user_id else None,
        vacancy=story.row["vacancy"],
        starts=at_time(was_at, ZoneInfo(story.zone_of(person))),
    )
    await send(db, story, MessageKind.call_cancelled, person, was_at, wording)


async def send(
    db: Db,
    story: Story,
    kind: MessageKind,
    person: Recipient,
    starts_at: datetime,
    wording: Wording,
    links: Sequence[Link] = (),
) -> None:
    """With the iCalendar object: the same call under the same id each time, and what was said of it
    last counts."""
    call, called = story.call, story.called
    await db.flush()
    to_caller = person.user_id is not None
    entry = Entry(
        uid=call.id,
        sequence=call.version - 1,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=call.duration_minutes),
        timezone=story.zone_of(person),
        summary=(
            f"Call with {story.called_name} about {story.row['vacancy']}"
            if to_caller
            else f"Call about {story.row['vacancy']} ({story.agency})"
        ),
        changed_at=call.updated_at,
        location=call.phone,
        cancelled=kind is MessageKind.call_cancelled,
    )
    organizer = Person(story.row["caller"] or story.agency, parseaddr(settings().mail_from)[1])
    attendees = [Person(one.name, one.email) for one in (called, story.caller) if one is not None]
    await queue(
        db,
        kind,
        [person],
        story.about,
        wording=wording,
        links=links,
        invite=invitation(entry, organizer, attendees),
        reply_to=called.email if to_caller and called is not None else None,
    )


async def expect_current(db: Db, message: Message) -> None:
    """Put off by the mail server, or sent again by hand, it may have been overtaken. Raises
    `CalledOff`."""
    call = await db.get_one(Call, (db.agency_id, message.call_id))
    later = await db.scalar(
        select(Message.id)
        .where(
            Message.agency_id == db.agency_id,
            Message.call_id == call.id,
            Message.id > message.id,
            Message.status != MessageStatus.cancelled,
            Message.recipients[0]["email"].astext == message.recipients[0]["email"],
        )
        .limit(1)
    )
    said = WHILE.get(MessageKind(message.kind))
    if later is not None or (said is not None and said != call.status):
        raise CalledOff("call_changed")
    if said is not None and is_over(call, clock.now()):
        raise CalledOff("call_over")


def is_over(call: Call, now: datetime) -> bool:
    """The mail server may have put it off until there is nothing left to come to, or to pick."""
    if call.status == CallStatus.booked:
        return call.ends_at is not None and call.ends_at <= now
    return not call.times(now)
