"""Headers, parts and words as they come in real mail: in any character set, and often broken."""

from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message

LONGEST = 2_000
LONGEST_SHOWN = 500


def header(message: Message, name: str) -> str:
    """The first of that name, on one line and readable; empty when there is none."""
    return readable(raw_header(message, name))


def raw_header(message: Message, name: str) -> str:
    """As it came, encoded words and all; what is beyond ASCII is decoded."""
    for found, value in message.raw_items():
        if found.lower() == name.lower():
            sent = str(value)[:LONGEST].encode("utf-8", "surrogateescape")
            return " ".join(decoded(sent, None).split())
    return ""


def readable(value: str) -> str:
    """With its encoded words (RFC 2047) decoded."""
    if "=?" in value:
        try:
            chunks = decode_header(value)
        except HeaderParseError:
            chunks = []
        if chunks:
            value = "".join(
                chunk if isinstance(chunk, str) else decoded(chunk, charset)
                for chunk, charset in chunks
            )
    kept = "".join(letter for letter in value if letter.isprintable() or letter.isspace())
    return " ".join(kept.split())[:LONGEST_SHOWN]


def decoded(content: bytes, charset: str | None) -> str:
    """In what it says it is, else in what it looks like. Never raises."""
    for encoding in (charset, "utf-8", "cp1252"):
        try:
            return content.decode(encoding or "utf-8")
        except (LookupError, ValueError):
            continue
    return content.decode("latin-1")


def parts_of(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [one for one in payload if isinstance(one, Message)] if isinstance(payload, list) else []
