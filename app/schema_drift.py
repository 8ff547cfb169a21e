"""What a database has that differs from what this version's tables say.

A schema can call itself current and not be: it was made by a version of a migration that was
changed later, or somebody changed it by hand. Said at the start, that is a sentence; met later, it
is an internal error on some routes only.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from asyncpg import Connection, Record
from sqlalchemy import Column, MetaData
from sqlalchemy.dialects import postgresql

COLUMNS = """
    SELECT relname AS table, attname AS column, format_type(atttypid, atttypmod) AS type,
        attnotnull AS required,
        attnotnull AND NOT atthasdef AND attidentity = '' AS must_be_given
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
        AND attnum > 0 AND NOT attisdropped
"""
INDEXES = """
    SELECT relname AS name, indisvalid AS valid
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE relnamespace = 'public'::regnamespace
"""
DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy says nothing


@dataclass(frozen=True)
class Drift:
    """`breaking` is what some request would fail of; `harmless` makes it slow, or checks less."""

    breaking: tuple[str, ...]
    harmless: tuple[str, ...]


async def drift_in(connection: Connection, metadata: MetaData, *, later: bool = False) -> Drift:
    """Compared in two look-ups. A `later` schema may have more, and be right with other indexes."""
    breaking: list[str] = []
    harmless: list[str] = []
    for is_breaking, line in _column_drift(await connection.fetch(COLUMNS), metadata, later):
        (breaking if is_breaking else harmless).append(line)
    if not later:
        harmless += _index_drift(await connection.fetch(INDEXES), metadata)
    return Drift(tuple(breaking), tuple(harmless))


def _column_drift(
    rows: list[Record], metadata: MetaData, later: bool
) -> Iterator[tuple[bool, str]]:
    there = {(row["table"], row["column"]): row for row in rows}
    tables = {table for table, _ in there}
    for table in metadata.sorted_tables:
        if table.name not in tables:
            yield True, f"the table {table.name} is missing"
            continue
        for column in table.columns:
            name = f"{table.name}.{column.name}"
            found = there.get((table.name, column.name))
            if found is None:
                yield True, f"{name} is missing"
            elif found["type"] != (wanted := type_of(column)):
                yield True, f"{name} is {found['type']} instead of {wanted}"
            elif found["required"] and column.nullable:
                yield True, f"{name} cannot be empty and should be allowed to"
            elif not found["required"] and not column.nullable:
                yield False, f"{name} can be empty and should not"
    for (of_table, column_name), row in there.items():
        if of_table in metadata.tables and column_name not in metadata.tables[of_table].columns:
            if row["must_be_given"]:
                yield True, f"{of_table}.{column_name} must be given and is not known here"
            elif not later:
                yield False, f"{of_table}.{column_name} is not known here"


def _index_drift(rows: list[Record], metadata: MetaData) -> Iterator[str]:
    valid = {row["name"]: row["valid"] for row in rows}
    for table in metadata.sorted_tables:
        for name in sorted(str(index.name) for index in table.indexes):
            if name not in valid:
                yield f"the index {name} is missing"
    for name in sorted(name for name, is_valid in valid.items() if not is_valid):
        yield f"the index {name} is invalid"


def type_of(column: Column[object]) -> str:
    """As PostgreSQL's `format_type` writes it."""
    return column.type.compile(DIALECT).lower().replace(", ", ",")
