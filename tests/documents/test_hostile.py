"""Files made to harm: each is refused or kept unread, soon, and the API goes on."""

import asyncio
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from app.documents import text_reader
from tests.documents import files
from tests.factories import Agency


async def uploaded(agency: Agency, content: bytes, filename: str = "cv.pdf") -> tuple[str, str]:
    document = await agency.document(content, filename=filename)
    return document["format"], document["text_status"]


@pytest.mark.parametrize(
    "content",
    [files.ZIP_BOMB, files.XML_BOMB, files.LYING_ZIP, files.BILLION_LAUGHS],
    ids=["zip bomb", "one part is a bomb", "sizes that lie", "billion laughs"],
)
async def test_a_word_document_that_unpacks_without_end_is_kept_unread(
    agency: Agency, content: bytes
) -> None:
    assert await uploaded(agency, content, "cv.docx") == ("docx", "failed")


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (files.PAGES_IN_A_RING, "failed"),
        (files.ENDLESS_XREF, "extracted"),
        (files.OBJECT_IN_ITSELF, "none"),
        (files.FLATE_BOMB, "failed"),
        (files.LOCKED, "failed"),
        (files.RUNS_A_SCRIPT, "extracted"),
        (b"%PDF-1.7", "failed"),
        (b"%PDF-1.7\n" + bytes(1_000), "failed"),
        (files.pdf_saying("x")[:300], "failed"),
        (files.pdf(files.CATALOG, b"<< /Type /Pages /Kids [] /Count 0 >>"), "none"),
    ],
    ids=[
        "pages in a ring", "xref that leads to itself", "object in itself", "deflated twice",
        "password", "script", "only a header", "zeros", "cut off", "no pages",
    ],
)  # fmt: skip
async def test_a_pdf_that_leads_nowhere_is_kept(
    agency: Agency, content: bytes, status: str
) -> None:
    assert await uploaded(agency, content) == ("pdf", status)


async def test_an_entity_does_not_read_the_servers_files(agency: Agency) -> None:
    assert await uploaded(agency, files.READS_A_FILE) == ("docx", "none")


@pytest.mark.parametrize(
    "content",
    [
        files.PNG, files.JUST_A_ZIP, files.NAMED_LIKE_WORD, files.MANY_PARTS, b"PK\x03\x04",
        b"PK\x05\x06" + bytes(18), b"\x00", bytes(5_000), b"\x7fELF\x02\x01\x01", b"MZ\x90\x00",
        b"<!DOCTYPE html><script>alert(1)</script>", b"\n <HTML>", b"<?xml version='1.0'?><svg/>",
        rb"{\rtf1 Forklift}", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"\xff\xfe\x00",
        b"\xff\xfe\x00\x00F\x00\x00\x00", b"a\x1bb", b"\x81\x8d",
    ],
    ids=[
        "png", "zip", "zip named like word", "zip of many", "start of a zip", "empty zip", "nul",
        "zeros", "elf", "exe", "html", "html in capitals", "svg", "rtf", "doc", "half utf-16",
        "utf-32", "escape", "no encoding",
    ],
)  # fmt: skip
async def test_what_is_no_document_is_refused_whatever_it_is_called(
    agency: Agency, content: bytes
) -> None:
    path = f"/v1/candidates/{(await agency.candidate())['id']}/documents"
    for name, sent_as in (("cv.pdf", "application/pdf"), ("cv.docx", "text/plain")):
        problem = await agency.recruiter.is_refused(
            415, "unsupported-document", "POST", path, files={"file": (name, content, sent_as)}
        )
        assert problem["accepted"] == ["pdf", "docx", "text"]
        assert problem["errors"][0]["pointer"] == "/file"
    assert (await agency.viewer.reads(path))["items"] == []


async def test_reading_ends_with_its_time_and_leaves_no_process(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[asyncio.subprocess.Process] = []
    start = asyncio.create_subprocess_exec

    async def watched(*program: Any, **options: Any) -> asyncio.subprocess.Process:
        started.append(await start(*program, **options))
        return started[-1]

    monkeypatch.setattr(asyncio, "create_subprocess_exec", watched)
    monkeypatch.setattr(text_reader, "MOST_SECONDS", 1)
    began = time.monotonic()
    assert await uploaded(agency, files.SLOW) == ("pdf", "timed_out")
    assert time.monotonic() - began < 5
    assert [process.returncode for process in started] == [-9]


async def test_an_upload_is_answered_before_anything_is_read(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More are sent here than there are connections, and none waits for another's text."""

    async def never(*_: object) -> str:
        raise AssertionError("nothing is read while somebody waits for an answer")

    monkeypatch.setattr(text_reader, "extract", never)
    candidate = await agency.candidate()
    path = f"/v1/candidates/{candidate['id']}/documents"
    uploads = await asyncio.gather(
        *(
            agency.recruiter.post(path, files={"file": ("cv.pdf", files.pdf_saying("Forklift"))})
            for _ in range(30)
        )
    )
    assert {answer.status_code for answer in uploads} == {201}
    assert {answer.json()["text_status"] for answer in uploads} == {"waiting"}
    monkeypatch.undo()
    assert (await agency.viewer.reads("/v1/candidates", q="forklift"))["items"] == []
    await agency.read_documents()
    [found] = (await agency.viewer.reads("/v1/candidates", q="forklift"))["items"]
    assert found["id"] == candidate["id"]


async def test_reading_a_document_changes_nothing_of_it(agency: Agency) -> None:
    """Who sends `If-Match` with what the upload answered is not refused because of a worker."""
    path = f"/v1/candidates/{(await agency.candidate())['id']}/documents"
    sent = {"file": ("cv.pdf", files.pdf_saying("Forklift"))}
    answer = await agency.recruiter.post(path, files=sent)
    await agency.read_documents()
    where = f"/v1/documents/{answer.json()['id']}"
    assert (await agency.viewer.reads(where))["text_status"] == "extracted"
    unchanged = {"if-match": answer.headers["etag"]}
    await agency.recruiter.changes(where, {"name": "Her CV.pdf"}, headers=unchanged)


@pytest.mark.parametrize(
    "harm",
    ["bytes(2 ** 31)", "open('written', 'w').write('x' * 10_000)", "exec('while 1: 0')"],
    ids=["memory", "disk", "time"],
)
def test_the_reader_is_limited_before_it_reads(harm: str, tmp_path: Path) -> None:
    limited = (
        "import os; from app.documents import extracting as e; e.MOST_CPU_SECONDS = 1;"
        f"os.chdir({str(tmp_path)!r}); e.limit_this_process(); {harm}"
    )
    ended = subprocess.run([sys.executable, "-c", limited], capture_output=True, check=False)
    assert ended.returncode != 0
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) == 0
