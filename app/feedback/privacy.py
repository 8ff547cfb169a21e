"""Whether a text meant for the candidate repeats what an employer said in private.

It catches copies, and copies only: a whole sentence or clause is refused, however it is spelt or
interrupted, and five words in a row are pointed out. Whoever says the same in other words is not
caught.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from pydantic import BaseModel

from app.answers import warn
from app.database import Db, Owned, Reader
from app.errors import Invalid
from app.feedback.folded_text import letters, words_of
from app.feedback.queries import private_notes

SHORTEST_TELLING_WORDS = 12
"""Letters. Private notes shorter than this ("Good") may well stand in any text."""
SHORTEST_CLAUSE = 3
"""Words. A shorter part of a sentence is a turn of phrase, and not a secret."""
IN_A_ROW = 5
"""Words that both texts have one after the other, to be pointed out."""

SENTENCES = re.compile(r"[.!?…\n]+")
CLAUSES = re.compile(r"[,;:()\[\]\"“”«»–—]+|\s-+\s")
REFUSED = "repeats what the employer said in private"
POINTED_OUT = (
    "Five words in a row also stand in what the employer said in private. It is saved; please read "
    "it again before the candidate does."
)
AGENCY = frozenset({"user", "api_key"})
"""Whose typing is looked at. To whoever has only a page, a refusal would tell what was said."""

GUARDED: Mapping[str, tuple[str, ...]] = {
    "applications": ("source",),
    "candidates": ("headline", "skills", "notice_period", "source"),
    "debriefs": (
        "questions", "impressions", "learned", "improve", "left_unsaid", "concerns",
    ),
    "decision_processes": ("next_steps", "told_by"),
    "documents": ("name",),
    "feedback": ("release_message",),
    "follow_ups": ("subject", "body"),
    "interviews": ("title", "location", "questions_to_ask"),
    "notes": ("body",),
    "offers": ("benefits", "terms"),
    "referees": ("name", "relationship", "company"),
    "tasks": ("title",),
    "verdicts": ("pros", "cons", "wished_benefits", "deal_breakers"),
}  # fmt: skip
"""What the agency types and the candidate reads on their page, in mail, in their calendar or in
their data: columns by table. A test holds this against all that they read."""


async def guard(
    db: Db,
    candidate_id: UUID | None,
    model: type[Owned],
    typed: BaseModel | Mapping[str, Any],
    *,
    row: Owned | None = None,
    at: str | None = None,
) -> None:
    """Refuse what was typed for the candidate and copies what the employer said in private, and
    point out what resembles it. What stands in `row` already is not looked at again. `at` is the
    pointer when the field sent has another name. Raises `Invalid`."""
    if candidate_id is None or db.actor.type not in AGENCY:
        return
    sent = dict(fields_of(typed))
    texts = [
        text
        for name in GUARDED[model.__tablename__]  # type: ignore[attr-defined] # every table has one
        if name in sent and (row is None or getattr(row, name) != sent[name])
        for text in texts_in(sent[name], at or f"/{name}")
    ]
    if not texts:
        return
    notes = await private_notes(db, candidate_id)
    copies = [pointer for pointer, text in texts if repeats(text, notes)]
    if copies:
        raise Invalid(errors=[{"pointer": pointer, "detail": REFUSED} for pointer in copies])
    for pointer, text in texts:
        if resembles(text, notes):
            warn(db, pointer, POINTED_OUT)


def fields_of(typed: BaseModel | Mapping[str, Any]) -> Mapping[str, Any]:
    return typed.model_dump(exclude_unset=True) if isinstance(typed, BaseModel) else typed


def texts_in(value: Any, pointer: str) -> Iterator[tuple[str, str]]:
    """Every text in it, each with where it stands."""
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, list):
        for at, one in enumerate(value):
            yield from texts_in(one, f"{pointer}/{at}")
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from texts_in(one, f"{pointer}/{name}")


async def repeats_private_words(db: Reader, candidate_id: UUID, message: str) -> bool:
    """Of any feedback on the candidate, now or before it was corrected."""
    return repeats(message, await private_notes(db, candidate_id))


def repeats(message: str, notes: Iterable[str]) -> bool:
    """Whether a whole sentence or clause of the notes stands in it, whatever stands between the
    letters."""
    said_openly = letters(message)
    return any(telling in said_openly for note in notes for telling in telling_parts(note))


def telling_parts(note: str) -> Iterator[str]:
    for sentence in SENTENCES.split(note):
        clauses = CLAUSES.split(sentence)
        long_enough = [clause for clause in clauses if len(words_of(clause)) >= SHORTEST_CLAUSE]
        for part in (sentence, *long_enough):
            if len(said := letters(part)) >= SHORTEST_TELLING_WORDS:
                yield said


def resembles(message: str, notes: Iterable[str]) -> bool:
    """Whether it shares five words in a row with one of the notes."""
    said_openly = {*runs(message)}
    return any(run in said_openly for note in notes for run in runs(note))


def runs(text: str) -> Iterator[tuple[str, ...]]:
    words = words_of(text)
    return (tuple(words[at : at + IN_A_ROW]) for at in range(len(words) - IN_A_ROW + 1))
