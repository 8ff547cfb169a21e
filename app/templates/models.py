"""The agency's wording of the messages it sends, where it is not Debrief's own."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.database import Base, Owned


class TemplateName(StrEnum):
    """Each is a kind of message too."""

    thank_you = "thank_you"
    heads_up = "heads_up"
    feedback_request = "feedback_request"
    feedback_chase = "feedback_chase"
    feedback_released = "feedback_released"
    portal_link = "portal_link"
    debrief_reminder = "debrief_reminder"
    interview_invite = "interview_invite"
    interview_cancelled = "interview_cancelled"
    call_offer = "call_offer"
    call_invite = "call_invite"
    call_cancelled = "call_cancelled"
    user_invitation = "user_invitation"
    password_reset = "password_reset"


class Template(Owned, Base):
    """Jinja2 text for one message; the agency has one at most of each name."""

    __tablename__ = "templates"

    name: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]

    __table_args__ = (
        CheckConstraint(
            f"name IN ({', '.join(repr(name.value) for name in TemplateName)})", name="name"
        ),
        Index("uq_templates_name", "agency_id", "name", unique=True),
    )
