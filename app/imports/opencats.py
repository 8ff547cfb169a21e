"""Importing what OpenCATS, another applicant tracker, holds: its tables as CSV, one file each.

Everything keeps OpenCATS' ids as external references, so that importing again adds only what is
new, and every event stands at the date it had there. Dates have no zone in such an export: they
are read as the agency's own clocks showed them.
"""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from app.access.actors import Actor
from app.agencies.queries import agency_out
from app.applications.models import Application
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Database
from app.employers.models import Employer
from app.imports.loading import Entry, Import, OnProgress
from app.imports.opencats_applications import applications, applied_here, known_statuses
from app.imports.opencats_export import READ, Export
from app.imports.opencats_notes import notes
from app.imports.opencats_people import candidates, people_here
from app.imports.opencats_records import contacts, employers, vacancies
from app.imports.opencats_vocabulary import SYSTEM
from app.imports.report import Report
from app.notes.models import Note
from app.vacancies.models import Vacancy

__all__ = ["Report", "import_opencats"]


async def import_opencats(
    database: Database, agency_id: UUID, folder: Path, on_progress: OnProgress
) -> Report:
    """Add what the agency does not have yet, in batches that are kept should a later one fail.

    What cannot be read is in the report, by file and row; the rest is imported. Applications that
    were imported before keep the stage they have here.
    """
    actor = Actor(agency_id, "import")
    agency = await agency_out(database.reads(actor))
    into = Import(
        database,
        actor,
        SYSTEM,
        ZoneInfo(agency["timezone"]),
        agency["country"],
        Report(),
        on_progress,
    )
    await into.look_up(Employer, Contact, Vacancy, Candidate, Application, Note)
    export = Export(into, folder)
    sizes = {file.holds: export.open(file) for file in READ}
    statuses = known_statuses(export)
    steps: list[tuple[str, Iterator[Entry]]] = [
        ("employers", employers(export)),
        ("contacts", contacts(export)),
        ("vacancies", vacancies(export)),
        ("candidates", candidates(export, await people_here(export))),
        ("applications", applications(export, statuses, await applied_here(export))),
        ("notes", notes(export, statuses)),
    ]
    for kind, entries in steps:
        waiting = len(export.notes) if kind == "notes" else 0
        await into.load(kind, entries, sizes[kind] + waiting)
    export.count_the_rest()
    return into.report
