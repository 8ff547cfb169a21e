"""Files' names: kept to be shown, never used as a path."""

import re
import unicodedata
from pathlib import PurePosixPath
from urllib.parse import quote

from app.documents.models import DocumentFormat

LONGEST_NAME = 200
LONGEST_SUFFIX = 16
FOLDERS = re.compile(r"^.*[/\\]|^[A-Za-z]:", re.DOTALL)
TURNS_LETTERS_AROUND = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
"""With one of them `cv\\u202efdp.exe` is shown as `cvexe.pdf`."""
UNPRINTABLE = {"Cc", "Cs", "Zl", "Zp"}
SUFFIXES = {
    DocumentFormat.pdf: (".pdf",),
    DocumentFormat.docx: (".docx",),
    DocumentFormat.text: (".txt", ".text", ".md"),
}


def clean_name(name: str, *, otherwise: str) -> str:
    """The last part of a path without what cannot be seen; `otherwise` when nothing is left."""
    last = FOLDERS.sub("", unicodedata.normalize("NFC", name))
    seen = (
        " " if letter.isspace() else letter
        for letter in last
        if letter.isspace() or unicodedata.category(letter) not in UNPRINTABLE
        if letter not in TURNS_LETTERS_AROUND
    )  # fmt: skip
    cleaned = " ".join("".join(seen).split()).strip(". ")
    return shortened(cleaned) or otherwise


def shortened(name: str) -> str:
    """What it ends in stays: it says what the file is."""
    if len(name) <= LONGEST_NAME:
        return name
    suffix = PurePosixPath(name).suffix
    if len(suffix) > LONGEST_SUFFIX:
        suffix = ""
    return name[: LONGEST_NAME - len(suffix)].rstrip() + suffix


def attachment(name: str, file_format: str) -> str:
    """`Content-Disposition` of a document.

    The name ends as its format does: a text called `cv.hta` would be run when it is opened.
    """
    suffixes = SUFFIXES[DocumentFormat(file_format)]
    if not name.lower().endswith(suffixes):
        name += suffixes[0]
    return saved_as(name, otherwise=f"document{suffixes[0]}")


def saved_as(name: str, *, otherwise: str) -> str:
    """`Content-Disposition` (RFC 6266): saved, never shown in place of the page."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^\w .,()+-]", "_", plain) or otherwise
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
