"""Handing e-mail over: to the SMTP server of the settings or, without one, into a folder."""

import asyncio
import mailbox
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import aiosmtplib
from email_validator import validate_email

from app.errors import Busy
from app.settings import Settings, settings

FOLDER = "outbox"
SECONDS = 20
"""Well below the time a transaction may lie idle: the change has to be committed afterwards."""


class MailNotSent(Busy):
    """The mail server did not take the message. Nothing was changed; try again shortly."""

    code, title = "mail-not-sent", "The message was not sent"


class Addressee(NamedTuple):
    """Somebody to write to, by name."""

    email: str
    name: str = ""


async def send(
    to: Sequence[Addressee | str], subject: str, text: str, *, reply_to: str | None = None
) -> None:
    """Plain text to all of `to` in one message, handed over when this returns. Raises
    `MailNotSent`, and then nobody was sent it.

    Called before the commit of the change that tells of it: a message may go out twice after a
    crash, and none is told of that never went.
    """
    here = settings()
    try:
        message = written(here, to, subject, text, reply_to)
        if here.smtp_url is None:
            await asyncio.to_thread(keep, here.data_dir / FOLDER, message)
        else:
            async with asyncio.timeout(SECONDS):
                await hand_over(here.smtp_url.get_secret_value(), message)
    except (aiosmtplib.SMTPException, OSError, ValueError) as error:
        raise MailNotSent(headers={"retry-after": "60"}) from error


def written(
    here: Settings, to: Sequence[Addressee | str], subject: str, text: str, reply_to: str | None
) -> EmailMessage:
    people = [address(one if isinstance(one, Addressee) else Addressee(one)) for one in to]
    beyond_ascii = not all(person.addr_spec.isascii() for person in people)
    message = EmailMessage(policy=default.clone(utf8=beyond_ascii))
    message["From"] = here.mail_from
    message["To"] = people
    message["Subject"] = " ".join(subject.split())  # after a line break comes another header
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=parseaddr(here.mail_from)[1].partition("@")[2])
    if reply_to:
        message["Reply-To"] = [address(Addressee(reply_to))]
    message.set_content(text)
    return message


def address(person: Addressee) -> Address:
    """With the domain as DNS knows it; what stands before the @ may be in any script."""
    known = validate_email(person.email, check_deliverability=False)
    return Address(" ".join(person.name.split()), known.local_part, known.ascii_domain)


def keep(folder: Path, message: EmailMessage) -> None:
    """In a maildir, which any mail program reads."""
    for part in (".", "tmp", "new", "cur"):
        (folder / part).mkdir(mode=0o700, parents=True, exist_ok=True)
    mailbox.Maildir(folder).add(message)


class ToAllOrNobody(aiosmtplib.SMTP):
    """Gives up when one addressee is refused; by itself it would send to the others and say so."""

    async def rcpt(self, recipient: str, /, **options: Any) -> aiosmtplib.SMTPResponse:
        try:
            return await super().rcpt(recipient, **options)
        except aiosmtplib.SMTPRecipientRefused as refusal:
            raise aiosmtplib.SMTPResponseException(refusal.code, refusal.message) from refusal


async def hand_over(smtp_url: str, message: EmailMessage) -> None:
    server = urlsplit(smtp_url)
    tls_from_the_start = server.scheme == "smtps"
    async with ToAllOrNobody(
        hostname=server.hostname,
        port=server.port or (465 if tls_from_the_start else 587),
        username=unquote(server.username) if server.username else None,
        password=unquote(server.password) if server.password else None,
        use_tls=tls_from_the_start,
    ) as client:
        await client.send_message(message)
