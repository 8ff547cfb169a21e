"""A message as it goes over the wire: its words, its headers, its parts."""

import re
from email.utils import format_datetime, parseaddr
from typing import Any
from uuid import UUID

from email_validator import EmailNotValidError, validate_email
from pydantic import HttpUrl
from sqlalchemy import select

from app import clock
from app.access.models import User
from app.agencies.queries import get_agency
from app.calendars.queries import INVITING, expect_current
from app.calls import telling as calls
from app.candidates.models import Candidate
from app.database import Db, on
from app.feedback import mailing
from app.feedback.privacy import repeats_private_words
from app.links.actions import opened_in
from app.links.tokens import token_for
from app.messages.actions import REPLY
from app.messages.layout import html_of
from app.messages.mime import File, Letter, Mailbox, Text, Unwritable
from app.messages.mime_check import written as written_and_checked
from app.messages.models import ABOUT_PASSWORDS, CHASING, Message
from app.messages.queries import reachable
from app.passwords import tokens
from app.settings import settings
from app.typed_text import lines


class Unfit(Exception):
    """The candidate would read what the employer said in private."""


def sender() -> str:
    """The address every message is from."""
    return mailbox("", parseaddr(settings().mail_from)[1]).address


def domain() -> str:
    return sender().partition("@")[2]


def message_id_of(message_id: UUID) -> str:
    """The same each time it is tried, so that a mail program shows it once."""
    return f"<{message_id}@{domain()}>"


def reply_address(message_id: UUID, kept: bytes | None = None) -> str | None:
    """Where an answer is filed from; `kept` is the digest that the message keeps of its token."""
    address = settings().reply_address
    if address is None:
        return None
    mailbox, _, at = address.partition("@")
    return f"{mailbox}+{token_for(REPLY, message_id, kept)}@{at}"


async def word(db: Db, message: Message) -> None:
    """Find the words of what is worded when it is sent. Raises `CalledOff` when what a message was
    to say is no longer so."""
    if message.kind in CHASING:
        wording = await mailing.wording_when_sent(db, message)
        message.subject, message.body = wording.subject, wording.body
    elif message.kind in INVITING:
        await expect_current(db, message)
    elif message.kind in ABOUT_PASSWORDS:
        await tokens.expect_open(db, message)
    elif message.call_id is not None:
        await calls.expect_current(db, message)


async def count_from_arrival(db: Db, message: Message) -> None:
    """What chases again counts from when this one arrived."""
    if message.kind in CHASING:
        await mailing.count_from_arrival(db, message)


async def expect_nothing_private(db: Db, message: Message) -> None:
    """Raises `Unfit`."""
    candidates = {UUID(one["candidate_id"]) for one in message.recipients if "candidate_id" in one}
    # Calendars fold long lines, and write line breaks and commas with a backslash (RFC 5545).
    invite = re.sub(r"\r?\n[ \t]|\\(?=[,;])", "", message.invite or "").replace("\\n", " ")
    words = "\n".join(part for part in (message.subject, message.body, invite) if part)
    for candidate_id in candidates:
        if await repeats_private_words(db, candidate_id, words):
            raise Unfit


async def written(db: Db, message: Message) -> bytes:
    """The whole e-mail, for the addressees that may still be written to. Raises `Unwritable`."""
    agency = await get_agency(db)
    people = [mailbox(one["name"], one["email"]) for one in await reachable(db, message.recipients)]
    answer_to = (
        message.reply_to
        or reply_address(message.id, message.reply_digest)
        or await recruiter_of(db, message)
    )
    headers = [
        ("Date", format_datetime(clock.now(), usegmt=True)),
        ("Message-ID", message_id_of(message.id)),
    ]
    if message.by_itself:
        headers.append(("Auto-Submitted", "auto-generated"))
    leave = None
    if message.kind in CHASING:
        token = token_for(REPLY, message.id, message.reply_digest)
        leave = str(HttpUrl(f"{settings().public_url}/u/{token}"))
        headers.append(("List-Unsubscribe", f"<{leave}>"))
        headers.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))  # RFC 8058
    opened = await opened_in(db, message)
    if message.kind in ABOUT_PASSWORDS:
        opened = await tokens.put_in(db, message, opened)
    text = lines(opened)
    texts = [Text("plain", text), Text("html", html_of(text, agency.name, leave))]
    files = []
    if message.invite:
        # As a part that calendars act on, and as a file for whoever has none that does.
        texts.append(Text("calendar", message.invite, method_of(message.invite)))
        files.append(File("invite.ics", "text/calendar", message.invite.encode()))
    return written_and_checked(
        Letter(
            sender=Mailbox(agency.name, sender()),
            to=tuple(people),
            reply_to=mailbox("", answer_to) if answer_to else None,
            subject=message.subject or "",
            headers=tuple(headers),
            texts=tuple(texts),
            files=tuple(files),
        )
    )


def method_of(invite: str) -> str:
    """What it asks a calendar to do. We write that line before anything that somebody typed."""
    found = (line[7:].strip() for line in invite.splitlines() if line.startswith("METHOD:"))
    return next(found, "PUBLISH")


async def recruiter_of(db: Db, message: Message) -> str | None:
    """Who answers when Debrief does not read answers."""
    email: str | None = await db.scalar(
        select(User.email)
        .join(Candidate, on(Candidate.owner_id, User))
        .where(User.agency_id == db.agency_id, Candidate.id == message.candidate_id, User.active)
    )
    return email


def mailbox(name: str, email: str) -> Mailbox:
    """With the domain as DNS knows it; what stands before the @ may be in any script. Raises
    `Unwritable`."""
    try:
        known = validate_email(email, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        raise Unwritable(f"An address is not valid: {error}") from error
    return Mailbox(name, f"{known.local_part}@{known.ascii_domain}")


def address_of(recipient: dict[str, Any]) -> str:
    """Raises `Unwritable`."""
    return mailbox("", recipient["email"]).address
