"""How the statements of a migration are sent, so that one that was interrupted can be run again.

A migration runs in one transaction, and an interruption undoes it all. What PostgreSQL refuses to
do inside a transaction (`CREATE INDEX CONCURRENTLY`) is done outside, and then what came before is
committed already when the migration is run again. Three rules make that harmless, whichever
migration it is:

- A constraint that is to be added is dropped first if it stands, in the same statement.
- An index that is to be built concurrently is left alone if it stands and is valid. One that an
  interrupted attempt left invalid is dropped and built anew: PostgreSQL itself would keep it for
  ever, maintained and never used.
- An index that is to be dropped concurrently may be gone.

Statements that hold nobody up while they wait may wait long; every other one gives way soon.
"""

import re
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection

GIVE_WAY_AFTER = "2s"
"""Requests queue behind a statement that waits for a table, and give up after five seconds."""
LONGEST_STATEMENT = "15min"

ADD_CONSTRAINT = re.compile(r"\s*ALTER\s+TABLE\s+(\S+)\s+ADD\s+CONSTRAINT\s+(\S+)\s", re.I)
BUILD_INDEX = re.compile(
    r"\s*CREATE\s+(UNIQUE\s+)?INDEX\s+CONCURRENTLY\s+(?:IF\s+NOT\s+EXISTS\s+)?(\S+)\s", re.I
)
DROP_INDEX = re.compile(r"\s*DROP\s+INDEX\s+CONCURRENTLY\s+(?:IF\s+EXISTS\s+)?(?=\S)", re.I)
VALIDATE = re.compile(r"\s*ALTER\s+TABLE\s+\S+\s+VALIDATE\s+CONSTRAINT\s", re.I)
REBUILD = re.compile(r"\s*REINDEX\s+INDEX\s+CONCURRENTLY\s", re.I)
HOLDS_NOBODY_UP = (BUILD_INDEX, DROP_INDEX, VALIDATE, REBUILD)

IS_INVALID = "SELECT 1 FROM pg_index WHERE indexrelid = to_regclass('{}') AND NOT indisvalid"
INVALID = """
    SELECT quote_ident(relname), relname ~ '_cc(new|old)[0-9]*$' AS left_by_a_rebuild
    FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid
    WHERE NOT indisvalid AND relkind = 'i' AND relnamespace = 'public'::regnamespace
    ORDER BY 1
"""


def set_limits(connection: Connection) -> None:
    connection.exec_driver_sql(f"SET lock_timeout = '{GIVE_WAY_AFTER}'")
    connection.exec_driver_sql(f"SET statement_timeout = '{LONGEST_STATEMENT}'")


def rebuild_invalid_indexes(connection: Connection, *, patience: float) -> None:
    """What an interruption of an earlier version's migration left, and of this one's own."""
    found = connection.exec_driver_sql(INVALID).all()
    connection.commit()
    if not found:
        return
    level = connection.get_isolation_level()
    connection.execution_options(isolation_level="AUTOCOMMIT")
    try:
        with RepeatableStatements(connection, patience):
            for name, left_by_a_rebuild in found:
                verb = "DROP" if left_by_a_rebuild else "REINDEX"
                connection.exec_driver_sql(f"{verb} INDEX CONCURRENTLY {name}")
    finally:
        connection.commit()
        connection.execution_options(isolation_level=level)


def repeatable(statement: str) -> str:
    """The same statement, for a database in which it may have been done already."""
    if found := ADD_CONSTRAINT.match(statement):
        table, name = found.groups()
        rest = statement[found.end(2) :]
        return f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}, ADD CONSTRAINT {name}{rest}"
    if found := BUILD_INDEX.match(statement):
        unique, name = found[1] or "", found[2]
        return f"CREATE {unique}INDEX CONCURRENTLY IF NOT EXISTS {name}{statement[found.end(2) :]}"
    if found := DROP_INDEX.match(statement):
        return f"DROP INDEX CONCURRENTLY IF EXISTS {statement[found.end() :]}"
    return statement


class RepeatableStatements:
    """While it is installed, a connection's statements follow the rules above."""

    def __init__(self, connection: Connection, patience: float) -> None:
        self.connection = connection
        self.patience = f"{max(1, int(patience * 1000))}ms"

    def __enter__(self) -> None:
        event.listen(self.connection, "before_cursor_execute", self.before, retval=True)
        event.listen(self.connection, "after_cursor_execute", self.after)

    def __exit__(self, *_: object) -> None:
        event.remove(self.connection, "before_cursor_execute", self.before)
        event.remove(self.connection, "after_cursor_execute", self.after)

    def before(
        self, connection: Connection, _: Any, statement: str, parameters: Any, *__: Any
    ) -> tuple[str, Any]:
        if any(kind.match(statement) for kind in HOLDS_NOBODY_UP):
            connection.exec_driver_sql(f"SET lock_timeout = '{self.patience}'")
            connection.exec_driver_sql("SET statement_timeout = 0")
        if (found := BUILD_INDEX.match(statement)) and self.is_invalid(connection, found[2]):
            connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY {found[2]}")
        return repeatable(statement), parameters

    def after(self, connection: Connection, _: Any, statement: str, *__: Any) -> None:
        if any(kind.match(statement) for kind in HOLDS_NOBODY_UP):
            set_limits(connection)

    @staticmethod
    def is_invalid(connection: Connection, index: str) -> bool:
        return connection.exec_driver_sql(IS_INVALID.format(index)).first() is not None
