"""Names of places as people write them, brought to one spelling."""

import re
import unicodedata

# Letters that are letters of their own, and not a letter with an accent.
PLAIN_LETTERS = str.maketrans(
    {
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ı": "i",
        "&": " and ",
    }
)
LEFT_OUT = re.compile(r"['’.`]")
BETWEEN_WORDS = re.compile(r"[\W_]+")
ONE_SPELLING = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort", "upon": "on"}
ON_A_RIVER = frozenset({"on", "under", "by", "am"})

OUTCODE = r"[A-Z]{1,2}[0-9][0-9A-Z]?"
OUTCODE_OR_MORE = re.compile(rf"({OUTCODE})(?:\s+[0-9]|\s*[0-9][A-Z]{{2}})?")
POSTCODE_LAST = re.compile(rf"\b({OUTCODE})\s*[0-9][A-Z]{{2}}$")
COORDINATES = re.compile(r"(-?\d{1,2}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)")


def one_spelling(name: str) -> str:
    """Of `St. Albans` and `saint albans`, of `Köln` and `KOLN`, of `upon Trent` and `on Trent`."""
    letters = unicodedata.normalize("NFKD", name.casefold().translate(PLAIN_LETTERS))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    words = BETWEEN_WORDS.sub(" ", LEFT_OUT.sub("", bare)).split()
    return " ".join(ONE_SPELLING.get(word, word) for word in words)


def for_short(spelling: str) -> str | None:
    """`newcastle` of `newcastle on tyne`."""
    first, *rest = spelling.split()
    if len(rest) > 1 and rest[0] in ON_A_RIVER:
        return first
    return None


def outcode_of(text: str) -> str | None:
    """`RG1` of `rg1 1af`, `RG1 1`, `RG11AF` or `rg1`; None when it is no postcode at all."""
    found = OUTCODE_OR_MORE.fullmatch(text.upper())
    return found[1] if found else None
