"""The candidate says yes: the offer, the application, the vacancy and the placement at once."""

from datetime import datetime

from app import clock
from app.applications.models import Application, Stage
from app.applications.moves import move_to
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.offers.actions import move_to_offered, record_about
from app.offers.models import NoOpeningLeft, Offer, OfferStatus, Placement
from app.offers.queries import last_put_at
from app.offers.schemas import AcceptanceIn
from app.vacancies.models import Vacancy, VacancyStatus


async def accept(
    db: Db, application: Application, vacancy: Vacancy, offer: Offer, new: AcceptanceIn
) -> Placement:
    """Raises `OfferHasExpired`, `OfferSettled` or `NoOpeningLeft`."""
    accepted_at = await settle_as_accepted(db, offer, new)
    accepted = kinds.OfferAccepted(number=offer.number)
    record_about(db, offer.id, application, accepted, accepted_at)
    await place(db, application)
    take_opening(db, vacancy)
    placement = Placement(
        agency_id=db.agency_id,
        application_id=application.id,
        offer_id=offer.id,
        starts_on=new.starts_on or offer.starts_on,
        salary_amount=offer.salary_amount,
        salary_currency=offer.salary_currency,
        salary_per=offer.salary_per,
        placed_at=accepted_at,
    )
    db.add(placement)
    made = kinds.PlacementMade(offer_id=offer.id, starts_on=placement.starts_on)
    record_about(db, placement.id, application, made, accepted_at)
    return placement


async def settle_as_accepted(db: Db, offer: Offer, new: AcceptanceIn) -> datetime:
    """What counts is when they said it: an answer in time may be written down late."""
    accepted_at = new.accepted_at or clock.now()
    if accepted_at > clock.now():
        raise Invalid.at("/accepted_at", "is in the future")
    offer.become(OfferStatus.accepted, accepted_at)
    put_at = await last_put_at(db, offer)
    if accepted_at < put_at.replace(second=0, microsecond=0):
        raise Invalid.at("/accepted_at", "is before these terms were put forward")
    offer.settled_at = max(accepted_at, put_at)  # people tell the time by the minute
    return offer.settled_at


async def place(db: Db, application: Application) -> None:
    """Wherever it was moved meanwhile by hand, back or on."""
    if application.stage != Stage.placed:
        await move_to_offered(db, application)
        await move_to(db, application, Stage.placed)


def take_opening(db: Db, vacancy: Vacancy) -> None:
    """With its last opening the vacancy is filled."""
    if vacancy.openings == 0:
        raise NoOpeningLeft(vacancy_id=vacancy.id)
    vacancy.openings -= 1
    fields = ["openings"]
    if vacancy.openings == 0 and vacancy.status != VacancyStatus.filled:
        vacancy.status = VacancyStatus.filled
        fields.append("status")
    record(db, kinds.VacancyUpdated(fields=fields, status=vacancy.status), vacancy.id)
