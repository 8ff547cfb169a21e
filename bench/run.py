"""A whole run: the data, the servers, the measurements."""

import asyncio
from collections import defaultdict
from contextlib import ExitStack
from dataclasses import dataclass, field

from rich.progress import Progress

from bench.measuring import Rows, Sample, Series, measure, plan
from bench.operations import NOTHING, TIMELINE, Operation, find_rows
from bench.postgres import Server
from bench.processes import bare_app, ours, resident_bytes
from bench.seed.contents import LARGE, SMALL, Size
from bench.seed.filling import seeded

WARM_UP_CONNECTIONS, WARM_UP_SECONDS = 16, 1.0
MEASUREMENTS_A_ROUND = 6
"""Of one operation: three numbers of connections, two apps."""


@dataclass(frozen=True)
class Wanted:
    """What to measure, and how long."""

    operations: tuple[Operation, ...]
    seconds: float
    rounds: int
    quick: bool

    @property
    def size(self) -> Size:
        return SMALL if self.quick else LARGE

    @property
    def growth(self) -> bool:
        return not self.quick and TIMELINE in self.operations


@dataclass
class Results:
    """Series by operation, connections and app; those of growth by the number of events."""

    operations: tuple[Operation, ...]
    series: dict[tuple[str, int, str], Series] = field(default_factory=lambda: defaultdict(Series))
    by_events: dict[int, Series] = field(default_factory=lambda: defaultdict(Series))
    ceiling: Sample | None = None
    """What the load generator reaches against an app that does nothing."""
    memory: int | None = None
    our_last_words: str = ""
    """What our server wrote, when it answered with errors."""

    def errors(self) -> int:
        return sum(series.errors() for series in self.series.values())

    def growth(self) -> list[float]:
        """The timeline's p50 with many events as a multiple of that with few, round by round."""
        if not self.by_events:
            return []
        few, many = (self.by_events[events].samples for events in sorted(self.by_events))
        pairs = zip(many, few, strict=True)
        return [large.outcome.p50 / small.outcome.p50 for large, small in pairs]


def bench(server: Server, wanted: Wanted, progress: Progress) -> Results:
    databases = asyncio.run(prepare(server, wanted, progress))
    results = Results(wanted.operations)
    compare(server, databases[wanted.size], wanted, results, progress)
    if wanted.growth:
        grow(server, databases, wanted, results, progress)
    for database in databases.values():
        asyncio.run(server.drop(database))
    return results


async def prepare(server: Server, wanted: Wanted, progress: Progress) -> dict[Size, str]:
    """A database for each size: the seed's copy, so that every run starts from the same, warm."""
    databases = {}
    for size in (SMALL, LARGE) if wanted.growth else (wanted.size,):
        template = await seeded(server, size, progress)
        databases[size] = f"run_{size.name}"
        bar = progress.add_task(f"Copying the {size.name} data", total=None)
        await server.create(databases[size], template)
        async with server.as_superuser(databases[size]) as connection:
            await connection.execute(WARM)
        progress.remove_task(bar)
    return databases


WARM = """
CREATE EXTENSION pg_prewarm;
SELECT pg_prewarm(oid) FROM pg_class
WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')
ORDER BY pg_relation_size(oid) DESC;
CHECKPOINT
"""


def rows_for(server: Server, database: str, operation: Operation, measurements: int) -> Rows:
    return Rows(operation, asyncio.run(find_rows(server, database, operation)), measurements)


def compare(
    server: Server, database: str, wanted: Wanted, results: Results, progress: Progress
) -> None:
    """Ours and the bare app, on the same database."""
    with ExitStack() as stack:
        serving = {
            "ours": stack.enter_context(ours(server, database)),
            "bare": stack.enter_context(bare_app(server, database)),
        }
        times = (wanted.rounds * MEASUREMENTS_A_ROUND) + len(serving)
        rows = {one.name: rows_for(server, database, one, times) for one in wanted.operations}
        idle = Rows(NOTHING, [""], 1)
        results.ceiling = measure(
            idle, serving["bare"], server, WARM_UP_CONNECTIONS, WARM_UP_SECONDS
        )
        for one in rows.values():
            for warmed in serving.values():
                measure(one, warmed, server, WARM_UP_CONNECTIONS, WARM_UP_SECONDS)
        steps = list(plan(wanted.operations, wanted.rounds))
        bar = progress.add_task("", total=len(steps))
        for operation, connections, app in steps:
            progress.update(bar, description=f"{operation.title}, {connections}, {app}")
            sample = measure(
                rows[operation.name], serving[app], server, connections, wanted.seconds
            )
            results.series[operation.name, connections, app].samples.append(sample)
            progress.advance(bar)
        results.memory = resident_bytes(serving["ours"].pid)
        results.our_last_words = serving["ours"].last_words() if results.errors() else ""


def grow(
    server: Server,
    databases: dict[Size, str],
    wanted: Wanted,
    results: Results,
    progress: Progress,
) -> None:
    """Ours only: the same page with a hundred times as many events around it."""
    with ExitStack() as stack:
        pairs = [
            (
                size,
                rows_for(server, database, TIMELINE, wanted.rounds + 1),
                stack.enter_context(ours(server, database)),
            )
            for size, database in databases.items()
        ]
        for _, rows, app in pairs:
            measure(rows, app, server, WARM_UP_CONNECTIONS, WARM_UP_SECONDS)
        bar = progress.add_task("Growth", total=wanted.rounds * len(pairs))
        for _ in range(wanted.rounds):
            for size, rows, app in pairs:
                sample = measure(rows, app, server, 1, wanted.seconds)
                results.by_events[size.events].samples.append(sample)
                progress.advance(bar)
            pairs.reverse()
