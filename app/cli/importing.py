"""`debrief import`."""

import asyncio
from pathlib import Path

from app.cli.accounts import agency_named
from app.cli.database import configured, opened, place
from app.cli.terminal import OnProgress, out, progress
from app.imports.opencats import import_opencats as import_export
from app.imports.report import Report


def import_opencats(folder: Path, slug: str) -> None:
    settings = configured()

    async def working(on_progress: OnProgress) -> Report:
        async with opened(here, settings) as database:
            agency_id = await agency_named(database, slug)
            return await import_export(database, agency_id, folder, on_progress)

    with place(settings) as here, progress() as on_progress:
        report = asyncio.run(working(on_progress))
    show(report)


def show(report: Report) -> None:
    """Counts as a table, then what was left out on purpose, then each row that had a problem."""
    width = max((len(kind) for kind in report.tallies), default=0)
    out.print(f"{'':{width}}  {'added':>7}  {'already there':>13}", style="bold")
    for kind, tally in report.tallies.items():
        out.print(f"{kind.replace('_', ' '):{width}}  {tally.added:7}  {tally.already_there:13}")
    if report.left_out:
        out.print("\nLeft out on purpose:", style="bold")
    for left_out, count in report.left_out.items():
        out.print(f"{left_out.file}: {left_out.reason}: {count}", markup=False)
    if report.problems:
        out.print("\nNot taken as it stands:", style="bold")
    for problem in report.problems:
        line = problem.file if problem.row is None else f"{problem.file}:{problem.row}"
        out.print(f"{line}: {problem.reason}", markup=False)
