"""Typed words in the header of a mail: our own encoded words (RFC 2047), and how to read them.

The email package of the standard library decodes encoded words that somebody typed while it writes
a header, and then believes the line breaks in them (CVE-2024-6923). It also drops the quotes around
a long name when it folds it. So it is given neither: what is written here holds no character that
means anything in a header. Only the standard library is needed.
"""

import base64
import re

from app.typed_text import one_line

PLAIN_NAME = re.compile(r"[A-Za-z0-9 .'-]{1,60}")
PLAIN_WORD = re.compile(r"[\x21-\x7e]{1,60}")
LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")
LONGEST = 66
"""Octets of an encoded word: with "Reply-To: " before it, it fits on a line of 76."""
ROOM = LONGEST - len("=?utf-8?q??=")
ENCODED = re.compile(r"=\?utf-8\?([qb])\?([!->@-~]*)\?=")
BETWEEN_TWO = re.compile(r"(?<=\?=)\s+(?==\?)")


def harmless(typed: str) -> str:
    """On one line, and with nothing in it that a reader could take for an encoded word."""
    return one_line(typed).replace("=?", "= ?")


def name_tokens(name: str) -> list[str]:
    """A harmless name before an address."""
    if not PLAIN_NAME.fullmatch(name):
        return encoded(name)
    return [f'"{name}"'] if "." in name else [name]


def subject_tokens(subject: str) -> list[str]:
    """A harmless subject."""
    words = subject.split()
    return words if all(PLAIN_WORD.fullmatch(word) for word in words) else encoded(subject)


def encoded(words: str) -> list[str]:
    """Encoded words of at most `LONGEST` octets, each of whole characters; none for no words."""
    octets = words.encode()
    readable = len("".join(map(quoted, octets))) <= (len(octets) + 2) // 3 * 4
    room = ROOM if readable else ROOM // 4 * 3
    chunks: list[bytes] = []
    used = room
    for octets in map(str.encode, words):
        takes = len("".join(map(quoted, octets))) if readable else len(octets)
        if used + takes > room:
            chunks.append(b"")
            used = 0
        chunks[-1] += octets
        used += takes
    if readable:
        return [f"=?utf-8?q?{''.join(map(quoted, chunk))}?=" for chunk in chunks]
    return [f"=?utf-8?b?{base64.b64encode(chunk).decode()}?=" for chunk in chunks]


def quoted(octet: int) -> str:
    if octet == ord(" "):
        return "_"
    return chr(octet) if octet in LETTERS else f"={octet:02X}"


def decoded(value: str) -> str:
    """What a header's value says, when nothing but `encoded` has encoded it."""
    return ENCODED.sub(decoded_word, BETWEEN_TWO.sub("", value))


def decoded_word(found: re.Match[str]) -> str:
    if found[1] == "b":
        return base64.b64decode(found[2]).decode()
    octets = found[2].replace("_", " ").encode()
    return re.sub(rb"=([0-9A-F]{2})", lambda one: bytes.fromhex(one[1].decode()), octets).decode()
