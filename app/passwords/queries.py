"""Finding who is to choose a password."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from asyncpg import Record
from sqlalchemy import bindparam, func, select

from app.access.actors import Actor
from app.access.models import PasswordLink, User
from app.access.secrets import digest
from app.agencies.models import Agency
from app.database import Database, on
from app.passwords.refusals import PasswordLinkGone
from app.passwords.tokens import agency_in
from app.statements import Statement

MOST_AGENCIES = 10
"""To which one address is written at once."""

OPEN = Statement(
    select(
        PasswordLink.agency_id,
        PasswordLink.id,
        PasswordLink.user_id,
        PasswordLink.email,
        Agency.name.label("agency_name"),
    )
    .join(User, on(PasswordLink.user_id, User))
    .join(Agency, Agency.id == PasswordLink.agency_id)
    .where(
        PasswordLink.agency_id == bindparam("agency_id"),
        PasswordLink.digest == bindparam("digest"),
        PasswordLink.used_at.is_(None),
        PasswordLink.revoked_at.is_(None),
        PasswordLink.expires_at > bindparam("now", type_=PasswordLink.expires_at.type),
        PasswordLink.email == func.lower(User.email),
        User.active,
    )
)
WITH_EMAIL = Statement(
    select(User.agency_id, User.id, Agency.slug)
    .join(Agency, Agency.id == User.agency_id)
    .where(func.lower(User.email) == bindparam("email"), User.active)
    .order_by(User.id)
)
OWN_ACCOUNT = Statement(
    select(User.agency_id, User.id, func.lower(User.email).label("email"), User.password_hash)
    .where(User.agency_id == bindparam("agency_id"), User.id == bindparam("id"))
)  # fmt: skip


@dataclass(frozen=True)
class OpenLink:
    """A link that is good, and whose it is."""

    agency_id: UUID
    id: UUID
    user_id: UUID
    email: str
    agency_name: str


async def find_open(database: Database, token: str) -> OpenLink:
    """Raises `PasswordLinkGone`."""
    agency_id = agency_in(token)
    if agency_id is None:
        raise PasswordLinkGone
    rows = await database.reads(Actor(agency_id, "system")).fetch(OPEN, digest=digest(token))
    if not rows:
        raise PasswordLinkGone
    return OpenLink(**rows[0])


async def users_with_email(database: Database, email: str, slug: str | None) -> Sequence[Record]:
    """Active users, with a password or invited, of every agency or of the one named."""
    async with database.looking_up() as connection:
        found = await connection.fetch(WITH_EMAIL.sql, *WITH_EMAIL.arguments({"email": email}))
    return [row for row in found if slug in (None, row["slug"])][:MOST_AGENCIES]


async def own_account(database: Database, actor: Actor) -> Record:
    [row] = await database.reads(actor).fetch(OWN_ACCOUNT, id=actor.id)
    return row
