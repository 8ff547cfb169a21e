"""Workers and the server are killed again and again while two hundred people are chased."""

import asyncio
import os
import random
import signal
import socket
import sys
from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from uuid import UUID

import httpx
import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from uuid_utils.compat import uuid7

from app.access.actors import Actor
from app.embedded.server import Urls
from app.statements import PlainStatement
from app.transaction import transaction
from tests.factories import Agency, Json
from tests.mail_server import MailServer, listening
from tests.worker.situations import noon_somewhere_at_work

REQUESTS, KILLS, ANSWERS = 200, 50, 24
ASKED = PlainStatement(
    "UPDATE feedback_requests SET asked_at = $2, due_at = $2, next_chase_at = $2"
    " WHERE agency_id = $1"
)
SEED = int(os.environ.get("DEBRIEF_TEST_SEED", "20261123"))


class SlowMailServer(MailServer):
    """Slow enough for a kill to fall anywhere: before the addressee, during the message, before
    the answer."""

    def __init__(self, chance: random.Random) -> None:
        super().__init__()
        self.chance = chance

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await asyncio.sleep(self.chance.uniform(0, 0.15))
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        await asyncio.sleep(self.chance.uniform(0, 0.15))
        said = await super().handle_DATA(server, session, envelope)
        await asyncio.sleep(self.chance.uniform(0, 0.15))
        return said


class Process:
    """`debrief …`, which dies and is started again."""

    def __init__(self, environment: dict[str, str], *arguments: str) -> None:
        self.environment, self.arguments = environment, arguments

    async def start(self) -> None:
        self.running = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "app.cli", *self.arguments,
            env=self.environment, stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )  # fmt: skip

    async def die(self) -> None:
        with suppress(ProcessLookupError):
            self.running.send_signal(signal.SIGKILL)
        await self.running.wait()


async def chased_people(agency: Agency) -> dict[str, Json]:
    """Requests that were asked long ago, by their contact's address."""
    zone, country = noon_somewhere_at_work()
    policy = {
        "business_hours": ["00:00", "23:59"], "asks_for_feedback": "nobody",
        "reminds_candidates": False, "chase_limit": 1,
    }  # fmt: skip
    await agency.admin.changes(
        "/v1/agency", {"timezone": zone, "country": country, "policy": policy}
    )
    interview, first = await agency.interview_with_contact(starts_in=timedelta(days=-9))
    requests = {}
    for number in range(REQUESTS):
        contact = await agency.contact(
            employer_id=first["employer_id"], email=f"{number}@{agency.slug}.example"
        )
        requests[contact["email"]] = await agency.recruiter.creates(
            "/v1/feedback-requests",
            {"interview_id": interview["id"], "contact_id": contact["id"]},
        )
    async with transaction(agency.database, Actor(agency.id, "system")) as db:
        long_ago = datetime.now(UTC) - timedelta(days=5)
        await db.run(ASKED, agency.id, long_ago)
    return requests


async def answer(address: str, agency: Agency, request: Json, seconds: float) -> Json:
    """As an integration does: with a key, again and again until it is answered."""
    await asyncio.sleep(seconds)
    headers = {**agency.recruiter.headers, "idempotency-key": uuid7().hex}
    path = f"{address}/v1/feedback-requests/{request['id']}/feedback"
    async with httpx.AsyncClient(headers=headers, timeout=10) as client, asyncio.timeout(120):
        while True:
            with suppress(httpx.HTTPError):
                said = await client.post(path, json={"channel": "phone", "outcome": "hold"})
                if said.status_code == 201:
                    logged: Json = said.json()
                    return logged
                assert said.status_code in (409, 500, 503), said.text
            await asyncio.sleep(0.2)


async def everything(agency: Agency, path: str, **filters: str) -> list[Json]:
    rows, cursor = [], {}
    while True:
        page = await agency.admin.reads(path, limit="200", **filters, **cursor)
        rows += page["items"]
        if page["next_cursor"] is None or not page["items"]:
            return rows
        cursor = {"cursor": page["next_cursor"]}


async def test_no_message_is_lost_or_sent_twice_whatever_is_killed(
    worked: Agency, own_urls: Urls, capsys: pytest.CaptureFixture[str]
) -> None:
    chance = random.Random(SEED)
    requests = await chased_people(worked)
    server = SlowMailServer(chance)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    async with listening(server) as smtp:
        environment = {
            **os.environ,
            "DEBRIEF_DATABASE_URL": own_urls.app,
            "DEBRIEF_SMTP_URL": f"smtp://127.0.0.1:{smtp}",
            "DEBRIEF_PORT": str(port),
            "DEBRIEF_SWEEP_SECONDS": "1",
            "DEBRIEF_WORKER_LOST_SECONDS": "1",
        }
        workers = [Process(environment, "worker", "--concurrency", "2") for _ in range(2)]
        api = Process(environment, "serve", "--no-worker")
        processes = [*workers, api]
        await asyncio.gather(*(process.start() for process in processes))
        told = chance.sample(sorted(requests), ANSWERS)
        answers = [
            asyncio.create_task(answer(address, worked, requests[email], chance.uniform(0, 40)))
            for email in told
        ]
        for _ in range(KILLS):
            await asyncio.sleep(chance.uniform(0.1, 1.7))
            victim = chance.choice([*workers, *workers, api])
            await victim.die()
            await victim.start()
        logged = await asyncio.gather(*answers)
        async with asyncio.timeout(60):
            while await unsettled(worked):
                await asyncio.sleep(0.5)
        for process in processes:
            process.running.terminate()
        await asyncio.gather(*(process.running.wait() for process in processes))
    messages = await everything(worked, "/v1/messages", kind="feedback_chase")
    counted = Counter(message["failure"] or message["status"] for message in messages)
    with capsys.disabled():
        sys.stdout.write(
            f"\nseed {SEED}: {KILLS} killed, messages {dict(counted)}, mails {len(server.taken)}\n"
        )

    taken = Counter(str(mail["Message-ID"]).strip("<>").split("@")[0] for mail in server.messages())
    assert max(taken.values()) == 1, "a message arrived twice"
    by_id = {message["id"]: message for message in messages}
    assert set(taken) <= set(by_id)
    for message in messages:
        assert message["status"] in ("sent", "failed", "cancelled"), message
        if message["status"] == "sent":
            assert message["id"] in taken, "what counts as sent has arrived"
        if message["status"] == "failed":
            assert message["failure"] == "interrupted", message

    told_ids = {requests[email]["id"] for email in told}
    chased = Counter(
        request_id
        for message in messages
        if message["status"] != "cancelled"
        for request_id in message["feedback_request_ids"]
    )
    for row in await everything(worked, "/v1/feedback-requests"):
        assert row["chase_count"] == chased[row["id"]] <= 1, "each chase is one message"
        if row["id"] not in told_ids:
            assert row["chase_count"] == 1, "everybody who had not answered was chased"
        else:
            assert row["status"] == "received"

    events = await everything(worked, "/v1/events", types="feedback.chased")
    assert Counter(event["subject"]["id"] for event in events) == chased
    ended = Counter(
        event["subject"]["id"]
        for event in await everything(worked, "/v1/events", types="message.sent,message.failed")
    )
    assert ended == Counter({m["id"]: 1 for m in messages if m["status"] != "cancelled"})
    feedback = await everything(worked, "/v1/feedback")
    assert sorted(row["id"] for row in feedback) == sorted(row["id"] for row in logged)
    assert {UUID(row["feedback_request_id"]) for row in feedback} == set(map(UUID, told_ids))


async def unsettled(agency: Agency) -> int:
    """What is still on its way, and who is still to be written to."""
    count = 0
    for status in ("queued", "sending"):
        count += len(await everything(agency, "/v1/messages", status=status))
    for row in await everything(agency, "/v1/feedback-requests", status="awaiting"):
        count += row["chase_count"] == 0
    return count
