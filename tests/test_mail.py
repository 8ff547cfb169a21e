"""Mail as a mail server and a mail program get it."""

import asyncio
import mailbox
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP, Envelope, Session
from pydantic import SecretStr

from app import clock, mail
from app.mail import Addressee, MailNotSent
from app.settings import settings

RYAN = Addressee("ryan@northwind.example", "Ryan Walters")
Serve = Callable[["Server"], AbstractAsyncContextManager[None]]


class Server:
    """Takes mail in, but for addresses it does not know."""

    def __init__(self, *unknown: str, busy: bool = False) -> None:
        self.unknown, self.busy = unknown, busy
        self.taken: list[Envelope] = []

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _: SMTP, __: Session, envelope: Envelope) -> str:
        if self.busy:
            return "451 try again later"
        self.taken.append(envelope)
        return "250 OK"

    def message(self) -> EmailMessage:
        [envelope] = self.taken
        return read(envelope.content)


def read(content: Any) -> EmailMessage:
    message = BytesParser(policy=default).parsebytes(content)
    assert isinstance(message, EmailMessage)
    return message


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Serve]:
    @asynccontextmanager
    async def serving(server: Server) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()

        def connection() -> SMTP:
            return SMTP(server, hostname="mail.example", enable_SMTPUTF8=True, loop=loop)

        listening = await loop.create_server(connection, "127.0.0.1", 0)
        async with listening:
            port = listening.sockets[0].getsockname()[1]
            monkeypatch.setenv("DEBRIEF_SMTP_URL", f"smtp://127.0.0.1:{port}")
            settings.cache_clear()
            yield

    yield serving
    monkeypatch.undo()
    settings.cache_clear()


@pytest.fixture
def no_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Mail is kept below a data folder that is not there yet."""
    monkeypatch.setenv("DEBRIEF_DATA_DIR", str(tmp_path / "not" / "yet"))
    settings.cache_clear()
    yield tmp_path / "not" / "yet" / "outbox"
    monkeypatch.undo()
    settings.cache_clear()


async def test_a_server_is_handed_the_message(serve: Serve) -> None:
    server = Server()
    async with serve(server):
        await mail.send(
            [RYAN], "Thank you", "Dear Ryan,\n\nfür alles — Łukasz", reply_to="a@b.example"
        )
    message = server.message()
    assert server.taken[0].rcpt_tos == ["ryan@northwind.example"]
    assert server.taken[0].mail_from == "no-reply@debrief.example"
    assert message["From"] == "Debrief <no-reply@debrief.example>"
    assert message["To"] == "Ryan Walters <ryan@northwind.example>"
    assert (message["Subject"], message["Reply-To"]) == ("Thank you", "a@b.example")
    assert message.get_content().replace("\r\n", "\n") == "Dear Ryan,\n\nfür alles — Łukasz\n"
    assert message.get_content_type() == "text/plain"
    assert abs(message["Date"].datetime - clock.now()).total_seconds() < 60
    assert message["Message-ID"].endswith("@debrief.example>")


async def test_names_in_any_script_and_addresses_in_any_form(serve: Serve) -> None:
    server = Server()
    people = [
        Addressee("zoe@bücher.example", "Zoë “Z.” Łuczak, CEO"),
        Addressee("o'neil+x@northwind.example", '山田 "太郎" <boss@evil.example>'),
    ]
    async with serve(server):
        await mail.send(people, "Grüße 🎉", "Hi")
    message = server.message()
    assert server.taken[0].rcpt_tos == [
        "zoe@xn--bcher-kva.example",
        "o'neil+x@northwind.example",
    ]
    assert [one.display_name for one in message["To"].addresses] == [one.name for one in people]
    assert message["Subject"] == "Grüße 🎉"


async def test_an_address_that_is_not_ascii_is_no_obstacle_to_a_server_that_knows_them(
    serve: Serve, no_server: Path
) -> None:
    await mail.send(["żółw@northwind.example"], "Hi", "Hi")
    server = Server()
    async with serve(server):
        await mail.send(["żółw@northwind.example"], "Hi", "Hi")
    assert server.taken[0].rcpt_tos == ["żółw@northwind.example"]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x85", "\u2028", "\n\n"])
async def test_a_line_break_makes_no_header(serve: Serve, line_break: str) -> None:
    server = Server()
    evil = f"Hi{line_break}Bcc: everybody@evil.example{line_break}{line_break}Buy!"
    async with serve(server):
        await mail.send([Addressee("ryan@northwind.example", evil)], evil, "Hello")
    message = server.message()
    assert message["Bcc"] is None
    assert server.taken[0].rcpt_tos == ["ryan@northwind.example"]
    assert message["Subject"] == "Hi Bcc: everybody@evil.example Buy!"
    assert message.get_content().strip() == "Hello"


async def test_when_one_of_several_is_refused_nobody_is_sent_it(serve: Serve) -> None:
    server = Server("bo@northwind.example")
    async with serve(server):
        with pytest.raises(MailNotSent):
            await mail.send([RYAN, "bo@northwind.example", "ana@northwind.example"], "Hi", "Hi")
    assert server.taken == []


async def test_a_server_that_will_not_or_is_not_there_is_said_so(serve: Serve) -> None:
    server = Server(busy=True)
    async with serve(server):
        with pytest.raises(MailNotSent) as refusal:
            await mail.send([RYAN], "Hi", "Hi")
    assert (refusal.value.status, server.taken) == (503, [])
    with pytest.raises(MailNotSent):  # it has been stopped
        await mail.send([RYAN], "Hi", "Hi")


async def test_a_server_that_says_nothing_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.1)
    listening = await asyncio.get_running_loop().create_server(asyncio.Protocol, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        monkeypatch.setattr(settings(), "smtp_url", SecretStr(f"smtp://127.0.0.1:{port}"))
        with pytest.raises(MailNotSent):
            await mail.send([RYAN], "Hi", "Hi")


@pytest.mark.parametrize(
    "address", ["", "nobody", "a@b@c", "a b@northwind.example", "a@b\n.example"]
)
async def test_what_is_no_address_is_not_sent_to(no_server: Path, address: str) -> None:
    with pytest.raises(MailNotSent):
        await mail.send([address], "Hi", "Hi")
    assert list(no_server.parent.parent.parent.iterdir()) == []


async def test_without_a_server_it_is_kept_for_a_mail_program_to_read(no_server: Path) -> None:
    await mail.send([RYAN], "Thank you", "Für alles\n" * 400)
    await mail.send(["ana@northwind.example"], "Thank you too", "x" * 5000)
    for folder in (no_server, no_server / "new", no_server / "cur", no_server / "tmp"):
        assert folder.stat().st_mode & 0o777 == 0o700
    kept = mailbox.Maildir(no_server, factory=BytesParser(policy=default).parse)
    messages = {str(message["Subject"]): message for message in kept}
    assert set(messages) == {"Thank you", "Thank you too"}
    assert messages["Thank you"].get_content() == "Für alles\n" * 400
    assert messages["Thank you too"].get_content().strip() == "x" * 5000


async def test_a_folder_that_cannot_be_written_is_a_message_not_sent(no_server: Path) -> None:
    no_server.parent.parent.mkdir()
    no_server.parent.write_text("in the way")
    with pytest.raises(MailNotSent):
        await mail.send([RYAN], "Hi", "Hi")
