"""Reading the log in the order it was committed: the change feed and the audit trail."""

from functools import lru_cache
from typing import Any

from asyncpg import Record
from sqlalchemy import ARRAY, Select, Text, any_, bindparam, func, literal_column, select

from app.database import Reader
from app.events.models import Event
from app.events.schemas import FeedQuery
from app.statements import Row, Statement


def rows_of(events: type[Event]) -> Select[*tuple[Any, ...]]:
    return select(
        events.position,
        events.type,
        events.occurred_at,
        events.recorded_at,
        events.actor_type.label("actor.type"),
        events.actor_id.label("actor.id"),
        events.api_key_id.label("actor.api_key_id"),
        events.subject_type.label("subject.type"),
        events.subject_id.label("subject.id"),
        events.candidate_id,
        events.application_id,
        events.contact_id,
        events.data,
    )


EVENT = rows_of(Event)
FILTERS = {
    "after": Event.position > bindparam("after"),
    "types": Event.type == any_(bindparam("types", type_=ARRAY(Text))),
    "candidate_id": Event.candidate_id == bindparam("candidate_id"),
    "subject_id": Event.subject_id == bindparam("subject_id"),
    "actor_id": Event.actor_id == bindparam("actor_id"),
}


def event_id(position: int) -> str:
    """Fixed width, so that ids sort as their events do."""
    return f"{position:016x}"


def position_of(wire_id: str) -> int:
    """Beyond any real position for an id that never was: nothing comes after it."""
    return min(int(wire_id, 16), 2**63 - 1)


@lru_cache(maxsize=200)
def feed(present: frozenset[str], limit: int) -> Statement:
    return Statement(
        EVENT.where(
            Event.agency_id == bindparam("agency_id"), *(FILTERS[name] for name in sorted(present))
        )
        .order_by(Event.position)
        .limit(literal_column(str(limit)))
    )


LAST = Statement(select(func.max(Event.position)).where(Event.agency_id == bindparam("agency_id")))


async def last_position(db: Reader) -> int:
    """0 when nothing has happened yet."""
    [row] = await db.fetch(LAST)
    return row[0] or 0


async def events_after(db: Reader, query: FeedQuery) -> Row:
    """A page of the feed, oldest first, and where to go on if more is waiting."""
    values: dict[str, Any] = query.model_dump(exclude={"limit"}, exclude_none=True)
    if query.after is not None:
        values["after"] = position_of(query.after)
    statement = feed(frozenset(values), query.limit + 1)
    records = await db.fetch(statement, **values)
    items = [event_out(statement, record) for record in records[: query.limit]]
    more = len(records) > query.limit
    return {"items": items, "next_cursor": items[-1]["id"] if more else None}


def event_out(statement: Statement, record: Record) -> Row:
    row = statement.shape(record)
    return {"id": event_id(row.pop("position")), **row}
