"""Documents of a candidate: what was uploaded, and the text that is searched."""

from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Busy, Unsupported


class DocumentKind(StrEnum):
    cv = "cv"
    cover_letter = "cover_letter"
    certificate = "certificate"
    reference = "reference"
    contract = "contract"
    other = "other"


class DocumentVisibility(StrEnum):
    """`candidate` documents are on the candidate's own page; others never leave the agency."""

    internal = "internal"
    candidate = "candidate"


class DocumentFormat(StrEnum):
    """By what is in it, whatever it is called."""

    pdf = "pdf"
    docx = "docx"
    text = "text"


class TextStatus(StrEnum):
    """How reading the text went: it is `waiting` to be read, `none` was in it, or reading it
    `failed` or took too long."""

    waiting = "waiting"
    extracted = "extracted"
    none = "none"
    failed = "failed"
    timed_out = "timed_out"


class Document(Owned, Base):
    """A file of a candidate, in the file store under `store_key`."""

    __tablename__ = "documents"

    candidate_id: Mapped[UUID]
    name: Mapped[str]
    kind: Mapped[str] = mapped_column(default=DocumentKind.cv)
    format: Mapped[str]
    size: Mapped[int]
    sha256: Mapped[str]
    store_key: Mapped[str]
    search_text: Mapped[str | None]
    """What could be read of it, in lower case and on one line, for candidates' `q`."""
    text_status: Mapped[str] = mapped_column(default=TextStatus.waiting)
    uploaded_by_id: Mapped[UUID | None]
    visibility: Mapped[str] = mapped_column(
        default=DocumentVisibility.internal, server_default=DocumentVisibility.internal
    )

    __table_args__ = (
        belongs_to("candidates", "candidate_id"),
        CheckConstraint("format IN ('pdf', 'docx', 'text')", name="format"),
        CheckConstraint(
            "text_status IN ('waiting', 'extracted', 'none', 'failed', 'timed_out')",
            name="text_status",
        ),
        CheckConstraint("visibility IN ('internal', 'candidate')", name="visibility"),
        *listed(),
        Index("ix_documents_candidate_id", "agency_id", "candidate_id"),
        Index(
            "ix_documents_text_waiting",
            "agency_id",
            "created_at",
            "id",
            postgresql_where=text("text_status = 'waiting'"),
        ),
        Index(
            "ix_documents_search_text",
            "agency_id",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
    )


class UnsupportedDocument(Unsupported):
    """A document is a PDF, a Word document (DOCX) or plain text, by what is in it and whatever it
    is called; `accepted` lists them.

    Old Word documents (DOC), web pages and pictures are not: save them as PDF first.
    """

    code, title = "unsupported-document", "This kind of file is not accepted"


class FilesAway(Busy):
    """The file store did not answer. Nothing was changed; try again shortly."""

    code, title = "files-away", "The file store is away"
