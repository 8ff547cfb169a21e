"""What a contact has typed into the employer's form: what they sent, and what they did not yet."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, belongs_to


class FormDraft(Base):
    """One for each feedback request at most; gone once the form is sent. Nobody but the contact
    who typed it sees it, so no event tells of it."""

    __tablename__ = "form_drafts"
    recorded = False

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    feedback_request_id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID | None]
    """Who typed it: a colleague who is asked instead does not see it."""
    values: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("feedback_requests", "feedback_request_id"),
        belongs_to("contacts", "contact_id"),
    )


class FormAnswer(Base):
    """What a contact sent last about one interview, as they sent it.

    Their form shows this and never the feedback, to which recruiters add what is not for the
    employer. Events are recorded of the feedback, not of this copy.
    """

    __tablename__ = "form_answers"
    recorded = False

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    interview_id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    feedback_id: Mapped[UUID]
    values: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sent_at: Mapped[datetime]

    __table_args__ = (
        belongs_to("interviews", "interview_id"),
        belongs_to("contacts", "contact_id"),
        belongs_to("feedback", "feedback_id"),
        Index("ix_form_answers_feedback_id", "agency_id", "feedback_id"),
    )
