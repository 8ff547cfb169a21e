"""A thank-you in words: brief, from what the candidate wrote down after the interview."""

from typing import Any
from uuid import UUID

import msgspec

from app.database import Reader
from app.follow_ups.fit import Grounds, reason_of_fit
from app.follow_ups.grounds import grounds_of
from app.statements import Row
from app.templates.brevity import MOST_WORDS, clip, count_words
from app.templates.models import TemplateName
from app.templates.rendering import SHIPPED_WORDING, Wording, agency_wording

NAMES_IN_A_GREETING = 3
ROOM = (40, 30, 20, 12, 6, 3, 0)
"""How many words what is typed may take; tried one after the other until all fits."""
LONGEST_NAME = 12
CHARACTERS_A_WORD = 12
"""On average at most: a text may be one word of a thousand letters."""


async def draft(db: Reader, follow_up_id: UUID) -> Wording:
    """In the agency's wording; under 150 words whatever was typed. Raises `NotFound`."""
    row = await grounds_of(db, follow_up_id)
    return brief(await agency_wording(db, TemplateName.thank_you), row)


def brief(template: Wording, row: Row) -> Wording:
    """What was typed is shortened until it fits; a template that is too long even so gives way to
    the one that ships, which never is: a letter cut off in the middle is no thanks."""
    values = told(row)
    for room in ROOM:
        wording = template.filled_in({name: fitted(name, values[name], room) for name in values})
        if count_words(wording.body) <= MOST_WORDS[TemplateName.thank_you]:
            return wording
    return brief(SHIPPED_WORDING[TemplateName.thank_you], row)


def told(row: Row) -> dict[str, str]:
    """What the template may say, by placeholder; empty when there is nothing."""
    names = row["names"]
    return {
        "candidate": row["candidate"],
        "vacancy": row["vacancy"],
        "employer": row["employer"],
        "interviewers": listed(names) if len(names) <= NAMES_IN_A_GREETING else "",
        "fit": reason_of_fit(grounds(row)),
        "left_unsaid": ended((row["left_unsaid"] or [""])[0]),
    }


def grounds(row: Row) -> Grounds:
    questions: list[dict[str, Any]] = msgspec.json.decode(row["questions"] or "[]")
    return Grounds(
        responsibilities=row["responsibilities"],
        priorities=row["priorities"],
        skills=row["skills"],
        went_well=[
            (asked["question"], asked.get("answer") or "")
            for asked in questions
            if asked.get("went_well")
        ],
        noted=[*(row["learned"] or ()), row["impressions"] or ""],
    )


def fitted(name: str, value: str, room: int) -> str:
    most = {"fit": room + room // 2, "left_unsaid": room}.get(name, min(max(room, 3), LONGEST_NAME))
    return clip(" ".join(value.split()), most, most * CHARACTERS_A_WORD)


def listed(names: list[str]) -> str:
    """Ryan, Ana and Bo."""
    *others, last = names or [""]
    return f"{', '.join(others)} and {last}" if others else last


def ended(sentence: str) -> str:
    sentence = sentence.strip()
    return sentence if not sentence or sentence[-1] in ".!?…" else f"{sentence}."
