"""Questions without the candidate who was asked: what an employer's question bank may keep."""

import re
import unicodedata
from functools import lru_cache

MARKS = "\u0300-\u036f"
"""Accents, once letters are taken apart: a name is found however it was accented."""
GREETINGS = "hi|hello|hey|dear|thanks|thank you|welcome|so|well|now|ok|okay|right|and"
TITLES = r"(?:(?:mr|mrs|ms|miss|mx|dr|prof)\b\.?\s+)?"
PARTICLES = frozenset(
    {
        "al", "bin", "bint", "da", "das", "de", "del", "della", "den", "der", "di", "do", "dos",
        "du", "el", "ibn", "la", "le", "of", "ten", "ter", "van", "von",
    }
)  # fmt: skip
"""Parts of names that are words of their own, and tell nobody."""
THE_CANDIDATE = "the candidate"


def without_candidate(question: str, given_name: str, family_name: str) -> str | None:
    """The question as it could be put to anybody; None when only the name was said.

    Whoever is addressed goes ("Maria, why …?"), who is spoken of becomes "the candidate".
    """
    name = pattern_for(given_name, family_name)
    text = unicodedata.normalize("NFD", question)
    if name is not None and re.search(name, text, re.IGNORECASE):
        for said, instead in (
            (rf"^\W*(?:(?:{GREETINGS})\W+)?{name}\s*[,:;?!.–—-]+\s*", ""),
            (rf"\s*,\s*{name}\s*(?=[,:;?!.]|$)", ""),
            (rf"(?:\bthe\s+)?{name}", THE_CANDIDATE),
            (rf"{THE_CANDIDATE}(['’])(?=\s)", rf"{THE_CANDIDATE}\1s"),  # James' becomes so
        ):
            text = re.sub(said, instead, text, flags=re.IGNORECASE)
        text = text.lstrip()
        text = text[:1].upper() + text[1:]
    text = unicodedata.normalize("NFC", " ".join(text.split()))
    return text if key_of(re.sub(THE_CANDIDATE, "", text, flags=re.IGNORECASE)) else None


@lru_cache(maxsize=500)
def pattern_for(given_name: str, family_name: str) -> str | None:
    """Finds any of the names, or several in a row with a title before them, as whole words."""
    names = {given_name, family_name, f"{family_name}{given_name}"}
    for part in re.split(r"[\s-]+", f"{given_name} {family_name}"):
        if len(part) > 1 and part.casefold() not in PARTICLES and not part.isdigit():
            names.add(part)
    longest_first = sorted(filter(key_of, names), key=lambda name: (-len(name), name))
    if not longest_first:
        return None
    one = f"(?:{'|'.join(map(spelt, longest_first))})"
    return rf"{TITLES}{one}(?:[\s-]+{one})*"


def spelt(name: str) -> str:
    """One name in any accents and apostrophes, as a whole word; scripts that do not space words
    (their letters have no case) are found inside others."""
    letters = [
        letter
        for letter in unicodedata.normalize("NFD", " ".join(name.split()))
        if not unicodedata.combining(letter)
    ]
    found = "".join(
        r"\s+"
        if letter == " "
        else "['’ʼ`]"
        if letter in "'’ʼ`"
        else re.escape(letter) + f"[{MARKS}]*"
        for letter in letters
    )
    if len(letters) > 1 and all(unicodedata.category(letter) == "Lo" for letter in letters):
        return found
    return rf"(?<![\w{MARKS}]){found}(?![\w{MARKS}])"


def key_of(question: str) -> str:
    """Two questions with one key are the same question: case, punctuation and spaces apart."""
    folded = unicodedata.normalize("NFKC", question).casefold()
    return " ".join(re.findall(r"\w+", re.sub(r"['’ʼ`]", "", folded)))
