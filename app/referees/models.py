"""Referees, and the heads-ups they get."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class HeadsUpStatus(StrEnum):
    """`closed`: the referee need not expect a call any more."""

    sent = "sent"
    closed = "closed"


class RefereeChannel(StrEnum):
    """How a referee is told, asked and reminded."""

    email = "email"
    phone = "phone"
    text = "text"
    meeting = "meeting"


class Referee(Owned, Base):
    """Somebody who can speak for a candidate, asked only while they consent."""

    __tablename__ = "referees"

    candidate_id: Mapped[UUID]
    name: Mapped[str]
    relationship: Mapped[str | None]
    company: Mapped[str | None]
    email: Mapped[str | None]
    phone: Mapped[str | None]
    consent_given_at: Mapped[datetime | None]
    consent_withdrawn_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("candidates", "candidate_id"),
        *listed(),
        Index("ix_referees_candidate_id", "agency_id", "candidate_id"),
    )

    def expect_consent(self, now: datetime) -> None:
        """Raises `NoConsent` with the request that records it."""
        if self.consent_given_at is not None:
            return
        path = f"/v1/referees/{self.id}"
        so_far = "no longer agrees" if self.consent_withdrawn_at else "has not agreed"
        raise NoConsent(
            f"The referee {so_far} to be asked. Once they do, record it: PATCH {path} with"
            " consent_given_at.",
            consent_withdrawn_at=self.consent_withdrawn_at,
            record_consent={"method": "PATCH", "path": path, "body": {"consent_given_at": now}},
        )


class HeadsUp(Owned, Base):
    """What a referee was told about one application: who may call, for which role, and why them."""

    __tablename__ = "heads_ups"

    referee_id: Mapped[UUID]
    application_id: Mapped[UUID]
    channel: Mapped[str]
    message: Mapped[str]
    status: Mapped[str] = mapped_column(default=HeadsUpStatus.sent)
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    close_cause: Mapped[str | None]

    __table_args__ = (
        belongs_to("referees", "referee_id"),
        belongs_to("applications", "application_id"),
        CheckConstraint("status IN ('sent', 'closed')", name="status"),
        *listed(),
        Index("ix_heads_ups_referee_id", "agency_id", "referee_id"),
        Index("ix_heads_ups_application_id", "agency_id", "application_id"),
        Index(
            "uq_heads_ups_open",
            "agency_id",
            "referee_id",
            "application_id",
            unique=True,
            postgresql_where=sql("status = 'sent'"),
        ),
    )


class NoConsent(Conflict):
    """The referee has not agreed to be asked. Once they have, record it: `PATCH
    /v1/referees/{id}` with `consent_given_at`; `record_consent` is that request."""

    code, title = "referee-consent-missing", "The referee has not consented"


class NotReachable(Conflict):
    """The referee has no e-mail address: add one, or choose another channel."""

    code, title = "referee-not-reachable", "The referee cannot be reached that way"


class HeadsUpOpenAlready(Conflict):
    """The referee knows about this application already; `existing_id` names the heads-up."""

    code, title = "heads-up-open", "The referee was told already"
    constraint = "uq_heads_ups_open"
