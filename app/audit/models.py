"""What the security log holds, and what can stand in it."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base


class What(StrEnum):
    """What was done, or tried."""

    sign_in = "sign_in"
    sign_in_failed = "sign_in_failed"
    sign_out = "sign_out"
    refused = "refused"
    """The credentials are good and lack the scope, or they are no good at all."""
    link_opened = "link_opened"
    link_used = "link_used"
    """Something was sent from a page behind a link."""
    link_refused = "link_refused"
    link_handed_out = "link_handed_out"
    """Someone of the agency was shown a link's address, which opens it."""
    document_downloaded = "document_downloaded"
    feedback_read = "feedback_read"
    reference_read = "reference_read"
    note_read = "note_read"
    reply_read = "reply_read"
    candidate_exported = "candidate_exported"
    key_made = "key_made"
    key_revoked = "key_revoked"
    key_used_from_new_network = "key_used_from_new_network"
    user_added = "user_added"
    user_changed = "user_changed"
    password_changed = "password_changed"
    password_reset = "password_reset"
    audit_read = "audit_read"


class Outcome(StrEnum):
    """`refused` before it was looked at, such as too many at once; `failed` when it was."""

    ok = "ok"
    refused = "refused"
    failed = "failed"


class AccessEvent(Base):
    """One thing that was done or tried, or `count` alike within a minute, up to `last_at`.

    Append-only: requests may add rows and read them. Rows go by `forget_access_events`, once they
    are old. Nothing points out of it, so that whoever is named in it can be erased.
    """

    __tablename__ = "access_events"

    agency_id: Mapped[UUID] = mapped_column(ForeignKey("agencies.id"), primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    last_at: Mapped[datetime]
    count: Mapped[int]
    what: Mapped[str]
    outcome: Mapped[str]
    operation: Mapped[str | None]
    """The operation's id in the API's documentation, or the page's name."""
    actor_type: Mapped[str | None]
    actor_id: Mapped[UUID | None]
    api_key_id: Mapped[UUID | None]
    link_kind: Mapped[str | None]
    link_id: Mapped[UUID | None]
    subject_type: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    address: Mapped[str | None]
    user_agent: Mapped[str | None]
    request_id: Mapped[str | None]

    __table_args__ = (
        Index("ix_access_events_at", "agency_id", text("at DESC"), text("id DESC")),
        Index(
            "ix_access_events_actor_id",
            "agency_id", "actor_id", text("at DESC"), text("id DESC"),
            postgresql_where=text("actor_id IS NOT NULL"),
        ),
        Index(
            "ix_access_events_subject_id",
            "agency_id", "subject_id", text("at DESC"), text("id DESC"),
            postgresql_where=text("subject_id IS NOT NULL"),
        ),
        Index(
            "ix_access_events_key_networks",
            "agency_id", "api_key_id", "address",
            postgresql_where=text("what = 'key_used_from_new_network'"),
        ),
    )  # fmt: skip
