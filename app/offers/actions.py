"""Making offers, bargaining, and what becomes of them."""

from datetime import datetime
from uuid import UUID

from app import clock
from app.applications.models import OPEN, AlreadyEnded, Application, EndedBy, Stage
from app.applications.moves import move_to
from app.applications.queries import find_application
from app.changes import apply_change, new_values
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback.privacy import guard
from app.offers.models import (
    Offer,
    OfferOpenAlready,
    OfferStatus,
    OfferVersion,
    Side,
)
from app.offers.queries import open_offer_of
from app.offers.schemas import (
    CounterIn,
    DeclineIn,
    OfferIn,
    OfferTermsIn,
    OfferWithdrawalIn,
)

TERMS = (
    "salary_amount", "salary_currency", "salary_per", "benefits", "starts_on", "expires_at", "terms"
)  # fmt: skip


async def application_in_body(db: Db, application_id: UUID) -> Application:
    """The application a body names, locked."""
    application = await find_application(db, application_id)
    if application is None:
        raise Invalid.at("/application_id", "names no application of this agency")
    return application


async def make_named_offer(db: Db, new: OfferIn) -> Offer:
    """Raises `AlreadyEnded` or `OfferOpenAlready`."""
    return await make_offer(db, await application_in_body(db, new.application_id), new)


async def make_offer(db: Db, application: Application, new: OfferTermsIn) -> Offer:
    """Raises `AlreadyEnded` or `OfferOpenAlready`."""
    now = clock.now()
    refuse_past(new.expires_at, now)
    if Stage(application.stage) not in OPEN:
        raise AlreadyEnded(
            f"The application is {application.stage}: it takes no offer.", stage=application.stage
        )
    await guard(db, application.candidate_id, Offer, new)
    await make_room(db, application, now)
    offer = Offer(
        agency_id=db.agency_id,
        application_id=application.id,
        made_at=now,
        status=OfferStatus.made,
        number=1,
        **new_values(new, without=["application_id"]),
    )
    db.add(offer)
    await db.flush()
    keep_version(db, offer, Side.employer, now)
    record_about(db, offer.id, application, kinds.OfferMade(expires_at=offer.expires_at), now)
    await move_to_offered(db, application)
    return offer


def refuse_past(expires_at: datetime | None, now: datetime) -> None:
    if expires_at is not None and expires_at <= now:
        raise Invalid.at("/expires_at", "must be in the future")


async def make_room(db: Db, application: Application, now: datetime) -> None:
    """One open offer at a time; one that has run out does not stand in the way."""
    standing = await open_offer_of(db, application)
    if standing is not None and not expire_if_run_out(db, standing, application, now):
        raise OfferOpenAlready(existing_id=standing.id)
    await db.flush()  # the unique index sees the old one settled before it sees the new


async def move_to_offered(db: Db, application: Application) -> None:
    if application.stage != Stage.offered:
        await move_to(db, application, Stage.offered)


def keep_version(db: Db, offer: Offer, by: Side, now: datetime) -> None:
    db.add(
        OfferVersion(
            agency_id=db.agency_id,
            offer_id=offer.id,
            number=offer.number,
            by=by,
            put_at=now,
            put_by_id=db.actor.id,
            **{column: getattr(offer, column) for column in TERMS},
        )
    )


async def counter(db: Db, offer: Offer, application: Application, new: CounterIn) -> None:
    """Put other terms forward. Raises `OfferHasExpired` or `OfferSettled`."""
    now = clock.now()
    refuse_past(new.expires_at, now)
    await guard(db, application.candidate_id, Offer, new, row=offer)
    theirs = new.by == Side.candidate
    offer.become(OfferStatus.countered if theirs else OfferStatus.made, now)
    if not apply_change(offer, new, without=["by"]):
        raise Invalid.at("", "names no term that differs from those on the table")
    offer.number += 1
    keep_version(db, offer, new.by, now)
    countered = kinds.OfferCountered(
        by=new.by, number=offer.number, expires_at=offer.expires_at
    )  # fmt: skip
    record_about(db, offer.id, application, countered, now)


async def decline(db: Db, offer: Offer, application: Application, new: DeclineIn) -> None:
    """The candidate says no. Raises `OfferHasExpired` or `OfferSettled`."""
    settle(db, offer, application, OfferStatus.declined, kinds.OfferDeclined(cause=new.reason))
    offer.settled_reason, offer.settled_note = new.reason, new.note


async def withdraw(db: Db, offer: Offer, application: Application, new: OfferWithdrawalIn) -> None:
    """The employer takes it back. Raises `OfferHasExpired` or `OfferSettled`."""
    cause = "by_employer"
    settle(db, offer, application, OfferStatus.withdrawn, kinds.OfferWithdrawn(cause=cause))
    offer.settled_reason, offer.settled_note = cause, new.reason


async def settle_for_application(db: Db, application: Application, cause: str) -> None:
    """The application ended, and its open offer with it: taken back by the employer's side, or
    declined by the candidate's. One that had run out by then is expired."""
    offer = await open_offer_of(db, application)
    if offer is None or expire_if_run_out(db, offer, application, clock.now()):
        return
    if application.ended_by == EndedBy.candidate:
        settle(db, offer, application, OfferStatus.declined, kinds.OfferDeclined(cause=cause))
    else:
        settle(db, offer, application, OfferStatus.withdrawn, kinds.OfferWithdrawn(cause=cause))
    offer.settled_reason = cause


def settle(
    db: Db, offer: Offer, application: Application, status: OfferStatus, kind: kinds.Kind
) -> None:
    now = clock.now()
    offer.become(status, now)
    record_about(db, offer.id, application, kind, now)


def expire_if_run_out(db: Db, offer: Offer, application: Application, now: datetime) -> bool:
    """Write down what the clock has done already."""
    if offer.status_at(now) != OfferStatus.expired:
        return False
    offer.status, offer.settled_at = OfferStatus.expired, offer.expires_at
    record_about(db, offer.id, application, kinds.OfferExpired(), offer.expires_at)
    return True


def record_about(
    db: Db, row_id: UUID, application: Application, kind: kinds.Kind, at: datetime | None
) -> None:
    record(
        db,
        kind,
        row_id,
        candidate_id=application.candidate_id,
        application_id=application.id,
        occurred_at=at,
    )
