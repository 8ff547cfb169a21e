"""Notes out of an OpenCATS export: calls, e-mails, meetings, and what was written on records."""

from collections.abc import Iterator

from uuid_utils.compat import uuid7

from app import clock
from app.employers.models import Employer
from app.events import kinds
from app.imports import opencats_values as read
from app.imports.loading import Entry, Told
from app.imports.opencats_export import ACTIVITIES, Export, Noted, Subject
from app.imports.opencats_story import Statuses
from app.imports.opencats_vocabulary import (
    ACTIVITY_KINDS,
    CLIENT,
    EMPTY,
    JOB_ORDER,
    SAYS_HOW_IT_WENT,
)
from app.imports.tables import Row, shown
from app.notes.models import Note, NoteKind, NoteVisibility

STATUS_CHANGE = "Status change: "
TOLD_ALREADY = "only repeats a status change that is on the timeline"


def notes(export: Export, statuses: Statuses) -> Iterator[Entry]:
    for row in export.rows(ACTIVITIES):
        keep_activity(export, row, statuses)
    for noted in export.notes:
        if not export.into.is_there(Note, noted.external_id):
            yield entry(export, noted)


def keep_activity(export: Export, row: Row, statuses: Statuses) -> None:
    subject = subject_of(export, row)
    if subject is None:
        whom = f"{row['data_item_type']}/{row['data_item_id']}"
        row.problem(f"data_item_type and data_item_id {shown(whom)} were not imported: nor is this")
        return
    pair = (row["data_item_id"], row["joborder_id"])
    application_id = export.applications.get(pair) if subject.candidate_id else None
    written = read.prose(row, "notes")
    if written and application_id:
        written = beyond_status_change(export, pair, written, statuses)
        if written is None:
            export.into.report.leave_out(ACTIVITIES.name, TOLD_ALREADY)
            return
    kind, words = ACTIVITY_KINDS.get(row["type"], (NoteKind.note, ""))
    if row["type"] not in ACTIVITY_KINDS and row["type"] not in EMPTY:
        row.problem(f"type {shown(row['type'])} is not known: kept as a note")
    if row["type"] in SAYS_HOW_IT_WENT or not written:
        written = ". ".join(part for part in (words, written) if part)
    if not written:
        row.problem("says nothing: not imported")
        return
    if subject.candidate_id and application_id is None:
        job = export.subjects.get((JOB_ORDER, row["joborder_id"]))
        subject = Subject(candidate_id=subject.candidate_id, said=job.said if job else "")
    export.note(
        row,
        f"activity-{row['activity_id']}",
        subject,
        written,
        kind=kind,
        application_id=application_id,
    )


def subject_of(export: Export, row: Row) -> Subject | None:
    kind, their_id = row["data_item_type"], row["data_item_id"]
    if kind == CLIENT:
        employer_id = export.into.known[Employer].get(their_id)
        return Subject(employer_id=employer_id) if employer_id else None
    return export.subjects.get((kind, their_id))


def beyond_status_change(
    export: Export, pair: tuple[str, str], written: str, statuses: Statuses
) -> str | None:
    """What is said beside a change that the timeline tells already; None when that is nothing."""
    if not written.startswith(STATUS_CHANGE):
        return written
    said = written.removeprefix(STATUS_CHANGE)
    for number in sorted(statuses, key=lambda number: -len(statuses[number].word)):
        word = statuses[number].word
        if said.casefold().startswith(word.casefold()) and (*pair, number) in export.told:
            return said[len(word) :].lstrip(" .:;-\n") or None
    return written


def entry(export: Export, noted: Noted) -> Entry:
    note_id, at = uuid7(), noted.noted_at or clock.now()
    about = {"candidate_id": noted.subject.candidate_id, "application_id": noted.application_id}
    employer_id = noted.subject.employer_id
    values = {
        "id": note_id,
        "body": noted.body,
        "kind": noted.kind,
        "visibility": NoteVisibility.internal,
        "noted_at": at,
        "employer_id": employer_id,
        **about,
        **export.into.ref(noted.external_id),
    }
    kind = kinds.NoteAdded(
        kind=noted.kind, visibility=NoteVisibility.internal, employer_id=employer_id
    )
    return Entry(noted.row, [(Note, values)], [Told(kind, note_id, about | {"occurred_at": at})])
