"""Reading links that are there already; who wants one made asks `actions.link_for`."""

from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select

from app.database import Reader
from app.links.models import Link, LinkKind
from app.links.tokens import address, mentioned_in, opened
from app.statements import Statement, word

CALENDAR_OF_CANDIDATE = Statement(
    select(Link.id)
    .where(
        Link.agency_id == bindparam("agency_id"),
        Link.candidate_id == bindparam("candidate_id"),
        Link.kind == word(LinkKind.calendar),
        Link.revoked_at.is_(None),
        Link.expires_at > bindparam("now", type_=Link.expires_at.type),
    )
    .order_by(Link.id.desc())
)

THAT_OPEN = Statement(
    select(Link.id, Link.kind).where(
        Link.agency_id == bindparam("agency_id"),
        Link.id == any_(bindparam("ids", type_=ARRAY(Uuid))),
        Link.revoked_at.is_(None),
    )
)


async def opened_in(db: Reader, words: str) -> str:
    """Words as whoever is written to gets them: the agency's links that are meant open."""
    ids = mentioned_in(words)
    if not ids:
        return words
    rows = await db.fetch(THAT_OPEN, ids=[*ids])
    return opened(words, {row["id"]: LinkKind(row["kind"]) for row in rows})


async def calendar_of(db: Reader, candidate_id: UUID) -> str | None:
    """The address of a candidate's calendar, if they have one."""
    rows = await db.fetch(CALENDAR_OF_CANDIDATE, candidate_id=candidate_id)
    return address(LinkKind.calendar, rows[0]["id"]) if rows else None
