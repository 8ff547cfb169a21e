"""Reading the security log, newest first."""

import base64
import binascii
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ARRAY, Text, any_, bindparam, literal_column, or_, select, tuple_

from app.audit.models import AccessEvent
from app.audit.schemas import AuditQuery
from app.database import Reader
from app.errors import Invalid
from app.statements import Row, Statement, encode

ROWS = select(
    AccessEvent.id,
    AccessEvent.at,
    AccessEvent.last_at,
    AccessEvent.count,
    AccessEvent.what,
    AccessEvent.outcome,
    AccessEvent.operation,
    AccessEvent.actor_type.label("actor.type"),
    AccessEvent.actor_id.label("actor.id"),
    AccessEvent.api_key_id.label("actor.api_key_id"),
    AccessEvent.link_kind.label("link.kind"),
    AccessEvent.link_id.label("link.id"),
    AccessEvent.subject_type.label("subject.type"),
    AccessEvent.subject_id.label("subject.id"),
    AccessEvent.address,
    AccessEvent.user_agent,
    AccessEvent.request_id,
).where(AccessEvent.agency_id == bindparam("agency_id"))
AT = AccessEvent.at.type
FILTERS: dict[str, Any] = {
    "from_": AccessEvent.at >= bindparam("from_", type_=AT),
    "to": AccessEvent.at < bindparam("to", type_=AT),
    "actor_id": or_(
        AccessEvent.actor_id == bindparam("actor_id"),
        AccessEvent.api_key_id == bindparam("actor_id"),
    ),
    "what": AccessEvent.what == any_(bindparam("what", type_=ARRAY(Text))),
    "outcome": AccessEvent.outcome == bindparam("outcome"),
    "subject_id": AccessEvent.subject_id == bindparam("subject_id"),
    "before": tuple_(AccessEvent.at, AccessEvent.id)
    < tuple_(bindparam("before", type_=AT), bindparam("before_id", type_=AccessEvent.id.type)),
}


@lru_cache(maxsize=256)
def statement(present: frozenset[str], limit: int) -> Statement:
    rows = ROWS.where(*(FILTERS[name] for name in sorted(present)))
    rows = rows.order_by(AccessEvent.at.desc(), AccessEvent.id.desc())
    return Statement(rows.limit(literal_column(str(limit + 1))), planned_each_time=True)


async def audit_page(db: Reader, query: AuditQuery) -> Row:
    """As an `AuditPage`. Raises `Invalid` for a cursor that is none."""
    values = query.model_dump(exclude={"limit", "cursor", "format"}, exclude_none=True)
    present = frozenset(values)
    if query.cursor is not None:
        values["before"], values["before_id"] = read_cursor(query.cursor)
        present |= {"before"}
    found = statement(present, query.limit)
    rows = found.shape_all(await db.fetch(found, **values))
    page: Row = {"items": rows[: query.limit], "next_cursor": None}
    if len(rows) > query.limit:
        page["next_cursor"] = write_cursor(page["items"][-1])
    return page


def write_cursor(row: Row) -> str:
    return base64.urlsafe_b64encode(encode([row["at"], row["id"]])).rstrip(b"=").decode()


def read_cursor(cursor: str) -> tuple[datetime, UUID]:
    try:
        raw = base64.urlsafe_b64decode(cursor.encode() + b"==")
        at, row_id = msgspec.json.decode(raw, type=tuple[datetime, UUID])
        if at.tzinfo is None:
            raise ValueError("an instant without a zone")
    except (ValueError, binascii.Error, msgspec.DecodeError) as error:
        raise Invalid.at("/cursor", "is not a cursor of this list") from error
    return at, row_id
