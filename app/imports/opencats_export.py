"""An OpenCATS export being read: its files, and what they have said so far."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from app.imports import opencats_values as read
from app.imports.loading import Import
from app.imports.opencats_vocabulary import EMPTY
from app.imports.tables import Row, Table, read_table, shown
from app.notes.models import NoteKind


@dataclass(frozen=True, slots=True)
class File:
    """One table: what it holds, its key, the columns it cannot do without and those taken over."""

    name: str
    holds: str
    key: str
    needed: tuple[str, ...]
    taken: frozenset[str]

    @classmethod
    def of(cls, name: str, holds: str, needed: str, taken: str = "") -> "File":
        columns = tuple(needed.split())
        return cls(name, holds, columns[0], columns, frozenset(columns) | set(taken.split()))


CLIENTS = File.of(
    "client.csv", "employers", "client_id name", "url key_technologies notes date_created"
)
CONTACTS = File.of(
    "contact.csv",
    "contacts",
    "contact_id client_id last_name first_name",
    "title email1 phone_work phone_cell phone_other left_company notes date_created",
)
JOB_ORDERS = File.of(
    "joborder.csv",
    "vacancies",
    "joborder_id client_id title",
    "description notes type duration rate_max salary status openings city state start_date "
    "client_job_id public date_created",
)
CANDIDATES = File.of(
    "candidate.csv",
    "candidates",
    "candidate_id last_name first_name",
    "phone_home phone_cell phone_work city state source date_available can_relocate notes "
    "key_skills current_employer email1 email2 is_hot date_created",
)
PIPELINES = File.of(
    "candidate_joborder.csv",
    "applications",
    "candidate_joborder_id candidate_id joborder_id status",
    "date_submitted date_created",
)
HISTORY = File.of(
    "candidate_joborder_status_history.csv",
    "status changes",
    "candidate_joborder_status_history_id candidate_id joborder_id date status_from status_to",
)
STATUS_WORDS = File.of(
    "candidate_joborder_status.csv",
    "names of statuses",
    "candidate_joborder_status_id short_description",
    "can_be_scheduled triggers_email is_enabled",
)
ACTIVITIES = File.of(
    "activity.csv",
    "notes",
    "activity_id data_item_id data_item_type date_created type notes",
    "joborder_id",
)
LONGEST_ID = 100
BOOKKEEPING = frozenset({"site_id", "entered_by", "added_by", "date_modified", "import_id"})

READ = (CLIENTS, CONTACTS, JOB_ORDERS, CANDIDATES, PIPELINES, HISTORY, STATUS_WORDS, ACTIVITIES)
ONLY_NAMES_CODES = frozenset({"activity_type.csv", "candidate_source.csv", "data_item_type.csv"})
NOT_TAKEN = {
    "calendar_event.csv": "a calendar does not say whether and how something took place",
    "client_department.csv": "departments have no place in Debrief",
}


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom a note is about; `said` opens it where that is not who it hangs on."""

    candidate_id: UUID | None = None
    employer_id: UUID | None = None
    said: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A note to be written down, once all that it may be about has been."""

    row: Row
    external_id: str
    subject: Subject
    body: str
    kind: NoteKind
    noted_at: datetime | None
    application_id: UUID | None = None


@dataclass
class Export:
    """`subjects` is by `data_item_type` and id, as OpenCATS names what a record is about."""

    into: Import
    folder: Path
    tables: dict[str, Table] = field(default_factory=dict)
    american: dict[str, str] = field(default_factory=dict)
    """The state each employer is in, by `client_id`, where that is one of the United States."""
    subjects: dict[tuple[str, str], Subject] = field(default_factory=dict)
    notes: list[Noted] = field(default_factory=list)
    applications: dict[tuple[str, str], UUID] = field(default_factory=dict)
    """By the ids of candidate and job order."""
    told: set[tuple[str, str, str]] = field(default_factory=set)
    """The candidate, job order and status of each change that is on a timeline."""

    def open(self, file: File) -> int:
        """Read the file, and answer about how many rows it has; none when it cannot be read."""
        otherwise = f"no {file.holds} were read"
        table = read_table(
            self.folder, file.name, self.into.report, needed=file.needed, otherwise=otherwise
        )
        if table is None:
            return 0
        self.tables[file.name] = table
        return len(table)

    def rows(self, file: File) -> Iterator[Row]:
        """Those with an id of their own; what is in no column that is taken over is counted."""
        table = self.tables.pop(file.name, None)
        if table is None:
            return
        seen: dict[str, int] = {}
        unread = [column for column in table.header if column not in file.taken | BOOKKEEPING]
        for row in table.rows():
            key = row[file.key]
            if not key:
                row.problem(f"has no {file.key}: not imported")
            elif len(key) > LONGEST_ID:
                row.problem(f"{file.key} {shown(key)} is no id: not imported")
            elif first := seen.get(key):
                row.problem(f"{file.key} {key} stands on line {first} already: not imported")
            else:
                seen[key] = row.line
                yield row
                for column in unread:
                    if row[column] not in EMPTY:
                        reason = f"{column} has no place in Debrief"
                        self.into.report.leave_out(file.name, reason)

    def moment(self, row: Row, column: str) -> datetime | None:
        return read.moment(row, column, self.into.zone)

    def day(self, row: Row, column: str) -> str | None:
        """A day that may be to come, as it is written."""
        at = read.moment(row, column, self.into.zone, to_come=True)
        return at.astimezone(self.into.zone).date().isoformat() if at else None

    def note(self, row: Row, external_id: str, subject: Subject, body: str, **about: Any) -> None:
        """Keep a note for later; of no special kind and as old as its row unless told."""
        about = {"kind": NoteKind.note, "noted_at": self.moment(row, "date_created")} | about
        said = f"{subject.said}: {body}" if subject.said else body
        self.notes.append(Noted(row, external_id, subject, said, **about))

    def count_the_rest(self) -> None:
        """Files that are not imported, and why."""
        for path in sorted(self.folder.glob("*.csv")):
            if path.name in ONLY_NAMES_CODES or path.name in {file.name for file in READ}:
                continue
            reason = NOT_TAKEN.get(path.name, "this table is not imported")
            table = read_table(
                self.folder, path.name, self.into.report, needed=(), otherwise=reason
            )
            rows = sum(1 for _ in table.rows()) if table else 0
            self.into.report.leave_out(path.name, reason, rows)
