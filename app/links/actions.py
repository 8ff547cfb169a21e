"""Making links, and revoking them."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select
from uuid_utils.compat import uuid7

from app import clock
from app.access.models import ApiKey
from app.access.secrets import digest
from app.agencies.queries import get_agency
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.feedback.models import FeedbackRequest
from app.links.models import Link, LinkKind
from app.links.tokens import (
    address,
    current_digest,
    mention,
    mentioned_in,
    opened,
    token_for,
)
from app.messages.models import Message
from app.statements import Row

CALENDAR_LASTS = timedelta(days=366)
READERS = ("candidate_id", "contact_id")
"""Of a message's recipients, those who have links."""
NEVER = datetime.max.replace(tzinfo=UTC)


def url_of(link: Link) -> str:
    """The address to send. It opens what it is for, so it goes to that person only."""
    return address(LinkKind(link.kind), link.id, link.digest)


def mention_of(link: Link) -> str:
    """The link in a message: what opens it is put in as the message is handed over."""
    return mention(LinkKind(link.kind), link.id)


def link_out(link: Link) -> Row:
    """As a `LinkOut`."""
    return {
        "kind": link.kind,
        "url": url_of(link),
        "expires_at": link.expires_at,
        "first_opened_at": link.first_opened_at,
        "made_by_id": link.made_by_id,
        "made_by_key_id": link.made_by_key_id,
        "created_at": link.created_at,
    }


async def link_for(
    db: Db,
    kind: LinkKind,
    *,
    feedback_request_id: UUID | None = None,
    candidate_id: UUID | None = None,
    user_id: UUID | None = None,
    key_id: UUID | None = None,
) -> Link:
    """The one link to this: the same as long as it is good, and a new one afterwards.

    One that is about to run out lasts longer again, so that what is mailed today opens tomorrow.
    With `key_id` it is that API key's own, which ends with the key.
    """
    subject_id = feedback_request_id or candidate_id or user_id
    assert subject_id is not None, "a link opens something"
    now = clock.now()
    contact_id = None
    if feedback_request_id is not None:
        contact_id = (await get_request(db, feedback_request_id)).contact_id
    expires_at = min(now + await lasts(db, kind), await end_of_key(db, key_id))
    links = [
        link for link in await live_links(db, kind, subject_id) if link.made_by_key_id == key_id
    ]
    if links and links[0].expires_at > now and links[0].contact_id in (None, contact_id):
        renew(db, links[0])
        if links[0].expires_at < now + (expires_at - now) / 2:
            links[0].expires_at = expires_at
            record_about(db, kinds.LinkExtended(kind=kind), links[0])
        return links[0]
    for useless in links:
        revoke(db, useless)
    await db.flush()
    link_id = uuid7()
    link = Link(
        agency_id=db.agency_id,
        id=link_id,
        kind=kind,
        feedback_request_id=feedback_request_id,
        candidate_id=candidate_id,
        user_id=user_id,
        contact_id=contact_id,
        made_by_id=db.actor.id if db.actor.type == "user" else None,
        made_by_key_id=key_id,
        digest=digest(token_for(kind, link_id)),
        expires_at=expires_at,
    )
    db.add(link)
    record_about(db, kinds.LinkCreated(kind=kind), link)
    await db.flush()
    return link


async def lasts(db: Db, kind: LinkKind) -> timedelta:
    if kind is LinkKind.calendar:
        return CALENDAR_LASTS
    days: int = (await get_agency(db)).policy["link_days"]
    return timedelta(days=days)


async def end_of_key(db: Db, key_id: UUID | None) -> datetime:
    """What a key makes does not outlast it."""
    if key_id is None:
        return NEVER
    key = await db.get_one(ApiKey, (db.agency_id, key_id))
    return key.expires_at or NEVER


async def get_request(db: Db, request_id: UUID) -> FeedbackRequest:
    return await db.get_one(FeedbackRequest, (db.agency_id, request_id))


def renew(db: Db, link: Link) -> None:
    """Give a link whose key has left the ring a token that opens it; what was sent of it before
    opens nothing. Called whenever a link is handed out."""
    current = current_digest(link.kind, link.id, link.digest)
    if current != link.digest:
        link.digest = current
        record_about(db, kinds.LinkRenewed(kind=LinkKind(link.kind)), link)


async def opened_in(db: Db, message: Message) -> str:
    """The words as whoever is written to gets them. A link is opened if we put it into this very
    message and it is for one of those it goes to: what somebody typed stays as it is."""
    words = message.body or ""
    ids = mentioned_in(words)
    if message.link_ids is not None:
        ids &= {*message.link_ids}
    if not ids:
        return words
    found = await db.scalars(
        select(Link)
        .where(
            Link.agency_id == db.agency_id,
            Link.id.in_(ids),
            Link.revoked_at.is_(None),
            Link.made_by_key_id.is_(None),
        )
        .order_by(Link.id)
        .with_for_update(key_share=True)
    )
    readers = {one[key] for one in message.recipients for key in READERS if key in one}
    addresses = {}
    for link in found:
        if await reader_of(db, link) in readers:
            renew(db, link)
            addresses[link.id] = url_of(link)
    return opened(words, addresses)


async def reader_of(db: Db, link: Link) -> str | None:
    """The id of the candidate or the contact whom it is for."""
    if link.feedback_request_id is None:
        return str(link.candidate_id)
    contact_id = (await get_request(db, link.feedback_request_id)).contact_id
    return str(contact_id) if link.contact_id in (None, contact_id) else None


async def live_links(db: Db, kind: LinkKind, subject_id: UUID) -> list[Link]:
    """Those that are not revoked, whoever made them and whether they have run out or not; held,
    the newest first."""
    about = or_(
        Link.feedback_request_id == subject_id,
        Link.candidate_id == subject_id,
        Link.user_id == subject_id,
    )
    return await hold_live(db, Link.kind == kind, about)


async def hold_live(db: Db, *which: ColumnElement[bool]) -> list[Link]:
    found = await db.scalars(
        select(Link)
        .where(Link.agency_id == db.agency_id, Link.revoked_at.is_(None), *which)
        .order_by(Link.id.desc())
        .with_for_update(key_share=True)
    )
    return list(found)


async def revoke_made_by_key(db: Db, key_id: UUID) -> None:
    """The key was revoked, and with it ends what it made."""
    for link in await hold_live(db, Link.made_by_key_id == key_id):
        revoke(db, link)


async def revoke_of_user(db: Db, user_id: UUID) -> None:
    """They may not sign in any more: what opens their own calendar ends. What they made for
    candidates and contacts is the agency's, and stays."""
    for link in await hold_live(db, Link.user_id == user_id):
        revoke(db, link)


async def revoke_link(db: Db, kind: LinkKind, subject_id: UUID) -> None:
    """It opens nothing any more, at once. Revoking what is revoked is nothing."""
    for link in await live_links(db, kind, subject_id):
        revoke(db, link)


def revoke(db: Db, link: Link) -> None:
    link.revoked_at = clock.now()
    record_about(db, kinds.LinkRevoked(kind=link.kind), link)


def record_about(db: Db, kind: kinds.Kind, link: Link) -> None:
    """On the candidate's timeline when it is their own page."""
    record(db, kind, link.id, candidate_id=link.candidate_id)


async def note_opened(db: Db, link_id: UUID) -> None:
    """The first time counts."""
    link = await db.hold(Link, link_id)
    if link.first_opened_at is None:
        link.first_opened_at = clock.now()
        record_about(db, kinds.LinkOpened(kind=link.kind), link)
