"""The figures as tables."""

from collections import Counter
from statistics import median

from rich import box
from rich.console import Console
from rich.table import Table

from bench.goals import Verdict
from bench.measuring import APPS, CONNECTIONS, Series
from bench.operations import Operation
from bench.run import Results

HEADINGS = (
    "conn.", "app", "requests/s", "(min-max)", "p50 ms", "p99 ms", "p99/p50",
    "server µs", "PG µs", "of bare", "(min-max)", "errors",
)  # fmt: skip


def show(console: Console, results: Results) -> None:
    for operation in results.operations:
        console.print(operation_table(operation, results))
    console.print(
        "Medians over the rounds, with the least and the most. µs: user and system time of the"
        " server process, and of all PostgreSQL processes, for one request. of bare: our requests/s"
        " as a part of the bare app's, round by round."
    )
    if results.by_events:
        console.print(growth_table(results))
    show_load_generator(console, results)
    show_errors(console, results)


def operation_table(operation: Operation, results: Results) -> Table:
    table = plain_table(operation.title)
    for heading in HEADINGS:
        table.add_column(heading, justify="left" if heading == "app" else "right")
    for connections in CONNECTIONS:
        pair = {app: results.series[operation.name, connections, app] for app in APPS}
        for app, series in pair.items():
            part = series.of(pair["bare"]) if app == "ours" else []
            table.add_row(
                str(connections) if app == APPS[0] else "",
                app,
                *spread(series.per_second(), "{:,.0f}"),
                f"{series.p50() * 1000:.2f}",
                f"{series.p99() * 1000:.1f}",
                f"{series.tail():.1f}",
                microseconds(series.server_cpu()),
                microseconds(series.postgres_cpu()),
                *(spread(part, "{:.2f}") if part else ("", "")),
                str(series.errors()),
            )
    return table


def growth_table(results: Results) -> Table:
    table = plain_table("Growth: our timeline page at 1 connection")
    for heading in ("events", "requests/s", "(min-max)", "p50 ms", "p99 ms", "PG µs"):
        table.add_column(heading, justify="right")
    for events, series in sorted(results.by_events.items()):
        table.add_row(
            f"{events:,}",
            *spread(series.per_second(), "{:,.0f}"),
            f"{series.p50() * 1000:.2f}",
            f"{series.p99() * 1000:.1f}",
            microseconds(series.postgres_cpu()),
        )
    return table


def show_load_generator(console: Console, results: Results) -> None:
    assert results.ceiling is not None
    busiest = max(all_series(results), key=lambda series: max_load(series))
    console.print(
        f"Load generator: {results.ceiling.per_second:,.0f} requests/s against an app that does"
        f" nothing, {results.ceiling.load_share:.0%} of a core; at most {max_load(busiest):.0%} of"
        " a core in the measurements above."
    )


def max_load(series: Series) -> float:
    return max(sample.load_share for sample in series.samples)


def show_errors(console: Console, results: Results) -> None:
    for (name, connections, app), series in results.series.items():
        counted = sum((Counter(sample.outcome.errors) for sample in series.samples), Counter[str]())
        for what, count in counted.items():
            console.print(f"[red]{count} x {what}[/]: {name}, {connections} connections, {app}")
        for text in [text for sample in series.samples for text in sample.outcome.samples][:1]:
            console.print(text, markup=False)
    if results.our_last_words:
        console.print(f"Our server's last words:\n{results.our_last_words}", markup=False)


def show_verdicts(console: Console, verdicts: list[Verdict]) -> None:
    table = plain_table("Goals")
    for heading in ("goal", "wanted", "measured", ""):
        table.add_column(heading, justify="right" if heading == "measured" else "left")
    for verdict in verdicts:
        said = "[green]reached[/]" if verdict.reached else "[bold red]missed[/]"
        table.add_row(verdict.goal, verdict.wanted, verdict.measured, said)
    console.print(table)


def plain_table(title: str) -> Table:
    return Table(title=title, title_justify="left", box=box.SIMPLE, pad_edge=False)


def all_series(results: Results) -> list[Series]:
    return [*results.series.values(), *results.by_events.values()]


def spread(values: list[float], form: str) -> tuple[str, str]:
    least, most = form.format(min(values)), form.format(max(values))
    return form.format(median(values)), f"({least}-{most})"


def microseconds(seconds: float | None) -> str:
    return "–" if seconds is None else f"{seconds * 1e6:,.0f}"
