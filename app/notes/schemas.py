"""Notes as they come in and go out."""

from pydantic import Field

from app.fields import Answered, Body, Instant, Prose, UtcTime
from app.notes.models import NoteKind, NoteVisibility

CANDIDATES_PAGE = "`candidate` notes may be shown on the candidate's own page."


class NoteIn(Body):
    body: Prose = Field(examples=["Prefers to hear by phone, after six."])
    kind: NoteKind = NoteKind.note
    visibility: NoteVisibility = Field(NoteVisibility.internal, description=CANDIDATES_PAGE)
    noted_at: Instant | None = Field(
        None,
        description="When it happened: now unless sent, and never in the future.",
        examples=["2026-01-05T18:10:00Z"],
    )


class NoteOut(Answered):
    body: str
    kind: NoteKind
    visibility: NoteVisibility
    noted_at: UtcTime
    author_id: str | None
    author_name: str | None
    candidate_id: str | None
    application_id: str | None
    employer_id: str | None
