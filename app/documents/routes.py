"""Documents of candidates, and the short-lived links that open them."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, File, Query, Request
from starlette.responses import Response, StreamingResponse

from app import answers
from app.access.actors import Actor
from app.access.dependencies import IfMatch, changing, reading
from app.candidates.models import MergedAway
from app.candidates.queries import candidate_out
from app.database import Db, Reads
from app.documentation import problems
from app.documents import actions, queries, storing
from app.documents.models import (
    Document,
    DocumentKind,
    DocumentVisibility,
    FilesAway,
    UnsupportedDocument,
)
from app.documents.papers import MOST_BYTES, MOST_IN_A_FORM, Paper, read_paper
from app.documents.schemas import DocumentChange, DocumentIn, DocumentOut, LinkOut
from app.documents.serving import streamed
from app.documents.sniffing import CONTENT_TYPES
from app.errors import NotFound, PreconditionFailed
from app.paging import ListQuery, Page
from app.routing import Router
from app.settings import settings

router = Router(prefix="/v1", tag="documents")
public_router = Router(prefix="", tag="documents")

Reading = Annotated[Reads, reading("candidates:read")]
MayChange = Annotated[Reads, reading("candidates:write")]
Linking = Annotated[Db, changing("candidates:read")]
Changing = Annotated[Db, changing("candidates:write")]

THE_FILE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The file.", "content": {t: {} for t in CONTENT_TYPES.values()}}
}


class DocumentQuery(ListQuery):
    kind: DocumentKind | None = None
    visibility: DocumentVisibility | None = None


async def uploaded(db: MayChange, candidate_id: UUID, new: Annotated[DocumentIn, File()]) -> Paper:
    """Looked into before the transaction, so that it holds no connection meanwhile."""
    await candidate_out(db, candidate_id)
    content = await new.file.read(MOST_BYTES + 1)
    return await read_paper(new.name or new.file.filename or "", content, new.kind, new.visibility)


async def document_in_path(db: Changing, document_id: UUID, if_match: IfMatch = None) -> Document:
    document = await db.hold(Document, document_id)
    answers.expect_version(if_match, document.version)
    return document


@router.get(
    "/candidates/{candidate_id}/documents",
    summary="List a candidate's documents",
    response_model=Page[DocumentOut],
    responses=problems(NotFound),
)
async def list_candidate_documents(
    db: Reading, candidate_id: UUID, query: Annotated[DocumentQuery, Query()]
) -> Response:
    """CVs and other papers, newest first unless `sort` says otherwise."""
    await candidate_out(db, candidate_id)
    return await queries.DOCUMENTS.page(db, query, candidate_id=candidate_id)


@router.post(
    "/candidates/{candidate_id}/documents",
    summary="Upload a document",
    status_code=201,
    response_model=DocumentOut,
    responses=problems(NotFound, MergedAway, UnsupportedDocument, FilesAway),
    max_body_size=MOST_IN_A_FORM,
    form_limits={"max_files": 1, "max_fields": 10},
)
async def upload_document(
    paper: Annotated[Paper, Depends(uploaded)], db: Changing, candidate_id: UUID
) -> Response:
    """A form with one `file`: a PDF, a DOCX or plain text, by what is in it whatever it is called.

    It is `internal` unless you send `visibility=candidate`: then the candidate can read and
    download it on their own page.
    It is stored at once. A worker reads its words for the candidates' `q` shortly afterwards, and
    `text_status` says how that went; an upload does not fail because they cannot be read.
    With an `Idempotency-Key`, a retry is the same when its fields, its file's name and its file's
    bytes are, however the form is divided.
    """
    document = await actions.store_document(db, candidate_id, paper)
    row = await queries.document_out(db, document.id)
    return answers.created(db, row, f"/v1/documents/{document.id}")


@router.get(
    "/documents/{document_id}",
    summary="Get a document",
    response_model=DocumentOut,
    responses=problems(NotFound),
)
async def get_document(db: Reading, document_id: UUID) -> Response:
    """What is known of it; the file itself is at `/content`, or behind a link."""
    return answers.found(await queries.document_out(db, document_id))


@router.get(
    "/documents/{document_id}/content",
    summary="Download a document",
    response_class=StreamingResponse,
    responses=problems(NotFound, FilesAway) | THE_FILE,
)
async def download_document(db: Reading, document_id: UUID) -> Response:
    """The file as it was uploaded, for who sends credentials with every request."""
    return await streamed(await queries.file_of(db, document_id))


@router.post(
    "/documents/{document_id}/link",
    summary="Get a link to a document",
    status_code=201,
    response_model=LinkOut,
    responses=problems(NotFound, FilesAway),
)
async def link_document(db: Linking, document_id: UUID) -> Response:
    """A link that downloads it without credentials for five minutes, as a browser does."""
    link = await actions.link_to(db, document_id, settings().public_url)
    return answers.created(db, link, link["url"])


@router.patch(
    "/documents/{document_id}",
    summary="Change a document",
    response_model=DocumentOut,
    responses=problems(NotFound, PreconditionFailed),
)
async def change_document(
    db: Changing,
    document: Annotated[Document, Depends(document_in_path)],
    change: DocumentChange,
) -> Response:
    """Its name, its kind and who may see it. With `visibility=candidate` it is on the candidate's
    own page at once, and with `internal` it is gone from there at once. The timeline tells either;
    the candidate's page tells only what they can see."""
    await actions.change_document(db, document, change)
    return answers.changed(db, await queries.document_out(db, document.id))


@router.delete(
    "/documents/{document_id}",
    summary="Remove a document",
    status_code=204,
    responses=problems(NotFound, PreconditionFailed),
)
async def remove_document(
    db: Changing, document: Annotated[Document, Depends(document_in_path)]
) -> Response:
    """It is gone for good, its file and its words with it. The timeline says that there was one."""
    await actions.remove_document(db, document)
    return answers.done(db)


@public_router.get(
    "/files/{token}",
    summary="Download by link",
    response_class=StreamingResponse,
    responses=problems(NotFound, FilesAway) | THE_FILE,
)
async def download_by_link(request: Request, token: str) -> Response:
    """What `POST /v1/documents/{document_id}/link` leads to. Needs no credentials."""
    agency_id, document_id = request.state.file_of = storing.opened_by(token)
    reads = request.app.state.database.reads(Actor(agency_id, "system"))
    return await streamed(await queries.file_of(reads, document_id))
