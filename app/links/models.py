"""Links for people without an account: each opens one thing, for a time."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to
from app.errors import Conflict


class LinkKind(StrEnum):
    """What a link opens: the employer's form, the candidate's own page, or a calendar."""

    form = "form"
    portal = "portal"
    calendar = "calendar"


class Link(Owned, Base):
    """Of one feedback request (`form`), of one candidate (`portal`, `calendar`) or of one user
    (`calendar`). Only the SHA-256 of its token is kept; the token itself is made from the id and
    the installation's secret key, so that every message about one thing carries the same link.

    A link that an API key made is that key's own and ends with it: it is never the one that is
    mailed, which belongs to the agency.
    """

    __tablename__ = "links"

    kind: Mapped[str]
    feedback_request_id: Mapped[UUID | None]
    candidate_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    """Whom a form was for when its link was made: it opens nothing for a colleague's answer."""
    made_by_id: Mapped[UUID | None]
    """The user who asked for it first; null when Debrief or its reader did."""
    made_by_key_id: Mapped[UUID | None]
    digest: Mapped[bytes] = mapped_column(LargeBinary)
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    first_opened_at: Mapped[datetime | None]

    __table_args__ = (
        belongs_to("feedback_requests", "feedback_request_id"),
        belongs_to("candidates", "candidate_id"),
        belongs_to("users", "user_id"),
        belongs_to("contacts", "contact_id"),
        belongs_to("users", "made_by_id"),
        belongs_to("api_keys", "made_by_key_id"),
        CheckConstraint("kind IN ('form', 'portal', 'calendar')", name="kind"),
        CheckConstraint(
            "num_nonnulls(feedback_request_id, candidate_id, user_id) = 1", name="opens_one_thing"
        ),
        Index("uq_links_digest", "digest", unique=True),
        Index(
            "uq_links_form_of_maker",
            "agency_id",
            "feedback_request_id",
            "made_by_key_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("revoked_at IS NULL AND feedback_request_id IS NOT NULL"),
        ),
        Index(
            "uq_links_user_of_maker",
            "agency_id",
            "user_id",
            "made_by_key_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("revoked_at IS NULL AND user_id IS NOT NULL"),
        ),
        Index("ix_links_candidate_id", "agency_id", "candidate_id"),
        Index("ix_links_feedback_request_id", "agency_id", "feedback_request_id"),
        Index("ix_links_user_id", "agency_id", "user_id"),
        Index(
            "ix_links_made_by_key_id",
            "agency_id",
            "made_by_key_id",
            postgresql_where=text("made_by_key_id IS NOT NULL"),
        ),
    )


class CandidateWithoutEmail(Conflict):
    """The candidate has no e-mail address: reach them by a channel of your own."""

    code, title = "candidate-without-email", "The candidate has no e-mail address"


class NobodysCalendar(Conflict):
    """An API key by itself has no calendar: name the recruiter with `On-Behalf-Of`."""

    code, title = "nobodys-calendar", "Nobody to keep a calendar for"
