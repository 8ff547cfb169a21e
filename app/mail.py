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
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib import SMTPResponseException

from app.settings import Settings

FOLDER = "outbox"
SECONDS = 30
PERMANENT = 500
"""SMTP's answers from here on say that trying again is of no use (RFC 5321, section 4.2.1)."""


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
    server = urlsplit(here.smtp_url.get_secret_value())
    tls_from_the_start = server.scheme == "smtps"
    client = aiosmtplib.SMTP(
        hostname=server.hostname,
        port=server.port or (465 if tls_from_the_start else 587),
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=tls_from_the_start,
        timeout=SECONDS,
    )
    try:
        await client.connect()
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise NotNow(first_line(error)) from error
    try:
        yield Server(client)
    finally:
        await part(client)


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
