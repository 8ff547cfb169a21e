"""How many event streams are open: of each key or person, and of each agency."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from prometheus_client import Gauge
from starlette.requests import Request

from app.access.actors import Actor
from app.access.dependencies import reading
from app.database import Reads
from app.errors import TooManyRequests
from app.pool_shares import REFUSED

AGENCYS = 10
"""An agency may have so many times what one key or one person may."""
OPEN = Gauge("debrief_event_streams", "Event streams that are open.")

Reading = Annotated[Reads, reading("events:read")]


class TooManyStreams(TooManyRequests):
    """This key, or this person, or your agency, follows the change feed as often as is allowed:
    close a stream, or follow fewer and pass on what comes."""

    code, title = "too-many-streams", "Too many streams are open"


class OpenStreams:
    """Those of one process."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.counted: Counter[UUID | None] = Counter()

    def enter(self, actor: Actor) -> None:
        """Raises `TooManyStreams`."""
        by_one, by_agency = self.counted[actor.principal], self.counted[actor.agency_id]
        if by_one >= self.most or by_agency >= self.most * AGENCYS:
            REFUSED.labels("streams").inc()
            raise TooManyStreams(headers={"retry-after": "10"})
        self.counted.update((actor.principal, actor.agency_id))
        OPEN.inc()

    def leave(self, actor: Actor) -> None:
        for name in (actor.principal, actor.agency_id):
            self.counted[name] -= 1
            if not self.counted[name]:
                del self.counted[name]
        OPEN.dec()


async def one_more(request: Request, db: Reading) -> AsyncIterator[Reads]:
    """What a stream reads from; it is counted until it ends."""
    streams: OpenStreams = request.app.state.open_streams
    streams.enter(db.actor)
    try:
        yield db
    finally:
        streams.leave(db.actor)


Streaming = Annotated[Reads, Depends(one_more)]
