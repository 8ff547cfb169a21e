"""What has just happened, as tasks see it: an event, and the things it is about."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import msgspec

from app.events.recorder import Pending
from app.tasks.models import Task


class OfAnInterview(msgspec.Struct):
    """Event data that name an interview."""

    interview_id: UUID | None


class Happened(NamedTuple):
    """An event about a candidate, and perhaps an application and an interview of theirs."""

    type: str
    occurred_at: datetime
    candidate_id: UUID
    application_id: UUID | None
    interview_id: UUID | None
    data: str

    @classmethod
    def of(cls, event: Pending) -> "Happened":
        assert event.candidate_id is not None
        interview_id = None
        if event.subject_type == "interview":
            interview_id = event.subject_id
        elif '"interview_id"' in event.data:
            interview_id = msgspec.json.decode(event.data, type=OfAnInterview).interview_id
        return cls(
            event.type, event.occurred_at, event.candidate_id, event.application_id, interview_id,
            event.data,
        )  # fmt: skip

    def is_about(self, task: Task) -> bool:
        """The same interview, or application, or candidate: the narrowest that both name."""
        if self.interview_id and task.interview_id:
            return self.interview_id == task.interview_id
        if self.application_id and task.application_id:
            return self.application_id == task.application_id
        return self.candidate_id == task.candidate_id
