"""Reading notes, and finding what they are on."""

from uuid import UUID

from sqlalchemy import bindparam, select

from app.access.models import MissingScope, User
from app.answers import one
from app.applications.models import Application
from app.candidates.models import Candidate
from app.database import Reader, on
from app.employers.models import Employer
from app.notes.models import Note
from app.paging import Listing
from app.statements import Row, Statement

NOTE = select(
    Note.id,
    Note.body,
    Note.kind,
    Note.visibility,
    Note.noted_at,
    Note.author_id,
    User.name.label("author_name"),
    Note.candidate_id,
    Note.application_id,
    Note.employer_id,
    Note.created_at,
    Note.updated_at,
    Note.version,
).outerjoin(User, on(Note.author_id, User))

NOTES = Listing(
    NOTE,
    Note,
    filters={
        "kind": Note.kind == bindparam("kind"),
        "visibility": Note.visibility == bindparam("visibility"),
        "candidate_id": Note.candidate_id == bindparam("candidate_id"),
        "application_id": Note.application_id == bindparam("application_id"),
        "employer_id": Note.employer_id == bindparam("employer_id"),
    },
    sorts={"noted_at": Note.noted_at},
)
ONE_NOTE = Statement(
    NOTE.where(Note.agency_id == bindparam("agency_id"), Note.id == bindparam("id"))
)
CANDIDATE = Statement(
    select(Candidate.id).where(
        Candidate.agency_id == bindparam("agency_id"), Candidate.id == bindparam("id")
    )
)
APPLICATION = Statement(
    select(Application.candidate_id).where(
        Application.agency_id == bindparam("agency_id"), Application.id == bindparam("id")
    )
)
EMPLOYER = Statement(
    select(Employer.id).where(
        Employer.agency_id == bindparam("agency_id"), Employer.id == bindparam("id")
    )
)


async def note_out(db: Reader, note_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_NOTE.shape_all(await db.fetch(ONE_NOTE, id=note_id)))


async def readable_note(db: Reader, note_id: UUID) -> Row:
    """A note for somebody who may read what it is on. Raises `NotFound` and `MissingScope`."""
    note = await note_out(db, note_id)
    scopes = {
        f"{noun}s:read" for noun in ("candidate", "application", "employer") if note[f"{noun}_id"]
    }
    if not scopes & db.actor.scopes:
        needed = min(scopes)
        raise MissingScope(f"This needs the scope {needed}.", scope=needed)
    return note


async def candidate_must_exist(db: Reader, candidate_id: UUID) -> None:
    """Raises `NotFound`."""
    one(CANDIDATE.shape_all(await db.fetch(CANDIDATE, id=candidate_id)))


async def candidate_of(db: Reader, application_id: UUID) -> UUID:
    """Whose application it is. Raises `NotFound`."""
    application = one(APPLICATION.shape_all(await db.fetch(APPLICATION, id=application_id)))
    candidate_id: UUID = application["candidate_id"]
    return candidate_id


async def employer_must_exist(db: Reader, employer_id: UUID) -> None:
    """Raises `NotFound`."""
    one(EMPLOYER.shape_all(await db.fetch(EMPLOYER, id=employer_id)))
