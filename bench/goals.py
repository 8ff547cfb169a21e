"""What the figures have to be."""

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median

from bench.measuring import Series
from bench.operations import Operation
from bench.run import Results

BUSY = 16
"""Connections at which the goals hold, unless they say otherwise."""
PART_OF_BARE = {"timeline": 0.25, "overdue": 0.35, "candidate": 0.18, "log": 0.15}
MOST_SERVER_CPU = 5.0
"""Of the bare app's, for the operations that have no goal above."""
LONGEST_TAIL = 3.0
CROWD = 64
MOST_GROWTH = 1.3
MOST_MEMORY = 250


@dataclass(frozen=True)
class Verdict:
    """One goal, and whether it is reached."""

    goal: str
    wanted: str
    measured: str
    reached: bool


def server_cpu(operation: Operation, ours: Series, bare: Series) -> Verdict:
    mine, theirs = ours.server_cpu(), bare.server_cpu()
    times = mine / theirs if mine and theirs else float("nan")
    return Verdict(
        f"{operation.title}: server CPU a request as a multiple of the bare app's, "
        f"{BUSY} connections",
        f"at most {MOST_SERVER_CPU:.1f}", f"{times:.1f}", times <= MOST_SERVER_CPU,
    )  # fmt: skip


def verdicts(results: Results) -> Iterator[Verdict]:
    for operation in results.operations:
        ours = results.series[operation.name, BUSY, "ours"]
        bare = results.series[operation.name, BUSY, "bare"]
        if operation.name not in PART_OF_BARE:
            yield server_cpu(operation, ours, bare)
            continue
        part = median(ours.of(bare))
        least = PART_OF_BARE[operation.name]
        yield Verdict(
            f"{operation.title}: requests/s as a part of the bare app's, {BUSY} connections",
            f"at least {least:.2f}", f"{part:.2f}", part >= least,
        )  # fmt: skip
    for operation in results.operations:
        tail = results.series[operation.name, BUSY, "ours"].tail()
        yield Verdict(
            f"{operation.title}: p99 as a multiple of p50, {BUSY} connections",
            f"at most {LONGEST_TAIL:.1f}", f"{tail:.1f}", tail <= LONGEST_TAIL,
        )  # fmt: skip
    errors = sum(
        results.series[operation.name, CROWD, "ours"].errors() for operation in results.operations
    )
    yield Verdict(f"Errors, {CROWD} connections", "0", str(errors), errors == 0)
    if results.growth():
        growth = median(results.growth())
        yield Verdict(
            "Timeline page: p50 with 4,000,000 events as a multiple of that with 40,000, "
            "1 connection",
            f"at most {MOST_GROWTH:.1f}", f"{growth:.2f}", growth <= MOST_GROWTH,
        )  # fmt: skip
    if results.memory is not None:
        used = results.memory / 2**20
        yield Verdict(
            "Memory of the server process after the run",
            f"under {MOST_MEMORY} MB", f"{used:.0f} MB", used < MOST_MEMORY,
        )  # fmt: skip
