"""The one append-only log. A trigger refuses update and delete; nothing points out of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Identity, Index, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class Event(Base):
    """What happened, who did it and when; personal data is never in it (see `kinds`).

    No foreign key leads from an event to its subject: a candidate can be erased, the log cannot.
    """

    __tablename__ = "events"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), primary_key=True)
    position: Mapped[int] = mapped_column(BigInteger, Identity(), primary_key=True)
    """Drawn under the agency's lock, so that a smaller one is never committed later."""
    type: Mapped[str]
    occurred_at: Mapped[datetime]
    """When it happened: imported or late-logged history stands where it belongs."""
    recorded_at: Mapped[datetime]
    actor_type: Mapped[str]
    actor_id: Mapped[UUID | None]
    api_key_id: Mapped[UUID | None]
    subject_type: Mapped[str]
    subject_id: Mapped[UUID]
    candidate_id: Mapped[UUID | None]
    application_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]] = mapped_column(JSONB)

    __table_args__ = (
        Index(
            "ix_events_candidate_timeline",
            "agency_id", "candidate_id", text("occurred_at DESC"), text("position DESC"),
            postgresql_where=text("candidate_id IS NOT NULL"),
        ),
        Index(
            "ix_events_application_timeline",
            "agency_id", "application_id", text("occurred_at DESC"), text("position DESC"),
            postgresql_where=text("application_id IS NOT NULL"),
        ),
        Index("ix_events_subject", "agency_id", "subject_id", "position"),
    )  # fmt: skip
