"""A process of its own for one hostile file: a document comes in, its text goes out.

PDF and DOCX are read by libraries that an attacker may make loop, recurse or allocate without end.
Here that costs this process its life and nothing else: it holds no connection and no secret, and
the limits below bind before the first byte is read. `text_reader` starts it and stops it by the
clock.
"""

import importlib
import io
import os
import resource
import sys
import unicodedata
import zipfile
from collections.abc import Iterator

LONGEST_TEXT = 200_000
"""Characters kept of one document: the longest CV has a tenth of that."""
MOST_MEMORY = 2**30
MOST_CPU_SECONDS = 5
NICENESS = 10
"""Whoever waits for an answer goes before whatever is read in the background."""
MOST_UNPACKED = 100_000_000
STEEPEST = 200
"""XML packs to a hundredth of its size at best, a bomb to a thousandth."""
LIBRARIES = {"pdf": "pypdf", "docx": "docx"}
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
WITH_TEXT = tuple(f"{WORD}{part}+xml" for part in ("document.main", "header", "footer"))


class Bomb(Exception):
    """Unpacked it would be far larger than any document is."""


def limit_this_process() -> None:
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_CPU, MOST_CPU_SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (most, most))


def searchable(text: str) -> str:
    """As it is searched: in lower case, ligatures spelt out, lines joined, nothing unprintable."""
    plain = unicodedata.normalize("NFKC", text[: 2 * LONGEST_TEXT])
    kept = (" " if unicodedata.category(letter)[0] == "C" else letter for letter in plain)
    return " ".join("".join(kept).lower().split())[:LONGEST_TEXT]


def pages_of_pdf(content: bytes) -> Iterator[str]:
    from pypdf import PdfReader

    for page in PdfReader(io.BytesIO(content)).pages:
        yield page.extract_text()


def paragraphs_of_docx(content: bytes) -> Iterator[str]:
    """Every paragraph, also those in tables, text boxes, headers and footers."""
    from docx import Document
    from docx.oxml.ns import qn
    from docx.text.paragraph import Paragraph

    refuse_a_bomb(content)
    document = Document(io.BytesIO(content))
    for part in document.part.package.iter_parts():
        if part.content_type in WITH_TEXT:
            for paragraph in part.element.iter(qn("w:p")):
                yield Paragraph(paragraph, document).text


def refuse_a_bomb(content: bytes) -> None:
    """By the sizes that the archive declares, beyond which `zipfile` unpacks nothing."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = archive.infolist()
    if sum(part.file_size for part in parts) > MOST_UNPACKED or any(
        part.file_size > max(1_000_000, STEEPEST * part.compress_size) for part in parts
    ):
        raise Bomb


def text_of(content: bytes, kind: str) -> str:
    """The first `LONGEST_TEXT` characters."""
    read: list[str] = []
    length = 0
    for piece in pages_of_pdf(content) if kind == "pdf" else paragraphs_of_docx(content):
        read.append(piece)
        length += len(piece)
        if length > LONGEST_TEXT:
            break
    return searchable("\n".join(read))


def main() -> None:
    kind = sys.argv[1]
    importlib.import_module(LIBRARIES[kind])  # may write byte code, which the limits forbid
    os.nice(NICENESS)
    limit_this_process()
    text = text_of(sys.stdin.buffer.read(), kind)
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
