"""Making offers, bargaining, and what becomes of them."""

from datetime import datetime

from sqlalchemy import select

from app import clock
from app.applications.models import Application, EndedBy
from app.database import Db
from app.events import kinds
from app.events.recorder import record
from app.offers.models import Offer, OfferStatus


async def settle_for_application(db: Db, application: Application, cause: str) -> None:
    """The application ended, and its open offer with it: taken back by the employer's side, or
    declined by the candidate's. One that had run out by then is expired."""
    now = clock.now()
    offer = await open_offer_of(db, application)
    if offer is None or expire_if_run_out(db, offer, application, now):
        return
    if application.ended_by == EndedBy.candidate:
        settle(db, offer, application, OfferStatus.declined, kinds.OfferDeclined(cause=cause), now)
    else:
        withdrawn = kinds.OfferWithdrawn(cause=cause)
        settle(db, offer, application, OfferStatus.withdrawn, withdrawn, now)
    offer.settled_reason = cause


async def open_offer_of(db: Db, application: Application) -> Offer | None:
    """Made or countered, and not settled yet; locked. It may have run out."""
    found: Offer | None = await db.scalar(
        select(Offer)
        .where(
            Offer.agency_id == db.agency_id,
            Offer.application_id == application.id,
            Offer.settled_at.is_(None),
        )
        .with_for_update(key_share=True)
    )
    return found


def expire_if_run_out(db: Db, offer: Offer, application: Application, now: datetime) -> bool:
    """Write down what the clock has done already."""
    if offer.status_at(now) != OfferStatus.expired:
        return False
    assert offer.expires_at is not None
    settle(db, offer, application, OfferStatus.expired, kinds.OfferExpired(), offer.expires_at)
    return True


def settle(
    db: Db,
    offer: Offer,
    application: Application,
    status: OfferStatus,
    kind: kinds.Kind,
    at: datetime,
) -> None:
    offer.status, offer.settled_at = status, at
    record(
        db,
        kind,
        offer.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
        occurred_at=at,
    )
