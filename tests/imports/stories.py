"""Importing, and what it left as the agency's people read it."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from app.imports.loading import OnProgress
from app.imports.opencats import Report, import_opencats
from tests.factories import Agency, Json

NEW_YORK = ZoneInfo("America/New_York")


async def importing(
    agency: Agency, folder: Path, on_progress: OnProgress = lambda *_: None
) -> Report:
    return await import_opencats(agency.database, agency.id, folder, on_progress)


async def imported(agency: Agency, path: str, their_id: str) -> Json:
    """The record that OpenCATS knows as `their_id`."""
    page = await agency.viewer.reads(path, external_system="opencats", external_id=their_id)
    [found] = page["items"]
    record: Json = found
    return record


async def story_of(agency: Agency, candidate_id: str) -> list[tuple[str, str]]:
    """A candidate's timeline, oldest first: when by the clocks of New York, and what."""
    page = await agency.viewer.reads(f"/v1/candidates/{candidate_id}/timeline")
    assert page["next_cursor"] is None
    return [(local(item["occurred_at"]), item["summary"]) for item in reversed(page["items"])]


def local(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(NEW_YORK):%Y-%m-%d %H:%M:%S}"


def counted(report: Report) -> dict[str, tuple[int, int]]:
    """Of each kind, how many were added and how many were there."""
    return {kind: (tally.added, tally.already_there) for kind, tally in report.tallies.items()}


def said(report: Report) -> list[tuple[str, int | None, str]]:
    return [(problem.file, problem.row, problem.reason) for problem in report.problems]


async def count_events(agency: Agency) -> int:
    page = await agency.admin.reads("/v1/events", limit=1000)
    assert page["next_cursor"] is None
    return len(page["items"])
