"""Offers that ran out, written down when they do and not only when something else happens to
them."""

from uuid import UUID

from sqlalchemy import bindparam, select

from app import clock
from app.access.actors import Actor
from app.applications.models import Application
from app.database import Database
from app.offers.actions import expire_if_run_out
from app.offers.models import Offer
from app.offers.queries import open_offer_of
from app.statements import Statement
from app.transaction import transaction

RUN_OUT = Statement(
    select(Offer.application_id)
    .where(
        Offer.agency_id == bindparam("agency_id"),
        Offer.settled_at.is_(None),
        Offer.expires_at <= bindparam("now", type_=Offer.expires_at.type),
    )
    .order_by(Offer.expires_at, Offer.id)
)


async def expire_offers(database: Database, agency_id: UUID) -> None:
    """Each by itself, its application held first, as whoever answers it does."""
    actor = Actor(agency_id, "system")
    for row in await database.reads(actor).fetch(RUN_OUT):
        async with transaction(database, actor) as db:
            application = await db.hold(Application, row["application_id"])
            offer = await open_offer_of(db, application)
            if offer is not None:
                expire_if_run_out(db, offer, application, clock.now())
