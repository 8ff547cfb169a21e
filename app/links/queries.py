"""Reading links that are there already; who wants one made asks `actions.link_for`."""

from uuid import UUID

from sqlalchemy import bindparam, select

from app.database import Reader
from app.links.models import Link, LinkKind
from app.links.tokens import address, current_digest
from app.statements import Statement, word

CALENDAR_OF_CANDIDATE = Statement(
    select(Link.id, Link.digest)
    .where(
        Link.agency_id == bindparam("agency_id"),
        Link.candidate_id == bindparam("candidate_id"),
        Link.kind == word(LinkKind.calendar),
        Link.made_by_key_id.is_(None),
        Link.revoked_at.is_(None),
        Link.expires_at > bindparam("now", type_=Link.expires_at.type),
    )
    .order_by(Link.id.desc())
)


async def calendar_of(db: Reader, candidate_id: UUID) -> str | None:
    """The address of a candidate's calendar, if they have one that opens."""
    kind = LinkKind.calendar
    for row in await db.fetch(CALENDAR_OF_CANDIDATE, candidate_id=candidate_id):
        if current_digest(kind, row["id"], row["digest"]) == row["digest"]:
            return address(kind, row["id"], row["digest"])
    return None
