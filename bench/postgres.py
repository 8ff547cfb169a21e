"""The bench's own PostgreSQL: durable, a little tuned, each run on a fresh copy of the seed."""

import asyncio
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg
from sqlalchemy.engine import make_url

from app.embedded.first_use import read_passwords
from app.embedded.server import Urls, running
from app.settings import default_data_dir

MEMORY_MB = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
TUNING = {
    "shared_buffers": f"{min(2048, MEMORY_MB // 4)}MB",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}
SHOWN = (
    "server_version", "shared_buffers", "synchronous_commit", "fsync", "full_page_writes",
    "max_wal_size", "checkpoint_timeout",
)  # fmt: skip
MUST_BE_ON = ("synchronous_commit", "fsync", "full_page_writes")


def data_dir() -> Path:
    """`.bench/` of the checkout; for root a system folder, which PostgreSQL's account can reach."""
    if os.geteuid() == 0:
        return default_data_dir().with_name("debrief-bench")
    return Path(__file__).parent.parent / ".bench" / "data"


@dataclass(frozen=True)
class Server:
    """A running PostgreSQL; addresses by role and database."""

    folder: Path
    urls: Urls
    postmaster: int
    """Its process id."""

    def url(self, database: str, role: str = "debrief_app") -> str:
        passwords = read_passwords(self.folder / "cluster")
        url = make_url(self.urls.app).set(
            username=role, password=passwords[role], database=database
        )
        return url.render_as_string(hide_password=False)

    def superuser_url(self, database: str) -> str:
        """For work on whole databases, and for the bare app: it has no second wall."""
        return self.url(database, "postgres")

    @asynccontextmanager
    async def as_superuser(self, database: str = "postgres") -> AsyncIterator[asyncpg.Connection]:
        connection = await asyncpg.connect(self.superuser_url(database))
        try:
            yield connection
        finally:
            await connection.close()

    async def databases(self) -> set[str]:
        async with self.as_superuser() as connection:
            return {row["datname"] for row in await connection.fetch("TABLE pg_database")}

    async def create(self, database: str, template: str | None = None) -> None:
        """Anew; a copy of `template`, file by file, is the same for every run."""
        copied = f" TEMPLATE {template} STRATEGY FILE_COPY" if template else ""
        async with self.as_superuser() as connection:
            await self.drop(database)
            await connection.execute(f"CREATE DATABASE {database} OWNER debrief_owner{copied}")

    async def drop(self, database: str) -> None:
        async with self.as_superuser() as connection:
            await connection.execute(f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")

    async def rename(self, database: str, name: str) -> None:
        async with self.as_superuser() as connection:
            await connection.execute(f"ALTER DATABASE {database} RENAME TO {name}")

    async def settings(self) -> dict[str, str]:
        """Those that matter to the figures. Raises `NotDurable`: such figures mean nothing."""
        async with self.as_superuser() as connection:
            found = {name: await connection.fetchval(f"SHOW {name}") for name in SHOWN}
        if off := [name for name in MUST_BE_ON if found[name] != "on"]:
            raise NotDurable(f"{', '.join(off)} must be on")
        return found


class NotDurable(Exception):
    """PostgreSQL would answer before the data is safe."""


@contextmanager
def running_tuned() -> Iterator[Server]:
    """The bench's PostgreSQL, started twice: `shared_buffers` is read at the start only."""
    folder = data_dir()
    with running(folder) as urls:
        asyncio.run(tune(server_at(folder, urls)))
    with running(folder) as urls:
        yield server_at(folder, urls)


def server_at(folder: Path, urls: Urls) -> Server:
    postmaster = int((folder / "cluster" / "postmaster.pid").read_text().split()[0])
    return Server(folder, urls, postmaster)


async def tune(server: Server) -> None:
    async with server.as_superuser() as connection:
        for name, value in TUNING.items():
            await connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")
