"""Tokens of links and reply addresses in what somebody quoted, however it was wrapped.

Mail gateways rewrite links: percent-encoded once or twice, with escapes of their own, in base64.
Mail programs break long lines. So each long word is also looked at with all of that undone, and
every part of it that could be a token is a candidate; which of them are tokens the database knows.

The work is bounded: a very long word is looked at piece by piece, and the pieces that are left when
the budget is spent are taken out unread.
"""

import base64
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import product
from urllib.parse import unquote

from app.links.tokens import LENGTH

GONE = "…"
WORD = re.compile(rf"[!-~]{{{LENGTH},}}")
RUN = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH},}}")
LAST = frozenset("AEIMQUYcgkosw048")
"""What the last character of 256 bits in base64 can be: its two lowest bits are zero."""
FEWEST_DISTINCT = 12
"""Of 43 random characters; a token with fewer is rarer than a guessed one."""
BROKEN = re.compile("=?[ \t]*\n[ \t>|]*|[\u00ad\u200b-\u200d\u2060\ufeff]")
"""Where a mail program breaks a line, quotes it, or lets others break it."""
BASE64 = re.compile(r"[A-Za-z0-9+/_-]{58,}")
PIECE, OVERLAP = 1_024, 256
"""Of a very long word, in characters; a token is in one piece whole, however it is wrapped."""
MOST_ROUNDS = 3
MOST_VIEWS = 40
MOST_WORK = 2_000_000
"""Characters looked at in all the views of one mail's words: a fraction of a second."""
MOST_CANDIDATES = 30_000


def hexadecimal(pattern: str) -> Callable[[str], str]:
    """Undoes an escape whose group is the number of a character in hexadecimal digits."""
    escape = re.compile(pattern)
    return lambda word: escape.sub(lambda found: chr(int(found[1], 16)), word)


UNDOING: tuple[Callable[[str], str], ...] = (
    lambda word: unquote(word, "latin-1"),
    unescape,
    hexadecimal(r"=([0-9A-Fa-f]{2})"),  # quoted-printable
    hexadecimal(r"-([0-9A-F]{2})"),  # Proofpoint's second version
)


@dataclass
class Finder:
    """What is found in the words of one mail. `ours` is the host that our own links lead to: what
    follows it is taken out without being asked for."""

    ours: str
    candidates: set[str] = field(default_factory=set)
    certain: set[str] = field(default_factory=set)
    work: int = 0
    known: dict[str, list[str] | None] = field(default_factory=dict)
    """The views of each word, or None for one that nobody read."""

    def look_at(self, text: str) -> None:
        after_us = re.compile(
            rf"{re.escape(self.ours)}[/_][a-z/_.-]{{0,40}}?({RUN.pattern})", re.IGNORECASE
        )
        for word, _ in words(joined(text).text):
            for view in self.views(word) or ():
                self.certain.update(one[1][:LENGTH] for one in after_us.finditer(view))
                self.candidates.update(windows(view))

    def without(self, text: str, tokens: Collection[str]) -> str:
        """The text without these tokens and without what nobody read."""
        whole = joined(text)
        kept, end = [], 0
        for start, stop in merged(self.parts_with(whole.text, tokens, unread=True)):
            kept += [text[end : whole.original(start)], GONE]
            end = whole.original(stop - 1) + 1
        return "".join([*kept, text[end:]])

    def holds(self, text: str, tokens: Collection[str]) -> bool:
        return any(True for _ in self.parts_with(joined(text).text, tokens, unread=False))

    def parts_with(
        self, text: str, tokens: Collection[str], *, unread: bool
    ) -> Iterator[tuple[int, int]]:
        """Where a token stands as it is, or else the whole word in which it is hidden."""
        for word, start in words(text):
            bare = [one for one in tokens if one in word]
            for one in bare:
                for at in re.finditer(re.escape(one), word):
                    yield start + at.start(), start + at.end()
            rest = word
            for one in bare:
                rest = rest.replace(one, GONE)
            views = self.views(rest)
            if unread if views is None else any(one in view for one in tokens for view in views):
                yield start, start + len(word)

    def views(self, word: str) -> list[str] | None:
        """The word, and what it says with its wrappings undone."""
        if word not in self.known:
            enough = self.work > MOST_WORK or len(self.candidates) > MOST_CANDIDATES
            self.known[word] = views = None if enough else unwrapped(word)
            self.work += sum(map(len, views or ()))
        return self.known[word]


def words(text: str) -> Iterator[tuple[str, int]]:
    """The words that a token could be in, and where each begins; of a very long one, its pieces."""
    for found in WORD.finditer(text):
        for start in range(found.start(), max(found.start() + 1, found.end() - OVERLAP), PIECE):
            yield text[start : min(start + PIECE + OVERLAP, found.end())], start


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """In order, and those that touch as one."""
    together: list[tuple[int, int]] = []
    for start, stop in sorted(spans):
        if together and start <= together[-1][1]:
            start, stop = together[-1][0], max(stop, together.pop()[1])
        together.append((start, stop))
    return together


def unwrapped(word: str) -> list[str]:
    views = [word]
    undone(views, MOST_ROUNDS)
    for view, offset in product(views[:MOST_VIEWS], range(4)):
        for run in BASE64.finditer(view):
            views += decoded(run[0][offset:])
    return views


def undone(views: list[str], rounds: int) -> None:
    """Adds what these views say with one escape after the other undone."""
    layer = list(views)
    for _ in range(rounds):
        layer = [undo(view) for view in layer for undo in UNDOING]
        layer = [view for view in dict.fromkeys(layer) if view not in views]
        views += layer[: MOST_VIEWS - len(views)]


def decoded(run: str) -> list[str]:
    """What base64 says, if a token could be in it, also percent-encoded."""
    run = run.replace("-", "+").replace("_", "/")
    run = run[:-1] if len(run) % 4 == 1 else run
    said = base64.b64decode(run + "=" * (-len(run) % 4)).decode("latin-1")
    found = [said] if RUN.search(said) or "%" in said else []
    return [*found, *(unquote(one, "latin-1") for one in found if "%" in one)]


def windows(view: str) -> Iterator[str]:
    """Every part that could be a token, whatever of the same alphabet stands around it."""
    for run in RUN.finditer(view):
        characters = run[0]
        for end in range(LENGTH, len(characters) + 1):
            if characters[end - 1] in LAST:
                window = characters[end - LENGTH : end]
                if len(set(window)) >= FEWEST_DISTINCT:
                    yield window


@dataclass(frozen=True)
class Joined:
    """A text without the breaks in its lines, and where each part of it was."""

    text: str
    pieces: tuple[tuple[int, int], ...]
    """Where a piece begins here, and where it began; in order."""

    def original(self, at: int) -> int:
        low, high = 0, len(self.pieces)
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.pieces[middle][0] <= at else (low, middle)
        here, there = self.pieces[low]
        return there + at - here


def joined(text: str) -> Joined:
    parts, pieces, length, end = [], [], 0, 0
    for found in [*BROKEN.finditer(text), None]:
        part = text[end : found.start() if found else len(text)]
        parts.append(part)
        pieces.append((length, end))
        length += len(part)
        end = found.end() if found else end
    return Joined("".join(parts), tuple(pieces))
