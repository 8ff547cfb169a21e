"""Reading documents."""

from uuid import UUID

from sqlalchemy import bindparam, case, select

from app.access.models import User
from app.answers import one
from app.candidates.models import Candidate
from app.database import Reader, on
from app.documents.models import Document
from app.documents.sniffing import CONTENT_TYPES
from app.paging import Listing
from app.statements import Row, Statement

CONTENT_TYPE = case(CONTENT_TYPES, value=Document.format)
DOCUMENT = (
    select(
        Document.id,
        Document.candidate_id,
        (Candidate.given_name + " " + Candidate.family_name).label("candidate_name"),
        Document.name,
        Document.kind,
        Document.visibility,
        Document.format,
        CONTENT_TYPE.label("content_type"),
        Document.size,
        Document.sha256,
        Document.text_status,
        Document.uploaded_by_id,
        User.name.label("uploaded_by_name"),
        Document.created_at,
        Document.updated_at,
        Document.version,
    )
    .join(Candidate, on(Document.candidate_id, Candidate))
    .outerjoin(User, on(Document.uploaded_by_id, User))
)
THIS_ONE = (Document.agency_id == bindparam("agency_id"), Document.id == bindparam("id"))

DOCUMENTS = Listing(
    DOCUMENT,
    Document,
    filters={
        "kind": Document.kind == bindparam("kind"),
        "visibility": Document.visibility == bindparam("visibility"),
        "candidate_id": Document.candidate_id == bindparam("candidate_id"),
    },
)
ONE_DOCUMENT = Statement(DOCUMENT.where(*THIS_ONE))
ITS_FILE = Statement(
    select(
        Document.store_key,
        Document.name,
        Document.format,
        CONTENT_TYPE.label("content_type"),
        Document.size,
    ).where(*THIS_ONE)
)


async def document_out(db: Reader, document_id: UUID) -> Row:
    """Raises `NotFound`."""
    return one(ONE_DOCUMENT.shape_all(await db.fetch(ONE_DOCUMENT, id=document_id)))


async def file_of(db: Reader, document_id: UUID) -> Row:
    """Where the file is and how it is to be served. Raises `NotFound`."""
    return one(ITS_FILE.shape_all(await db.fetch(ITS_FILE, id=document_id)))
