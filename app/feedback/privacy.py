"""Whether a text meant for the candidate repeats what an employer said in private."""

import re
from collections.abc import Iterable
from uuid import UUID

from app.database import Reader
from app.feedback.queries import private_notes

SHORTEST_TELLING_WORDS = 12
"""Private notes shorter than this ("Good") may well stand in any text."""


async def repeats_private_words(db: Reader, candidate_id: UUID, message: str) -> bool:
    """Of any feedback on the candidate, now or before it was corrected."""
    return repeats(message, await private_notes(db, candidate_id))


def repeats(message: str, notes: Iterable[str]) -> bool:
    """Whether a whole sentence of the notes stands in it."""
    said_openly = plain(message)
    sentences = (plain(part) for note in notes for part in re.split(r"[.!?\n]+", note))
    return any(
        len(sentence) >= SHORTEST_TELLING_WORDS and sentence in said_openly
        for sentence in sentences
    )


def plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))
