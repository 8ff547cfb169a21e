"""Migrations end, whatever comes between: interruptions, other migrations, people who read."""

import asyncio
from collections.abc import Iterator

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from app.migrating import migrate, revisions
from app.migration_statements import repeatable
from app.migration_waits import StillWaiting
from tests.databases import Cluster
from tests.faults import migrations

ONE, MORE = 1, 3
OLD_SNAPSHOT = "BEGIN ISOLATION LEVEL REPEATABLE READ; SELECT count(*) FROM pg_class"


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with migrations.cluster() as cluster:
        yield cluster


async def test_each_is_repeatable_after_an_interruption_at_any_statement(cluster: Cluster) -> None:
    """Of those that cannot be in one transaction, after more of them than of the others."""
    for row in await migrations.interrupt_all(cluster, ONE, down=False):
        assert not row.wrong, row
        if row.committed:
            start = migrations.database_at(revisions()[row.revision])
            row = await migrations.interrupt(cluster, start, "upgrade", row.revision, MORE)
            assert not row.wrong, row


async def test_three_at_once_take_turns(cluster: Cluster) -> None:
    for _ in range(2):
        name = await cluster.create("contested")
        ends = await asyncio.gather(*(migrate(cluster.owner(name)) for _ in range(3)))
        newest = ends[0][1]
        assert sorted(ends, key=str) == [(newest, newest), (newest, newest), (None, newest)]
        assert not [line for line in await cluster.schema(name) if line.endswith("valid: f")]


async def test_who_waits_for_a_turn_says_so_and_gives_up_in_the_end(cluster: Cluster) -> None:
    name, said = await cluster.create("taken"), list[str]()
    other = await asyncpg.connect(
        cluster.owner(name), server_settings={"application_name": "another"}
    )
    await other.fetch("SELECT pg_advisory_lock(7353110)")
    with pytest.raises(StillWaiting, match=r"has not ended yet \(process \d+, another\)"):
        await migrate(cluster.owner(name), said.append, patience=0.3)
    assert len(said) == 1
    waiting = asyncio.create_task(migrate(cluster.owner(name)))
    await asyncio.sleep(0.5)
    other.terminate()  # the lock goes with whoever held it
    assert (await waiting)[0] is None


async def test_beside_an_open_snapshot_it_waits_says_for_whom_and_ends(cluster: Cluster) -> None:
    name, said = await cluster.create("read_by_others"), list[str]()
    reader = await asyncpg.connect(
        cluster.owner(name), server_settings={"application_name": "pg_dump"}
    )
    await reader.execute(OLD_SNAPSHOT)
    with pytest.raises(StillWaiting, match="The schema is at 0002: what was done so far stays"):
        await migrate(cluster.owner(name), patience=0.1)
    migrating = asyncio.create_task(migrate(cluster.owner(name), said.append))
    async with asyncio.timeout(20):
        while not said:
            await asyncio.sleep(0.1)
    assert "pg_dump" in said[0]
    await reader.execute("COMMIT")
    before, after = await migrating
    assert (before, after) == ("0002", migrations.in_order()[-1])
    whole = await cluster.create("undisturbed")
    await migrate(cluster.owner(whole))
    assert await cluster.schema(name) == await cluster.schema(whole)
    await reader.close()


async def test_a_table_that_somebody_reads_is_not_queued_for(cluster: Cluster) -> None:
    """A dump holds every table for hours: whoever waited for one would hold up all that write."""
    name = await cluster.create("dumped")
    await migrations.move(cluster.owner(name), "upgrade", "0005")
    reader = await asyncpg.connect(cluster.owner(name))
    await reader.execute("BEGIN; LOCK TABLE templates IN ACCESS SHARE MODE")
    migrating = asyncio.create_task(migrate(cluster.owner(name)))
    await asyncio.sleep(2.5)
    assert not migrating.done()
    await reader.execute("COMMIT")
    assert (await migrating)[0] == "0005"
    await reader.close()


async def test_indexes_that_an_earlier_version_left_invalid_are_built_anew(
    cluster: Cluster,
) -> None:
    name = await cluster.create("broken")
    await migrate(cluster.owner(name))
    wanted = await cluster.schema(name)
    await cluster.run(
        "UPDATE pg_index SET indisvalid = false"
        " WHERE indexrelid = 'ix_applications_to_review'::regclass",
        name,
    )
    assert await cluster.schema(name) != wanted
    await migrate(cluster.owner(name))
    assert await cluster.schema(name) == wanted


async def test_what_is_wrong_for_another_reason_is_still_an_error(cluster: Cluster) -> None:
    name = await cluster.create("occupied")
    await cluster.run("CREATE TABLE agencies (id int)", name)
    with pytest.raises(DBAPIError, match="already exists"):
        await migrate(cluster.owner(name))


@pytest.mark.parametrize(
    ("statement", "sent"),
    [
        (
            "ALTER TABLE notes ADD CONSTRAINT ck_notes CHECK (true) NOT VALID",
            "ALTER TABLE notes DROP CONSTRAINT IF EXISTS ck_notes,"
            " ADD CONSTRAINT ck_notes CHECK (true) NOT VALID",
        ),
        (
            "CREATE UNIQUE INDEX CONCURRENTLY ix_notes ON notes (id)",
            "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix_notes ON notes (id)",
        ),
        ("DROP INDEX CONCURRENTLY ix_notes", "DROP INDEX CONCURRENTLY IF EXISTS ix_notes"),
        ("CREATE INDEX ix_notes ON notes (id)", "CREATE INDEX ix_notes ON notes (id)"),
    ],
)
def test_how_a_statement_is_sent(statement: str, sent: str) -> None:
    assert repeatable(statement) == sent
