"""The security log for other programs: CSV for spreadsheets, lines of JSON for a SIEM."""

import csv
import io
from collections.abc import Iterator
from typing import Any, Literal

from starlette.responses import Response

from app.statements import Row, encode

Format = Literal["json", "csv", "jsonl"]
TYPES: dict[str, Format] = {
    "application/json": "json",
    "*/*": "json",
    "text/csv": "csv",
    "application/jsonl": "jsonl",
    "application/x-ndjson": "jsonl",
}
COLUMNS = (
    "id", "at", "last_at", "count", "what", "outcome", "operation", "actor.type", "actor.id",
    "actor.api_key_id", "link.kind", "link.id", "subject.type", "subject.id", "address",
    "user_agent", "request_id",
)  # fmt: skip
FORMULA = ("=", "+", "-", "@")


def format_wanted(asked: Format | None, accept: str) -> Format:
    """The parameter decides, else the first type of `Accept` that can be had, else JSON."""
    if asked is not None:
        return asked
    types = (part.partition(";")[0].strip().lower() for part in accept.split(","))
    return next((TYPES[one] for one in types if one in TYPES), "json")


def as_lines(rows: list[Row]) -> Response:
    return Response(b"".join(encode(row) + b"\n" for row in rows), media_type="application/jsonl")


def as_csv(rows: list[Row]) -> Response:
    written = io.StringIO()
    table = csv.writer(written)
    table.writerow(COLUMNS)
    table.writerows([*cells(row)] for row in rows)
    headers = {"content-disposition": 'attachment; filename="audit.csv"'}
    return Response(written.getvalue(), headers=headers, media_type="text/csv")


def cells(row: Row) -> Iterator[str]:
    for column in COLUMNS:
        value: Any = row
        for name in column.split("."):
            value = value[name] if value is not None else None
        said = value.isoformat() if hasattr(value, "isoformat") else str(value or "")
        # A browser's name is typed by whoever tries the door: a spreadsheet must not calculate it.
        yield f"'{said}" if said.startswith(FORMULA) else said
