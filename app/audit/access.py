"""One thing that somebody did or tried, as it is seen when a request is answered."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from app import clock, limits
from app.audit.models import Outcome, What

MANY = "many"
"""Stands for the addresses of a flood."""


@dataclass(frozen=True, slots=True)
class Access:
    """Of no agency when nobody can be told but whoever runs the server: it stands in the server's
    log alone. `about` is for that log: what was tried, when no id says it."""

    what: What
    agency_id: UUID | None = None
    outcome: Outcome = Outcome.ok
    operation: str | None = None
    actor_type: str | None = None
    actor_id: UUID | None = None
    api_key_id: UUID | None = None
    link_kind: str | None = None
    link_id: UUID | None = None
    subject_type: str | None = None
    subject_id: UUID | None = None
    address: str | None = None
    user_agent: str | None = None
    request_id: str | None = None
    about: str | None = None
    id: UUID = field(default_factory=uuid7)
    at: datetime = field(default_factory=clock.now)
    last_at: datetime | None = None
    count: int = 1

    @property
    def key(self) -> tuple[Any, ...]:
        """What is alike but for the moment."""
        who = (self.agency_id, self.actor_id, self.api_key_id, self.link_id, self.subject_id)
        network = limits.network_of(self.address or "")
        return (self.what, self.outcome, self.operation, *who, network, self.about)

    def repeated(self, count: int, last_at: datetime) -> "Access":
        """So many more of the same, up to that moment."""
        return replace(self, id=uuid7(), last_at=last_at, count=count)

    def told_to(self, agency_id: UUID, **fields: Any) -> "Access":
        """The same as a row of that agency's."""
        return replace(self, id=uuid7(), agency_id=agency_id, about=None, **fields)

    def of_many(self) -> "Access":
        """What is told of a flood: that it is, and of what."""
        return Access(
            self.what, self.agency_id, self.outcome, self.operation, address=MANY, at=self.at
        )

    @property
    def in_the_log(self) -> dict[str, Any]:
        """For the server's log: no more than is needed to find who it was."""
        named = {
            "what": self.what,
            "outcome": self.outcome,
            "operation": self.operation,
            "address": self.address,
            "agency_id": self.agency_id,
            "actor_id": self.actor_id,
            "about": self.about,
            "request_id": self.request_id,
            "count": self.count,
        }
        return {name: str(value) for name, value in named.items() if value is not None}
