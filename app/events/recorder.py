"""Appending to the log: the events of a transaction, once, under the agency's lock, at its end."""

from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.orm.unitofwork import UOWTransaction

from app import clock
from app.database import Db
from app.events.kinds import Kind
from app.statements import PlainStatement

APPEND = PlainStatement(
    # The lock first, the position after it: two transactions of one agency append one after the
    # other, and a reader that holds position N has seen every position below it. The lock is
    # released by the commit itself.
    """
    WITH locked AS MATERIALIZED (
        SELECT pg_advisory_xact_lock(hashtextextended($1::uuid::text, 0))
    )
    INSERT INTO events (
        agency_id, type, occurred_at, recorded_at, actor_type, actor_id, api_key_id,
        subject_type, subject_id, candidate_id, application_id, contact_id, data
    )
    SELECT $1, new.type, new.occurred_at, new.recorded_at, new.actor_type, new.actor_id,
           new.api_key_id, new.subject_type, new.subject_id, new.candidate_id,
           new.application_id, new.contact_id, new.data
    FROM locked, unnest(
        $2::text[], $3::timestamptz[], $4::timestamptz[], $5::text[], $6::uuid[], $7::uuid[],
        $8::text[], $9::uuid[], $10::uuid[], $11::uuid[], $12::uuid[], $13::jsonb[]
    ) WITH ORDINALITY AS new (
        type, occurred_at, recorded_at, actor_type, actor_id, api_key_id,
        subject_type, subject_id, candidate_id, application_id, contact_id, data, nth
    )
    ORDER BY new.nth
    """,
)


class UnrecordedChange(Exception):
    """A recorded table was changed and nothing was recorded: the change is refused."""


class Pending(NamedTuple):
    """An event of this transaction that is not written yet, in the order `APPEND` takes it."""

    type: str
    occurred_at: datetime
    recorded_at: datetime
    actor_type: str
    actor_id: UUID | None
    api_key_id: UUID | None
    subject_type: str
    subject_id: UUID
    candidate_id: UUID | None
    application_id: UUID | None
    contact_id: UUID | None
    data: str


def record(
    db: Db,
    kind: Kind,
    subject_id: UUID,
    *,
    candidate_id: UUID | None = None,
    application_id: UUID | None = None,
    contact_id: UUID | None = None,
    occurred_at: datetime | None = None,
) -> None:
    """Say what was done; the transaction writes it when it ends.

    `occurred_at` is when it happened in the world, now unless told.
    """
    now, actor = clock.now(), db.actor
    pending: list[Pending] = db.info.setdefault("events", [])
    pending.append(
        Pending(
            kind.type, occurred_at or now, now, actor.type, actor.id, actor.api_key_id,
            kind.subject, subject_id, candidate_id, application_id, contact_id,
            msgspec.json.encode(kind).decode(),
        )
    )  # fmt: skip


async def append(db: Db) -> None:
    """Write what was recorded; refuse a transaction that changed something and recorded nothing."""
    await db.flush()
    pending: list[Pending] = db.info.pop("events", [])
    changed: set[str] = db.info.pop("changed", set())
    if pending:
        await db.run(APPEND, db.agency_id, *(list(column) for column in zip(*pending, strict=True)))
    elif changed:
        raise UnrecordedChange(", ".join(sorted(changed)))


def note_change(session: Session, model: Any) -> None:
    if getattr(model, "recorded", False):
        session.info.setdefault("changed", set()).add(model.__tablename__)


@event.listens_for(Session, "before_flush")
def watch_objects(session: Session, _: UOWTransaction, __: object) -> None:
    for row in (*session.new, *session.dirty, *session.deleted):
        if session.is_modified(row) or row in session.deleted:
            note_change(session, type(row))


@event.listens_for(Session, "do_orm_execute")
def watch_statements(state: ORMExecuteState) -> None:
    if (state.is_insert or state.is_update or state.is_delete) and state.bind_mapper:
        note_change(state.session, state.bind_mapper.class_)
