"""The only commit: for requests, the command line and seed data alike."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from sqlalchemy import event
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session, SessionTransaction

from app.access.actors import Actor
from app.database import SET_AGENCY, Database, Db
from app.events import recorder
from app.tasks.reacting import react


@asynccontextmanager
async def transaction(database: Database, actor: Actor) -> AsyncIterator[Db]:
    """All or nothing for one agency: what follows, flush, refuse silent changes, append the events,
    commit."""
    async with (
        database.change_shares.turn(actor.agency_id),
        database.session(info={"agency_id": actor.agency_id}) as db,
    ):
        db.actor, db.agency_id = actor, actor.agency_id
        db.once_committed = []
        yield db
        await react(db)
        await recorder.append(db)
        await db.commit()
    for finish in db.once_committed:
        await finish()


@event.listens_for(Session, "after_begin")
def set_agency(session: Session, _: SessionTransaction, connection: Connection) -> None:
    """Row-level security sees the agency for this transaction only, never for the connection."""
    if agency_id := session.info.get("agency_id"):
        connection.execute(SET_AGENCY, {"agency_id": str(agency_id)})
