"""Handing e-mail over: to the SMTP server of the settings or, without one, into a folder.

In two steps, so that there is a moment between them at which the sender can still change its mind,
and after which it counts the message as handed over: `accept` asks whether the addressees are good,
`give` gives the message.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Protocol

import aiosmtplib
from aiosmtplib import SMTPResponseException

from app.settings import Settings
from app.transport_security import SmtpServer, smtp_server

FOLDER = "outbox"
SECONDS = 30
PERMANENT = 500
"""SMTP's answers from here on say that trying again is of no use (RFC 5321, section 4.2.1)."""

NO_STARTTLS = (
    "The mail server offers no STARTTLS, so nothing was sent in clear text. Let it offer STARTTLS, "
    "or use smtps://; ?starttls=optional in DEBRIEF_SMTP_URL allows clear text."
)


class NotNow(Exception):
    """The mail server cannot be reached or has no time. Nothing was handed over."""


class Refused(Exception):
    """The mail server will not have it, now or later. Nothing was handed over."""


class Unanswered(Exception):
    """The connection was lost after the message was given: it may have arrived."""


class Postbox(Protocol):
    """Takes one message."""

    async def accept(self, sender: str, recipients: Sequence[str]) -> None:
        """All of them or none. Raises `NotNow` or `Refused`."""

    async def give(self, name: str, content: bytes) -> None:
        """`name` is the message's own, the same each time. Raises `NotNow`, `Refused` or
        `Unanswered`."""


@asynccontextmanager
async def postbox(here: Settings) -> AsyncIterator[Postbox]:
    """Raises `NotNow`."""
    if here.smtp_url is None:
        yield Folder(here.data_dir / FOLDER)
        return
    client = await connected(smtp_server(here.smtp_url.get_secret_value()))
    try:
        yield Server(client)
    finally:
        await part(client)


async def connected(server: SmtpServer) -> aiosmtplib.SMTP:
    """Signed in, over a connection as safe as the address wants it. Raises `NotNow`."""
    client = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        use_tls=server.tls_from_the_start,
        start_tls=False if server.starttls_required else None,  # None: if the server offers it
        timeout=SECONDS,
    )
    try:
        await client.connect()
        if server.starttls_required:
            await encrypt(client)
        if server.username is not None:
            await client.login(server.username, server.password or "")
    except NotNow:
        await part(client)
        raise
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        client.close()
        raise NotNow(first_line(error)) from error
    return client


async def encrypt(client: aiosmtplib.SMTP) -> None:
    """Raises `NotNow` when the server does not offer it."""
    try:
        await client.starttls()
    except aiosmtplib.SMTPException as error:
        if client.is_connected and not client.supports_extension("starttls"):
            raise NotNow(NO_STARTTLS) from error
        raise


async def part(client: aiosmtplib.SMTP) -> None:
    """Whether the server hears us out does not matter any more."""
    try:
        await client.quit(timeout=2)
    except (aiosmtplib.SMTPException, OSError):
        client.close()


class Server:
    """An SMTP server, connected."""

    def __init__(self, client: aiosmtplib.SMTP) -> None:
        self.client = client

    async def accept(self, sender: str, recipients: Sequence[str]) -> None:
        beyond_ascii = not all(address.isascii() for address in (sender, *recipients))
        options = ["SMTPUTF8", "BODY=8BITMIME"] if beyond_ascii else []
        try:
            if beyond_ascii and not self.client.supports_extension("smtputf8"):
                raise Refused("The mail server takes no addresses beyond ASCII.")
            await self.client.mail(sender, options=options, encoding="utf-8")
            for recipient in recipients:
                await self.client.rcpt(recipient, encoding="utf-8")
        except SMTPResponseException as answer:
            raise for_good_or_not(answer) from answer
        except (aiosmtplib.SMTPException, OSError) as error:
            raise NotNow(first_line(error)) from error

    async def give(self, name: str, content: bytes) -> None:
        try:
            await self.client.data(content)
        except SMTPResponseException as answer:
            raise for_good_or_not(answer) from answer
        except (aiosmtplib.SMTPException, OSError) as error:
            raise Unanswered(first_line(error)) from error


def for_good_or_not(answer: SMTPResponseException) -> NotNow | Refused:
    said = f"{answer.code} {answer.message}"[:500]
    return Refused(said) if answer.code >= PERMANENT else NotNow(said)


def first_line(error: Exception) -> str:
    return (str(error).partition("\n")[0] or type(error).__name__)[:500]


class Folder:
    """A maildir, which any mail program reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    async def accept(self, sender: str, recipients: Sequence[str]) -> None:
        """There is room for everybody."""

    async def give(self, name: str, content: bytes) -> None:
        """Under its own name, so that twice is once."""
        try:
            await asyncio.to_thread(self.keep, name, content)
        except OSError as error:
            raise NotNow(first_line(error)) from error

    def keep(self, name: str, content: bytes) -> None:
        for part in (".", "tmp", "new", "cur"):
            (self.folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.folder / "tmp" / name).open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        (self.folder / "tmp" / name).replace(self.folder / "new" / name)
