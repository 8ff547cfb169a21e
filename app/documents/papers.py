"""A file that was sent, looked into and read before any transaction begins."""

import asyncio
import hashlib
import os
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from anyio import CapacityLimiter

from app.documents import extracting
from app.documents.models import (
    DocumentFormat,
    DocumentKind,
    DocumentVisibility,
    TextStatus,
    UnsupportedDocument,
)
from app.documents.naming import SUFFIXES, clean_name
from app.documents.sniffing import format_of, plain_text
from app.errors import Invalid, TooLarge

MOST_BYTES = 10 * 1024 * 1024
MOST_IN_A_FORM = MOST_BYTES + 64 * 1024
"""`max_body_size` of a route that takes a document: with the form's other fields around it."""
MOST_SECONDS = 10.0
"""To read a document's text, the start of the process included."""
HOME = Path(__file__).parent.parent.parent
NEEDED_BY_PYTHON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True)
class Paper:
    """A document that is nobody's yet."""

    name: str
    kind: DocumentKind
    visibility: DocumentVisibility
    format: DocumentFormat
    content: bytes
    sha256: str
    search_text: str | None
    text_status: TextStatus


async def read_paper(
    name: str,
    content: bytes,
    kind: DocumentKind = DocumentKind.cv,
    visibility: DocumentVisibility = DocumentVisibility.internal,
    *,
    pointer: str = "/file",
) -> Paper:
    """Call it before the transaction opens: reading the text may take `MOST_SECONDS`.

    Raises `Invalid` (empty), `TooLarge` and `UnsupportedDocument`; unreadable text is no error.
    """
    if not content:
        raise Invalid.at(pointer, "is empty")
    if len(content) > MOST_BYTES:
        raise TooLarge(f"A document has at most {MOST_BYTES} bytes.", limit=MOST_BYTES)
    file_format = await asyncio.to_thread(format_of, content)
    if file_format is None:
        complaint = {"pointer": pointer, "detail": "is not a PDF, a DOCX or plain text"}
        raise UnsupportedDocument(errors=[complaint], accepted=[*DocumentFormat])
    text, status = await read_text(content, file_format)
    return Paper(
        name=clean_name(name, otherwise=kind + SUFFIXES[file_format][0]),
        kind=kind,
        visibility=visibility,
        format=file_format,
        content=content,
        sha256=(await asyncio.to_thread(hashlib.sha256, content)).hexdigest(),
        search_text=text,
        text_status=status,
    )


@lru_cache
def two_at_once() -> CapacityLimiter:
    """Uploads wait for each other before they take the machine from everybody else."""
    return CapacityLimiter(2)


async def read_text(content: bytes, file_format: DocumentFormat) -> tuple[str | None, TextStatus]:
    """What is searched, if there is anything to search, and how reading it went."""
    if file_format is DocumentFormat.text:
        text = await asyncio.to_thread(extracting.searchable, plain_text(content) or "")
    else:
        async with two_at_once():
            answer = await extract(content, file_format)
        if isinstance(answer, TextStatus):
            return None, answer
        text = answer
    return (text, TextStatus.extracted) if text else (None, TextStatus.none)


async def extract(content: bytes, file_format: DocumentFormat) -> str | TextStatus:
    """The text, read in a process of its own, or what kept it from being read."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", extracting.__name__, file_format,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=HOME,
        env={name: os.environ[name] for name in NEEDED_BY_PYTHON if name in os.environ},
        start_new_session=True,
    )  # fmt: skip
    try:
        async with asyncio.timeout(MOST_SECONDS):
            text, _ = await process.communicate(content)
    except TimeoutError:
        return TextStatus.timed_out
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.killpg(process.pid, signal.SIGKILL)
            await process.communicate()
    if process.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        return TextStatus.timed_out
    return text.decode() if process.returncode == 0 else TextStatus.failed
