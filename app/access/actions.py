"""Signing in and out; making and changing users and API keys."""

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from asyncpg import Record
from sqlalchemy import update

from app import clock
from app.access import queries
from app.access.actors import Actor
from app.access.models import (
    AccessToken,
    ApiKey,
    LastAdmin,
    Role,
    SignInSlowedDown,
    User,
    WrongPassword,
)
from app.access.schemas import ApiKeyIn, UserChange, UserIn
from app.access.secrets import (
    KEY_PREFIX,
    TOKEN_PREFIX,
    digest,
    hash_password,
    new_token,
    password_matches,
)
from app.changes import refuse_nulls
from app.database import Database, Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.settings import settings
from app.transaction import transaction

TOKEN_LASTS = timedelta(hours=12)
FREE_FAILURES = 5
LONGEST_WAIT = timedelta(minutes=15)

WELL_KNOWN = "@demo.example"
"""The demo's accounts, whose password anyone can read: nobody signs in outside development."""

COUNT_FAILURE = """
INSERT INTO sign_in_attempts AS attempt (digest, failures, last_failed_at) VALUES ($1, 1, $2)
ON CONFLICT (digest) DO UPDATE SET last_failed_at = $2, failures =
    CASE WHEN attempt.last_failed_at < $2 - interval '1 day' THEN 1 ELSE attempt.failures + 1 END
"""
FIND_FAILURES = "SELECT failures, last_failed_at FROM sign_in_attempts WHERE digest = $1"
FORGET_FAILURES = "DELETE FROM sign_in_attempts WHERE digest = $1"


async def sign_in(
    database: Database, email: str, password: str, address: str, slug: str | None
) -> tuple[str, int]:
    """A new token and its seconds to live.

    Raises `WrongPassword`, or `SignInSlowedDown` after five failures for this e-mail address from
    this network address.
    """
    attempt = hashlib.sha256(f"{email.strip().lower()}|{address}".encode()).digest()
    await wait_out_failures(database, attempt)
    users: Sequence[Record] = ()
    if settings().in_development or not email.strip().lower().endswith(WELL_KNOWN):
        users = await queries.users_signing_in(database, email.strip(), slug)
    matching = [u for u in users if await password_matches(password, u["password_hash"])]
    if not users:
        await password_matches(password, None)
    if not matching:
        async with database.pool.acquire() as connection:
            await connection.execute(COUNT_FAILURE, attempt, clock.now())
        raise WrongPassword(headers={"www-authenticate": "Bearer"})
    if len(matching) > 1:
        raise Invalid.at("/client_id", "name the agency by its slug: several have this user")
    [user] = matching
    async with database.pool.acquire() as connection:
        await connection.execute(FORGET_FAILURES, attempt)
    token = new_token(TOKEN_PREFIX)
    async with transaction(database, Actor(user["agency_id"], "user", user["id"])) as db:
        expires_at = clock.now() + TOKEN_LASTS
        db.add(
            AccessToken(
                agency_id=db.agency_id,
                user_id=user["id"],
                digest=digest(token),
                expires_at=expires_at,
            )
        )
    return token, int(TOKEN_LASTS.total_seconds())


async def wait_out_failures(database: Database, attempt: bytes) -> None:
    async with database.pool.acquire() as connection:
        row = await connection.fetchrow(FIND_FAILURES, attempt)
    if row is None or row["failures"] < FREE_FAILURES:
        return
    wait = min(LONGEST_WAIT, timedelta(seconds=2 ** (row["failures"] - FREE_FAILURES + 1)))
    left = (row["last_failed_at"] + wait - clock.now()).total_seconds()
    if left > 0:
        raise SignInSlowedDown(headers={"retry-after": str(int(left) + 1)})


async def sign_out(db: Db, bearer: str) -> None:
    """The token stops working, here at once and elsewhere within seconds."""
    await db.execute(
        update(AccessToken)
        .where(AccessToken.agency_id == db.agency_id, AccessToken.digest == digest(bearer))
        .values(revoked_at=clock.now())
    )
    db.credentials_changed = True


async def create_user(db: Db, new: UserIn) -> User:
    return add_user(db, new, await hash_password(new.password.get_secret_value()))


def add_user(db: Db, new: UserIn, password_hash: str) -> User:
    """As `create_user`, for several with one password."""
    user = User(
        agency_id=db.agency_id,
        email=new.email,
        name=new.name,
        role=new.role,
        password_hash=password_hash,
    )
    db.add(user)
    record(db, kinds.UserCreated(role=new.role), user.id)
    return user


async def change_user(db: Db, user: User, change: UserChange) -> None:
    """Raises `LastAdmin` when nobody could manage the agency afterwards.

    A new password or a deactivation ends every sign-in of the user.
    """
    refuse_nulls(change)
    values = change.model_dump(exclude_unset=True)
    password = values.pop("password", None)
    stays_admin = values.get("role", user.role) == Role.admin and values.get("active", True)
    if user.role == Role.admin and not stays_admin and not await queries.other_admins(db, user):
        raise LastAdmin
    for name, value in values.items():
        setattr(user, name, value)
    if password is not None:
        user.password_hash = await hash_password(password.get_secret_value())
    if password is not None or values.get("active") is False:
        await db.execute(
            update(AccessToken)
            .where(AccessToken.agency_id == db.agency_id, AccessToken.user_id == user.id)
            .values(revoked_at=clock.now())
        )
    db.credentials_changed = True
    if fields := sorted(change.model_fields_set):
        record(db, kinds.UserUpdated(fields=fields), user.id)


async def create_api_key(db: Db, new: ApiKeyIn) -> tuple[UUID, str]:
    """The key's id and its secret, which nothing keeps. Raises `Invalid` for a scope beyond
    the maker's own."""
    for at, scope in enumerate(new.scopes):
        if scope not in db.actor.scopes:
            raise Invalid.at(f"/scopes/{at}", "is more than you may do yourself")
    if new.expires_at is not None and new.expires_at <= clock.now():
        raise Invalid.at("/expires_at", "must be in the future")
    secret = new_token(KEY_PREFIX)
    key = ApiKey(
        agency_id=db.agency_id,
        name=new.name,
        hint=secret[:8],
        digest=digest(secret),
        scopes=new.scopes,
        expires_at=new.expires_at,
    )
    db.add(key)
    record(db, kinds.ApiKeyCreated(), key.id)
    return key.id, secret


async def revoke_api_key(db: Db, key: ApiKey) -> None:
    """Revoking twice is once."""
    if key.revoked_at is None:
        key.revoked_at = clock.now()
        db.credentials_changed = True
        record(db, kinds.ApiKeyRevoked(), key.id)
