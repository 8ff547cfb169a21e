"""Reading a mail back before it is sent: it must say what was meant, and nothing else.

The reader is the oldest one of the email package, which decodes nothing in a header by itself; the
encoded words are decoded here. So it reads the same on every version of Python.
"""

import re
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from email.utils import getaddresses

from app.messages.encoded_words import decoded
from app.messages.mime import File, Letter, Mailbox, Text, Unwritable, harmless_letter, to_bytes

LONGEST_LINE = 998
"""Octets (RFC 5322, section 2.1.1)."""
STRAY_LINE_BREAK = re.compile(rb"\r(?!\n)|(?<!\r)\n|\x00")
FOLD = re.compile(r"\r\n(?=[ \t])")
TYPED = ["From", "To", "Subject"]
OF_A_TEXT = ["Content-Type", "Content-Transfer-Encoding"]
OF_A_FILE = [*OF_A_TEXT, "Content-Disposition"]


def written(letter: Letter) -> bytes:
    """The whole mail. Raises `Unwritable` when it would not say what is meant."""
    meant = harmless_letter(letter)
    raw = to_bytes(meant)
    try:
        says_it = read(raw) == meant
    except ValueError as error:
        raise Unwritable("The mail could not be read.") from error
    if not says_it:
        raise Unwritable("The mail would not say what was meant.")
    return raw


def read(raw: bytes) -> Letter:
    """What the mail says. Raises `Unwritable` for one that `to_bytes` would never write."""
    expect(not STRAY_LINE_BREAK.search(raw))
    expect(all(len(line) <= LONGEST_LINE for line in raw.split(b"\r\n")))
    message = message_from_bytes(raw, policy=compat32)
    head = [(name, value_of(value)) for name, value in message.raw_items()]
    names = [name for name, _ in head]
    expect(names == raw_names(raw) and len(set(names)) == len(names))
    expect(names[:3] == TYPED and names[-2:] == ["MIME-Version", "Content-Type"])
    reply_to = head[3][1] if names[3] == "Reply-To" else None
    whole: Message = message
    files: tuple[File, ...] = ()
    if message.get_content_subtype() == "mixed":
        whole, *attached = parts_of(message, "mixed")
        expect(whole.keys() == ["Content-Type"])
        files = tuple(map(file_in, attached))
    return Letter(
        sender=only_mailbox(head[0][1]),
        to=mailboxes(head[1][1]),
        reply_to=only_mailbox(reply_to) if reply_to else None,
        subject=decoded(head[2][1]),
        headers=tuple(head[4 if reply_to else 3 : -2]),
        texts=tuple(map(text_in, parts_of(whole, "alternative"))),
        files=files,
    )


def expect(as_written: bool) -> None:
    if not as_written:
        raise Unwritable("The mail would hold more than was meant.")


def raw_names(raw: bytes) -> list[str]:
    """The header's names by the bytes alone, without any library."""
    head = raw.partition(b"\r\n\r\n")[0].decode("utf-8")
    return [line.partition(":")[0] for line in FOLD.sub("", head).split("\r\n")]


def value_of(value: object) -> str:
    octets = str(value).encode("utf-8", "surrogateescape")
    return FOLD.sub("", octets.decode("utf-8")).strip(" ")


def mailboxes(value: str) -> tuple[Mailbox, ...]:
    found = tuple(Mailbox(decoded(name), address) for name, address in getaddresses([value]))
    expect(len(found) > 0 and value.count("@") == len(found))
    return found


def only_mailbox(value: str) -> Mailbox:
    found = mailboxes(value)
    expect(len(found) == 1)
    return found[0]


def parts_of(message: Message, subtype: str) -> list[Message]:
    """The parts of a part that holds nothing beside them."""
    expect(message.get_content_type() == f"multipart/{subtype}" and not message.defects)
    expect(not (message.preamble or "").strip() and not (message.epilogue or "").strip())
    payload = message.get_payload()
    parts = [one for one in payload if isinstance(one, Message)]
    expect(len(parts) == len(payload) > 0)
    return parts


def text_in(part: Message) -> Text:
    parameters = dict(part.get_params() or [])
    expect(part.keys() == OF_A_TEXT and parameters.pop("charset", None) == "utf-8")
    kind, method = part.get_content_type(), parameters.pop("method", None)
    expect(kind.startswith("text/") and parameters == {kind: ""})
    content = content_of(part).decode("utf-8").replace("\r\n", "\n")
    expect(content.endswith("\n"))
    return Text(kind.removeprefix("text/"), content[:-1], method)


def file_in(part: Message) -> File:
    expect(part.keys() == OF_A_FILE and part.get_content_disposition() == "attachment")
    return File(part.get_filename() or "", part.get_content_type(), content_of(part))


def content_of(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    expect(isinstance(content, bytes) and not part.defects)
    return bytes(content)
