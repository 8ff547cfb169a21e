"""Making links, and revoking them."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from uuid_utils.compat import uuid7

from app import clock
from app.access.secrets import digest
from app.agencies.queries import get_agency
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.links.models import Link, LinkKind
from app.links.tokens import (
    address,
    current_digest,
    mention,
    mentioned_in,
    opened,
    token_for,
)
from app.statements import Row

CALENDAR_LASTS = timedelta(days=366)


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
        "created_at": link.created_at,
    }


async def link_for(
    db: Db,
    kind: LinkKind,
    *,
    feedback_request_id: UUID | None = None,
    candidate_id: UUID | None = None,
    user_id: UUID | None = None,
) -> Link:
    """The one link to this: the same as long as it is good, and a new one afterwards.

    One that is about to run out lasts longer again, so that what is mailed today opens tomorrow.
    """
    subject_id = feedback_request_id or candidate_id or user_id
    assert subject_id is not None, "a link opens something"
    now = clock.now()
    days: int = (await get_agency(db)).policy["link_days"]
    lasts = CALENDAR_LASTS if kind is LinkKind.calendar else timedelta(days=days)
    links = await live_links(db, kind, subject_id)
    if links and links[0].expires_at > now:
        renew(db, links[0])
        if links[0].expires_at < now + lasts / 2:
            links[0].expires_at = now + lasts
            record_about(db, kinds.LinkExtended(kind=kind), links[0])
        return links[0]
    for expired in links:
        revoke(db, expired)
    await db.flush()
    link_id = uuid7()
    link = Link(
        agency_id=db.agency_id,
        id=link_id,
        kind=kind,
        feedback_request_id=feedback_request_id,
        candidate_id=candidate_id,
        user_id=user_id,
        digest=digest(token_for(kind, link_id)),
        expires_at=now + lasts,
    )
    db.add(link)
    record_about(db, kinds.LinkCreated(kind=kind), link)
    await db.flush()
    return link


def renew(db: Db, link: Link) -> None:
    """Give a link whose key has left the ring a token that opens it; what was sent of it before
    opens nothing. Called whenever a link is handed out."""
    current = current_digest(link.kind, link.id, link.digest)
    if current != link.digest:
        link.digest = current
        record_about(db, kinds.LinkRenewed(kind=LinkKind(link.kind)), link)


async def opened_in(db: Db, words: str) -> str:
    """Words as whoever is written to gets them: the agency's links that are meant open."""
    ids = mentioned_in(words)
    if not ids:
        return words
    links = await db.scalars(
        select(Link)
        .where(Link.agency_id == db.agency_id, Link.id.in_(ids), Link.revoked_at.is_(None))
        .order_by(Link.id)
        .with_for_update(key_share=True)
    )
    addresses = {}
    for link in links:
        renew(db, link)
        addresses[link.id] = url_of(link)
    return opened(words, addresses)


async def live_links(db: Db, kind: LinkKind, subject_id: UUID) -> list[Link]:
    """Those that are not revoked, whether they have run out or not; held, the newest first. A
    candidate who was two has the links of both."""
    found = await db.scalars(
        select(Link)
        .where(
            Link.agency_id == db.agency_id,
            Link.kind == kind,
            (Link.feedback_request_id == subject_id)
            | (Link.candidate_id == subject_id)
            | (Link.user_id == subject_id),
            Link.revoked_at.is_(None),
        )
        .order_by(Link.id.desc())
        .with_for_update(key_share=True)
    )
    return list(found)


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
