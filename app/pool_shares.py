"""Whose turn it is with a pool's connections, so that no agency can hold all of them.

Each agency has a line of its own, and the lines are served in turn. At most a third of the pool
works for one agency. While another agency is at work too, one whose statements have lately been
slow gets one connection at a time: what it could use besides is the other's processor.
"""

import asyncio
import time
from collections import deque
from collections.abc import Hashable
from types import TracebackType

from prometheus_client import Counter

from app.errors import Busy, TooManyRequests

SMALLEST_SHARE = 2
LONGEST_LINE = 500
"""Requests of one agency that wait; what comes after them is refused."""
LONGEST_WAIT_S = 10.0
FREE_S = 0.003
"""Of each turn: a busy process makes quick statements look as if they took so long."""
ALLOWED_S = 0.5
"""Of slow statements, for each second that passes."""
MOST_SAVED_S = 1.0
MOST_OWED_S = -1.0
COMPANY_S = 10.0
"""Another agency counts as being at work for so long after it came last."""
MOST_LINES_KEPT = 1_000
LOOK_UPS = "look-ups"
"""The line of what is asked before an agency is known: whose key this is, what a link opens."""

REFUSED = Counter("debrief_refused_requests", "Requests refused to keep the service fair.", ["why"])


class CrowdedLine(TooManyRequests):
    """Your agency has too many requests waiting already; try again once some are answered."""

    code = "too-many-waiting"


class Line:
    """One agency's requests: those that have a connection and those that wait for one."""

    __slots__ = ("counted_at", "name", "saved", "taken", "waiting")

    def __init__(self, name: Hashable, now: float) -> None:
        self.name = name
        self.taken = 0
        self.waiting: deque[asyncio.Future[None]] = deque()
        self.saved = MOST_SAVED_S
        self.counted_at = now


class PoolShares:
    """The turns at one pool. `slow_ones_narrow` is for reads: changes of one agency wait for each
    other anyway, on the lock of its log."""

    def __init__(self, pool: str, size: int, *, slow_ones_narrow: bool) -> None:
        self.pool = pool
        self.size = size
        self.share = max(SMALLEST_SHARE, size // 3)
        self.free = size
        self.slow_ones_narrow = slow_ones_narrow
        self.lines: dict[Hashable, Line] = {}
        self.in_turn: deque[Line] = deque()
        self.newest: Line | None = None
        self.newest_at = self.other_at = -COMPANY_S

    def turn(self, name: Hashable) -> "Turn":
        """For `async with`: inside, a connection of the pool is there for the taking."""
        return Turn(self, name)

    def line(self, name: Hashable, now: float) -> Line:
        line = self.lines.get(name)
        if line is None:
            if len(self.lines) >= MOST_LINES_KEPT:
                self.forget_idle()
            line = self.lines[name] = Line(name, now)
        if name is LOOK_UPS:
            return line
        if line is not self.newest:
            self.other_at, self.newest = self.newest_at, line
        self.newest_at = now
        return line

    def forget_idle(self) -> None:
        self.lines = {n: line for n, line in self.lines.items() if line.taken or line.waiting}

    def has_room(self, line: Line, now: float) -> bool:
        if self.free <= 0 or line.taken >= self.share:
            return False
        if not line.taken or not self.slow_ones_narrow:
            return True
        other_at = self.other_at if line is self.newest else self.newest_at
        return now - other_at > COMPANY_S or self.save(line, now) > 0

    def save(self, line: Line, now: float) -> float:
        """What the line has saved by now."""
        line.saved = min(MOST_SAVED_S, line.saved + (now - line.counted_at) * ALLOWED_S)
        line.counted_at = now
        return line.saved

    async def wait(self, line: Line) -> None:
        """Raises `CrowdedLine` at once, or `Busy` when it takes too long."""
        if len(line.waiting) >= LONGEST_LINE:
            REFUSED.labels("line").inc()
            raise CrowdedLine(headers={"retry-after": "1"})
        called: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        if not line.waiting:
            self.in_turn.append(line)
        line.waiting.append(called)
        try:
            async with asyncio.timeout(LONGEST_WAIT_S):
                await called
        except (TimeoutError, asyncio.CancelledError) as error:
            if called.done() and not called.cancelled():
                self.give_back(line)
            else:
                self.leave(line, called)
            if isinstance(error, TimeoutError):
                REFUSED.labels("wait").inc()
                raise Busy(headers={"retry-after": "2"}) from None
            raise

    def leave(self, line: Line, called: asyncio.Future[None]) -> None:
        if called in line.waiting:
            line.waiting.remove(called)
            if not line.waiting:
                self.in_turn.remove(line)

    def give_back(self, line: Line) -> None:
        line.taken -= 1
        self.free += 1
        if self.in_turn:
            self.call(time.monotonic())

    def call(self, now: float) -> None:
        """Each line that waits once, from where the last call ended, until nobody may come."""
        passed_over = 0
        while self.free > 0 and passed_over < len(self.in_turn):
            line = self.in_turn.popleft()
            if not self.has_room(line, now):
                self.in_turn.append(line)
                passed_over += 1
                continue
            passed_over = 0
            called = line.waiting.popleft()
            if line.waiting:
                self.in_turn.append(line)
            if not called.done():
                line.taken += 1
                self.free -= 1
                called.set_result(None)


class Turn:
    """From being called until the connection is back."""

    __slots__ = ("line", "name", "shares", "since")

    def __init__(self, shares: PoolShares, name: Hashable) -> None:
        self.shares = shares
        self.name = name

    async def __aenter__(self) -> None:
        shares, now = self.shares, time.monotonic()
        line = self.line = shares.line(self.name, now)
        if line.waiting or not shares.has_room(line, now):
            await shares.wait(line)
            now = time.monotonic()
        else:
            line.taken += 1
            shares.free -= 1
        self.since = now

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        shares, line = self.shares, self.line
        if shares.slow_ones_narrow:
            now = time.monotonic()
            if (cost := now - self.since - FREE_S) > 0:
                line.saved = max(MOST_OWED_S, shares.save(line, now) - cost)
        shares.give_back(line)
