"""Writing what an import has read: in batches, and row by row where a batch is refused."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, func, select
from sqlalchemy.exc import DBAPIError

from app.access.actors import Actor
from app.applications.models import Application, ApplicationMove
from app.candidates.models import Candidate
from app.contacts.models import Contact
from app.database import Database, Db, Owned, Reads
from app.employers.models import Employer
from app.events.kinds import Kind
from app.events.recorder import record
from app.imports.report import Report
from app.imports.tables import Row
from app.notes.models import Note
from app.problems import from_database
from app.statements import Statement
from app.transaction import transaction
from app.vacancies.models import Vacancy

BATCH = 500
KINDS: dict[type[Owned], str] = {
    Employer: "employers",
    Contact: "contacts",
    Vacancy: "vacancies",
    Candidate: "candidates",
    Application: "applications",
    ApplicationMove: "status changes",
    Note: "notes",
}
"""What is written, and what a report calls it. In this order: each points to those before it."""

ABOUT_THE_VALUES = ("22", "23", "54")
"""SQLSTATE classes: data, constraints, and limits such as what an index can hold."""

OnProgress = Callable[[str, int, int], None]
"""Called with the kind of record, how many rows are done and how many there are."""


@dataclass(frozen=True, slots=True)
class Told:
    """An event to be recorded: what, about which subject, and the rest as `record` takes it."""

    kind: Kind
    subject_id: UUID
    about: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one row becomes: written whole or not at all."""

    row: Row
    records: list[tuple[type[Owned], dict[str, Any]]]
    events: list[Told] = field(default_factory=list)

    def of(self, model: type[Owned]) -> list[dict[str, Any]]:
        return [values for kind, values in self.records if kind is model]


@dataclass
class Import:
    """What everything that reads an export has at hand."""

    database: Database
    actor: Actor
    system: str
    zone: ZoneInfo
    country: str
    report: Report
    on_progress: OnProgress
    known: dict[type[Owned], dict[str, UUID]] = field(default_factory=dict)
    """What is in the agency already, by model and by the other system's id."""

    @property
    def reads(self) -> Reads:
        return self.database.reads(self.actor)

    async def look_up(self, *models: type[Owned]) -> None:
        """All ids at once: asking for each row would take as long as the import itself."""
        for model in models:
            rows = await self.reads.fetch(ids_of(model), external_system=self.system)
            self.known[model] = {row["external_id"]: row["id"] for row in rows}

    def is_there(self, model: type[Owned], external_id: str) -> bool:
        """Whether it was imported before; counted if so."""
        there = external_id in self.known[model]
        if there:
            self.report.tally(KINDS[model]).already_there += 1
        return there

    def ref(self, external_id: str) -> dict[str, str]:
        return {"external_system": self.system, "external_id": external_id}

    async def load(self, kind: str, entries: Iterator[Entry], total: int) -> None:
        """Write them all, of about `total`: some rows may be there, or not be readable."""
        self.report.tally(kind)
        done = 0
        self.on_progress(kind, done, total)
        while batch := list(islice(entries, BATCH)):
            await self.write(batch)
            done += len(batch)
            self.on_progress(kind, min(done, total), total)
        self.on_progress(kind, total, total)

    async def write(self, batch: list[Entry]) -> None:
        """Nothing that is read should be refused here; if it is, it takes no other row with it."""
        try:
            async with transaction(self.database, self.actor) as db:
                await add(db, batch)
        except DBAPIError as error:
            refusal = why_refused(error)
            if refusal is None:
                raise
            if len(batch) == 1:
                batch[0].row.problem(f"{refusal}: not imported")
                return
            for entry in batch:
                await self.write([entry])
        else:
            for entry in batch:
                self.keep(entry)

    def keep(self, entry: Entry) -> None:
        for model, values in entry.records:
            if model is ApplicationMove and values["from_stage"] is None:
                continue  # the submission: that is the application itself
            self.report.tally(KINDS[model]).added += 1
            if "external_id" in values:
                self.known[model][values["external_id"]] = values["id"]


async def add(db: Db, batch: Iterable[Entry]) -> None:
    for model in KINDS:
        rows = [model(agency_id=db.agency_id, **v) for entry in batch for v in entry.of(model)]
        if rows:
            db.add_all(rows)
            await db.flush()
    for entry in batch:
        for told in entry.events:
            record(db, told.kind, told.subject_id, **told.about)


def ids_of(model: Any) -> Statement:
    """Of a candidate who was merged into another, the other's."""
    known_as = (
        func.coalesce(model.merged_into_id, model.id).label("id")
        if model is Candidate
        else model.id
    )
    return Statement(
        select(model.external_id, known_as).where(
            model.agency_id == bindparam("agency_id"),
            model.external_system == bindparam("external_system"),
        )
    )


def why_refused(error: DBAPIError) -> str | None:
    """What the database has against these values; None when it is not about them."""
    problem = from_database(error)
    if problem.status < 500:
        return problem.detail.rstrip(".")
    if str(getattr(error.orig, "sqlstate", None) or "").startswith(ABOUT_THE_VALUES):
        return "The database refused it"
    return None
