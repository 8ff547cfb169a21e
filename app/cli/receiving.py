"""`debrief inbound`: what the mail server delivers, over LMTP (RFC 2033) on this machine only."""

import asyncio
import logging
import signal
from typing import AnyStr

import structlog
from aiosmtpd import lmtp
from aiosmtpd.smtp import Envelope, Session

import app.all_models  # noqa: F401 - foreign keys lead to tables that nothing here changes
from app.cli.database import Place, configured, opened, place
from app.cli.logs import configure_logs
from app.cli.refusals import Refusal
from app.cli.terminal import out
from app.database import Database
from app.problems import in_the_log
from app.replies.filing import MOST_BYTES, addressed, file
from app.replies.models import UnknownRecipient
from app.settings import Settings

TAKEN = "250 2.0.0 Kept"
UNKNOWN = "550 5.1.1 Nobody reads mail to that address"
TRY_AGAIN = "451 4.3.0 It could not be kept just now; try again later"

log = structlog.get_logger()


class Door:
    """Takes in what is for somebody, and answers for each recipient once it is committed."""

    def __init__(self, database: Database) -> None:
        self.database = database

    async def handle_RCPT(
        self, _: "Lmtp", __: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        try:
            await addressed(self.database, address)
        except UnknownRecipient:
            return UNKNOWN
        except Exception as error:  # whatever it is, the mail server keeps the message
            return try_again(error)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Somebody reads it"

    async def handle_DATA(self, _: "Lmtp", __: Session, envelope: Envelope) -> str:
        content = envelope.content
        assert isinstance(content, bytes)
        sender = (envelope.mail_from or "").strip("<>")
        raw = b"Return-Path: <%s>\r\n" % sender.encode("utf-8", "replace") + content
        return "\r\n".join([await self.answer(address, raw) for address in envelope.rcpt_tos])

    async def answer(self, address: str, raw: bytes) -> str:
        try:
            filed = await file(self.database, address, raw)
        except UnknownRecipient:
            return UNKNOWN
        except Exception as error:  # whatever it is, the mail server keeps the message
            return try_again(error)
        log.info("mail filed", reply_id=str(filed.reply_id), already=filed.already)
        return TAKEN

    async def handle_exception(self, error: Exception) -> str:
        return try_again(error)


def try_again(error: Exception) -> str:
    """Logged without its text, which may quote what somebody wrote."""
    log.error("mail not filed", **in_the_log(error))
    return TRY_AGAIN


class Lmtp(lmtp.LMTP):
    """Lines as long as some programs write them, and one answer for each recipient always."""

    line_length_limit = 1024 * 1024

    async def push(self, status: AnyStr) -> None:
        each = ("500 Line too long", "552 Error: Too much")
        if isinstance(status, str) and status.startswith(each) and self.envelope:
            await super().push("\r\n".join([status] * len(self.envelope.rcpt_tos)))
        else:
            await super().push(status)


async def listen(database: Database, port: int) -> asyncio.Server:
    """On loopback: whoever may connect may put words into a contact's mouth."""
    logging.getLogger("mail.log").setLevel(logging.ERROR)  # it tells addresses, tokens and all
    door, loop = Door(database), asyncio.get_running_loop()

    def connection() -> Lmtp:
        return Lmtp(
            door,
            data_size_limit=MOST_BYTES,
            enable_SMTPUTF8=True,
            hostname="debrief.invalid",
            ident="Debrief",
            loop=loop,
        )

    return await loop.create_server(connection, "127.0.0.1", port)


def receive() -> None:
    settings = configured()
    if settings.reply_address is None:
        raise Refusal("Set DEBRIEF_REPLY_ADDRESS to the mailbox whose mail this takes in.")
    configure_logs(as_json=not settings.in_development)
    with place(settings) as here:
        asyncio.run(until_stopped(here, settings))


async def until_stopped(here: Place, settings: Settings) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    async with opened(here, settings) as database:
        try:
            server = await listen(database, settings.lmtp_port)
        except OSError as error:
            raise Refusal(
                f"Cannot listen on port {settings.lmtp_port} of 127.0.0.1: set DEBRIEF_LMTP_PORT to"
                f" another. ({error.strerror})"
            ) from error
        async with server:
            out.print(
                f"Debrief takes mail for {settings.reply_address} over LMTP at"
                f" 127.0.0.1:{server.sockets[0].getsockname()[1]}. Ctrl-C stops it."
            )
            await stopped.wait()
