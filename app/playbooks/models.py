"""Playbooks: what the agency does when something happens, as steps that become tasks."""

from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, Owned, belongs_to, listed


class Anchor(StrEnum):
    """What a step's offset counts from."""

    event = "event"
    interview_start = "interview_start"
    interview_end = "interview_end"


class Playbook(Owned, Base):
    """Started by events of the type `trigger` whose data hold what `condition` asks for."""

    __tablename__ = "playbooks"

    name: Mapped[str]
    trigger: Mapped[str]
    condition: Mapped[dict[str, Any]] = mapped_column(default=dict)
    active: Mapped[bool] = mapped_column(default=True)

    __table_args__ = (
        *listed(),
        Index("ix_playbooks_trigger", "agency_id", "trigger", postgresql_where=text("active")),
    )


class PlaybookStep(Owned, Base):
    """A task to be: due so many hours or business days after its anchor, before it if negative.

    Steps are replaced, not edited: `retired` ones stay for the tasks that came from them.
    """

    __tablename__ = "playbook_steps"

    playbook_id: Mapped[UUID]
    position: Mapped[int]
    title: Mapped[str]
    for_: Mapped[str] = mapped_column("for")
    anchor: Mapped[str] = mapped_column(default=Anchor.event)
    offset_hours: Mapped[int | None]
    offset_business_days: Mapped[int | None]
    completed_by: Mapped[list[str]] = mapped_column(default=list)
    retired: Mapped[bool] = mapped_column(default=False)

    __table_args__ = (
        belongs_to("playbooks", "playbook_id"),
        CheckConstraint("\"for\" IN ('recruiter', 'candidate')", name="for"),
        CheckConstraint("anchor IN ('event', 'interview_start', 'interview_end')", name="anchor"),
        CheckConstraint("num_nonnulls(offset_hours, offset_business_days) = 1", name="one_offset"),
        Index("ix_playbook_steps_playbook_id", "agency_id", "playbook_id", "position"),
    )
