"""What a worker does about documents: it reads the text of those that wait, each agency in turn."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, select

from app import clock, jobs
from app.access.actors import Actor
from app.database import Database, Db
from app.documents import storing
from app.documents.models import Document, DocumentFormat, TextStatus
from app.documents.text_reader import read_text
from app.errors import NotFound
from app.jobs import Lane, Queue, Task
from app.statements import PlainStatement, Statement, word
from app.transaction import transaction

WAITING = Statement(
    select(Document.store_key, Document.format).where(
        Document.agency_id == bindparam("agency_id"),
        Document.id == bindparam("id"),
        Document.text_status == word(TextStatus.waiting),
    )
)
NOTE_TEXT = PlainStatement(
    # What is read out of a file changes nothing of the document: it has no event and the version
    # stays, so that a change sent with `If-Match` is not refused because a worker was quicker.
    """
    UPDATE documents SET search_text = $3, text_status = $4, updated_at = $5
    WHERE agency_id = $1 AND id = $2 AND text_status = 'waiting'
    """
)
LOST = PlainStatement(
    """
    SELECT id, uploaded_by_id IS NOT NULL AS uploaded FROM documents
    WHERE agency_id = $1 AND text_status = 'waiting' AND created_at <= $2 AND NOT EXISTS (
        SELECT FROM procrastinate_jobs
        WHERE queue_name IN ('documents', 'visitors') AND status IN ('todo', 'doing')
            AND args->>'subject_id' = documents.id::text
    )
    ORDER BY created_at, id LIMIT 500
    """
)


async def ask_for_text(db: Db, document_id: UUID, sent_from: str | None) -> None:
    """Have its text read. An agency has one document read at a time, and so has a visitor's
    network; visitors never wait before the people of an agency."""
    if sent_from is None:
        lane = Lane(Queue.documents, str(db.agency_id))
    else:
        lane = Lane(Queue.visitors, sent_from)
    await jobs.later(db, Task.read_document, subject_id=document_id, lane=lane)


async def read_document(database: Database, agency_id: UUID, document_id: UUID) -> None:
    """Its text, if that is still to be read; a worker that dies in the middle leaves it waiting.

    Raises `FilesAway`. No connection is held while the text is read.
    """
    actor = Actor(agency_id, "system")
    waiting = await database.reads(actor).fetch(WAITING, id=document_id)
    if not waiting:
        return
    text, status = await text_of(waiting[0]["store_key"], DocumentFormat(waiting[0]["format"]))
    async with transaction(database, actor) as db:
        await db.run(NOTE_TEXT, agency_id, document_id, text, status, clock.now())


async def text_of(store_key: str, file_format: DocumentFormat) -> tuple[str | None, TextStatus]:
    try:
        content = await storing.content(store_key)
    except NotFound:
        return None, TextStatus.failed
    return await read_text(content, file_format)


async def read_what_was_lost(database: Database, agency_id: UUID, before: datetime) -> None:
    """Those that have waited since before then with nobody about to read them are asked for again.
    Without a user it may have been a visitor: it waits with the visitors'."""
    async with transaction(database, Actor(agency_id, "system")) as db:
        for lost in await db.run(LOST, agency_id, before):
            await ask_for_text(db, lost["id"], None if lost["uploaded"] else str(agency_id))
