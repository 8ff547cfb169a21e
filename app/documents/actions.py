"""Adding and removing documents, and handing out links to them."""

from functools import partial
from uuid import UUID

from app import clock
from app.candidates.queries import get_active_candidate
from app.changes import apply_change
from app.database import Db, Reader
from app.documents import queries, storing
from app.documents.jobs import ask_for_text
from app.documents.models import Document, DocumentKind, DocumentVisibility
from app.documents.papers import Paper
from app.documents.schemas import DocumentChange
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback.privacy import guard
from app.statements import Row


async def store_document(db: Db, candidate_id: UUID, paper: Paper) -> Document:
    """The file is in the store when this returns. Raises `Invalid`, `FilesAway` and
    `MergedAway`."""
    refuse_to_show_a_reference(paper.kind, paper.visibility)
    await get_active_candidate(db, candidate_id)
    if paper.visibility == DocumentVisibility.candidate:
        await guard(db, candidate_id, Document, {"name": paper.name}, at="/file")
    document = Document(
        agency_id=db.agency_id,
        candidate_id=candidate_id,
        name=paper.name,
        kind=paper.kind,
        visibility=paper.visibility,
        format=paper.format,
        size=len(paper.content),
        sha256=paper.sha256,
        uploaded_by_id=db.actor.id if db.actor.type == "user" else None,
    )
    document.store_key = storing.key_of(document)
    await storing.put(document, paper.content)
    db.add(document)
    added = kinds.DocumentAdded(
        kind=paper.kind,
        format=paper.format,
        size=len(paper.content),
        visibility=paper.visibility,
    )
    record(db, added, document.id, candidate_id=candidate_id)
    await ask_for_text(db, document.id, paper.sent_from)
    if document.visibility == DocumentVisibility.candidate and db.actor.type != "visitor":
        record_visibility(db, document)
    return document


async def change_document(db: Db, document: Document, change: DocumentChange) -> None:
    """What becomes internal is gone from the candidate's page with the commit. Raises `Invalid`."""
    fields = apply_change(document, change)
    if document.visibility == DocumentVisibility.candidate:
        await guard(db, document.candidate_id, Document, {"name": document.name})
    refuse_to_show_a_reference(document.kind, document.visibility)
    if others := [field for field in fields if field != "visibility"]:
        updated = kinds.DocumentUpdated(kind=document.kind, fields=others)
        record(db, updated, document.id, candidate_id=document.candidate_id)
    if "visibility" in fields:
        record_visibility(db, document)


def refuse_to_show_a_reference(kind: str, visibility: str) -> None:
    if kind == DocumentKind.reference and visibility != DocumentVisibility.internal:
        raise Invalid.at("/visibility", "must be internal: a reference is written in confidence")


def record_visibility(db: Db, document: Document) -> None:
    shown = document.visibility == DocumentVisibility.candidate
    event = kinds.DocumentShared if shown else kinds.DocumentHidden
    record(db, event(kind=document.kind), document.id, candidate_id=document.candidate_id)


async def remove_document(db: Db, document: Document) -> None:
    """The row goes now, the file once that is committed."""
    await db.delete(document)
    db.once_committed.append(partial(storing.remove, document.store_key))
    removed = kinds.DocumentRemoved(kind=document.kind)
    record(db, removed, document.id, candidate_id=document.candidate_id)


async def link_to(db: Reader, document_id: UUID, base_url: str) -> Row:
    """The object store's own link, else one of ours under `base_url`. Raises `NotFound`."""
    expires_at = clock.now() + storing.LINK_LASTS
    file = await queries.file_of(db, document_id)
    url = await storing.signed_url(file["store_key"])
    if url is None:
        url = f"{base_url}/files/{storing.token_for(db.agency_id, document_id)}"
    return {"url": url, "expires_at": expires_at}
