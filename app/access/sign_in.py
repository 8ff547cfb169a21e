"""Signing in: an attempt is counted, then one hash is checked, whoever it is.

Whether an account exists, in how many agencies, and whether it is active must not be told by an
answer nor by how long it takes.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from asyncpg import Record

from app import clock, limits
from app.access import queries
from app.access.actors import Actor
from app.access.attempts import Attempts
from app.access.hash_queue import Lane, hash_queue
from app.access.models import AccessToken, WrongPassword
from app.access.secrets import TOKEN_PREFIX, digest, hash_password, new_token, password_matches
from app.database import Database, Db
from app.errors import Invalid
from app.settings import settings
from app.statements import PlainStatement
from app.transaction import transaction

TOKEN_LASTS = timedelta(hours=12)
SUCCESSES = "60/minute"
"""Of one user: a token lasts twelve hours."""
FAMILIAR_FOR = timedelta(days=90)

WELL_KNOWN = "@demo.example"
"""The demo's accounts, whose password anyone can read: nobody signs in outside development."""
NOBODY = UUID(int=0)

NOTE_NETWORK = PlainStatement(
    """
    WITH forgotten AS (
        DELETE FROM familiar_networks
        WHERE agency_id = $1 AND user_id = $2 AND last_signed_in_at < $5 AND network_digest <> $3
    )
    INSERT INTO familiar_networks (agency_id, user_id, network_digest, last_signed_in_at)
    VALUES ($1, $2, $3, $4)
    ON CONFLICT (agency_id, user_id, network_digest) DO UPDATE SET last_signed_in_at = $4
    """
)


@dataclass(frozen=True)
class Guesser:
    """The network that somebody signs in from, and how many failures are allowed there."""

    network: str
    rate: str

    @property
    def failures(self) -> tuple[str, str]:
        return self.rate, f"failed sign-ins {self.network}"


async def sign_in(
    database: Database, email: str, password: str, guesser: Guesser, slug: str | None
) -> tuple[str, int]:
    """A new token and its seconds to live.

    Raises `WrongPassword`; `Invalid` when the password is right and several agencies have this
    user; or `TooManyRequests` before the password is looked at.
    """
    email = email.strip().lower()
    with hash_queue().arrival(guesser.network):
        users = await known_users(database, email)
        user = next((one for one in users if slug in (None, one["slug"])), None)
        await check(database, user, email, password, guesser, alone=len(users) == 1)
    assert user is not None, "nobody's password is right"
    if slug is None and len(users) > 1:
        raise Invalid.at("/client_id", "name the agency by its slug: several have this user")
    await limits.count((SUCCESSES, f"signed in {user['id']}"))
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
        await note_network(db, user["id"], guesser.network)
    return token, int(TOKEN_LASTS.total_seconds())


async def known_users(database: Database, email: str) -> Sequence[Record]:
    """Those who may sign in with this address, of every agency, the oldest first."""
    if email.endswith(WELL_KNOWN) and not settings().in_development:
        return ()
    return await queries.users_signing_in(database, email)


async def check(
    database: Database,
    user: Record | None,
    email: str,
    password: str,
    guesser: Guesser,
    *,
    alone: bool,
) -> None:
    """Whether it is the user's password. Raises `WrongPassword`, or `TooManyRequests` before it is
    looked at.

    Unless the user is `alone` in having this address, earlier failures stay: or whoever has an
    account of the same name in another agency could clear the way to guess on.
    """
    network = guesser.network
    familiar = await is_familiar(database, user, network)
    attempts = Attempts(database, email, network, familiar=familiar)
    failing = await attempts.expect_room() or await limits.counted_lately(*guesser.failures)
    lane = Lane.familiar if familiar else Lane.failing if failing else Lane.new
    async with hash_queue().place(lane, network, email):
        # One of a network is checked at a time: its failure is counted before the next.
        await limits.expect_room(guesser.failures)
        await attempts.take()
        if not await password_matches(password, user["password_hash"] if user else None):
            await limits.count(guesser.failures)
            raise WrongPassword(headers={"www-authenticate": "Bearer"})
        await attempts.give_back()
        if alone:
            await attempts.forget_here()


async def hashed(password: str, network: str, email: str) -> str:
    """The hash to keep; whoever asks for many at once waits as for signing in. Raises
    `SignInsBusy`."""
    queue = hash_queue()
    with queue.arrival(network):
        async with queue.place(Lane.new, network, email):
            return await hash_password(password)


async def is_familiar(database: Database, user: Record | None, network: str) -> bool:
    """Whether the user has signed in from there lately. It is asked of nobody too: that takes as
    long."""
    actor = Actor(user["agency_id"] if user else NOBODY, "system")
    found = await database.reads(actor).fetch(
        queries.FAMILIAR,
        user_id=user["id"] if user else NOBODY,
        network_digest=network_digest(network),
    )
    return bool(found) and found[0]["last_signed_in_at"] > clock.now() - FAMILIAR_FOR


async def note_network(db: Db, user_id: UUID, network: str) -> None:
    """The user has proven from there who they are."""
    now = clock.now()
    await db.run(
        NOTE_NETWORK, db.agency_id, user_id, network_digest(network), now, now - FAMILIAR_FOR
    )


def network_digest(network: str) -> bytes:
    return hashlib.sha256(network.encode()).digest()
