"""A worker does what was asked for, once, and takes over what another one left."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from uuid import UUID

import asyncpg
import pytest

from app import clock, jobs, mail
from app.access.actors import Actor
from app.database import Database
from app.embedded.server import Urls
from app.errors import Conflict
from app.pace import Pace
from app.transaction import transaction
from app.worker import queue, sweeps
from app.worker.running import working
from tests.factories import Agency
from tests.mail_server import MailServer, used
from tests.messages.situations import queued, shown

QUICK = Pace(sweep_every=1, lost_after=1.0)


async def until(happened: Callable[[], Awaitable[bool]], seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while not await happened():
            await asyncio.sleep(0.05)


async def jobs_of(urls: Urls, subject_id: str) -> list[str]:
    """How each stands."""
    connection = await asyncpg.connect(urls.owner)
    try:
        rows = await connection.fetch(
            "SELECT status::text FROM procrastinate_jobs WHERE args->>'subject_id' = $1", subject_id
        )
    finally:
        await connection.close()
    return [row["status"] for row in rows]


async def test_work_is_asked_for_with_the_change_or_not_at_all(
    worked: Agency, own_urls: Urls
) -> None:
    kept = await queued(worked)
    assert await jobs_of(own_urls, kept["id"]) == ["todo"]
    refused = UUID(int=7)

    async def refuse() -> None:
        async with transaction(worked.database, Actor(worked.id, "system")) as db:
            await jobs.later(db, jobs.Task.deliver_message, subject_id=refused)
            raise Conflict

    with pytest.raises(Conflict):
        await refuse()
    assert await jobs_of(own_urls, str(refused)) == []


async def test_any_number_of_workers_send_each_message_once(worked: Agency, own_urls: Urls) -> None:
    addresses = [f"{n}@{worked.slug}.example" for n in range(20)]
    before = [await queued(worked, email=address) for address in addresses[:10]]
    async with used(MailServer()) as server, AsyncExitStack() as workers:
        for _ in range(3):
            await workers.enter_async_context(
                working(worked.database, own_urls.app, None, concurrency=4, pace=QUICK)
            )
        after = [await queued(worked, email=address) for address in addresses[10:]]

        def taken() -> list[str]:
            return [one.rcpt_tos[0] for one in server.taken if worked.slug in one.rcpt_tos[0]]

        async def all_sent() -> bool:
            return len(taken()) >= 20

        await until(all_sent)
        await asyncio.sleep(1.5)  # what would send one again has had its turn
    assert sorted(taken()) == sorted(addresses)
    for message in before + after:
        assert (await shown(worked, message["id"]))["status"] == "sent"


async def test_what_waits_until_later_is_sent_then(worked: Agency, own_urls: Urls) -> None:
    soon = clock.now() + timedelta(seconds=2)
    message = await queued(worked, at=soon)

    async def sent() -> bool:
        return bool((await shown(worked, message["id"]))["status"] == "sent")

    async with (
        used(MailServer()),
        working(worked.database, own_urls.app, None, concurrency=1, pace=QUICK),
    ):
        await until(sent)
    assert (await shown(worked, message["id"]))["handed_over_at"] >= soon.isoformat()


async def test_what_nobody_expected_is_tried_again(
    worked: Agency, own_urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    give, attempts = mail.Server.accept, 0

    async def fail_once(*arguments: object) -> None:
        nonlocal attempts
        attempts += 1
        if attempts == 1:
            raise RuntimeError("nobody expected that")
        await give(*arguments)

    monkeypatch.setattr(mail.Server, "accept", fail_once)
    message = await queued(worked)

    async def sent() -> bool:
        return bool((await shown(worked, message["id"]))["status"] == "sent")

    async with (
        used(MailServer()) as server,
        working(worked.database, own_urls.app, None, concurrency=1, pace=QUICK),
    ):
        await until(sent)
    assert len(server.taken) == 1


async def test_a_job_whose_worker_is_gone_is_done_by_another(
    worked: Agency, own_urls: Urls
) -> None:
    message = await queued(worked)
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
        message["id"],
    )
    await connection.close()

    async def sent() -> bool:
        return await jobs_of(own_urls, message["id"]) == ["succeeded"]

    async with (
        used(MailServer()) as server,
        working(worked.database, own_urls.app, None, concurrency=2, pace=QUICK),
    ):
        await until(sent)
    assert len(server.taken) == 1


async def test_a_message_that_lost_its_job_is_found(worked: Agency, own_urls: Urls) -> None:
    message = await queued(worked, at=clock.now() - timedelta(minutes=5))
    connection = await asyncpg.connect(own_urls.owner)
    await connection.execute(
        "DELETE FROM procrastinate_jobs WHERE args->>'subject_id' = $1", message["id"]
    )
    await connection.close()

    async def sent() -> bool:
        return bool((await shown(worked, message["id"]))["status"] == "sent")

    async with (
        used(MailServer()),
        working(worked.database, own_urls.app, None, concurrency=2, pace=QUICK),
    ):
        await until(sent)


async def test_what_fails_for_one_agency_is_done_for_the_others_and_seen(
    worked_database: Database,
    worked: Agency,
    own_urls: Urls,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    done = []

    async def work(_: Database, agency_id: UUID, __: Pace) -> None:
        done.append(agency_id)
        if len(done) == 1:
            raise RuntimeError("nobody expected ryan@northwind.example")

    monkeypatch.setattr(queue, "SWEEPS", [sweeps.Sweep("anything", work)])
    async with worked_database.looking_up() as connection:
        agencies = [row["id"] for row in await connection.fetch("SELECT id FROM agencies")]

    async def seen() -> bool:
        figures = (await worked.viewer.get("/metrics")).text
        return 'debrief_failed_jobs{task="sweep_anything"} 1.0' in figures

    async with working(worked_database, own_urls.app, None, concurrency=1, pace=QUICK):
        await until(seen)
    assert sorted(done[: len(agencies)]) == sorted(agencies)
    assert worked.id in done
    assert "ryan@" not in capfd.readouterr().err, "an error's own words may quote anybody's"
