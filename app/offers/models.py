"""Offers, each round of bargaining a version, and the placement an accepted one makes."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class OfferStatus(StrEnum):
    """An open offer whose `expires_at` is past is `expired`, stored so or not."""

    made = "made"
    countered = "countered"
    accepted = "accepted"
    declined = "declined"
    expired = "expired"
    withdrawn = "withdrawn"


SETTLING = frozenset(
    {OfferStatus.accepted, OfferStatus.declined, OfferStatus.expired, OfferStatus.withdrawn}
)
MOVES: dict[OfferStatus, frozenset[OfferStatus]] = {
    OfferStatus.made: SETTLING | {OfferStatus.made, OfferStatus.countered},
    OfferStatus.countered: SETTLING | {OfferStatus.made, OfferStatus.countered},
    OfferStatus.accepted: frozenset(),
    OfferStatus.declined: frozenset(),
    OfferStatus.expired: frozenset(),
    OfferStatus.withdrawn: frozenset(),
}
"""`countered`: the candidate asked for other terms; `made` again: the employer answered."""
OPEN = frozenset({OfferStatus.made, OfferStatus.countered})


class Side(StrEnum):
    """Whose terms a version holds."""

    employer = "employer"
    candidate = "candidate"


class Offer(Owned, Base):
    """An employer's offer, with the terms of its latest version. `number` is that version's."""

    __tablename__ = "offers"

    application_id: Mapped[UUID]
    status: Mapped[str] = mapped_column(default=OfferStatus.made)
    number: Mapped[int] = mapped_column(default=1)
    salary_amount: Mapped[Decimal | None]
    salary_currency: Mapped[str | None]
    salary_per: Mapped[str | None]
    benefits: Mapped[list[str]] = mapped_column(default=list)
    starts_on: Mapped[date | None]
    expires_at: Mapped[datetime | None]
    terms: Mapped[str | None]
    made_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    settled_reason: Mapped[str | None]
    """A code. Words are in `settled_note`."""
    settled_note: Mapped[str | None]

    __table_args__ = (
        belongs_to("applications", "application_id"),
        CheckConstraint(
            "status IN ('made', 'countered', 'accepted', 'declined', 'expired', 'withdrawn')",
            name="status",
        ),
        CheckConstraint("(status IN ('made', 'countered')) = (settled_at IS NULL)", name="settled"),
        *listed(),
        Index("ix_offers_application_id", "agency_id", "application_id"),
        Index(
            "ix_offers_open",
            "agency_id",
            "expires_at",
            "id",
            postgresql_where=text("settled_at IS NULL"),
        ),
        Index(
            "uq_offers_open",
            "agency_id",
            "application_id",
            unique=True,
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    def status_at(self, now: datetime) -> OfferStatus:
        """Its status by the clock: nobody has to expire it."""
        run_out = self.expires_at is not None and self.expires_at <= now
        if self.status in OPEN and run_out:
            return OfferStatus.expired
        return OfferStatus(self.status)

    def become(self, status: OfferStatus, now: datetime) -> None:
        """Raises `OfferHasExpired`, or `OfferSettled` when it was settled otherwise."""
        stands = self.status_at(now)
        if stands == OfferStatus.expired:
            raise OfferHasExpired(expired_at=self.expires_at)
        if status not in MOVES[stands]:
            raise OfferSettled(f"The offer is {stands}.", offer_status=stands)
        self.status = status
        self.settled_at = now if status in SETTLING else None


class OfferVersion(Owned, Base):
    """The terms one side put forward; the first is number 1, the last stands."""

    __tablename__ = "offer_versions"

    offer_id: Mapped[UUID]
    number: Mapped[int]
    by: Mapped[str]
    salary_amount: Mapped[Decimal | None]
    salary_currency: Mapped[str | None]
    salary_per: Mapped[str | None]
    benefits: Mapped[list[str]] = mapped_column(default=list)
    starts_on: Mapped[date | None]
    expires_at: Mapped[datetime | None]
    terms: Mapped[str | None]
    put_at: Mapped[datetime]
    put_by_id: Mapped[UUID | None]

    __table_args__ = (
        belongs_to("offers", "offer_id"),
        CheckConstraint("by IN ('employer', 'candidate')", name="by"),
        *listed(),
        Index("uq_offer_versions_number", "agency_id", "offer_id", "number", unique=True),
    )


class Placement(Owned, Base):
    """The candidate takes the job: what was agreed, as it stands now."""

    __tablename__ = "placements"

    application_id: Mapped[UUID]
    offer_id: Mapped[UUID]
    starts_on: Mapped[date | None]
    salary_amount: Mapped[Decimal | None]
    salary_currency: Mapped[str | None]
    salary_per: Mapped[str | None]
    placed_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("applications", "application_id"),
        belongs_to("offers", "offer_id"),
        *listed(),
        Index("uq_placements_application_id", "agency_id", "application_id", unique=True),
        Index("ix_placements_offer_id", "agency_id", "offer_id"),
    )


class OfferOpenAlready(Conflict):
    """The application has an open offer; `existing_id` names it. Counter, settle or withdraw it."""

    code, title = "offer-open", "There is an open offer already"
    constraint = "uq_offers_open"


class OfferSettled(Conflict):
    """The offer was accepted, declined or withdrawn; `offer_status` says which."""

    code, title = "offer-settled", "The offer is settled"


class OfferHasExpired(Conflict):
    """The offer ran out at `expired_at`. The employer may make another."""

    code, title = "offer-expired", "The offer has expired"


class NoOpeningLeft(Conflict):
    """All of the vacancy's openings are taken. Raise its `openings` if there is one more."""

    code, title = "no-opening-left", "No opening is left"
