"""Reads the text of a file in a process of its own, which is killed when it takes too much."""

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path

from app.documents import extracting
from app.documents.models import DocumentFormat, TextStatus
from app.documents.sniffing import plain_text

MOST_SECONDS = 15.0
"""The start of the process included; it has its own limits on processor time and memory."""
HOME = Path(__file__).parent.parent.parent
NEEDED_BY_PYTHON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
KILLED = (-signal.SIGXCPU, -signal.SIGKILL)


async def read_text(content: bytes, file_format: DocumentFormat) -> tuple[str | None, TextStatus]:
    """What is searched, if there is anything to search, and how reading it went."""
    if file_format is DocumentFormat.text:
        text = await asyncio.to_thread(extracting.searchable, plain_text(content) or "")
    else:
        answer = await extract(content, file_format)
        if isinstance(answer, TextStatus):
            return None, answer
        text = answer
    return (text, TextStatus.extracted) if text else (None, TextStatus.none)


async def extract(content: bytes, file_format: DocumentFormat) -> str | TextStatus:
    """The text, or what kept it from being read."""
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
    if process.returncode in KILLED:
        return TextStatus.timed_out
    return text.decode() if process.returncode == 0 else TextStatus.failed
