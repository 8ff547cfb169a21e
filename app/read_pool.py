"""The driver's own pool, for reading: a connection when it is one's turn, and back in any case."""

import asyncio
import contextlib
from collections.abc import Hashable
from types import TracebackType
from typing import TypeAlias

import asyncpg
import asyncpg.pool
from asyncpg import Record

from app.connections import CLOSE_S, COMMAND_S, CONNECT_S, is_lost, is_worth_another_try, watch
from app.pool_shares import PoolShares

PoolConnection: TypeAlias = "asyncpg.pool.PoolConnectionProxy[Record]"


async def keep_as_it_is(connection: asyncpg.Connection) -> None:
    """asyncpg's reset between uses costs a round trip; reading leaves nothing to reset."""


class ReadPool:
    """Lends connections, by turns."""

    def __init__(self, pool: asyncpg.Pool, shares: PoolShares) -> None:
        self.pool = pool
        self.shares = shares

    @classmethod
    async def opened(
        cls, address: str, server_settings: dict[str, str], shares: PoolShares
    ) -> "ReadPool":
        pool = await asyncpg.create_pool(
            address,
            min_size=1,
            max_size=shares.size,
            server_settings=server_settings,
            timeout=CONNECT_S,
            command_timeout=COMMAND_S,
            init=watch,
            statement_cache_size=512,
            max_cacheable_statement_size=0,  # any: planning the desk takes ten times running it
            reset=keep_as_it_is,
        )
        return cls(pool, shares)

    def lent(self, line: Hashable, begin: str | None = None) -> "Lent":
        """For `async with`: a connection, once it is this line's turn, in the transaction that
        `begin` opens."""
        return Lent(self, line, begin)

    def drop_idle(self) -> int:
        """Ends connections that nobody uses, without waiting for an answer from the other side."""
        idle = [one for one in self.holders if one.is_connected() and one.is_idle()]
        for holder in idle:
            holder.terminate()
        return len(idle)

    @property
    def holders(self) -> list["asyncpg.pool.PoolConnectionHolder"]:
        # The pool's public way to renew its connections waits for each to say goodbye.
        return self.pool._holders  # type: ignore[attr-defined, no-any-return]

    async def close(self, within: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.pool.close()  # terminates them all when it is cancelled


class Lent:
    """A connection from the line's turn until it is back in the pool."""

    __slots__ = ("begin", "connection", "reads", "turn")

    def __init__(self, reads: ReadPool, line: Hashable, begin: str | None) -> None:
        self.reads = reads
        self.begin = begin
        self.turn = reads.shares.turn(line)

    async def __aenter__(self) -> PoolConnection:
        await self.turn.__aenter__()
        try:
            try:
                await self.take()
            except Exception as error:
                if not is_worth_another_try(error):
                    raise
                await self.take()  # the connection was dead: nothing was asked of it yet
        except BaseException as error:
            await self.turn.__aexit__(type(error), error, None)
            raise
        return self.connection

    async def take(self) -> None:
        self.connection: PoolConnection = await self.reads.pool.acquire()
        if self.begin is not None:
            try:
                await self.connection.execute(self.begin)
            except BaseException as error:
                await self.put_back(error)
                raise

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if self.begin is not None and (error is None or is_usable_after(error)):
                try:
                    await self.connection.execute("ROLLBACK" if error else "COMMIT")
                except Exception as lost:  # what was read is good all the same
                    error = error or lost
            await self.put_back(error)
        finally:
            await self.turn.__aexit__(kind, error, trace)

    async def put_back(self, error: BaseException | None) -> None:
        if error is None or not is_lost(error):
            await self.reads.pool.release(self.connection, timeout=CLOSE_S)
            return
        self.connection.terminate()
        if isinstance(error, TimeoutError):
            self.reads.drop_idle()  # they lead to the same silence


def is_usable_after(error: BaseException) -> bool:
    """Not when cancelled: the query still runs, and the pool cleans up after it."""
    return isinstance(error, Exception) and not is_lost(error)
