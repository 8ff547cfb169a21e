"""SQLAlchemy's pool, for changing: a connection that is known to be dead never leaves it."""

import asyncio
import contextlib
import time
from typing import Any

import asyncpg
from sqlalchemy import event
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from app.connections import connect
from app.pool_shares import PoolShares

MADE_AT = "made_at"


class ChangePool:
    """The engine and the turns at its connections."""

    def __init__(self, address: str, server_settings: dict[str, str], shares: PoolShares) -> None:
        self.address = address
        self.server_settings = server_settings
        self.shares = shares
        self.silent_since = 0.0
        self.engine: AsyncEngine = create_async_engine(
            "postgresql+asyncpg://",
            async_creator=self.connect,
            pool_size=shares.size,
            max_overflow=0,
            pool_timeout=10,
            hide_parameters=True,  # an error's text reaches the log, and people are in them
        )
        event.listen(self.engine.sync_engine, "connect", self.note_when_made)
        event.listen(self.engine.sync_engine, "checkout", self.refuse_dead)

    async def connect(self) -> asyncpg.Connection:
        return await connect(self.address, self.server_settings)

    def note_when_made(self, _: Any, record: Any) -> None:
        record.info[MADE_AT] = time.monotonic()

    def refuse_dead(self, connection: Any, record: Any, _: Any) -> None:
        """SQLAlchemy makes a new one then. This asks nothing of PostgreSQL."""
        driver: asyncpg.Connection = connection.driver_connection
        if driver.is_closed() or record.info[MADE_AT] < self.silent_since:
            driver.terminate()
            raise DisconnectionError

    def drop_idle(self) -> None:
        """What was made before now is not used again: it leads to a machine that is silent."""
        self.silent_since = time.monotonic()

    async def close(self, within: float) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self.engine.dispose()
