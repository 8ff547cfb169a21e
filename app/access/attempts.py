"""How often an account's password may be tried: counted before the password is checked.

An attempt is taken from two budgets in the database: of the account from one network, and of the
account over all networks. An attempt that turns out to be right is given back. Nothing is counted
for longer than a day. What is refused is not counted: trying again and again does not make the wait
longer.
"""

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from app import clock
from app.access.models import SignInSlowedDown
from app.database import Database

DAY = 24 * 3600
SECONDS = 10
"""For a statement, with waiting for a connection."""
HALF = 16
EVERY_NETWORK = bytes(HALF)


@dataclass(frozen=True)
class Budget:
    """`free` attempts at once; then one at a time, with a wait in between that doubles up to
    `longest_wait` seconds."""

    free: int
    longest_wait: int


FROM_ONE_NETWORK = Budget(free=5, longest_wait=15 * 60)
OVER_ALL_NETWORKS = Budget(free=25, longest_wait=5 * 60)
"""Whoever guesses from many networks is slowed down to about 300 guesses a day. The owner of the
account is exempt on a network where they have signed in before, and a password reset clears it."""

# What failed more than a day ago is forgotten; so is what a clock that was set wrong put into the
# future, or nobody could sign in until then.
FAILURES = f"""CASE
    WHEN kept.last_failed_at BETWEEN $2::timestamptz - interval '{DAY} seconds'
                                 AND $2::timestamptz + interval '1 minute'
    THEN kept.failures ELSE 0
END"""
# 2 s after the last free attempt, then 4 s, 8 s …; the exponent is bounded, so nothing overflows.
WAIT = f"""CASE
    WHEN {FAILURES} < budget.free THEN 0
    ELSE least(budget.longest_wait, 2 ^ least({FAILURES} - budget.free + 1, 20))
         - greatest(0, extract(epoch FROM $2::timestamptz - kept.last_failed_at))
END"""
TAKE = f"""
INSERT INTO sign_in_attempts AS kept (digest, failures, last_failed_at) VALUES ($1, 1, $2)
ON CONFLICT (digest) DO UPDATE
    SET failures = least({FAILURES} + 1, 1000), last_failed_at = $2
    WHERE (SELECT {WAIT} FROM (SELECT $3::int AS free, $4::int AS longest_wait) budget) <= 0
RETURNING failures
"""  # noqa: S608 - made of this file's constants
STANDING = f"""
SELECT coalesce(max({FAILURES}) FILTER (WHERE budget.nth = 1), 0) AS failed_here,
       coalesce(max({WAIT}), 0)::float AS wait
FROM unnest($1::bytea[], $3::int[], $4::int[]) WITH ORDINALITY
    AS budget (digest, free, longest_wait, nth)
JOIN sign_in_attempts kept USING (digest)
"""  # noqa: S608 - made of this file's constants
GIVE_BACK = "UPDATE sign_in_attempts SET failures = failures - 1 WHERE digest = $1 AND failures > 0"
FORGET = "DELETE FROM sign_in_attempts WHERE digest BETWEEN $1 AND $2"


@dataclass(frozen=True)
class Counter:
    """One budget, and for whom it counts."""

    budget: Budget
    digest: bytes


def half_of(words: str) -> bytes:
    return hashlib.sha256(words.encode()).digest()[:HALF]


class Attempts:
    """The attempts to use one account's password from one network.

    `email` names the account, whether it is known or not and whichever agency is meant: refusals
    tell nothing of who exists. Where the owner is `familiar`, guesses from elsewhere do not count.
    """

    def __init__(self, database: Database, email: str, network: str, *, familiar: bool) -> None:
        account = half_of(email)
        self.database = database
        self.here = Counter(FROM_ONE_NETWORK, account + half_of(network))
        self.everywhere = Counter(OVER_ALL_NETWORKS, account + EVERY_NETWORK)
        self.counters = [self.here] if familiar else [self.here, self.everywhere]

    async def expect_room(self) -> bool:
        """Whether one failed from this network lately. Raises `SignInSlowedDown` when a budget is
        used up for now."""
        async with self.database.asked(within=SECONDS) as connection:
            row = await connection.fetchrow(
                STANDING,
                [counter.digest for counter in self.counters],
                clock.now(),
                [counter.budget.free for counter in self.counters],
                [counter.budget.longest_wait for counter in self.counters],
            )
        assert row is not None, "it is a sum"
        if row["wait"] > 0:
            raise SignInSlowedDown(headers={"retry-after": str(math.ceil(row["wait"]))})
        return bool(row["failed_here"])

    async def take(self) -> None:
        """Count one more. Raises `SignInSlowedDown`, and has counted nothing then."""
        taken: list[Counter] = []
        for counter in self.counters:
            budget = counter.budget
            async with self.database.asked(within=SECONDS) as connection:
                allowed = await connection.fetchval(
                    TAKE, counter.digest, clock.now(), budget.free, budget.longest_wait
                )
            if allowed is None:
                await self.give_back(taken)
                await self.expect_room()
                raise SignInSlowedDown(headers={"retry-after": "1"})
            taken.append(counter)

    async def give_back(self, counters: Sequence[Counter] | None = None) -> None:
        """Those attempts, or all that were taken, were right or not made."""
        async with self.database.asked(within=SECONDS) as connection:
            for counter in self.counters if counters is None else counters:
                await connection.execute(GIVE_BACK, counter.digest)

    async def forget_here(self) -> None:
        """What failed from this network was the owner."""
        async with self.database.asked(within=SECONDS) as connection:
            await connection.execute(FORGET, self.here.digest, self.here.digest)


async def forget_account(database: Database, email: str) -> None:
    """It was proven whose account it is: its delays end, from every network."""
    account = half_of(email)
    async with database.asked(within=SECONDS) as connection:
        await connection.execute(FORGET, account + EVERY_NETWORK, account + b"\xff" * HALF)
