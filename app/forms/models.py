"""What a contact has typed into the employer's form and not sent yet."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, belongs_to


class FormDraft(Base):
    """One for each feedback request at most; gone once the form is sent. Nobody but the contact
    sees it, so no event tells of it."""

    __tablename__ = "form_drafts"
    recorded = False

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    feedback_request_id: Mapped[UUID] = mapped_column(primary_key=True)
    values: Mapped[dict[str, Any]] = mapped_column(JSONB)
    saved_at: Mapped[datetime]

    __table_args__ = (belongs_to("feedback_requests", "feedback_request_id"),)
