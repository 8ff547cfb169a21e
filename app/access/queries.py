"""Reading users and API keys; finding who signs in."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from asyncpg import Record
from sqlalchemy import bindparam, func, select

from app.access.models import ApiKey, FamiliarNetwork, Role, User
from app.agencies.models import Agency
from app.answers import one
from app.database import Database, Db, Reader
from app.paging import Listing
from app.statements import Row, Statement

USER = select(
    User.id, User.email, User.name, User.role, User.active,
    User.password_hash.is_not(None).label("has_password"),
    User.created_at, User.updated_at, User.version,
)  # fmt: skip
API_KEY = select(
    ApiKey.id, ApiKey.name, ApiKey.hint, ApiKey.scopes, ApiKey.expires_at, ApiKey.revoked_at,
    ApiKey.created_at, ApiKey.updated_at, ApiKey.version,
)  # fmt: skip

USERS = Listing(
    USER,
    User,
    filters={
        "role": User.role == bindparam("role"),
        "active": User.active,
        "not_active": ~User.active,
    },
)
API_KEYS = Listing(API_KEY, ApiKey, filters={})

ONE_USER = Statement(
    USER.where(User.agency_id == bindparam("agency_id"), User.id == bindparam("id"))
)
ONE_API_KEY = Statement(
    API_KEY.where(ApiKey.agency_id == bindparam("agency_id"), ApiKey.id == bindparam("id"))
)
AGENCY_NAME = Statement(
    select(Agency.id, Agency.name, Agency.slug, Agency.timezone, Agency.country).where(
        Agency.id == bindparam("agency_id")
    )
)
SIGNING_IN = Statement(
    select(User.agency_id, User.id, User.role, User.password_hash, Agency.slug)
    .join(Agency, Agency.id == User.agency_id)
    .where(func.lower(User.email) == bindparam("email"), User.active)
    .where(User.password_hash.is_not(None))
    .order_by(User.id)
)
FAMILIAR = Statement(
    select(FamiliarNetwork.last_signed_in_at).where(
        FamiliarNetwork.agency_id == bindparam("agency_id"),
        FamiliarNetwork.user_id == bindparam("user_id"),
        FamiliarNetwork.network_digest == bindparam("network_digest"),
    )
)
AGENCY_BY_SLUG = Statement(select(Agency.id).where(Agency.slug == bindparam("slug")))


async def users_signing_in(database: Database, email: str) -> Sequence[Record]:
    """Active users with this email address, in lower case; of every agency, the oldest first."""
    async with database.looking_up() as connection:
        arguments = SIGNING_IN.arguments({"email": email})
        found: Sequence[Record] = await connection.fetch(SIGNING_IN.sql, *arguments)
        return found


async def agency_by_slug(database: Database, slug: str) -> UUID | None:
    async with database.looking_up() as connection:
        agency_id: UUID | None = await connection.fetchval(AGENCY_BY_SLUG.sql, slug)
        return agency_id


async def user_out(db: Reader, user_id: UUID) -> Row:
    return one(ONE_USER.shape_all(await db.fetch(ONE_USER, id=user_id)))


async def api_key_out(db: Reader, key_id: UUID) -> Row:
    return one(ONE_API_KEY.shape_all(await db.fetch(ONE_API_KEY, id=key_id)))


async def me(db: Reader) -> Row:
    """The credentials' owner, as `MeOut`."""
    actor = db.actor
    assert actor.id is not None
    [agency] = AGENCY_NAME.shape_all(await db.fetch(AGENCY_NAME))
    row: dict[str, Any] = {"type": actor.type, "id": actor.id, "email": None, "role": actor.role}
    if actor.type == "user":
        user = await user_out(db, actor.id)
        row |= {"name": user["name"], "email": user["email"]}
    else:
        row["name"] = (await api_key_out(db, actor.id))["name"]
    return {**row, "scopes": sorted(actor.scopes), "agency": agency}


async def other_admins(db: Db, user: User) -> int:
    count = await db.scalar(
        select(func.count())
        .select_from(User)
        .where(
            User.agency_id == db.agency_id,
            User.role == Role.admin,
            User.active,
            User.id != user.id,
        )
    )
    return count or 0
