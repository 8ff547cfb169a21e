"""Candidates: the people the agency represents."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, event, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict

ALWAYS_SORTED_IN: dict[str, Any] = {
    "postgresql_using": "gin",
    "postgresql_with": {"fastupdate": "off"},
}


class PreferredChannel(StrEnum):
    """How the candidate wants to be given feedback."""

    email = "email"
    phone = "phone"
    text = "text"


class MergeReason(StrEnum):
    """How somebody knows that two candidates are one."""

    told_by_candidate = "told_by_candidate"
    told_by_employer = "told_by_employer"
    same_documents = "same_documents"
    entered_twice = "entered_twice"
    other = "other"


class Candidate(Owned, Base):
    """A person. E-mail is kept in lower case; `phone_numbers` are E.164, for comparing."""

    __tablename__ = "candidates"

    given_name: Mapped[str]
    family_name: Mapped[str]
    emails: Mapped[list[str]] = mapped_column(default=list)
    phones: Mapped[list[str]] = mapped_column(default=list)
    phone_numbers: Mapped[list[str]] = mapped_column(default=list)
    location_name: Mapped[str | None]
    location_country: Mapped[str | None]
    location_latitude: Mapped[float | None]
    location_longitude: Mapped[float | None]
    headline: Mapped[str | None]
    skills: Mapped[list[str]] = mapped_column(default=list)
    tags: Mapped[list[str]] = mapped_column(default=list)
    feedback_channel: Mapped[str] = mapped_column(default=PreferredChannel.email)
    owner_id: Mapped[UUID | None]
    consent_basis: Mapped[str | None]
    consent_given_at: Mapped[datetime | None]
    consent_expires_at: Mapped[datetime | None]
    notice_period: Mapped[str | None]
    timezone: Mapped[str | None]
    """The zone their own page shows times in; unset, the agency's."""
    erasure_requested_at: Mapped[datetime | None]
    source: Mapped[str | None]
    external_system: Mapped[str | None]
    external_id: Mapped[str | None]
    merged_into_id: Mapped[UUID | None]
    """Who this turned out to be: what was theirs is now that candidate's."""
    search_text: Mapped[str] = mapped_column(default="")
    """Names, e-mail, skills and headline in lower case; kept by the mapper, for `q`."""

    __table_args__ = (
        belongs_to("users", "owner_id"),
        belongs_to("candidates", "merged_into_id"),
        CheckConstraint("feedback_channel IN ('email', 'phone', 'text')", name="feedback_channel"),
        *listed(),
        Index("ix_candidates_agency_id_family_name", "agency_id", "family_name", "id"),
        Index("ix_candidates_owner_id", "agency_id", "owner_id"),
        # An import looks for duplicates among what it has just added: 100 ms with a pending list.
        Index("ix_candidates_emails", "agency_id", "emails", **ALWAYS_SORTED_IN),
        Index("ix_candidates_phone_numbers", "agency_id", "phone_numbers", **ALWAYS_SORTED_IN),
        Index(
            "ix_candidates_search_text",
            "agency_id",
            "search_text",
            postgresql_using="gin",
            postgresql_ops={"search_text": "gin_trgm_ops"},
        ),
        Index(
            "ix_candidates_merged_into_id",
            "agency_id",
            "merged_into_id",
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
        Index("uq_candidates_external", "agency_id", "external_system", "external_id", unique=True),
    )

    def expect_active(self) -> None:
        """Raises `MergedAway`."""
        if self.merged_into_id is not None:
            raise MergedAway(merged_into_id=self.merged_into_id)


@event.listens_for(Candidate, "before_insert")
@event.listens_for(Candidate, "before_update")
def keep_search_text(_: Mapper[Candidate], __: Connection, candidate: Candidate) -> None:
    words = [
        candidate.given_name,
        candidate.family_name,
        *candidate.emails,
        *(candidate.skills or ()),
        candidate.headline or "",
    ]
    candidate.search_text = " ".join(words).lower()


class LikelyDuplicate(Conflict):
    """A candidate with the same e-mail address or phone number exists: `existing_id`.

    Change that one, or send `allow_duplicate=true` when they really are two people.
    """

    code, title = "likely-duplicate", "This candidate may exist already"


class MergedAway(Conflict):
    """This candidate turned out to be another one, `merged_into_id`, and is kept as it was then.

    Do to that one what you meant to do here.
    """

    code, title = "candidate-merged", "The candidate was merged into another"


class MergeConflict(Conflict):
    """Both candidates have an open application to the same vacancy: `vacancy_ids`.

    Withdraw or reject one of the two (`POST /v1/applications/{id}/withdrawal`, reason `duplicate`),
    and merge then.
    """

    code, title = "merge-conflict", "Both have an open application to one vacancy"


class CandidateRefTaken(Conflict):
    """Another candidate of the agency has this external reference."""

    code, title = "candidate-external-ref-taken", "That external reference is in use"
    constraint = "uq_candidates_external"
