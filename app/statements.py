"""How rows travel from the driver to the wire: built once, sent as they are, serialised once.

SQLAlchemy writes the SQL; running it through the session would cost a read four times what the
driver itself takes, so a `Statement` compiles once and `fetch` hands the text to asyncpg.
"""

from collections.abc import Callable, Mapping, Sequence
from operator import itemgetter
from typing import Any

import msgspec
from asyncpg import Record
from sqlalchemy import (
    JSON,
    ClauseElement,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    func,
    literal_column,
)
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.dialects.postgresql.asyncpg import dialect as asyncpg_dialect

DIALECT = asyncpg_dialect(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]

Row = dict[str, Any]


def picked(positions: list[int]) -> Callable[[Record], tuple[Any, ...]]:
    """Takes the columns at these positions out of a record, as fast as Python can."""
    if len(positions) < 2:  # of one, `itemgetter` makes no tuple
        return lambda record: tuple(record[at] for at in positions)
    return itemgetter(*positions)


class Statement:
    """A select (or a DML statement with RETURNING) compiled once, at import.

    Constants of partial indexes and fixed page sizes belong in it as literals: bound, PostgreSQL
    cannot prove that a partial index covers the query. A label with a dot nests on the wire:
    `name.given` and `name.family` become `name: {given, family}`, and `null` when both are null.
    JSON columns pass through unparsed.

    `planned_each_time` is for what depends on the value, such as a search for a rare or a common
    word; everything else is planned once a connection.
    """

    def __init__(self, clause: ClauseElement, *, planned_each_time: bool = False) -> None:
        self.planned_each_time = planned_each_time
        compiled = clause.compile(dialect=DIALECT)
        self.sql = str(compiled)
        self.names: tuple[str, ...] = tuple(compiled.positiontup or ())  # type: ignore[attr-defined]
        self.defaults: dict[str, Any] = dict(compiled.params)
        columns = clause.selected_columns if isinstance(clause, Select) else ()
        names = [column.name for column in columns]
        self.flat = tuple(name for name in names if "." not in name)
        self.flat_values = picked([at for at, name in enumerate(names) if "." not in name])
        self.json_names = tuple(column.name for column in columns if isinstance(column.type, JSON))
        nested: dict[str, dict[str, int]] = {}
        for at, name in enumerate(names):
            if "." in name:
                group, _, key = name.partition(".")
                nested.setdefault(group, {})[key] = at
        self.nested = [
            (group, tuple(parts), picked([*parts.values()])) for group, parts in nested.items()
        ]
        self.in_order: Row = dict.fromkeys(name.partition(".")[0] for name in names)

    def arguments(self, values: Mapping[str, Any]) -> list[Any]:
        return [values[name] if name in values else self.defaults[name] for name in self.names]

    def shape(self, record: Record) -> Row:
        """One row as it goes out: nested, with its JSON left as it came."""
        if not self.nested:
            row: Row = dict(zip(self.flat, record, strict=True))
        else:
            row = self.in_order.copy()
            row.update(zip(self.flat, self.flat_values(record), strict=True))
            for group, keys, values in self.nested:
                parts = values(record)
                known = parts.count(None) < len(parts)
                row[group] = dict(zip(keys, parts, strict=True)) if known else None
        for name in self.json_names:
            # Text from the pool, parsed already on a session's connection; both encode the same.
            if isinstance(row[name], str):
                row[name] = msgspec.Raw(row[name].encode())
        return row

    def shape_all(self, records: Sequence[Record]) -> list[Row]:
        return [self.shape(record) for record in records]


encode = msgspec.json.Encoder().encode


class PlainStatement:
    """SQL written by hand, where SQLAlchemy would say the same with more words."""

    def __init__(self, sql: str) -> None:
        self.sql = sql


def word(constant: str) -> ColumnElement[str]:
    """A constant of ours in the statement itself: bound, each call would send it again."""
    return literal_column(f"'{constant}'", Text)


def written_out(moment: SQLColumnExpression[Any]) -> ColumnElement[str]:
    """An instant inside JSON that PostgreSQL builds, as the encoder writes one outside it."""
    utc = func.timezone(word("UTC"), moment)
    text = func.to_char(utc, word('YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))
    return func.replace(text, word(".000000Z"), word("Z"))


def as_object(**fields: SQLColumnExpression[Any]) -> ColumnElement[Any]:
    """A JSON object of columns."""
    parts = [part for name, column in fields.items() for part in (word(name), column)]
    return func.json_build_object(*parts, type_=JSON)


def as_array(rows: ColumnElement[Any], *order: Any) -> ColumnElement[Any]:
    """All of `rows` as one JSON array, `[]` when there are none."""
    array = func.json_agg(aggregate_order_by(rows, *order))
    return func.coalesce(array, literal_column("'[]'::json"), type_=JSON)
