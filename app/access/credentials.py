"""From a bearer token to an actor: one query, then from memory for a few seconds."""

import time
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from app import clock
from app.access.actors import Actor
from app.access.models import AccessToken, ApiKey, User
from app.access.scopes import ROLE_SCOPES
from app.access.secrets import KEY_PREFIX, TOKEN_PREFIX, digest
from app.agencies.models import Agency
from app.database import Database
from app.errors import Invalid, Unauthenticated
from app.statements import Statement

SECONDS_KEPT = 5.0
"""How long a revocation by another process may go unnoticed."""
MOST_KEPT = 10_000

TOKEN = Statement(
    select(AccessToken.agency_id, User.id, User.role, AccessToken.expires_at, Agency.country)
    .join(User, (User.agency_id == AccessToken.agency_id) & (User.id == AccessToken.user_id))
    .join(Agency, Agency.id == AccessToken.agency_id)
    .where(
        AccessToken.digest == bindparam("digest"),
        AccessToken.revoked_at.is_(None),
        AccessToken.expires_at > bindparam("now", type_=AccessToken.expires_at.type),
        User.active,
    )
)
KEY = Statement(
    select(ApiKey.agency_id, ApiKey.id, ApiKey.scopes, ApiKey.expires_at, Agency.country)
    .join(Agency, Agency.id == ApiKey.agency_id)
    .where(ApiKey.digest == bindparam("digest"), ApiKey.revoked_at.is_(None))
)
PERSON = Statement(
    select(User.id, User.role).where(
        User.agency_id == bindparam("agency_id"), User.id == bindparam("id"), User.active
    )
)


class Credentials:
    """Who a bearer token stands for. One per application."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.known: dict[tuple[str, str | None], tuple[float, datetime | None, Actor]] = {}

    async def actor(self, bearer: str, on_behalf_of: str | None) -> Actor:
        """Raises `Unauthenticated`, or `Invalid` when `On-Behalf-Of` names nobody."""
        name = (bearer, on_behalf_of)
        kept = self.known.get(name)
        if kept and kept[0] > time.monotonic() and (kept[1] is None or kept[1] > clock.now()):
            return kept[2]
        expires_at, actor = await self.look_up(bearer, on_behalf_of)
        if len(self.known) >= MOST_KEPT:
            self.known.clear()
        self.known[name] = (time.monotonic() + SECONDS_KEPT, expires_at, actor)
        return actor

    def forget(self) -> None:
        """Called when anything about users, tokens or keys changes: this process knows at once."""
        self.known.clear()

    async def look_up(self, bearer: str, on_behalf_of: str | None) -> tuple[datetime | None, Actor]:
        if bearer.startswith(TOKEN_PREFIX):
            if on_behalf_of is not None:
                raise Invalid.at("/On-Behalf-Of", "goes with an API key only")
            return await self.signed_in(bearer)
        if bearer.startswith(KEY_PREFIX):
            return await self.integration(bearer, on_behalf_of)
        raise Unauthenticated

    async def signed_in(self, bearer: str) -> tuple[datetime | None, Actor]:
        async with self.database.looking_up() as connection:
            row = await connection.fetchrow(
                TOKEN.sql, *TOKEN.arguments({"digest": digest(bearer), "now": clock.now()})
            )
        if row is None:
            raise Unauthenticated
        return row["expires_at"], Actor(
            agency_id=row["agency_id"],
            type="user",
            id=row["id"],
            role=row["role"],
            scopes=ROLE_SCOPES[row["role"]],
            country=row["country"],
        )

    async def integration(
        self, bearer: str, on_behalf_of: str | None
    ) -> tuple[datetime | None, Actor]:
        async with self.database.looking_up() as connection:
            key = await connection.fetchrow(KEY.sql, digest(bearer))
            if key is None or (key["expires_at"] and key["expires_at"] <= clock.now()):
                raise Unauthenticated
            scopes = frozenset(key["scopes"])
            if on_behalf_of is None:
                return key["expires_at"], Actor(
                    key["agency_id"],
                    "api_key",
                    key["id"],
                    key["id"],
                    scopes=scopes,
                    country=key["country"],
                )
            refusal = Invalid.at("/On-Behalf-Of", "names no active user of this agency")
            try:
                user_id = UUID(on_behalf_of)
            except ValueError as error:
                raise refusal from error
            user = await connection.fetchrow(
                PERSON.sql, *PERSON.arguments({"agency_id": key["agency_id"], "id": user_id})
            )
        if user is None:
            raise refusal
        return key["expires_at"], Actor(
            agency_id=key["agency_id"],
            type="user",
            id=user["id"],
            api_key_id=key["id"],
            role=user["role"],
            # Acting for somebody never allows more than that somebody may do.
            scopes=scopes & ROLE_SCOPES[user["role"]],
            country=key["country"],
        )
