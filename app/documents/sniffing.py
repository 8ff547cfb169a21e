"""What a file is, by what is in it: a name says only what somebody wants it to be."""

import io
import re
import zipfile

from app.documents.models import DocumentFormat

CONTENT_TYPES = {
    DocumentFormat.pdf: "application/pdf",
    DocumentFormat.docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    DocumentFormat.text: "text/plain",
}
PDF_BEGINS_WITHIN = 1024
"""Readers look for `%PDF-` this far; scanners and mail gateways write before it."""
WORD_DOCUMENT = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
MOST_PARTS = 2_000
LISTED_PART = b"PK\x01\x02"
LONGEST_LIST = 200_000
CONTROL_CHARACTER = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
MARKUP = re.compile(r"\s*(<!doctype|<html|<head|<body|<script|<svg|<\?xml|<\?php|\{\\rtf)", re.I)


def format_of(content: bytes) -> DocumentFormat | None:
    """None when it is nothing we accept."""
    if b"%PDF-" in content[:PDF_BEGINS_WITHIN]:
        return DocumentFormat.pdf
    if content.startswith(b"PK"):
        return DocumentFormat.docx if is_word_document(content) else None
    return DocumentFormat.text if plain_text(content) is not None else None


def is_word_document(content: bytes) -> bool:
    """Whether this archive's list of contents says so: any other archive is none."""
    if content.count(LISTED_PART) > MOST_PARTS:
        return False
    try:
        with (
            zipfile.ZipFile(io.BytesIO(content)) as archive,
            archive.open("[Content_Types].xml") as parts,
        ):
            return WORD_DOCUMENT in parts.read(LONGEST_LIST)
    except Exception:  # whatever an archive does to its reader, it is no Word document
        return False


def plain_text(content: bytes) -> str | None:
    """Its text, or None when it is a binary file, or markup that a browser would run."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if CONTROL_CHARACTER.search(text) or MARKUP.match(text) else text
    return None
