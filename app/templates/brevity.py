"""How long a message is, and how it is made shorter without being cut in the middle of a word."""

import re

from app.errors import Invalid
from app.templates.models import TemplateName
from app.templates.rendering import Wording
from app.templates.shipped import PLACEHOLDERS

MOST_WORDS = {TemplateName.thank_you: 149}
"""Of the whole message, where brevity is the point."""


def count_words(text: str) -> int:
    """As strictly as anybody counts: `well-known` is two, a dash between spaces is one."""
    return sum(words_in(token) for token in text.split())


def words_in(token: str) -> int:
    return max(1, len(re.findall(r"\w+", token)))


def clip(text: str, words: int, characters: int = 20_000) -> str:
    """At most so much, cut between words, with `…` where more was said; its lines are kept."""
    used = end = 0
    for token in re.finditer(r"\S+", text):
        used += words_in(token[0])
        if used > words or token.end() > characters:
            return text[:end].rstrip(",;:-–—") + "…" if end else ""
        end = token.end()
    return text


def check_length(name: TemplateName, wording: Wording) -> None:
    """Whatever is missing there has to be a message, and room for what is not."""
    needed = {p.name: p.example for p in PLACEHOLDERS[name] if not p.optional}
    bare, plain = wording.filled_in({}), wording.filled_in(needed)
    for field, text in (("subject", plain.subject), ("body", plain.body)):
        if not text:
            raise Invalid.at(f"/{field}", "is empty when all that is optional is missing")
    words = max(count_words(bare.body), count_words(plain.body))
    most = MOST_WORDS.get(name, words)
    if words > most:
        detail = f"has {words} words before anything is filled in; keep it under {most + 1}"
        raise Invalid.at("/body", detail)
