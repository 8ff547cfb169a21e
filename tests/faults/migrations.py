"""Migrations that are interrupted after each of their statements, and run again.

`python -m tests.faults.migrations` does it after every single one, up and down, and has three
processes migrate an empty database at once; the suite takes a few of them.
"""

import asyncio
import os
import re
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import event
from sqlalchemy.engine import Connection

from app.embedded.server import running
from app.migrating import alembic_config, engine_for, revisions
from app.migration_statements import BUILD_INDEX
from tests.databases import Cluster

NOT_THE_MIGRATIONS_OWN = re.compile(r"\s*(SET|SELECT|SHOW|BEGIN|COMMIT|ROLLBACK)\b", re.I)
AT_ONCE, ROUNDS = 3, 8


class Interrupted(Exception):
    """The process is gone, as far as the database can tell."""


@dataclass
class Counter:
    """Counts statements, and interrupts after the last one that it is told of."""

    last: int | None = None
    seen: list[str] = field(default_factory=list)

    def count(self, _: Connection, __: Any, statement: str, *___: Any) -> None:
        if NOT_THE_MIGRATIONS_OWN.match(statement):
            return
        self.seen.append(statement)
        if len(self.seen) == self.last:
            raise Interrupted


@dataclass
class Row:
    """What one migration went through."""

    direction: str
    revision: str
    statements: int = 0
    interruptions: int = 0
    committed: int = 0
    """After how many of them something was there already."""
    wrong: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        verdict = "; ".join(self.wrong) or "the same schema each time, no invalid index"
        return (
            f"{self.direction} to {self.revision}: {self.statements} statements, "
            f"{self.interruptions} interruptions, {self.committed} of them with something done "
            f"already: {verdict}"
        )


def go(connection: Connection, direction: str, revision: str) -> None:
    config = alembic_config()
    config.attributes["connection"] = connection
    getattr(command, direction)(config, revision)


async def move(url: str, direction: str, revision: str, last: int | None = None) -> list[str]:
    """Up or down to a revision, or until after the last of so many statements; answers them."""
    engine, counter = engine_for(url), Counter(last)
    event.listen(engine.sync_engine, "after_cursor_execute", counter.count)
    try:
        async with engine.connect() as connection:
            await connection.run_sync(go, direction, revision)
    except Interrupted:
        pass
    finally:
        await engine.dispose()
    return counter.seen


def in_order() -> list[str]:
    """Revisions from the first to the newest."""
    above = {below: revision for revision, below in revisions().items()}
    found, revision = [], above.get(None)
    while revision:
        found.append(revision)
        revision = above.get(revision)
    return found


def some(count: int, most: int | None) -> list[int]:
    """All of them, or so many evenly spread, the last among them."""
    if most is None or count <= most:
        return list(range(1, count + 1))
    return sorted({round((nth + 1) * count / most) for nth in range(most)})


async def interrupt(
    cluster: Cluster, start: str, direction: str, revision: str, most: int | None = None
) -> Row:
    """Go from the database `start` to a revision, interrupted after each statement (or `most` of
    them). Where nothing was done the next attempt starts in the same database."""
    row = Row(direction, revision)
    whole = await cluster.create("whole", start)
    statements = await move(cluster.owner(whole), direction, revision)
    row.statements = len(statements)
    before, wanted = await cluster.schema(start), await cluster.schema(whole)

    async def finish(name: str, interruption: str) -> None:
        await move(cluster.owner(name), direction, revision)
        found = await cluster.schema(name)
        if found != wanted:
            differs = sorted(set(found) ^ set(wanted))[:3]
            row.wrong.append(f"after {interruption}: {differs}")

    name = await cluster.create("interrupted", start)
    for nth in some(len(statements), most):
        builds = BUILD_INDEX.match(statements[nth - 1])
        for broken in (False, True) if builds else (False,):
            await move(cluster.owner(name), direction, revision, last=nth)
            row.interruptions += 1
            if broken and builds:  # as if it was interrupted while it was built
                await cluster.run(
                    "UPDATE pg_index SET indisvalid = false"
                    f" WHERE indexrelid = 'public.{builds[2]}'::regclass",
                    name,
                )
            if await cluster.schema(name) != before:
                row.committed += 1
                await finish(name, f"statement {nth} of {len(statements)}")
                name = await cluster.create("interrupted", start)
    await finish(name, "the last interruption")
    return row


async def interrupt_all(cluster: Cluster, most: int | None, *, down: bool) -> list[Row]:
    """Leaves a database at each revision."""
    rows, current = [], await cluster.create(database_at(None))
    for revision in in_order():
        at = await cluster.create(database_at(revision), current)
        rows.append(await interrupt(cluster, current, "upgrade", revision, most))
        await move(cluster.owner(at), "upgrade", revision)
        if down:
            below = revisions()[revision] or "base"
            rows.append(await interrupt(cluster, at, "downgrade", below, most))
        current = at
    return rows


def database_at(revision: str | None) -> str:
    return "at_" + re.sub(r"\W", "_", revision or "nothing")


async def at_once(cluster: Cluster) -> list[str]:
    """Three processes on an empty database: what each said, if that is not the usual."""
    name = await cluster.create("contested")
    environment = {**os.environ, "DEBRIEF_DATABASE_URL": cluster.owner(name)}
    processes = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.cli", "migrate",
            env=environment, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )
        for _ in range(AT_ONCE)
    ]  # fmt: skip
    said = [(await process.communicate())[0].decode() for process in processes]
    schema = await cluster.schema(name)
    wrong = [text for text, process in zip(said, processes, strict=True) if process.returncode]
    wrong += [line for line in schema if line.endswith("valid: f")]
    return wrong if f"revision {in_order()[-1]}" in schema else [*wrong, "not at the newest"]


@contextmanager
def cluster() -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-test-") as folder:
        os.chmod(folder, 0o711)  # PostgreSQL refuses root: its own user must reach the data
        data_dir = Path(folder) / "data"
        with running(data_dir, durable=False) as urls:
            yield Cluster(urls, data_dir)


async def campaign(own: Cluster) -> bool:
    rows = await interrupt_all(own, None, down=True)
    contests = [await at_once(own) for _ in range(ROUNDS)]
    lost = [line for contest in contests for line in contest]
    for row in rows:
        sys.stdout.write(f"{row}\n")
    verdict = "; ".join(lost) or "all at the newest, no invalid index"
    sys.stdout.write(f"{AT_ONCE} at once, {ROUNDS} times: {verdict}\n")
    return not lost and not any(row.wrong for row in rows)


if __name__ == "__main__":
    with cluster() as own:
        sys.exit(0 if asyncio.run(campaign(own)) else 1)
