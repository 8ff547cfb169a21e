"""No link and no reply address that works is kept of what somebody quoted: whoever may read replies
could open it."""

import asyncio
from dataclasses import replace
from email import message_from_bytes
from urllib.parse import urlsplit

from sqlalchemy import ARRAY, LargeBinary, any_, bindparam, select

from app.access.secrets import digest
from app.database import Database
from app.links.models import Link
from app.messages.models import Message
from app.replies.headers import decoded
from app.replies.quoted_tokens import Finder
from app.replies.reading import Attachment, Mail, bytes_of
from app.settings import settings
from app.statements import Statement

MOST_OF_A_FILE = 1_000_000
DIGESTS = bindparam("digests", type_=ARRAY(LargeBinary))
WORKING = Statement(
    select(Link.digest)
    .where(Link.digest == any_(DIGESTS))
    .union_all(select(Message.reply_digest).where(Message.reply_digest == any_(DIGESTS)))
)
"""The only look-up: of any agency's, and also of links that have expired or were revoked."""


async def without_tokens(
    database: Database, mail: Mail, text: str, full_text: str
) -> tuple[Mail, str, str]:
    """The mail and its words with every token in them replaced. Of an attachment that holds one,
    only the name is kept."""
    ours = urlsplit(settings().public_url).netloc
    said, attached = Finder(ours), Finder(ours)  # each with a budget of its own
    shown = [mail.subject, mail.from_name, mail.from_email, *(one.name for one in mail.attachments)]
    files = [words_in(one) for one in mail.attachments]
    await asyncio.to_thread(look, said, [full_text, text, *filter(None, shown)])
    await asyncio.to_thread(look, attached, [words for file in files for words in file])
    tokens = said.certain | attached.certain
    tokens |= await working(database, said.candidates | attached.candidates)

    def clean(words: str) -> str:
        return said.without(words, tokens)

    def cleaned() -> tuple[Mail, str, str]:
        kept = [
            replace(
                one, name=clean(one.name), withheld=any(attached.holds(w, tokens) for w in words)
            )
            for one, words in zip(mail.attachments, files, strict=True)
        ]
        without = replace(
            mail,
            subject=mail.subject and clean(mail.subject),
            from_name=mail.from_name and clean(mail.from_name),
            from_email=mail.from_email and clean(mail.from_email),
            attachments=kept,
        )
        return without, clean(text), clean(full_text)

    return await asyncio.to_thread(cleaned)


def look(finder: Finder, texts: list[str]) -> None:
    for text in texts:
        finder.look_at(text)


async def working(database: Database, candidates: set[str]) -> set[str]:
    """Which of these are the tokens of a link or a reply address."""
    if not candidates:
        return set()
    by_digest = {digest(one): one for one in candidates}
    async with database.looking_up() as connection:
        found = await connection.fetch(WORKING.sql, *WORKING.arguments({"digests": [*by_digest]}))
    return {by_digest[row[0]] for row in found}


def words_in(attachment: Attachment) -> list[str]:
    """What can be read in it as it is: of an attached mail, its headers and parts; of another file,
    its text."""
    content = attachment.content[:MOST_OF_A_FILE]
    if attachment.media_type != "message/rfc822":
        return readable(content)
    said = []
    for part in message_from_bytes(content).walk():
        said.append("\n".join(str(value) for _, value in part.raw_items()))
        said += readable(bytes_of(part)) if not part.is_multipart() else []
    return said


def readable(content: bytes) -> list[str]:
    return [] if b"\0" in content else [decoded(content, None).replace("\r\n", "\n")]
