"""A mail server that is busy now and then, and during whose work things happen."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from random import Random

from aiosmtpd.smtp import SMTP, Envelope, Session

from app import clock
from tests.mail_server import MailServer, read

BUSY = 0.04
"""How often it says "not now", to an addressee and to a message."""


@dataclass(frozen=True)
class Attempt:
    """A message that was given to the server, or would have been; and whether it was taken."""

    at: datetime
    to: str
    mail: EmailMessage | None
    taken: bool

    @property
    def message_id(self) -> str | None:
        return str(self.mail["Message-ID"]).strip("<>").split("@")[0] if self.mail else None


class Post(MailServer):
    """`meanwhile` is called with the address: before the message counts as handed over, and while
    it is being handed over."""

    def __init__(self, chance: Random, meanwhile: Callable[[str], Awaitable[None]]) -> None:
        super().__init__()
        self.chance, self.meanwhile = chance, meanwhile
        self.attempts: list[Attempt] = []

    def is_busy(self) -> bool:
        return self.chance.random() < BUSY

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        await self.meanwhile(address)
        if self.is_busy():
            self.attempts.append(Attempt(clock.now(), address, None, taken=False))
            return "451 too many at once"
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        [address] = envelope.rcpt_tos
        await self.meanwhile(address)
        self.says = "451 no room at the moment" if self.is_busy() else "250 OK"
        taken = self.says.startswith("250")
        self.attempts.append(Attempt(clock.now(), address, read(envelope.content), taken))
        return await super().handle_DATA(server, session, envelope)
