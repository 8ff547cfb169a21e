"""Thank-yous to the interviewers: due, then sent or skipped."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed
from app.errors import Conflict


class FollowUpStatus(StrEnum):
    due = "due"
    sent = "sent"
    skipped = "skipped"


MOVES: dict[FollowUpStatus, frozenset[FollowUpStatus]] = {
    FollowUpStatus.due: frozenset({FollowUpStatus.sent, FollowUpStatus.skipped}),
    FollowUpStatus.sent: frozenset(),
    FollowUpStatus.skipped: frozenset(),
}
"""One that the end of its application skipped is due again when the application is reinstated."""


class FollowUpChannel(StrEnum):
    email = "email"
    phone = "phone"
    text = "text"
    letter = "letter"
    social = "social"


class FollowUp(Owned, Base):
    """A thank-you for one interview. `on_time` is derived from `sent_at` and `due_at`."""

    __tablename__ = "follow_ups"

    interview_id: Mapped[UUID]
    due_at: Mapped[datetime]
    subject: Mapped[str | None]
    body: Mapped[str | None]
    channel: Mapped[str] = mapped_column(default=FollowUpChannel.email)
    status: Mapped[str] = mapped_column(default=FollowUpStatus.due)
    sent_at: Mapped[datetime | None]
    sent_by_id: Mapped[UUID | None]
    skipped_at: Mapped[datetime | None]
    skip_reason: Mapped[str | None]

    __table_args__ = (
        belongs_to("interviews", "interview_id"),
        CheckConstraint("status IN ('due', 'sent', 'skipped')", name="status"),
        CheckConstraint("(status = 'sent') = (sent_at IS NOT NULL)", name="sent"),
        CheckConstraint(
            "channel IN ('email', 'phone', 'text', 'letter', 'social')", name="channel"
        ),
        *listed(),
        Index("ix_follow_ups_interview_id", "agency_id", "interview_id"),
        Index("ix_follow_ups_due_at", "agency_id", "due_at", "id"),
        Index(
            "ix_follow_ups_due",
            "agency_id",
            "due_at",
            "id",
            postgresql_where=text("status = 'due'"),
        ),
    )

    def expect_move(self, status: FollowUpStatus) -> None:
        """Raises `FollowUpSettled` when it was sent or skipped already."""
        if status not in MOVES[FollowUpStatus(self.status)]:
            raise FollowUpSettled(
                f"The follow-up is {self.status}; it cannot become {status}.",
                follow_up_status=self.status,
                allowed_statuses=sorted(MOVES[FollowUpStatus(self.status)]),
            )

    def expect_due(self) -> None:
        """What it says and to whom is settled with it. Raises `FollowUpSettled`."""
        if self.status != FollowUpStatus.due:
            raise FollowUpSettled(
                f"The follow-up is {self.status}.",
                follow_up_status=self.status,
                allowed_statuses=sorted(MOVES[FollowUpStatus(self.status)]),
            )

    def become_sent(self, at: datetime, by: UUID | None, channel: FollowUpChannel) -> None:
        """Raises `FollowUpSettled`."""
        self.expect_move(FollowUpStatus.sent)
        self.status, self.sent_at, self.sent_by_id = FollowUpStatus.sent, at, by
        self.channel = channel

    def become_skipped(self, at: datetime, reason: str) -> None:
        """Raises `FollowUpSettled`."""
        self.expect_move(FollowUpStatus.skipped)
        self.status, self.skipped_at, self.skip_reason = FollowUpStatus.skipped, at, reason

    def become_due_again(self) -> None:
        """What its application's end skipped, when that is undone."""
        self.status, self.skipped_at, self.skip_reason = FollowUpStatus.due, None, None


class FollowUpContact(Base):
    """Somebody a follow-up goes to; `position` keeps their order."""

    __tablename__ = "follow_up_contacts"
    recorded = True

    agency_id: Mapped[UUID] = mapped_column(primary_key=True)
    follow_up_id: Mapped[UUID] = mapped_column(primary_key=True)
    contact_id: Mapped[UUID] = mapped_column(primary_key=True)
    position: Mapped[int]

    __table_args__ = (
        belongs_to("follow_ups", "follow_up_id"),
        belongs_to("contacts", "contact_id"),
        Index("ix_follow_up_contacts_contact_id", "agency_id", "contact_id"),
    )


class FollowUpSettled(Conflict):
    """The follow-up was sent or skipped already; `follow_up_status` says which."""

    code, title = "follow-up-settled", "The follow-up is settled"


class QuietPeriod(Conflict):
    """The candidate thanked this person a short while ago, and one thank-you is enough.

    `allowed_at` is when the agency's quiet period is over, `contact_id` who was thanked.
    """

    code, title = "quiet-period", "They were thanked a short while ago"


class NobodyToThank(Conflict):
    """The follow-up names nobody to send it to: set `contact_ids` first."""

    code, title = "follow-up-without-contacts", "There is nobody to send it to"


class ContactsNotReachable(Conflict):
    """Some of them cannot be sent e-mail. `contact_ids` names them, `without_address` and
    `do_not_email` say why: add an address, take them off, or thank them another way and log it
    with `POST …/sent`.
    """

    code, title = "contacts-not-reachable", "Some of them cannot be e-mailed"
