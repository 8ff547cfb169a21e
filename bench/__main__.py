"""`python -m bench`, or `make bench`."""

import asyncio
import platform
import sys
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from bench import goals, report
from bench.operations import OPERATIONS, Operation
from bench.postgres import Server, running_tuned
from bench.run import Wanted, bench

WIDTH_IN_A_PIPE = 130


def chosen(names: str | None) -> tuple[Operation, ...]:
    """By name, in our order."""
    known = {operation.name for operation in OPERATIONS}
    asked = {name.strip() for name in names.split(",")} if names else known
    if unknown := asked - known:
        raise typer.BadParameter(f"{', '.join(unknown)}: choose from {', '.join(sorted(known))}")
    return tuple(operation for operation in OPERATIONS if operation.name in asked)


def main(
    seconds: Annotated[float, typer.Option(min=0.2, help="Of each measurement.")] = 3.0,
    rounds: Annotated[int, typer.Option(min=1, help="Each takes everything once.")] = 4,
    only: Annotated[
        str | None, typer.Option(help="Such as candidate,timeline,overdue,log.")
    ] = None,
    quick: Annotated[
        bool, typer.Option(help="Small data, to see that it works; the figures mean nothing.")
    ] = False,
    check: Annotated[bool, typer.Option(help="Exit 1 when a goal is missed.")] = False,
) -> None:
    """Our hot operations next to a bare ASGI app doing the same SQL, in the same run."""
    console = Console() if sys.stdout.isatty() else Console(width=WIDTH_IN_A_PIPE)
    wanted = Wanted(chosen(only), seconds, rounds, quick)
    with running_tuned() as server:
        introduce(console, server, wanted)
        with progress() as bars:
            results = bench(server, wanted, bars)
    report.show(console, results)
    verdicts = list(goals.verdicts(results))
    report.show_verdicts(console, verdicts)
    if check and not all(verdict.reached for verdict in verdicts):
        raise typer.Exit(1)


def introduce(console: Console, server: Server, wanted: Wanted) -> None:
    settings = asyncio.run(server.settings())
    console.print(
        f"{wanted.size.candidates:,} candidates, {wanted.size.events:,} events, in {server.folder}"
        " (kept for the next run; delete the folder to be rid of it).",
        f"PostgreSQL: {', '.join(f'{name} {value}' for name, value in settings.items())}.",
        f"Python {platform.python_version()}. Read the ratios: other work on this machine moves"
        " the rest.",
        sep="\n",
    )


def progress() -> Progress:
    """Silent in a pipe."""
    console = Console(stderr=True)
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    )


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app(prog_name="bench")
