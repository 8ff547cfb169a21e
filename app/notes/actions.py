"""Writing notes. Nothing changes one afterwards."""

from uuid import UUID

from app import clock
from app.applications.queries import get_application
from app.candidates.queries import get_active_candidate
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback.privacy import guard
from app.notes import queries
from app.notes.models import Note, NoteVisibility
from app.notes.schemas import NoteIn


async def note_on_candidate(db: Db, candidate_id: UUID, new: NoteIn) -> Note:
    await get_active_candidate(db, candidate_id)
    await guard_note(db, candidate_id, new)
    return add_note(db, new, candidate_id=candidate_id)


async def note_on_application(db: Db, application_id: UUID, new: NoteIn) -> Note:
    """The note is on the application's candidate too."""
    application = await get_application(db, application_id)
    await guard_note(db, application.candidate_id, new)
    return add_note(db, new, candidate_id=application.candidate_id, application_id=application_id)


async def note_on_employer(db: Db, employer_id: UUID, new: NoteIn) -> Note:
    await queries.employer_must_exist(db, employer_id)
    return add_note(db, new, employer_id=employer_id)


async def guard_note(db: Db, candidate_id: UUID, new: NoteIn) -> None:
    """Raises `Invalid`."""
    if new.visibility is NoteVisibility.candidate:
        await guard(db, candidate_id, Note, new)


def add_note(
    db: Db,
    new: NoteIn,
    *,
    candidate_id: UUID | None = None,
    application_id: UUID | None = None,
    employer_id: UUID | None = None,
) -> Note:
    """Raises `Invalid` when it was noted in the future."""
    now = clock.now()
    noted_at = new.noted_at or now
    if noted_at > now:
        raise Invalid.at("/noted_at", "must not be in the future")
    note = Note(
        agency_id=db.agency_id,
        body=new.body,
        kind=new.kind,
        visibility=new.visibility,
        noted_at=noted_at,
        author_id=db.actor.id if db.actor.type == "user" else None,
        candidate_id=candidate_id,
        application_id=application_id,
        employer_id=employer_id,
    )
    db.add(note)
    record(
        db,
        kinds.NoteAdded(kind=note.kind, visibility=note.visibility, employer_id=employer_id),
        note.id,
        candidate_id=candidate_id,
        application_id=application_id,
        occurred_at=noted_at,
    )
    return note
