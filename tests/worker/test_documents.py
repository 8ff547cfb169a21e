"""Documents are read by workers: everybody in turn, and nothing else waits for them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import asyncpg
import httpx
import pytest

from app import clock
from app.database import Database
from app.documents import jobs, storing
from app.documents.models import DocumentFormat, TextStatus
from app.embedded.server import Urls
from app.main import create_app
from app.worker.running import working
from tests.documents.files import SLOW, pdf_saying
from tests.factories import Agency, Json, open_agency
from tests.mail_server import MailServer, used
from tests.messages.situations import queued, shown
from tests.public.conftest import arriving
from tests.public.test_interest import interest_in
from tests.worker.test_working import QUICK, jobs_of, until


@pytest.fixture
async def neighbour(worked_database: Database) -> AsyncIterator[Agency]:
    """Another agency, whose work the same workers do."""
    transport = httpx.ASGITransport(create_app(worked_database), raise_app_exceptions=False)
    async with open_agency(worked_database, transport) as agency:
        yield agency


async def upload(agency: Agency, content: bytes, name: str = "cv.pdf") -> Json:
    """A document whose text nobody has read yet."""
    path = f"/v1/candidates/{(await agency.candidate())['id']}/documents"
    document: Json = await agency.recruiter.sends(
        "POST", path, 201, files={"file": (name, content)}
    )
    return document


async def status_of(agency: Agency, document: Json) -> str:
    read = await agency.viewer.reads(f"/v1/documents/{document['id']}")
    return str(read["text_status"])


async def has_read(agency: Agency, document: Json) -> bool:
    return await status_of(agency, document) == "extracted"


async def test_a_candidate_is_found_once_a_worker_has_read_their_cv(
    worked: Agency, own_urls: Urls
) -> None:
    document = await upload(worked, pdf_saying("Forklift licence"))
    assert await jobs_of(own_urls, document["id"]) == ["todo"]
    async with working(worked.database, own_urls.app, None, concurrency=1, pace=QUICK):
        await until(lambda: has_read(worked, document))
    [found] = (await worked.viewer.reads("/v1/candidates", q="forklift"))["items"]
    assert found["id"] == document["candidate_id"]


class Desk:
    """In place of the reader: which agency's document is read when, and how many at once."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
        self.began: list[str] = []
        self.reading: list[str] = []
        self.most: dict[str, int] = {}
        self.seconds = seconds
        monkeypatch.setattr(jobs, "read_text", self.read)

    async def read(self, content: bytes, _: DocumentFormat) -> tuple[str, TextStatus]:
        whose = content.decode().partition(" ")[0]
        self.began.append(whose)
        self.reading.append(whose)
        self.most[whose] = max(self.most.get(whose, 0), self.reading.count(whose))
        await asyncio.sleep(self.seconds)
        self.reading.remove(whose)
        return "read", TextStatus.extracted


async def test_each_agency_has_its_turn_however_much_another_sent(
    worked: Agency, neighbour: Agency, own_urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = Desk(monkeypatch, 0.05)
    for _ in range(10):
        last = await upload(worked, b"much of one agency", "cv.txt")
    for _ in range(2):
        few = await upload(neighbour, b"little of another", "cv.txt")
    async with working(worked.database, own_urls.app, None, concurrency=1, pace=QUICK):
        await until(lambda: has_read(neighbour, few))
        assert desk.began[:4].count("little") == 2, desk.began
        await until(lambda: has_read(worked, last))
    assert desk.most == {"much": 1, "little": 1}


async def test_visitors_documents_wait_by_themselves(
    worked: Agency, own_urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long each of them takes: neither the agency's people nor another visitor wait."""
    desk = Desk(monkeypatch, 30)
    path, _ = await interest_in(worked)
    app = create_app(worked.database)
    form = {"given_name": "Maria", "consent": "true"}

    async def send(words: bytes, address: str) -> None:
        async with arriving(app, address) as visitor:
            email = {"email": f"{words.decode()}-{clock.now().timestamp()}@elsewhere.example"}
            cv = {"cv": ("cv.txt", words + b" of a visitor")}
            await visitor.sends("POST", path, 202, data={**form, **email}, files=cv)

    for _ in range(5):
        await send(b"flood", "203.0.113.9")
    async with working(worked.database, own_urls.app, None, concurrency=1, pace=QUICK):
        await until(lambda: begun(desk, "flood"))
        await send(b"honest", "198.51.100.7")
        await upload(worked, b"ours to read", "cv.txt")
        await until(lambda: begun(desk, "honest", "ours"), seconds=5)
    assert desk.began.count("flood") == 1


async def begun(desk: Desk, *whose: str) -> bool:
    return set(whose) <= set(desk.began)


async def test_mail_never_waits_for_documents(
    worked: Agency, own_urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    Desk(monkeypatch, 30)
    for _ in range(6):
        await upload(worked, b"ours to read", "cv.txt")
    message = await queued(worked)

    async def sent() -> bool:
        return bool((await shown(worked, message["id"]))["status"] == "sent")

    async with (
        used(MailServer()),
        working(worked.database, own_urls.app, None, concurrency=1, pace=QUICK),
    ):
        await until(sent, seconds=5)


async def test_what_a_lost_worker_was_reading_is_read_again(worked: Agency, own_urls: Urls) -> None:
    document = await upload(worked, pdf_saying("Forklift"))
    connection = await asyncpg.connect(own_urls.owner)
    await connection.execute(
        """
        WITH gone AS (
            INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour')
            RETURNING id
        )
        UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM gone)
        WHERE args->>'subject_id' = $1
        """,
        document["id"],
    )
    await connection.close()
    async with working(worked.database, own_urls.app, None, concurrency=2, pace=QUICK):
        await until(lambda: has_read(worked, document))


async def test_a_document_that_lost_its_job_is_found(worked: Agency, own_urls: Urls) -> None:
    with clock.at(clock.now() - timedelta(minutes=5)):
        document = await upload(worked, pdf_saying("Forklift"))
    connection = await asyncpg.connect(own_urls.owner)
    await connection.execute(
        "DELETE FROM procrastinate_jobs WHERE args->>'subject_id' = $1", document["id"]
    )
    await connection.close()
    before = clock.now() - timedelta(minutes=1)
    for _ in range(2):
        await jobs.read_what_was_lost(worked.database, worked.id, before)
    assert await jobs_of(own_urls, document["id"]) == ["todo"]
    async with working(worked.database, own_urls.app, None, concurrency=2, pace=QUICK):
        await until(lambda: has_read(worked, document))


async def test_a_file_that_is_gone_or_endless_is_settled(
    worked: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.documents.text_reader.MOST_SECONDS", 1)
    endless = await upload(worked, SLOW)
    gone = await upload(worked, pdf_saying("Forklift"))
    await storing.remove(f"{worked.id}/{gone['id'][-2:]}/{gone['id']}")
    await worked.read_documents()
    assert await status_of(worked, endless) == "timed_out"
    assert await status_of(worked, gone) == "failed"
