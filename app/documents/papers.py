"""A file that was sent, looked into before any transaction begins.

A worker reads its text later.
"""

import asyncio
import hashlib
from dataclasses import dataclass

from app.documents.models import (
    DocumentFormat,
    DocumentKind,
    DocumentVisibility,
    UnsupportedDocument,
)
from app.documents.naming import SUFFIXES, clean_name
from app.documents.sniffing import format_of
from app.errors import Invalid, TooLarge

MOST_BYTES = 10 * 1024 * 1024
MOST_IN_A_FORM = MOST_BYTES + 64 * 1024
"""`max_body_size` of a route that takes a document: with the form's other fields around it."""


@dataclass(frozen=True)
class Paper:
    """A document that is nobody's yet."""

    name: str
    kind: DocumentKind
    visibility: DocumentVisibility
    format: DocumentFormat
    content: bytes
    sha256: str
    sent_from: str | None = None
    """What stands for a visitor's network; nothing when somebody of the agency sent it."""


async def read_paper(
    name: str,
    content: bytes,
    kind: DocumentKind = DocumentKind.cv,
    visibility: DocumentVisibility = DocumentVisibility.internal,
    *,
    pointer: str = "/file",
    sent_from: str | None = None,
) -> Paper:
    """What kind of file it is, by its contents. Raises `Invalid` (empty), `TooLarge` and
    `UnsupportedDocument`; whether its text can be read is not looked at here."""
    if not content:
        raise Invalid.at(pointer, "is empty")
    if len(content) > MOST_BYTES:
        raise TooLarge(f"A document has at most {MOST_BYTES} bytes.", limit=MOST_BYTES)
    file_format = await asyncio.to_thread(format_of, content)
    if file_format is None:
        complaint = {"pointer": pointer, "detail": "is not a PDF, a DOCX or plain text"}
        raise UnsupportedDocument(errors=[complaint], accepted=[*DocumentFormat])
    return Paper(
        name=clean_name(name, otherwise=kind + SUFFIXES[file_format][0]),
        kind=kind,
        visibility=visibility,
        format=file_format,
        content=content,
        sha256=(await asyncio.to_thread(hashlib.sha256, content)).hexdigest(),
        sent_from=sent_from,
    )
