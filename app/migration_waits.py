"""What a migration waits for: its turn, and whoever uses the tables; said while it waits."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

Tell = Callable[[str], None]

ASK_AGAIN_S = 0.25
LOOK_EVERY_S = 1.0
SAY_AGAIN_S = 60.0

MY_TURN = text("SELECT pg_try_advisory_lock(7353110)")
WHOSE_TURN = text(
    """
    SELECT pid, application_name FROM pg_locks JOIN pg_stat_activity USING (pid)
    WHERE locktype = 'advisory' AND (classid, objid, objsubid) = (0, 7353110, 1) AND granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    """
)
WHO_HOLDS_UP = """
    SELECT pid, application_name FROM pg_stat_activity
    WHERE pid = ANY (pg_blocking_pids($1)) ORDER BY pid
"""


class StillWaiting(Exception):
    """The patience is used up; the message says for what."""


async def take_turn(connection: AsyncConnection, tell: Tell, patience: float) -> None:
    """Wait until no other process migrates this database. The lock goes with the connection.

    Each question is a transaction of its own. A statement that waits inside PostgreSQL would hold
    a snapshot, and `CREATE INDEX CONCURRENTLY` of the process that is at work waits for snapshots:
    both would wait for ever.
    """
    give_up_at = time.monotonic() + patience
    said_at = None
    while not await connection.scalar(MY_TURN):
        holder = (await connection.execute(WHOSE_TURN)).first()
        await connection.commit()
        now = time.monotonic()
        other = described(*holder) if holder else "another process"
        if now > give_up_at:
            raise StillWaiting(
                f"Another migration of this database has not ended yet ({other}): "
                "nothing was changed here. Run `debrief migrate` again once it has."
            )
        if said_at is None or now - said_at > SAY_AGAIN_S:
            tell(f"Another migration of this database is running ({other}); waiting for it.")
            said_at = now
        await asyncio.sleep(ASK_AGAIN_S)
    await connection.commit()


def described(pid: int, name: str) -> str:
    return f"process {pid}, {name}" if name else f"process {pid}"


class Blockers:
    """Who held the migration up last."""

    def __init__(self) -> None:
        self.last: list[str] = []

    def __str__(self) -> str:
        return "; ".join(self.last) or "another process"


@asynccontextmanager
async def watched(address: str, backend_pid: int, tell: Tell) -> AsyncIterator[Blockers]:
    """Within the block, say whom the migration waits for. It goes on if nobody can look."""
    blockers = Blockers()
    watcher = asyncio.create_task(_watch(address, backend_pid, tell, blockers))
    try:
        yield blockers
    finally:
        watcher.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await watcher


async def _watch(address: str, backend_pid: int, tell: Tell, blockers: Blockers) -> None:
    with contextlib.suppress(OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
        await asyncio.sleep(LOOK_EVERY_S)
        connection = await asyncpg.connect(address)
        said: list[str] = []
        said_at = 0.0
        try:
            while True:
                rows = await connection.fetch(WHO_HOLDS_UP, backend_pid)
                if found := [described(*row) for row in rows]:
                    blockers.last = found
                    if found != said or time.monotonic() - said_at > SAY_AGAIN_S:
                        tell(f"The tables are in use ({blockers}); waiting for that to end.")
                        said, said_at = found, time.monotonic()
                await asyncio.sleep(LOOK_EVERY_S)
        finally:
            connection.terminate()
