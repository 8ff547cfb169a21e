"""Applications out of an OpenCATS export, each with its history."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select
from uuid_utils.compat import uuid7

from app.applications.models import ENDED, Application, ApplicationMove
from app.database import on
from app.imports import opencats_values as read
from app.imports.loading import Entry
from app.imports.opencats_export import HISTORY, PIPELINES, STATUS_WORDS, Export
from app.imports.opencats_story import Change, Statuses, story_of
from app.imports.opencats_vocabulary import CANDIDATE, STATUSES, Status
from app.imports.tables import Row, shown
from app.statements import Statement
from app.vacancies.models import Vacancy

STANDING = Statement(
    select(Application.candidate_id, Application.vacancy_id).where(
        Application.agency_id == bindparam("agency_id"), Application.ended_at.is_(None)
    )
)
IMPORTED_MOVES = Statement(
    select(ApplicationMove.application_id, ApplicationMove.moved_at)
    .join(Application, on(ApplicationMove.application_id, Application))
    .where(
        ApplicationMove.agency_id == bindparam("agency_id"),
        ApplicationMove.moved_by_id.is_(None),
        Application.external_system == bindparam("external_system"),
    )
)

STANDS_ALREADY = "the candidate stands for this vacancy already: not imported"

Pair = tuple[str, str]
"""A candidate and a job order, by OpenCATS' ids."""


@dataclass
class Applied:
    """What is there: who stands for which vacancy, and when what was imported before moved."""

    standing: set[tuple[UUID, UUID]]
    moved_at: dict[UUID, set[datetime]]


async def applied_here(export: Export) -> Applied:
    reads, system = export.into.reads, export.into.system
    applied = Applied({tuple(row) for row in await reads.fetch(STANDING)}, {})
    for application_id, at in await reads.fetch(IMPORTED_MOVES, external_system=system):
        applied.moved_at.setdefault(application_id, set()).add(at)
    return applied


def known_statuses(export: Export) -> Statuses:
    """Ours in the agency's own words, and those that it added."""
    statuses = dict(STATUSES)
    for row in export.rows(STATUS_WORDS):
        if word := read.words(row, "short_description"):
            number = row["candidate_joborder_status_id"]
            statuses[number] = replace(statuses.get(number, Status(word)), word=word)
    return Statuses(statuses)


def read_history(export: Export) -> dict[Pair, list[Change]]:
    history: dict[Pair, list[Change]] = {}
    for row in export.rows(HISTORY):
        at = export.moment(row, "date")
        if at is None:
            row.problem("has no date that can be read: not imported")
            continue
        change = Change(at, row["status_to"], row, before=row["status_from"])
        history.setdefault((row["candidate_id"], row["joborder_id"]), []).append(change)
    for changes in history.values():
        changes.sort(key=lambda change: change.at)
    return history


def applications(export: Export, statuses: Statuses, applied: Applied) -> Iterator[Entry]:
    history = read_history(export)
    for row in export.rows(PIPELINES):
        pair = (row["candidate_id"], row["joborder_id"])
        changes = history.pop(pair, [])
        stands = whom_and_what(export, row)
        if isinstance(stands, str):
            left_out(row, f"{stands} {shown(row[stands])} was not imported: nor is this", changes)
            continue
        story = story_of(export, row, changes, statuses)
        application_id = export.into.known[Application].get(row["candidate_joborder_id"])
        if application_id is not None:
            export.into.is_there(Application, row["candidate_joborder_id"])
            story.keep_told(export, applied.moved_at.get(application_id, set()))
        else:
            if story.stage not in ENDED:
                if stands in applied.standing:
                    left_out(row, STANDS_ALREADY, changes)
                    continue
                applied.standing.add(stands)
            application_id = uuid7()
            yield story.entry(export, application_id, *stands)
        export.applications[pair] = application_id
        export.told |= {(*pair, change.after) for change in story.changes}
    for changes in history.values():
        for change in changes:
            change.row.problem(
                f"its candidate and job order meet in no row of {PIPELINES.name}: not imported"
            )


def whom_and_what(export: Export, row: Row) -> tuple[UUID, UUID] | str:
    """The candidate and the vacancy, or the column that names neither."""
    candidate = export.subjects.get((CANDIDATE, row["candidate_id"]))
    vacancy_id = export.into.known[Vacancy].get(row["joborder_id"])
    if candidate is None or candidate.candidate_id is None:
        return "candidate_id"
    if vacancy_id is None:
        return "joborder_id"
    return candidate.candidate_id, vacancy_id


def left_out(row: Row, why: str, changes: list[Change]) -> None:
    row.problem(f"{why} (status changes lost with it: {len(changes)})" if changes else why)
