"""Who waits for a password to be checked: few at a time, the rest in short, fair lines.

Checking takes 64 MiB and a quarter of a second, so whoever sends many wrong passwords must neither
fill the line nor be served before the others. Each network has a line of its own, and the lines
take turns, those of one neighbourhood (the /24 or the /48 around them) as one. Whoever finds no
room is told at once to come again, and then goes before those who come for the first time.
"""

import asyncio
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from app import limits
from app.access.models import SignInsBusy

AT_ONCE = 2
MOST_OF_ONE_LINE = 20
MOST_OF_ONE_ACCOUNT = 3
"""Lines in which one account is tried at the same time."""
LONGEST_WAIT = 8.0
"""Seconds; a line is short, but those of another lane may come first."""

REMEMBERED_FOR = 60.0
MOST_REMEMBERED = 10_000
NEVER = float("inf")


class Lane(IntEnum):
    """Who goes first. A turn takes a quarter of a second and more, so a lane's lines are few."""

    familiar = 0
    """Someone who has signed in from this network before."""
    new = 1
    failing = 2
    """The network had a wrong password lately."""


MOST_LINES = {Lane.familiar: 40, Lane.new: 8, Lane.failing: 4}


@dataclass(eq=False)
class Place:
    """One place in a line. It is `called` with whether its turn has come: otherwise the room was
    needed for a line of a less crowded neighbourhood."""

    lane: Lane
    line: str
    account: str
    called: asyncio.Future[bool]

    @property
    def neighbourhood(self) -> str:
        return limits.neighbourhood_of(self.line)


class HashQueue:
    """The lines of one process."""

    def __init__(self) -> None:
        self.arrived: Counter[str] = Counter()
        """Of each line, how many are being dealt with, from their first byte to their answer."""
        self.waiting: list[Place] = []
        self.checking: Counter[str] = Counter()
        self.turns: dict[str, int] = {}
        """When each line and each neighbourhood had its last turn; the first is 1."""
        self.turn = 0
        self.refused: dict[str, float] = {}
        """When each line found no room for the first time, the oldest first."""

    @contextmanager
    def arrival(self, line: str) -> Iterator[None]:
        """A line that is full is refused before anything is asked of the database. Raises
        `SignInsBusy`."""
        if self.arrived[line] > MOST_OF_ONE_LINE:
            raise self.busy(line)
        self.arrived[line] += 1
        try:
            yield
        finally:
            self.arrived[line] -= 1
            if not self.arrived[line]:
                del self.arrived[line]

    @asynccontextmanager
    async def place(self, lane: Lane, line: str, account: str) -> AsyncIterator[None]:
        """Wait for a turn, and hold it in the block. Raises `SignInsBusy`."""
        place = Place(lane, line, account, asyncio.get_running_loop().create_future())
        self.make_room(place)
        self.waiting.append(place)
        self.call()
        try:
            async with asyncio.timeout(LONGEST_WAIT):
                if not await place.called:
                    raise self.busy(line)
        except BaseException as ended:
            if place in self.waiting:
                self.waiting.remove(place)
            elif place.called.done() and not place.called.cancelled() and place.called.result():
                self.leave(line)
            if isinstance(ended, TimeoutError):
                raise self.busy(line) from ended
            raise
        try:
            yield
        finally:
            self.leave(line)

    def make_room(self, place: Place) -> None:
        """Raises `SignInsBusy`."""
        elsewhere = {one.line for one in self.waiting if one.account == place.account}
        if place.lane is not Lane.familiar and len(elsewhere - {place.line}) >= MOST_OF_ONE_ACCOUNT:
            raise self.busy(place.line)
        lines = {one.line for one in self.waiting if one.lane == place.lane}
        if place.line in lines or len(lines) < MOST_LINES[place.lane]:
            return
        crowds = Counter(limits.neighbourhood_of(line) for line in lines)
        crowd, most = crowds.most_common(1)[0]
        if most >= crowds[place.neighbourhood] + 2:
            lines = {line for line in lines if limits.neighbourhood_of(line) == crowd}
        gives_way = max(lines, key=self.first_came)
        if most < crowds[place.neighbourhood] + 2 and (
            self.first_came(place.line) >= self.first_came(gives_way)
        ):
            raise self.busy(place.line)
        self.busy(gives_way)
        for one in [one for one in self.waiting if one.line == gives_way]:
            self.waiting.remove(one)
            if not one.called.done():
                one.called.set_result(False)

    def first_came(self, line: str) -> float:
        """When it was refused first, if it was lately; never, so far, is later than that."""
        refused = self.refused.get(line, NEVER)
        return refused if refused > time.monotonic() - REMEMBERED_FOR else NEVER

    def busy(self, line: str) -> SignInsBusy:
        self.refused[line] = min(self.first_came(line), time.monotonic())
        if len(self.refused) > MOST_REMEMBERED:
            del self.refused[next(iter(self.refused))]
        return SignInsBusy(headers={"retry-after": "2"})

    def call(self) -> None:
        """Whoever is next, while there is room. A line has one turn at a time, so that another
        never finds all taken by a crowd."""
        self.waiting = [place for place in self.waiting if not place.called.done()]
        while self.checking.total() < AT_ONCE:
            ready = [place for place in self.waiting if not self.checking[place.line]]
            if not ready:
                return
            following = min(ready, key=self.order)
            self.waiting.remove(following)
            self.refused.pop(following.line, None)
            self.turn += 1
            self.turns[following.line] = self.turns[following.neighbourhood] = self.turn
            self.checking[following.line] += 1
            following.called.set_result(True)

    def order(self, place: Place) -> tuple[int, int, int]:
        """The best lane, and in it the neighbourhood and the line that waited longest."""
        turns = self.turns
        return place.lane, turns.get(place.neighbourhood, 0), turns.get(place.line, 0)

    def leave(self, line: str) -> None:
        del self.checking[line]
        self.call()
        if not self.waiting or len(self.turns) > MOST_REMEMBERED:
            self.turns.clear()


@lru_cache
def hash_queue() -> HashQueue:
    """One per process: all of it shares the processor."""
    return HashQueue()
