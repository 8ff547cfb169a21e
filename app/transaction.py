"""The only commit: for requests, the command line and seed data alike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import asyncpg
from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, SessionTransaction

from app.access.actors import Actor
from app.connections import is_lost, is_worth_another_try
from app.database import SET_AGENCY, Database, Db
from app.errors import OutcomeUnknown
from app.events import recorder
from app.tasks.reacting import react


@asynccontextmanager
async def transaction(database: Database, actor: Actor) -> AsyncIterator[Db]:
    """All or nothing for one agency: what follows, flush, refuse silent changes, append the events,
    commit.

    Raises `OutcomeUnknown` when the commit was sent and never answered.
    """
    async with database.changes.shares.turn(actor.agency_id):
        db, driver = await begun(database, actor)
        async with db:
            try:
                yield db
                await react(db)
                await recorder.append(db)
                await commit(db)
            except BaseException as error:
                if is_lost(error) or isinstance(error, OutcomeUnknown):
                    driver.terminate()
                    await db.invalidate()
                if isinstance(error, TimeoutError):
                    database.changes.drop_idle()
                raise
    for finish in db.once_committed:
        await finish()


async def begun(database: Database, actor: Actor) -> tuple[Db, asyncpg.Connection]:
    """A transaction that has begun, and its connection. One that turns out to be lost is replaced
    by another, as nothing was done with it yet."""
    try:
        return await begin(database, actor)
    except Exception as error:
        if not is_worth_another_try(error):
            raise
    return await begin(database, actor)


async def begin(database: Database, actor: Actor) -> tuple[Db, asyncpg.Connection]:
    db = database.session(info={"agency_id": actor.agency_id})
    db.actor, db.agency_id = actor, actor.agency_id
    db.once_committed = []
    try:
        connection = await db.connection()
        driver = (await connection.get_raw_connection()).driver_connection
    except BaseException as error:
        if isinstance(error, TimeoutError):
            database.changes.drop_idle()
        await db.invalidate()
        raise
    assert driver is not None
    return db, driver


async def commit(db: Db) -> None:
    try:
        await db.commit()
    except Exception as error:
        if is_lost(error):
            raise OutcomeUnknown(headers={"retry-after": "2"}) from error
        raise


@event.listens_for(Session, "after_begin")
def set_agency(session: Session, _: SessionTransaction, connection: Connection) -> None:
    """Row-level security sees the agency for this transaction only, never for the connection."""
    if agency_id := session.info.get("agency_id"):
        connection.execute(SET_AGENCY, {"agency_id": str(agency_id)})
