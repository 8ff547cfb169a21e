"""Placements as they come in and go out, and what an acceptance answers."""

from datetime import date
from uuid import UUID

from pydantic import Field

from app.applications.models import Stage
from app.fields import Answered, Change, Day, Money, UtcTime, Wire, shown_as
from app.offers.schemas import OfferOut, Whose
from app.paging import ListQuery


class PlacementOut(Answered, Whose):
    """The candidate takes the job."""

    offer_id: str
    starts_on: date | None
    salary: Money
    placed_at: UtcTime


class PlacementChange(Change):
    model_config = shown_as({"starts_on": "2027-02-08"})
    never_null = frozenset({"salary"})

    starts_on: Day | None = Field(None, description="Null while it is not known.")
    salary: Money | None = None


class PlacementQuery(ListQuery):
    application_id: UUID | None = None
    offer_id: UUID | None = None
    candidate_id: UUID | None = None
    vacancy_id: UUID | None = None
    employer_id: UUID | None = None
    owner_id: UUID | None = None


class OpenApplicationOut(Wire):
    """An application of the same candidate that still waits for somebody."""

    id: str
    vacancy_title: str
    employer_name: str
    stage: Stage


class AcceptedOfferOut(OfferOut):
    placement: PlacementOut
    other_open_applications: list[OpenApplicationOut] = Field(
        description="Of the same candidate, for you to withdraw."
    )
