"""Handing e-mail over: to the SMTP server of the settings or, without one, into a folder."""

import mailbox
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import unquote, urlsplit

import aiosmtplib

from app.errors import Busy
from app.settings import Settings, settings

FOLDER = "outbox"
SECONDS_TO_ANSWER = 10


class MailNotSent(Busy):
    """The mail server did not take the message. Nothing was changed; try again shortly."""

    code, title = "mail-not-sent", "The message was not sent"


async def send(to: list[str], subject: str, text: str, *, reply_to: str | None = None) -> None:
    """Plain text to each of `to`, handed over when this returns. Raises `MailNotSent`.

    Called before the commit of the change that tells of it: a message may go out twice after a
    crash, and none is told of that never went.
    """
    here = settings()
    message = EmailMessage()
    message["From"] = here.mail_from
    message["To"] = ", ".join(to)
    message["Subject"] = " ".join(subject.split())
    message["Date"] = formatdate(usegmt=True)
    message["Message-ID"] = make_msgid(domain=parseaddr(here.mail_from)[1].partition("@")[2])
    if reply_to:
        message["Reply-To"] = reply_to
    message.set_content(text)
    if here.smtp_url is None:
        keep(here, message)
    else:
        await hand_over(here.smtp_url.get_secret_value(), message)


def keep(here: Settings, message: EmailMessage) -> None:
    """In a maildir, which any mail program reads."""
    mailbox.Maildir(here.data_dir / FOLDER).add(message)


async def hand_over(smtp_url: str, message: EmailMessage) -> None:
    server = urlsplit(smtp_url)
    tls_from_the_start = server.scheme == "smtps"
    try:
        await aiosmtplib.send(
            message,
            hostname=server.hostname,
            port=server.port or (465 if tls_from_the_start else 587),
            username=unquote(server.username) if server.username else None,
            password=unquote(server.password) if server.password else None,
            use_tls=tls_from_the_start,
            timeout=SECONDS_TO_ANSWER,
        )
    except (aiosmtplib.SMTPException, OSError) as error:
        raise MailNotSent from error
