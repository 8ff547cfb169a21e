"""One measurement, and a run of them: ours and the bare app in turn, forward, then backward."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from statistics import median

import msgspec

from bench.load import Outcome, Work
from bench.operations import Operation
from bench.postgres import Server
from bench.processes import Serving, cpu_seconds

CONNECTIONS = (1, 16, 64)
APPS = ("ours", "bare")
MOST_A_SECOND = 20_000
"""More requests than any server answers here; as many are made ahead."""


@dataclass(frozen=True)
class Sample:
    """One measurement of one server."""

    outcome: Outcome
    server_cpu: float | None
    postgres_cpu: float | None

    @property
    def per_second(self) -> float:
        return self.outcome.answered / self.outcome.elapsed

    @property
    def errors(self) -> int:
        return sum(self.outcome.errors.values())

    @property
    def load_share(self) -> float:
        """How much of one core the load generator took: near 1, it is itself what was measured."""
        return self.outcome.own_cpu / self.outcome.elapsed

    def a_request(self, cpu: float | None) -> float | None:
        return cpu / self.outcome.answered if cpu is not None and self.outcome.answered else None


class Rows:
    """What an operation can be asked about; of those that serve once, a fair share each time."""

    def __init__(self, operation: Operation, ids: list[str], measurements: int) -> None:
        self.operation = operation
        self.ids = ids
        self.measurements = measurements
        self.used = 0

    def take(self, seconds: float) -> list[str]:
        if not self.operation.once:
            return self.ids
        share = (len(self.ids) - self.used) // self.measurements
        return self.ids[self.used :][: min(share, int(seconds * MOST_A_SECOND))]

    def give_back(self, sent: int) -> None:
        self.used += sent
        self.measurements -= 1


def measure(rows: Rows, app: Serving, server: Server, connections: int, seconds: float) -> Sample:
    work = Work(
        port=app.port,
        connections=connections,
        seconds=seconds,
        requests=[rows.operation.request(row_id, app) for row_id in rows.take(seconds)],
        expected_status=rows.operation.expected_status,
        once=rows.operation.once,
    )
    before = cpu_seconds(app.pid), cpu_seconds(server.postmaster, with_children=True)
    outcome = generate(work)
    after = cpu_seconds(app.pid), cpu_seconds(server.postmaster, with_children=True)
    rows.give_back(outcome.sent)
    return Sample(outcome, since(before[0], after[0]), since(before[1], after[1]))


def generate(work: Work) -> Outcome:
    ended = subprocess.run(
        [sys.executable, "-m", "bench.load"],
        input=msgspec.msgpack.encode(work),
        stdout=subprocess.PIPE,
        check=True,
    )
    return msgspec.msgpack.decode(ended.stdout, type=Outcome)


def since(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


@dataclass
class Series:
    """The same measurement once a round."""

    samples: list[Sample] = field(default_factory=list)

    def per_second(self) -> list[float]:
        return [sample.per_second for sample in self.samples]

    def p50(self) -> float:
        return median(sample.outcome.p50 for sample in self.samples)

    def p99(self) -> float:
        return median(sample.outcome.p99 for sample in self.samples)

    def tail(self) -> float:
        """How many times the median the slowest hundredth takes."""
        return median(sample.outcome.p99 / sample.outcome.p50 for sample in self.samples)

    def errors(self) -> int:
        return sum(sample.errors for sample in self.samples)

    def server_cpu(self) -> float | None:
        return middle([sample.a_request(sample.server_cpu) for sample in self.samples])

    def postgres_cpu(self) -> float | None:
        return middle([sample.a_request(sample.postgres_cpu) for sample in self.samples])

    def of(self, other: "Series") -> list[float]:
        """Our rate as a part of the other's, round by round."""
        pairs = zip(self.per_second(), other.per_second(), strict=True)
        return [mine / theirs for mine, theirs in pairs]


def middle(values: list[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def plan(operations: tuple[Operation, ...], rounds: int) -> Iterator[tuple[Operation, int, str]]:
    """What favours the first of two in one round favours the second in the next."""
    order = list(product(operations, CONNECTIONS, APPS))
    for number in range(rounds):
        yield from order if number % 2 == 0 else reversed(order)
