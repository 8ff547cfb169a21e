"""How many requests one key or one person may send, counted in each process.

A bucket holds a minute's worth and fills evenly. Every answer says what is left in the header
fields of draft-ietf-httpapi-ratelimit-headers.
"""

import asyncio
import math
import time
from uuid import UUID

from app.errors import TooManyRequests
from app.pool_shares import REFUSED

WINDOW_S = 60
MOST_KEPT = 10_000
SECONDS_BEFORE_REFUSAL = 0.25
"""A refusal takes its time, so that whoever asks again at once keeps little of us busy."""

HeaderFields = list[tuple[bytes, bytes]]


class RateExceeded(TooManyRequests):
    """This key, or this person, has sent more requests than the limit in `RateLimit-Policy` allows.
    `Retry-After` says in how many seconds there is room again."""

    code = "rate-exceeded"


class RequestRates:
    """The buckets of one process. `per_minute` 0 is no limit."""

    def __init__(self, per_minute: int) -> None:
        self.per_minute = per_minute
        self.per_second = per_minute / WINDOW_S
        self.policy = (b"ratelimit-policy", f'"default";q={per_minute};w={WINDOW_S}'.encode())
        self.buckets: dict[UUID | None, tuple[float, float]] = {}

    async def take(self, who: UUID | None) -> HeaderFields:
        """One request of theirs: what the answer's header says of it. Raises `RateExceeded`."""
        if not self.per_minute:
            return []
        now = time.monotonic()
        left, counted_at = self.buckets.get(who) or self.full(now)
        left = min(self.per_minute, left + (now - counted_at) * self.per_second)
        if left >= 1:
            left -= 1
            self.buckets[who] = (left, now)
            return self.said(left)
        self.buckets[who] = (left, now)
        REFUSED.labels("rate").inc()
        await asyncio.sleep(SECONDS_BEFORE_REFUSAL)
        seconds = max(1, math.ceil((1 - left) / self.per_second))
        fields = {name.decode(): value.decode() for name, value in self.said(left)}
        raise RateExceeded(headers={"retry-after": str(seconds), **fields})

    def full(self, now: float) -> tuple[float, float]:
        """Of who was not here lately. When there are very many, those that filled up again go."""
        if len(self.buckets) >= MOST_KEPT:
            self.buckets = {
                who: bucket for who, bucket in self.buckets.items() if now - bucket[1] < WINDOW_S
            }
        return float(self.per_minute), now

    def said(self, left: float) -> HeaderFields:
        """`t` is when the bucket will be full again."""
        seconds = math.ceil((self.per_minute - left) / self.per_second)
        return [self.policy, (b"ratelimit", b'"default";r=%d;t=%d' % (left, seconds))]
