"""What of a candidate's notes may be said to an employer, and which words belong together."""

import re
from collections.abc import Iterable

from app.templates.brevity import clip

NEED_WORDS, SKILL_WORDS, MOST_SKILLS = 14, 5, 2
SHORTEST_WORD, STEM = 3, 4
"""`plan` and `planning`, `lead` and `leader` are one: enough to tell what belongs together."""
COMMON = frozenset(
    {
        "about", "and", "are", "been", "both", "can", "could", "did", "does", "for", "from", "had",
        "has", "have", "how", "into", "job", "more", "most", "new", "one", "our", "out", "over",
        "role", "than", "that", "the", "then", "there", "this", "through", "was", "well", "were",
        "what", "when", "where", "which", "who", "why", "will", "with", "work", "would", "year",
        "years", "you", "your",
    }
)  # fmt: skip

NOT_BRIGHT = re.compile(
    r"\b(?:no|not|nor|never|none|nobody|nothing|without|but|however|although|though|too|only|bit"
    r"|un(?:sure|happy|clear|fair|certain|friendly|fortunate\w*|comfortable|derstaffed)|hard|tough"
    r"|they|them|their|theirs|bad\w*|poor\w*|weak\w*|fail\w*|worr\w+|concern\w*|doubt\w*|lack\w*"
    r"|problem\w*|difficult\w*|miss|missed|missing|wrong\w*|worse|worst|mistake\w*|stress\w*"
    r"|toxic|chao\w+|redundan\w+|layoffs?|sack\w*|fired|leav\w+|left|quit\w*|notice|gap|gaps"
    r"|dislik\w*|hat(?:e|ed)|boring|bored|afraid|fear\w*|risk\w*|hesita\w+|struggl\w+|nerv\w+|rude"
    r"|late|slow|confus\w+|awkward\w*|turnover|overwork\w*|overtime|sick\w*|disab\w+|pregnan\w+"
    r"|salar\w+|pay|pays|paid|wage\w*|money|bonus\w*|compensat\w+|remunerat\w+|package|benefits?"
    r"|pension|competitors?|offers?)\b"
    r"|n['’]t\b|[£$€¥]|\b\d+k\b",
    re.IGNORECASE,
)
"""What keeps a sentence or a question out: it may be negative, about money, about others."""


def line(text: str) -> str:
    return " ".join(text.split())


def shown(need: str) -> str:
    return clip(line(need), NEED_WORDS).rstrip(" .!?;,:")


def in_a_row(skills: Iterable[str]) -> str:
    named = [name for skill in skills if (name := clip(line(skill), SKILL_WORDS))]
    return " and ".join(named[:MOST_SKILLS])


def bright(text: str) -> list[str]:
    """Its sentences that may be shown to anybody."""
    sentences = (line(said) for said in re.split(r"[.!?;\n]+", text))
    return [said for said in sentences if said and not NOT_BRIGHT.search(said)]


def stems(*texts: str) -> frozenset[str]:
    """The words that matter, without their endings."""
    words = (word for text in texts for word in re.findall(r"\w[\w+#]*", text.casefold()))
    return frozenset(
        word[:STEM] for word in words if len(word) >= SHORTEST_WORD and word not in COMMON
    )
