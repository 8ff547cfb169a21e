"""Making a seed database, once, by SQL."""

import asyncio
import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
from rich.progress import Progress, TaskID

from app.migrating import migrate
from bench.postgres import Server
from bench.seed.contents import AGENCY, EVENT_STEPS, Size, variables

FOLDER = Path(__file__).parent
Section = tuple[str, str]
"""What it is about, and the SQL."""
MIGRATIONS = FOLDER.parent.parent / "migrations" / "versions"


async def seeded(server: Server, size: Size, progress: Progress) -> str:
    """The database that holds the seed, made now unless it was kept.

    Its name tells the schema and the seed it was made by; older ones are dropped. It is renamed
    when complete: stopped half way, the next run starts over.
    """
    name = f"seed_{fingerprint()}_{size.name}"
    databases = await server.databases()
    if name in databases:
        return name
    for old in databases:
        if old.startswith("seed_") and fingerprint() not in old:
            await server.drop(old)
    await server.create(f"unfinished_{size.name}")
    owner = server.url(f"unfinished_{size.name}", "debrief_owner")
    await migrate(owner)
    await fill(owner, size, progress)
    await server.rename(f"unfinished_{size.name}", name)
    return name


def fingerprint() -> str:
    """Of all that the data depends on: the schema, and what goes into it."""
    files = [*MIGRATIONS.glob("*.py"), *FOLDER.glob("*.sql"), FOLDER / "contents.py"]
    content = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(files)))
    return content.hexdigest()[:10]


async def fill(owner_url: str, size: Size, progress: Progress) -> None:
    """The records and the log at once, on a connection each: nothing in the log points at them."""
    values = variables(size)
    numbering, records, after, events = (
        list(sections((FOLDER / f"{name}.sql").read_text(), values))
        for name in ("numbering", "records", "after", "events")
    )
    records += after
    steps = [
        (f"{title}, {step} of {EVENT_STEPS}", fill_in(sql, {"step": str(step)}))
        for step in range(1, EVENT_STEPS + 1)
        for title, sql in events
    ]
    bar = progress.add_task("", total=len(records) + len(steps) + 1)
    async with owner(owner_url, numbering) as one, owner(owner_url, numbering) as other:
        await run(one, records[:1], progress, bar)  # The agency, which all belongs to.
        await asyncio.gather(run(one, records[1:], progress, bar), run(other, steps, progress, bar))
        await run(one, [("vacuum and statistics", "VACUUM (FREEZE, ANALYZE)")], progress, bar)
    progress.remove_task(bar)


@asynccontextmanager
async def owner(owner_url: str, numbering: list[Section]) -> AsyncIterator[asyncpg.Connection]:
    """Row-level security binds the owner too. What is lost in a crash is simply seeded again."""
    settings = {
        "app.agency_id": AGENCY,
        "synchronous_commit": "off",
        "work_mem": "256MB",
        "maintenance_work_mem": "512MB",
        "jit": "off",
        "client_min_messages": "error",
    }
    connection = await asyncpg.connect(owner_url, server_settings=settings)
    try:
        for _, sql in numbering:
            await connection.execute(sql)
        yield connection
    finally:
        await connection.close()


async def run(
    connection: asyncpg.Connection, parts: list[Section], progress: Progress, bar: TaskID
) -> None:
    for title, sql in parts:
        progress.update(bar, description=f"Seeding {title}")
        await connection.execute(sql)
        progress.advance(bar)


def sections(sql: str, values: dict[str, str]) -> Iterator[Section]:
    """The parts that begin with `--- Title`, with their variables filled in."""
    for part in re.split(r"^--- ", sql, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition("\n")
        yield title, fill_in(body, values)


def fill_in(sql: str, values: dict[str, str]) -> str:
    """As psql does: `:name` becomes its value; `::type` is left alone."""
    return re.sub(r"(?<!:):([a-z_]+)", lambda match: values.get(match[1], match[0]), sql)
