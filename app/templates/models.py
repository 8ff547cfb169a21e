"""The agency's wording of the messages it sends, where it is not Debrief's own."""

from enum import StrEnum

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped

from app.database import Base, Owned


class TemplateName(StrEnum):
    thank_you = "thank_you"
    heads_up = "heads_up"


class Template(Owned, Base):
    """Jinja2 text for one message; the agency has one at most of each name."""

    __tablename__ = "templates"

    name: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]

    __table_args__ = (
        CheckConstraint("name IN ('thank_you', 'heads_up')", name="name"),
        Index("uq_templates_name", "agency_id", "name", unique=True),
    )
