"""What a person at a terminal sees, and what a pipe gets: the same words, without the paint."""

import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.cli.refusals import Refusal

OnProgress = Callable[[str, int, int], None]
"""Called with what is being done, how much of it is, and how much there is."""

# A command to paste must not be broken into lines, nor an id be coloured.
out = Console(highlight=False, soft_wrap=True)
err = Console(highlight=False, soft_wrap=True, stderr=True)


@contextmanager
def progress() -> Iterator[OnProgress]:
    """A bar for each thing that is done; silent in a pipe."""
    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )
    tasks = {}

    def on_progress(what: str, done: int, total: int) -> None:
        if what not in tasks:
            tasks[what] = bars.add_task(what, total=total)
        bars.update(tasks[what], completed=done, total=total)

    with bars:
        yield on_progress


def read_password(*, from_stdin: bool) -> str:
    """Asked for twice and hidden at a terminal, else the first line of standard input.

    Never an argument: every user of the machine can read a command line.
    """
    if sys.stdin.isatty():
        asked: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return asked
    if not from_stdin:
        raise Refusal("Pass the password on standard input, with --password-stdin.", exit_code=2)
    return sys.stdin.readline().rstrip("\r\n")


def stop_like_ctrl_c() -> None:
    """A polite kill or a closed terminal ends like Ctrl-C, so that the database is left tidy."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
