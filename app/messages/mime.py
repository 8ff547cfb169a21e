"""A mail, and its bytes as they go over the wire (RFC 5322, RFC 2045 to 2047).

Written here from the first byte to the last: see `encoded_words` for why the standard library is
not asked to. Only the standard library is needed.
"""

import base64
import binascii
import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from app.messages.encoded_words import harmless, name_tokens, subject_tokens
from app.typed_text import lines, one_line

LONGEST_LINE = 76
LONGEST_FILE_NAME = 60
ADDRESS = re.compile(r"[^\s<>()\[\]:;@\\,\"]+@[A-Za-z0-9.-]+")
OURS = re.compile(r"[\x20-\x7e]*")
"""What may stand in a header whose value nobody types."""
TOKEN = re.compile(r"[A-Za-z0-9-]+")
PLAIN_FILE_NAME = re.compile(r"[A-Za-z0-9 ._-]+")


class Unwritable(Exception):
    """No mail can say what was meant."""


@dataclass(frozen=True)
class Mailbox:
    """Who is written to or writes; `name` may be empty and hold whatever was typed."""

    name: str
    address: str


@dataclass(frozen=True)
class Text:
    """The whole message in words: as plain text, as HTML, for a calendar."""

    subtype: str
    content: str
    method: str | None = None
    """What a calendar is asked to do with it (RFC 6047)."""


@dataclass(frozen=True)
class File:
    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True)
class Letter:
    """What a mail is to say. `headers` are those whose values nobody types."""

    sender: Mailbox
    to: tuple[Mailbox, ...]
    reply_to: Mailbox | None
    subject: str
    headers: tuple[tuple[str, str], ...]
    texts: tuple[Text, ...]
    files: tuple[File, ...] = ()


def harmless_letter(letter: Letter) -> Letter:
    """The letter with everything typed in it made harmless. Raises `Unwritable`."""
    return replace(
        letter,
        sender=harmless_mailbox(letter.sender),
        to=tuple(map(harmless_mailbox, letter.to)),
        reply_to=harmless_mailbox(letter.reply_to) if letter.reply_to else None,
        subject=harmless(letter.subject),
        texts=tuple(map(harmless_text, letter.texts)),
        files=tuple(
            replace(file, name=one_line(file.name)[:LONGEST_FILE_NAME].strip())
            for file in letter.files
        ),
    )


def harmless_mailbox(mailbox: Mailbox) -> Mailbox:
    """An address is not changed, for it would be somebody else's: it is refused."""
    address = mailbox.address
    if not ADDRESS.fullmatch(address) or harmless(address) != address:
        raise Unwritable("An address holds characters that mail programs would act on.")
    return Mailbox(harmless(mailbox.name), address)


def harmless_text(text: Text) -> Text:
    """A calendar is not changed, for another line in it could be another property: one in which
    a reader could see more lines than we do is refused."""
    if text.method is None:
        return replace(text, content=lines(text.content))
    content = text.content.replace("\r\n", "\n").removesuffix("\n")
    if content.splitlines() != content.split("\n") or "\0" in content:
        raise Unwritable("The calendar holds characters that calendars would act on.")
    return replace(text, content=content)


def to_bytes(letter: Letter) -> bytes:
    """The bytes of a harmless letter. Raises `Unwritable`."""
    part = multipart("alternative", [text_part(text) for text in letter.texts])
    if letter.files:
        part = multipart("mixed", [part, *map(file_part, letter.files)])
    headers = [
        header("From", mailbox_tokens([letter.sender])),
        header("To", mailbox_tokens(letter.to)),
        header("Subject", subject_tokens(letter.subject)),
    ]
    if letter.reply_to:
        headers.append(header("Reply-To", mailbox_tokens([letter.reply_to])))
    for name, value in letter.headers:
        if not (TOKEN.fullmatch(name) and OURS.fullmatch(value)):
            raise Unwritable(f"The header {name} would say something else.")
        headers.append(header(name, value.split()))
    head = "\r\n".join([*headers, "MIME-Version: 1.0"])
    return head.encode() + b"\r\n" + part


def header(name: str, tokens: Iterable[str]) -> str:
    """The tokens with spaces between them, on as many lines as they need."""
    written = [f"{name}:"]
    for token in tokens:
        fits = len(written[-1]) + 1 + len(token) <= LONGEST_LINE
        if not fits and written[-1] != f"{name}:":
            written.append("")
        written[-1] += f" {token}"
    return "\r\n".join(written)


def mailbox_tokens(mailboxes: Sequence[Mailbox]) -> list[str]:
    tokens: list[str] = []
    for mailbox in mailboxes:
        if mailbox.name:
            tokens += [*name_tokens(mailbox.name), f"<{mailbox.address}>,"]
        else:
            tokens.append(f"{mailbox.address},")
    if tokens:
        tokens[-1] = tokens[-1].removesuffix(",")
    return tokens


def multipart(subtype: str, parts: Sequence[bytes]) -> bytes:
    """Nobody can guess the boundary, and neither quoted-printable nor base64 can hold `=_`."""
    boundary = f"=_{secrets.token_hex(12)}"
    divider = b"--" + boundary.encode()
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'
    body = b"".join(divider + b"\r\n" + part + b"\r\n" for part in parts)
    return head.encode() + body + divider + b"--\r\n"


def text_part(text: Text) -> bytes:
    kind = f"Content-Type: text/{token(text.subtype)}; charset=utf-8"
    if text.method is not None:
        kind += f"; method={token(text.method)}"
    body = quoted(text.content) + b"\r\n"
    return part_of([kind, "Content-Transfer-Encoding: quoted-printable"], body)


def file_part(file: File) -> bytes:
    main, _, sub = file.media_type.partition("/")
    name = f'filename="{file.name}"'
    if not PLAIN_FILE_NAME.fullmatch(file.name):
        name = f"filename*=utf-8''{quote(file.name, safe='')}"  # RFC 2231
    head = [
        f"Content-Type: {token(main)}/{token(sub)}",
        "Content-Transfer-Encoding: base64",
        f"Content-Disposition: attachment;\r\n {name}",
    ]
    return part_of(head, base64.encodebytes(file.content).replace(b"\n", b"\r\n"))


def part_of(head: Sequence[str], body: bytes) -> bytes:
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def quoted(text: str) -> bytes:
    """As quoted-printable, in which no line is longer than 76 characters."""
    encoded = [binascii.b2a_qp(line.encode(), istext=True) for line in text.split("\n")]
    return b"\r\n".join(line.replace(b"\n", b"\r\n") for line in encoded)


def token(word: str) -> str:
    if not TOKEN.fullmatch(word):
        raise Unwritable("A part of the mail has no kind that mail programs know.")
    return word
