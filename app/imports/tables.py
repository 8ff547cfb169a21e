"""Reading one CSV file of an export: row by row, each with the line it stands on.

Nothing in a file stops an import: what cannot be read is reported and the next row is read.
"""

import csv
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.imports.report import Report

SHOWN = 60


@dataclass(frozen=True, slots=True)
class Row:
    """One record. A column that the file does not have reads as empty."""

    file: str
    line: int
    values: Mapping[str, str]
    report: Report

    def __getitem__(self, column: str) -> str:
        return self.values.get(column, "").strip()

    def problem(self, reason: str) -> None:
        self.report.problem(self.file, self.line, reason)


@dataclass
class Table:
    """A file that was found, with the columns it needs."""

    file: str
    header: list[str]
    lines: list[str]
    report: Report

    def __len__(self) -> int:
        """About how many rows; a quoted value may run over several lines."""
        return len(self.lines) - 1

    def rows(self) -> Iterator[Row]:
        lines = Lines(self.lines, at=1)
        reader = csv.reader(lines)
        while True:
            first = lines.at
            try:
                values = next(reader, None)
            except csv.Error as error:
                self.report.problem(self.file, first + 1, f"is not CSV ({error}): not imported")
                lines.at = first + 1
                continue
            if values is None:
                return
            if len(values) == len(self.header):
                yield self.row(first + 1, values)
            elif values:
                # A quote that is never closed takes in whatever follows: only its line is lost.
                lines.at = first + 1
                self.report.problem(
                    self.file,
                    first + 1,
                    f"has {len(values)} values where the header has {len(self.header)}: "
                    "not imported",
                )

    def row(self, line: int, values: list[str]) -> Row:
        row = Row(self.file, line, dict(zip(self.header, values, strict=True)), self.report)
        if any("\x00" in value for value in values):
            row.problem("holds NUL characters, which were left out")
            clean = {column: value.replace("\x00", "") for column, value in row.values.items()}
            return Row(self.file, line, clean, self.report)
        return row


class Lines(Iterator[str]):
    """Lines for a CSV reader, which can be sent back to one."""

    def __init__(self, lines: list[str], at: int) -> None:
        self.lines = lines
        self.at = at

    def __next__(self) -> str:
        if self.at >= len(self.lines):
            raise StopIteration
        self.at += 1
        return self.lines[self.at - 1]


def read_table(
    folder: Path, file: str, report: Report, *, needed: Collection[str], otherwise: str
) -> Table | None:
    """The table, or None when it is missing or without a `needed` column; that is reported.

    `otherwise` says what that means, such as `no candidates were imported`.
    """
    try:
        content = (folder / file).read_bytes()
    except FileNotFoundError:
        report.problem(file, None, f"is missing: {otherwise}")
        return None
    except OSError as error:
        report.problem(file, None, f"cannot be read ({error.strerror}): {otherwise}")
        return None
    lines = decoded(content, file, report)
    try:
        header = [name.strip().casefold() for name in next(csv.reader(lines[:1]), [])]
    except csv.Error as error:
        report.problem(file, 1, f"is not CSV ({error}): {otherwise}")
        return None
    if missing := [column for column in needed if column not in header]:
        report.problem(file, 1, f"has no column {', '.join(missing)}: {otherwise}")
        return None
    return Table(file, header, lines, report)


def decoded(content: bytes, file: str, report: Report) -> list[str]:
    """The lines as text. One that is not UTF-8 is taken for Windows-1252, and that is reported."""
    lines, others = [], []
    for number, line in enumerate(content.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        try:
            lines.append(line.decode() + "\n")
        except UnicodeDecodeError:
            lines.append(line.decode("cp1252", errors="replace") + "\n")
            others.append(number)
    if not content.endswith(b"\n"):
        lines[-1] = lines[-1].removesuffix("\n")
    elif lines[-1] == "\n":
        lines.pop()
    if others:
        more = f" (such lines in the file: {len(others)})" if len(others) > 1 else ""
        report.problem(file, others[0], f"is not UTF-8: read as Windows-1252{more}")
    return lines


def shown(value: str) -> str:
    """A value as a report quotes it."""
    one_line = " ".join(value.split())
    return f"“{one_line[:SHOWN]}…”" if len(one_line) > SHOWN else f"“{one_line}”"
