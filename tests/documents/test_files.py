"""Where a document's file is, who may open it and for how long."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
import time_machine
from obstore.store import MemoryStore, S3Store

from app import clock
from app.documents import storing
from app.documents.naming import attachment, clean_name
from app.settings import settings
from tests.documents.files import pdf_saying
from tests.factories import Agency

CV = pdf_saying("Forklift licence")


async def link_to(agency: Agency, document: dict[str, str]) -> dict[str, str]:
    return await agency.viewer.does(f"/v1/documents/{document['id']}/link")


def only_saved(answer: httpx.Response) -> None:
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-disposition"].startswith("attachment; ")


async def test_a_link_opens_the_document_without_credentials_for_five_minutes(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    document = await agency.document(CV, filename="cv.pdf")
    with time_machine.travel(clock.now(), tick=False) as time:
        link = await link_to(agency, document)
        assert link["expires_at"].startswith((clock.now() + timedelta(minutes=5)).isoformat()[:19])
        for after in (0, 299):
            time.shift(after)
            answer = await anyone.get(link["url"])
            assert (answer.status_code, answer.content) == (200, CV)
            assert answer.headers["content-type"] == "application/pdf"
            assert answer.headers["content-length"] == str(len(CV))
            only_saved(answer)
        time.shift(2)
        late = await anyone.get(link["url"])
    assert (late.status_code, late.json()["type"]) == (404, "/problems/not-found")


async def test_a_link_that_is_made_up_opens_nothing(
    agency: Agency, other_agency: Agency, anyone: httpx.AsyncClient
) -> None:
    document = await agency.document(CV)
    token = urlsplit((await link_to(agency, document))["url"]).path.rpartition("/")[2]
    theirs = storing.token_for(
        other_agency.id, UUID(document["id"])
    )  # signed, but of nobody's document
    for made_up in (
        "x", token[:-2], token[1:], f"{token}x", token.replace(".", "..", 1), "%00", "é", theirs,
        f"{token}/..", str(document["id"]),
    ):  # fmt: skip
        answer = await anyone.get(f"/files/{made_up}")
        assert answer.status_code == 404, made_up
        assert answer.headers["content-type"] == "application/problem+json"


async def test_with_credentials_the_content_needs_no_link(agency: Agency) -> None:
    for content, content_type in ((CV, "application/pdf"), ("Zoë".encode("utf-16"), "text/plain")):
        document = await agency.document(content)
        answer = await agency.viewer.get(f"/v1/documents/{document['id']}/content")
        assert (answer.status_code, answer.content) == (200, content)
        assert answer.headers["content-type"] == content_type
        only_saved(answer)


async def test_removing_a_document_removes_its_file_and_its_link(
    agency: Agency, anyone: httpx.AsyncClient, data_dir: Path
) -> None:
    document = await agency.document(CV)
    path = f"/v1/documents/{document['id']}"
    file = data_dir / "files" / str(agency.id) / document["id"][-2:] / document["id"]
    assert file.read_bytes() == CV
    link = await link_to(agency, document)
    stale = {"if-match": '"7"'}
    code = "precondition-failed"
    await agency.recruiter.is_refused(412, code, "DELETE", path, headers=stale)
    await agency.recruiter.sends("DELETE", path, 204, headers={"if-match": '"1"'})
    assert not file.exists()
    assert (await anyone.get(link["url"])).status_code == 404
    for method, gone in (
        ("GET", path), ("GET", f"{path}/content"), ("POST", f"{path}/link"), ("DELETE", path),
    ):  # fmt: skip
        await agency.recruiter.is_refused(404, "not-found", method, gone)
    assert await agency.events_of(document["id"]) == ["document.added", "document.removed"]


async def test_removed_twice_at_once_it_is_removed_once(agency: Agency) -> None:
    document = await agency.document(CV)
    path = f"/v1/documents/{document['id']}"
    answers = await asyncio.gather(*(agency.recruiter.delete(path) for _ in range(4)))
    assert sorted(answer.status_code for answer in answers) == [204, 404, 404, 404]
    assert await agency.events_of(document["id"]) == ["document.added", "document.removed"]


async def test_a_file_that_somebody_deleted_is_not_found(agency: Agency, data_dir: Path) -> None:
    document = await agency.document(CV)
    (data_dir / "files" / str(agency.id) / document["id"][-2:] / document["id"]).unlink()
    path = f"/v1/documents/{document['id']}"
    await agency.viewer.is_refused(404, "not-found", "GET", f"{path}/content")
    await agency.recruiter.sends("DELETE", path, 204)


@pytest.fixture
def opened_anew(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """The settings and the store of a server that has just started."""

    def forget() -> None:
        settings.cache_clear()
        storing.store.cache_clear()

    forget()
    yield monkeypatch
    monkeypatch.undo()
    forget()


async def test_any_object_store_does_what_the_folder_does(
    agency: Agency, anyone: httpx.AsyncClient, opened_anew: pytest.MonkeyPatch, data_dir: Path
) -> None:
    opened_anew.setenv("DEBRIEF_FILES_URL", "memory:///")
    document = await agency.document(CV)
    store = storing.store()
    assert isinstance(store, MemoryStore)
    assert (await anyone.get((await link_to(agency, document))["url"])).content == CV
    assert not list((data_dir / "files").rglob(document["id"]))
    path = f"/v1/documents/{document['id']}"
    await agency.recruiter.sends("DELETE", path, 204)
    assert not store.list().collect()


@pytest.fixture
def s3_away(opened_anew: pytest.MonkeyPatch) -> None:
    """A store by its usual variables that nobody answers for."""
    for name, value in (
        ("DEBRIEF_FILES_URL", "s3://cvs/debrief"), ("AWS_ACCESS_KEY_ID", "acorn"),
        ("AWS_SECRET_ACCESS_KEY", "secret"), ("AWS_REGION", "eu-west-2"),
        ("AWS_ENDPOINT", "http://127.0.0.1:9"), ("AWS_ALLOW_HTTP", "true"),
    ):  # fmt: skip
        opened_anew.setenv(name, value)


async def test_a_store_that_is_away_changes_nothing(agency: Agency, s3_away: None) -> None:
    candidate = await agency.candidate()
    path = f"/v1/candidates/{candidate['id']}/documents"
    file = {"file": ("cv.txt", b"Forklift.")}
    await agency.recruiter.is_refused(503, "files-away", "POST", path, files=file)
    assert (await agency.viewer.reads(path))["items"] == []
    assert isinstance(storing.store(), S3Store)


async def test_an_s3_store_signs_its_own_links(
    agency: Agency, opened_anew: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    document = await agency.document(CV)
    request.getfixturevalue("s3_away")
    storing.store.cache_clear()
    settings.cache_clear()
    url = urlsplit((await link_to(agency, document))["url"])
    assert url.path == f"/cvs/debrief/{agency.id}/{document['id'][-2:]}/{document['id']}"
    assert "X-Amz-Expires=300" in url.query
    path = f"/v1/documents/{document['id']}"
    await agency.viewer.is_refused(503, "files-away", "GET", f"{path}/content")
    await agency.recruiter.sends("DELETE", path, 204)  # the file stays, and nothing names it


async def test_a_link_asked_for_again_with_its_key_is_the_same_link(agency: Agency) -> None:
    path = f"/v1/documents/{(await agency.document())['id']}/link"
    key = {"idempotency-key": "link"}
    assert await agency.viewer.does(path, headers=key) == await agency.viewer.does(
        path, headers=key
    )


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("cv.pdf", "cv.pdf"),
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\cv.pdf", "cv.pdf"),
        ("C:\\Users\\maria\\cv.pdf", "cv.pdf"),
        ("C:cv.pdf", "cv.pdf"),
        ("/", "cv.txt"),
        ("..", "cv.txt"),
        (" .htaccess ", "htaccess"),
        ("", "cv.txt"),
        ("a\r\nSet-Cookie: x=1\x00.pdf", "a Set-Cookie: x=1.pdf"),
        ("cv\u202efdp.exe", "cvfdp.exe"),
        ('my "best" cv; final.pdf', 'my "best" cv; final.pdf'),
        ("履歴書 👩‍🏭.pdf", "履歴書 👩‍🏭.pdf"),
        ("Zoe\u0308.pdf", "Zoë.pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("\ud800.pdf", "pdf"),
        ("x." + "y" * 300, "x." + "y" * 198),
    ],
)
def test_a_name_is_shown_and_never_a_path(sent: str, kept: str) -> None:
    assert clean_name(sent, otherwise="cv.txt") == kept
    assert len(kept) <= 200


@pytest.mark.parametrize(
    "name",
    ["../../cv.pdf", 'a"b.pdf', "a\x00b.pdf", "履歴書.pdf", "x" * 300, "\u202efdp.exe"],
)
async def test_a_hostile_name_is_stored_under_the_documents_id(
    agency: Agency, data_dir: Path, name: str
) -> None:
    """Sent as it stands, as no browser would."""
    quoted = name.replace('"', '\\"')
    head = f'--x\r\ncontent-disposition: form-data; name="file"; filename="{quoted}"\r\n\r\n'
    document = await agency.recruiter.sends(
        "POST", f"/v1/candidates/{(await agency.candidate())['id']}/documents", 201,
        content=head.encode() + CV + b"\r\n--x--\r\n",
        headers={"content-type": "multipart/form-data; boundary=x"},
    )  # fmt: skip
    assert document["name"] == clean_name(name, otherwise="cv.pdf")
    answer = await agency.viewer.get(f"/v1/documents/{document['id']}/content")
    assert (answer.status_code, answer.content) == (200, CV)
    below = {path.name for path in (data_dir / "files" / str(agency.id)).rglob("*")}
    assert below == {document["id"], document["id"][-2:]}


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("cv.pdf", "attachment; filename=\"cv.pdf\"; filename*=UTF-8''cv.pdf"),
        ('a"b\\c', "attachment; filename=\"a_b_c.pdf\"; filename*=UTF-8''a%22b%5Cc.pdf"),
        ("Zoë.PDF", "attachment; filename=\"Zoe.PDF\"; filename*=UTF-8''Zo%C3%AB.PDF"),
        ("履", "attachment; filename=\".pdf\"; filename*=UTF-8''%E5%B1%A5.pdf"),
        ("cv.hta", "attachment; filename=\"cv.hta.pdf\"; filename*=UTF-8''cv.hta.pdf"),
    ],
)
def test_what_is_saved_ends_as_its_format_does(name: str, header: str) -> None:
    assert attachment(name, "pdf") == header


async def test_the_name_sent_beside_the_file_is_shown(agency: Agency) -> None:
    for name, shown in (("Maria's CV", "Maria's CV"), ("../CV.pdf", "CV.pdf"), ("", "scan.pdf")):
        document = await agency.document(CV, filename="scan.pdf", name=name)
        assert document["name"] == shown
