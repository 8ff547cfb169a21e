"""What came of an import: what was added, what was there already, and what was not taken over."""

from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple


class RowProblem(NamedTuple):
    """Something that could not be taken as it stands, where, and what was done instead.

    `row` is the line a person finds it on, the header being line 1; None is the whole file.
    """

    file: str
    row: int | None
    reason: str


class LeftOut(NamedTuple):
    """A sort of thing that was left out on purpose; `Report.left_out` counts how many."""

    file: str
    reason: str


@dataclass
class Tally:
    """Of one kind of record."""

    added: int = 0
    already_there: int = 0


@dataclass
class Report:
    """`tallies` is by kind (`employers`, `candidates`, …), in the order they were imported."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)
    left_out: Counter[LeftOut] = field(default_factory=Counter)
    said: set[RowProblem] = field(default_factory=set, repr=False)

    def problem(self, file: str, row: int | None, reason: str) -> None:
        """Said once, however often it is come across."""
        problem = RowProblem(file, row, reason)
        if problem not in self.said:
            self.said.add(problem)
            self.problems.append(problem)

    def leave_out(self, file: str, reason: str, count: int = 1) -> None:
        self.left_out[LeftOut(file, reason)] += count

    def tally(self, kind: str) -> Tally:
        return self.tallies.setdefault(kind, Tally())
