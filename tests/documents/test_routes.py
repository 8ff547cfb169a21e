"""Uploading, listing and removing a candidate's documents."""

import asyncio
import hashlib
from uuid import uuid4

import httpx
import pytest

from app.documents.papers import MOST_BYTES
from tests.documents.files import docx_of, pdf_saying
from tests.factories import Agency

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def where(candidate: dict[str, str]) -> str:
    return f"/v1/candidates/{candidate['id']}/documents"


@pytest.mark.parametrize(
    ("content", "file_format", "content_type"),
    [
        (pdf_saying("Forklift licence"), "pdf", "application/pdf"),
        (b"\n\n" + pdf_saying("Forklift licence"), "pdf", "application/pdf"),
        (docx_of("Forklift licence"), "docx", DOCX),
        ("Zoë drives a forklift".encode(), "text", "text/plain"),
        ("\ufeffZoë".encode(), "text", "text/plain"),
        ("Zoë".encode("utf-16"), "text", "text/plain"),
        ("Zoë – “forklift”".encode("cp1252"), "text", "text/plain"),
        (b"x", "text", "text/plain"),
    ],
    ids=["pdf", "late pdf", "docx", "utf-8", "with a mark", "utf-16", "windows", "one byte"],
)
async def test_a_document_is_what_is_in_it_whatever_it_is_called(
    agency: Agency, content: bytes, file_format: str, content_type: str
) -> None:
    candidate = await agency.candidate()
    document = await agency.document(content, filename="cv.exe", candidate_id=candidate["id"])
    assert document == {
        "id": document["id"],
        "candidate_id": candidate["id"],
        "candidate_name": " ".join(candidate["name"].values()),
        "name": "cv.exe",
        "kind": "cv",
        "visibility": "internal",
        "format": file_format,
        "content_type": content_type,
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "text_status": "extracted",
        "uploaded_by_id": agency.recruiter.user_id,
        "uploaded_by_name": "Recruiter Obi",
        "created_at": document["created_at"],
        "updated_at": document["updated_at"],
        "version": 1,
    }
    assert await agency.viewer.reads(f"/v1/documents/{document['id']}") == document
    page = await agency.viewer.reads(where(candidate), count=True)
    assert (page["items"], page["total"]) == ([document], 1)


async def test_an_upload_is_told_on_the_timeline_without_its_name(agency: Agency) -> None:
    candidate = await agency.candidate()
    document = await agency.document(
        filename="Redundancy.txt", kind="certificate", candidate_id=candidate["id"]
    )
    [added] = await agency.log_of(document["id"])
    assert added["type"] == "document.added"
    assert added["data"] == {
        "kind": "certificate",
        "format": "text",
        "size": document["size"],
        "visibility": "internal",
    }
    timeline = await agency.viewer.reads(f"/v1/candidates/{candidate['id']}/timeline")
    assert timeline["items"][0]["summary"] == "Recruiter Obi added a document (certificate)"


async def test_documents_are_listed_by_kind(agency: Agency) -> None:
    candidate = await agency.candidate()
    cv = await agency.document(candidate_id=candidate["id"])
    letter = await agency.document(kind="cover_letter", candidate_id=candidate["id"])
    await agency.document()
    for kind, expected in ((None, [letter, cv]), ("cv", [cv]), ("contract", [])):
        query = {"kind": kind} if kind else {}
        assert (await agency.viewer.reads(where(candidate), **query))["items"] == expected
    first = await agency.viewer.reads(where(candidate), limit=1)
    second = await agency.viewer.reads(where(candidate), limit=1, cursor=first["next_cursor"])
    assert [first["items"], second["items"]] == [[letter], [cv]]


async def test_a_form_with_something_wrong_is_told_the_field(agency: Agency) -> None:
    path = where(await agency.candidate())
    file = {"file": ("cv.txt", b"Forklift.")}
    for sent, pointer in (
        ({"data": {"kind": "cv"}}, "/file"),
        ({"json": {"file": "Forklift."}}, "/file"),
        ({"data": {"file": "Forklift."}}, "/file"),
        ({"files": {"file": ("", b"Forklift.")}}, "/file"),
        ({"files": {"file": ("cv.txt", b"")}}, "/file"),
        ({"files": file, "data": {"kind": "novel"}}, "/kind"),
        ({"files": file, "data": {"name": "x" * 201}}, "/name"),
        ({"files": file, "data": {"name": "a\x00b"}}, "/name"),
        ({"files": file, "data": {"candidate_id": str(uuid4())}}, "/candidate_id"),
    ):
        problem = await agency.recruiter.is_refused(422, "invalid", "POST", path, **sent)
        assert [error["pointer"] for error in problem["errors"]] == [pointer], sent
    two = [("file", ("cv.txt", b"One.")), ("file", ("cv.txt", b"Two."))]
    await agency.recruiter.is_refused(400, "bad-request", "POST", path, files=two)
    for body in (b"", b"nonsense", b"--x\r\n\r\n"):
        form = {"content-type": "multipart/form-data; boundary=x"}
        refused = await agency.recruiter.post(path, content=body, headers=form)
        assert refused.status_code in (400, 422), body
        assert refused.headers["content-type"] == "application/problem+json"
    assert (await agency.viewer.reads(path))["items"] == []


async def test_the_largest_file_is_taken_and_one_byte_more_refused(agency: Agency) -> None:
    candidate = await agency.candidate()
    largest = await agency.document(b"x" * MOST_BYTES, candidate_id=candidate["id"])
    assert (largest["size"], largest["text_status"]) == (MOST_BYTES, "extracted")
    file = {"file": ("cv.txt", b"x" * (MOST_BYTES + 1))}
    problem = await agency.recruiter.is_refused(
        413, "too-large", "POST", where(candidate), files=file
    )
    assert problem["limit"] == MOST_BYTES


async def test_a_body_is_counted_and_not_believed(agency: Agency, address: str) -> None:
    """Chunks without a length, a length that is announced and never sent, and other routes."""
    candidate = await agency.candidate()

    async def endless() -> object:
        yield b'--x\r\ncontent-disposition: form-data; name="file"; filename="cv.txt"\r\n\r\n'
        for _ in range(400):
            yield b"x" * 65_536

    form = {"content-type": "multipart/form-data; boundary=x"}
    headers = {**agency.recruiter.headers, **form}
    async with httpx.AsyncClient(base_url=address, headers=headers) as client:
        chunked = await client.post(where(candidate), content=endless())
        elsewhere = await client.post("/v1/employers", content=endless())
    lying = {**form, "content-length": "900000000"}
    lied = await agency.recruiter.post(where(candidate), content=b"x", headers=lying)
    for refused in (chunked, elsewhere, lied):
        assert refused.status_code == 413
        assert refused.json()["type"] == "/problems/too-large"
    assert (await agency.viewer.reads(where(candidate)))["items"] == []


async def test_who_may_not(agency: Agency, other_agency: Agency) -> None:
    candidate = await agency.candidate()
    file = {"file": ("cv.txt", b"Forklift.")}
    await agency.viewer.is_refused(403, "missing-scope", "POST", where(candidate), files=file)
    for person, path in (
        (other_agency.recruiter, where(candidate)),
        (agency.recruiter, where({"id": str(uuid4())})),
    ):
        await person.is_refused(404, "not-found", "POST", path, files=file)
        await person.is_refused(404, "not-found", "GET", path)
    document = await agency.document(candidate_id=candidate["id"])
    path = f"/v1/documents/{document['id']}"
    await agency.viewer.is_refused(403, "missing-scope", "DELETE", path)
    await other_agency.recruiter.is_refused(404, "not-found", "DELETE", path)
    await other_agency.recruiter.is_refused(404, "not-found", "POST", f"{path}/link")
    await other_agency.recruiter.is_refused(404, "not-found", "GET", f"{path}/content")


async def test_a_retry_is_known_by_its_fields_and_not_by_its_boundary(agency: Agency) -> None:
    path = where(await agency.candidate())
    key = {"idempotency-key": "cv-1"}
    cv = {"files": {"file": ("cv.pdf", pdf_saying("Forklift"))}, "data": {"kind": "cv"}}
    first = await agency.recruiter.post(path, headers=key, **cv)
    again = await agency.recruiter.post(path, headers=key, **cv)
    boundaries = {answer.request.headers["content-type"] for answer in (first, again)}
    assert len(boundaries) == 2
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["idempotent-replayed"] == "true"
    for other in (
        {**cv, "files": {"file": ("cv.pdf", pdf_saying("Crane"))}},
        {**cv, "files": {"file": ("new.pdf", pdf_saying("Forklift"))}},
        {**cv, "data": {"kind": "other"}},
    ):
        code = "idempotency-key-reused"
        await agency.recruiter.is_refused(422, code, "POST", path, headers=key, **other)
    assert (await agency.viewer.reads(path))["items"] == [first.json()]


async def test_two_retries_at_once_store_one_document(agency: Agency) -> None:
    path = where(await agency.candidate())
    answers = await asyncio.gather(
        *(
            agency.recruiter.post(
                path, files={"file": ("cv.txt", b"Once.")}, headers={"idempotency-key": "k"}
            )
            for _ in range(5)
        )
    )
    assert {answer.status_code for answer in answers} == {201}
    [document] = (await agency.viewer.reads(path))["items"]
    assert await agency.events_of(document["id"]) == ["document.added"]
