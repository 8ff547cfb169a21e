"""Mail coming in by its two doors: LMTP as a mail server speaks it, and signed HTTP."""

import asyncio
import base64
import json
import os
import secrets
import signal
import smtplib
import sys
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import structlog
from pydantic import SecretStr
from standardwebhooks import Webhook

from app.cli import receiving
from app.database import Database
from app.documents import storing
from app.documents.models import FilesAway
from app.embedded.server import Urls
from app.replies import filing
from app.settings import settings
from tests.factories import Agency
from tests.replies.letters import RYAN, ask, returned

SECRET = "whsec_" + base64.b64encode(b"0" * 32).decode()
Talk = Callable[[Callable[[smtplib.LMTP], Any]], Any]


@pytest.fixture
async def talk(database: Database, agency: Agency) -> AsyncIterator[Talk]:
    """A mail server's side of a conversation, in a thread of its own."""
    server = await receiving.listen(database, 0)
    port = server.sockets[0].getsockname()[1]

    async def talking(speak: Callable[[smtplib.LMTP], Any]) -> Any:
        def conversation() -> Any:
            with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
                return speak(client)

        return await asyncio.to_thread(conversation)

    async with server:
        yield talking  # type: ignore[misc]


def deliver(client: smtplib.LMTP, sender: str, recipients: list[str], raw: bytes) -> list[int]:
    """One message as an MTA hands it over; the code each recipient got."""
    client.ehlo()
    client.docmd("MAIL", f"FROM:<{sender}>")
    codes = [client.docmd("RCPT", f"TO:<{one}>")[0] for one in recipients]
    if not any(code == 250 for code in codes):
        return codes
    client.putcmd("DATA")
    client.getreply()
    client.send(raw.replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n..") + b"\r\n.\r\n")
    return [client.getreply()[0] if code == 250 else code for code in codes]


async def test_each_recipient_gets_an_answer(agency: Agency, talk: Talk) -> None:
    first, second = await ask(agency), await ask(agency)
    raw = first.letter("She was great.\n.\nReally.").as_bytes()
    to = [first.address, "reply+nobody@debrief.example", second.address]
    codes = await talk(lambda client: deliver(client, RYAN, to, raw))
    assert codes == [250, 550, 250]
    page = await agency.viewer.reads("/v1/replies")
    assert [row["text"] for row in page["items"]] == ["She was great.\n.\nReally."] * 2
    again = await talk(lambda client: deliver(client, RYAN, to, raw))
    assert again == [250, 550, 250]
    assert (await agency.viewer.reads("/v1/replies", count=True))["total"] == 2


async def test_an_empty_sender_is_what_tells_a_vacation_note(agency: Agency, talk: Talk) -> None:
    asked = await ask(agency)
    note = asked.letter("I am on holiday.", X_Auto_Response_Suppress="All").as_bytes()
    assert await talk(lambda client: deliver(client, "", [asked.address], note)) == [250]
    bounce = returned("failed", "5.1.1").replace(b"Return-Path: <>\n", b"")
    assert await talk(lambda client: deliver(client, "", [asked.address], bounce)) == [250]
    page = await agency.viewer.reads("/v1/replies")
    assert [row["kind"] for row in page["items"]] == ["bounce", "automatic"]


async def test_what_cannot_be_kept_now_is_to_be_sent_again(
    agency: Agency, talk: Talk, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = await ask(agency)
    letter = asked.letter("Psst, between us.")
    letter.add_attachment(b"x", maintype="application", subtype="pdf", filename="a.pdf")
    raw = letter.as_bytes()

    async def away(*_: Any, **__: Any) -> None:
        raise FilesAway

    with structlog.testing.capture_logs() as logs:
        with monkeypatch.context() as broken:
            broken.setattr(storing, "keep", away)
            codes = await talk(lambda client: deliver(client, RYAN, [asked.address], raw))
        assert codes == [451]
        assert (await agency.viewer.reads("/v1/replies"))["items"] == []
        with monkeypatch.context() as broken:
            broken.setattr(receiving, "addressed", away)
            codes = await talk(lambda client: deliver(client, RYAN, [asked.address], raw))
        assert codes == [451]
        codes = await talk(lambda client: deliver(client, RYAN, [asked.address], raw))
    assert codes == [250]
    assert [entry["event"] for entry in logs if entry["log_level"] == "error"] == [
        "mail not filed", "mail not filed",
    ]  # fmt: skip
    assert "Psst" not in str(logs)
    assert asked.address[6:49] not in str(logs)


async def test_what_is_too_large_is_refused_for_each_and_the_talk_goes_on(
    agency: Agency, talk: Talk
) -> None:
    first, second = await ask(agency), await ask(agency)
    large = b"Subject: x\n\n" + (b"x" * 997 + b"\n") * (filing.MOST_BYTES // 997)

    def speak(client: smtplib.LMTP) -> tuple[list[int], list[int]]:
        refused = deliver(client, RYAN, [first.address, second.address], large)
        raw = first.letter().as_bytes()
        return refused, deliver(client, RYAN, [first.address], raw)

    assert await talk(speak) == ([552, 552], [250])


async def test_lines_longer_than_the_standard_allows_are_taken(agency: Agency, talk: Talk) -> None:
    asked = await ask(agency)
    raw = b"From: ryan@northwind.example\n\n" + b"great " * 3000
    assert await talk(lambda client: deliver(client, RYAN, [asked.address], raw)) == [250]


async def test_the_command_serves_until_it_is_stopped(
    agency: Agency, urls: Urls, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = secrets.token_urlsafe(48)
    monkeypatch.setattr(settings(), "secret_key", SecretStr(key))
    asked = await ask(agency)
    environment = {
        **os.environ, "DEBRIEF_DATABASE_URL": urls.owner, "DEBRIEF_LMTP_PORT": "0",
        "DEBRIEF_ENV": "development",
        "DEBRIEF_SECRET_KEY": key,
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "app.cli", "inbound", env=environment,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert process.stdout
    assert process.stderr
    said = b""
    while b"Ctrl-C" not in said:
        line = await asyncio.wait_for(process.stdout.readline(), 30)
        assert line, (await process.stderr.read()).decode()
        said += line
    port = int(b" ".join(said.split()).partition(b"127.0.0.1:")[2].split(b".")[0])

    def conversation() -> list[int]:
        with smtplib.LMTP("127.0.0.1", port, timeout=30) as client:
            return deliver(client, RYAN, [asked.address], asked.letter().as_bytes())

    codes = await asyncio.to_thread(conversation)
    process.send_signal(signal.SIGTERM)
    _, complaints = await asyncio.wait_for(process.communicate(), 30)
    assert codes == [250], complaints.decode()
    assert process.returncode == 0, complaints.decode()
    assert asked.address[6:49].encode() not in complaints
    assert (await agency.viewer.reads("/v1/replies", count=True))["total"] == 1


@pytest.fixture
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "inbound_secret", SecretStr(SECRET))


def signed(body: bytes, *, at: datetime | None = None, secret: str = SECRET) -> dict[str, str]:
    at = at or datetime.now(UTC)
    return {
        "content-type": "application/json",
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", at, body.decode()),
    }


def handing_in(recipient: str, raw: bytes) -> bytes:
    message = base64.b64encode(raw).decode()
    return json.dumps({"recipient": recipient, "message": message}).encode()


@pytest.mark.usefixtures("secret")
async def test_a_provider_hands_mail_in(agency: Agency, anyone: httpx.AsyncClient) -> None:
    asked = await ask(agency)
    letter = asked.letter("Zoë war großartig.")
    letter.add_attachment(b"x" * 3_000_000, maintype="image", subtype="png", filename="a.png")
    body = handing_in(asked.address, letter.as_bytes())
    for _ in range(2):
        answer = await anyone.post("/inbound/mail", content=body, headers=signed(body))
        assert (answer.status_code, answer.content) == (204, b"")
    [reply] = (await agency.viewer.reads("/v1/replies"))["items"]
    assert (reply["text"], reply["attachments"][0]["size"]) == ("Zoë war großartig.", 3_000_000)


@pytest.mark.usefixtures("secret")
async def test_only_the_provider_may(agency: Agency, anyone: httpx.AsyncClient) -> None:
    asked = await ask(agency)
    body = handing_in(asked.address, asked.letter().as_bytes())
    good = signed(body)
    other = "whsec_" + base64.b64encode(b"1" * 32).decode()
    for headers in (
        {},
        {**good, "webhook-signature": "v1,xxxx"},
        {**good, "webhook-signature": "nonsense"},
        {**good, "webhook-id": "msg_2"},
        {**good, "webhook-timestamp": "soon"},
        signed(body, secret=other),
        signed(body, at=datetime.now(UTC) - timedelta(minutes=6)),
        signed(body, at=datetime.now(UTC) + timedelta(minutes=6)),
        signed(body + b" "),
    ):
        answer = await anyone.post("/inbound/mail", content=body, headers=headers)
        assert answer.status_code == 401, headers
        assert answer.json()["type"] == "/problems/not-signed"
    assert (await agency.viewer.reads("/v1/replies"))["items"] == []


@pytest.mark.usefixtures("secret")
async def test_what_is_no_mail_is_refused(agency: Agency, anyone: httpx.AsyncClient) -> None:
    asked = await ask(agency)
    nobody = handing_in("reply+nobody@debrief.example", b"hi")
    for body, code, pointer in (
        (nobody, "unknown-recipient", None),
        (b"{}", "invalid", "/recipient"),
        (b"[", "invalid", ""),
        (json.dumps({"recipient": asked.address, "message": "*"}).encode(), "invalid", "/message"),
    ):
        answer = await anyone.post("/inbound/mail", content=body, headers=signed(body))
        assert answer.status_code == 422, answer.text
        assert answer.json()["type"] == f"/problems/{code}"
        if pointer is not None:
            assert answer.json()["errors"][0]["pointer"] == pointer


async def test_without_a_secret_nothing_is_there(anyone: httpx.AsyncClient) -> None:
    answer = await anyone.post("/inbound/mail", content=b"{}", headers=signed(b"{}"))
    assert answer.status_code == 404
