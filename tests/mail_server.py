"""A real SMTP server that the test decides for."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from pydantic import SecretStr

from app.settings import settings


class MailServer:
    """Takes mail in, but for addresses it does not know; `says` is its answer to a message, and
    `hangs_up` ends the connection instead of answering."""

    def __init__(self, *unknown: str, says: str = "250 OK", hangs_up: bool = False) -> None:
        self.unknown, self.says, self.hangs_up = unknown, says, hangs_up
        self.taken: list[Envelope] = []

    async def handle_RCPT(
        self, _: SMTP, __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.unknown:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:
        if self.says.startswith("250"):
            self.taken.append(envelope)
        if self.hangs_up:
            assert server.transport is not None
            server.transport.abort()
        return self.says

    def messages(self) -> list[EmailMessage]:
        return [read(envelope.content) for envelope in self.taken]

    def message(self) -> EmailMessage:
        [message] = self.messages()
        return message


def anybody(*_: Any) -> AuthResult:
    return AuthResult(success=True)


def read(content: Any) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert isinstance(message, EmailMessage)
    return message


@asynccontextmanager
async def listening(
    server: MailServer, *, starttls: ssl.SSLContext | None = None, heard: bytearray | None = None
) -> AsyncIterator[int]:
    """Its port on loopback; it offers STARTTLS when it has a certificate. What a client says after
    that or in clear text is added to `heard`."""
    loop = asyncio.get_running_loop()

    class Hearing(SMTP):
        def data_received(self, data: bytes) -> None:
            if heard is not None:
                heard.extend(data)
            super().data_received(data)

    def connection() -> SMTP:
        return Hearing(
            server, hostname="mail.example", enable_SMTPUTF8=True, loop=loop, tls_context=starttls,
            auth_require_tls=False, authenticator=anybody,
        )  # fmt: skip

    async with await loop.create_server(connection, "127.0.0.1", 0) as listener:
        yield listener.sockets[0].getsockname()[1]


@asynccontextmanager
async def used(server: MailServer) -> AsyncIterator[MailServer]:
    """Debrief sends through it in the block, and through nothing afterwards."""
    here = settings()
    before = here.smtp_url
    async with listening(server) as port:
        here.smtp_url = SecretStr(f"smtp://127.0.0.1:{port}")
        try:
            yield server
        finally:
            here.smtp_url = before
