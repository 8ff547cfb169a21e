"""Reading a message as it came from the wire. Nothing in it can make reading fail."""

import hashlib
import re
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from email.utils import parseaddr

from app.documents.naming import clean_name
from app.replies.headers import decoded, header, parts_of, raw_header, readable
from app.replies.models import ReplyKind
from app.replies.recognising import Recognised, recognise
from app.replies.stripping import Piece

MOST_OF_A_TEXT = 1_000_000
MOST_OF_A_REPORT = 128 * 1024
"""What came back follows what is said of it, and may be as long as it likes."""
MESSAGE_ID = re.compile(r"<[^<>\s]+@[^<>\s]+>")
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,60}")


@dataclass(frozen=True)
class Attachment:
    name: str
    media_type: str
    content: bytes
    withheld: bool = False
    """Whether it is only listed, because of what it holds."""


@dataclass(frozen=True)
class Mail:
    """What came in, by nobody's word but its own."""

    identity: str
    """The same whenever the same mail is delivered."""
    recognised: Recognised
    from_name: str | None = None
    from_email: str | None = None
    subject: str | None = None
    pieces: list[Piece] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)


def read(raw: bytes) -> Mail:
    """Never raises: what nobody can read is kept as it came."""
    try:
        return understood(raw)
    except Exception:  # whatever a mail does to its readers, it must not be lost
        whole = Attachment("message.eml", "message/rfc822", raw)
        text = decoded(raw[:MOST_OF_A_TEXT], None)
        recognised = Recognised(ReplyKind.reply)
        return Mail(sum_of(raw), recognised, pieces=[("plain", text)], attachments=[whole])


def understood(raw: bytes) -> Mail:
    message = message_from_bytes(raw)
    name, email = parseaddr(raw_header(message, "From"))
    named = MESSAGE_ID.search(header(message, "Message-ID"))
    attachments: list[Attachment] = []
    pieces = words_of(message, attachments)
    recognised = recognise(message_from_bytes(raw[:MOST_OF_A_REPORT]))
    # What came back is our own message, its links included.
    kept = [] if recognised.kind is ReplyKind.bounce else attachments
    return Mail(
        sum_of(named.group().encode("utf-8", "replace") if named else raw),
        recognised,
        from_name=readable(name) or None,
        from_email=readable(email).lower() or None if "@" in email else None,
        subject=header(message, "Subject") or None,
        pieces=pieces,
        attachments=kept,
    )


def sum_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def words_of(part: Message, attachments: list[Attachment]) -> list[Piece]:
    """The texts of a message in order, of alternatives the first with words; every part that is
    no text is added to `attachments`."""
    children = parts_of(part)
    if part.get_content_maintype() == "multipart" and children:
        found = [words_of(child, attachments) for child in children]
        if part.get_content_subtype() == "alternative":
            return next((pieces for pieces in found if pieces), [])
        return [piece for pieces in found for piece in pieces]
    if is_text(part):
        content = bytes_of(part)[:MOST_OF_A_TEXT]
        text = decoded(content, part.get_content_charset())
        kind = "html" if part.get_content_subtype() == "html" else "plain"
        return [(kind, text)] if text.strip() else []
    if part.get_content_type() != "message/delivery-status":
        attachments.append(attachment(part, len(attachments) + 1))
    return []


def is_text(part: Message) -> bool:
    kind = part.get_content_type()
    return (
        (kind in ("text/plain", "text/html") or part.get_content_maintype() == "multipart")
        and part.get_content_disposition() != "attachment"
        and not part.get_filename()
    )


def bytes_of(part: Message) -> bytes:
    if part.is_multipart():  # a message in a message
        return b"".join(one.as_bytes() for one in parts_of(part))
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def attachment(part: Message, nth: int) -> Attachment:
    media_type = part.get_content_type()
    if not MEDIA_TYPE.fullmatch(media_type):
        media_type = "application/octet-stream"
    suffix = ".eml" if media_type == "message/rfc822" else ""
    name = clean_name(readable(part.get_filename() or ""), otherwise=f"attachment-{nth}{suffix}")
    return Attachment(name, media_type, bytes_of(part))
