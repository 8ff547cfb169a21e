"""The one clock. Everything that asks what time it is asks here, so that it can be set."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime

told: ContextVar[datetime | None] = ContextVar("told", default=None)


def now() -> datetime:
    """This moment, in UTC."""
    return told.get() or datetime.now(UTC)


@contextmanager
def at(moment: datetime) -> Iterator[None]:
    """In the block it is `moment`, for this task alone: what is done there is done then."""
    token = told.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        told.reset(token)
