"""Notes on candidates, applications and employers."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import changing, reading
from app.access.models import MissingScope
from app.candidates.models import MergedAway
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound
from app.notes import actions, queries
from app.notes.models import Note, NoteKind, NoteVisibility
from app.notes.schemas import NoteIn, NoteOut
from app.paging import CREATED_OR_UPDATED, ListQuery, Page
from app.routing import Router

router = Router(tag="notes")

SignedIn = Annotated[Reads, reading()]
ReadingCandidates = Annotated[Reads, reading("candidates:read")]
ChangingCandidates = Annotated[Db, changing("candidates:write")]
ReadingApplications = Annotated[Reads, reading("applications:read")]
ChangingApplications = Annotated[Db, changing("applications:write")]
ReadingEmployers = Annotated[Reads, reading("employers:read")]
ChangingEmployers = Annotated[Db, changing("employers:write")]


class NoteQuery(ListQuery):
    kind: NoteKind | None = None
    visibility: NoteVisibility | None = None
    sort: CREATED_OR_UPDATED | Literal["noted_at", "-noted_at"] = "-created_at"


Asked = Annotated[NoteQuery, Query()]


async def added(db: Db, note: Note) -> Response:
    row = await queries.note_out(db, note.id)
    return answers.created(db, row, f"/v1/notes/{note.id}")


@router.get(
    "/candidates/{candidate_id}/notes",
    summary="List a candidate's notes",
    response_model=Page[NoteOut],
    responses=problems(NotFound),
)
async def list_candidate_notes(db: ReadingCandidates, candidate_id: UUID, query: Asked) -> Response:
    """Also those on the candidate's applications. Newest first unless `sort` says otherwise."""
    await queries.candidate_must_exist(db, candidate_id)
    return await queries.NOTES.page(db, query, candidate_id=candidate_id)


@router.post(
    "/candidates/{candidate_id}/notes",
    summary="Add a note on a candidate",
    status_code=201,
    response_model=NoteOut,
    responses=problems(NotFound, MergedAway),
)
async def add_candidate_note(db: ChangingCandidates, candidate_id: UUID, new: NoteIn) -> Response:
    """Something said or noticed. It stands on the timeline at `noted_at` and stays as it is."""
    return await added(db, await actions.note_on_candidate(db, candidate_id, new))


@router.get(
    "/applications/{application_id}/notes",
    summary="List an application's notes",
    response_model=Page[NoteOut],
    responses=problems(NotFound),
)
async def list_application_notes(
    db: ReadingApplications, application_id: UUID, query: Asked
) -> Response:
    """Newest first unless `sort` says otherwise."""
    await queries.candidate_of(db, application_id)
    return await queries.NOTES.page(db, query, application_id=application_id)


@router.post(
    "/applications/{application_id}/notes",
    summary="Add a note on an application",
    status_code=201,
    response_model=NoteOut,
    responses=problems(NotFound),
)
async def add_application_note(
    db: ChangingApplications, application_id: UUID, new: NoteIn
) -> Response:
    """Something said or noticed about this application; it is one of its candidate's notes too."""
    return await added(db, await actions.note_on_application(db, application_id, new))


@router.get(
    "/employers/{employer_id}/notes",
    summary="List an employer's notes",
    response_model=Page[NoteOut],
    responses=problems(NotFound),
)
async def list_employer_notes(db: ReadingEmployers, employer_id: UUID, query: Asked) -> Response:
    """Newest first unless `sort` says otherwise."""
    await queries.employer_must_exist(db, employer_id)
    return await queries.NOTES.page(db, query, employer_id=employer_id)


@router.post(
    "/employers/{employer_id}/notes",
    summary="Add a note on an employer",
    status_code=201,
    response_model=NoteOut,
    responses=problems(NotFound),
)
async def add_employer_note(db: ChangingEmployers, employer_id: UUID, new: NoteIn) -> Response:
    """Something said or noticed about the firm as a whole. Candidates never see it."""
    return await added(db, await actions.note_on_employer(db, employer_id, new))


@router.get(
    "/notes/{note_id}",
    summary="Get a note",
    response_model=NoteOut,
    responses=problems(NotFound, MissingScope),
)
async def get_note(db: SignedIn, note_id: UUID) -> Response:
    """One note, wherever it is. It needs the read scope of what it is on: `candidates:read`,
    `applications:read` or `employers:read`."""
    return answers.found(await queries.readable_note(db, note_id))
