"""`debrief serve` as in production on a PostgreSQL of its own, for campaigns against it."""

import asyncio
import os
import secrets
import sys
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import httpx

from app.database import Database
from app.embedded.server import Urls, running
from app.main import create_app
from app.migrating import migrate
from app.settings import settings
from bench.load import Outcome, Work
from bench.measuring import generate
from bench.processes import Serving, free_port, started
from tests.factories import Agency, open_agency


@dataclass
class Service:
    """A served database. `inside` makes agencies and people without going through the server."""

    urls: Urls
    inside: Database
    agencies: AsyncExitStack
    transport: httpx.ASGITransport
    serving: Serving

    async def agency(self) -> Agency:
        opened = open_agency(self.inside, self.transport)
        return await self.agencies.enter_async_context(opened)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.serving.port}"

    async def as_owner(self, statement: str, *values: object, agency: Agency) -> None:
        """The tables' owner sees one agency at a time too."""
        connection = await asyncpg.connect(self.urls.owner)
        try:
            await connection.execute(f"SET app.agency_id = '{agency.id}'")
            await connection.execute(statement, *values)
        finally:
            await connection.close()

    async def load(
        self, path: str, bearer: str, *, connections: int, seconds: float, status: int = 200
    ) -> Outcome:
        """So many clients that ask again when answered, in a process of their own."""
        request = f"GET {path} HTTP/1.1\r\nhost: debrief\r\nauthorization: {bearer}\r\n\r\n"
        work = Work(self.serving.port, connections, seconds, [request.encode()], status)
        return await asyncio.to_thread(generate, work)


@asynccontextmanager
async def serving(through: str | None = None, **environment: str) -> AsyncIterator[Service]:
    """Until the block ends. `through` is an address that leads to the database, as a proxy's."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-faults-") as folder:
        os.chmod(folder, 0o711)  # PostgreSQL refuses root: its own user must reach the data
        with running(Path(folder) / "data", durable=False) as urls:
            await migrate(urls.owner)
            async with connected(urls) as inside:
                port = free_port()
                named = {
                    "DEBRIEF_ENV": "production",
                    "DEBRIEF_SECRET_KEY": secrets.token_urlsafe(48),
                    "DEBRIEF_DATABASE_URL": through or urls.app,
                    "DEBRIEF_DATA_DIR": folder,
                    "DEBRIEF_PORT": str(port),
                    **environment,
                }
                command = [sys.executable, "-m", "app.cli", "serve"]
                settings.cache_clear()
                transport = httpx.ASGITransport(create_app(inside))
                async with AsyncExitStack() as agencies:
                    with started(command, port, "/readyz", environment=named) as server:
                        yield Service(urls, inside, agencies, transport, server)


@asynccontextmanager
async def connected(urls: Urls) -> AsyncIterator[Database]:
    inside = Database(urls.app, pool_size=8)
    await inside.open()
    try:
        yield inside
    finally:
        await inside.close()
