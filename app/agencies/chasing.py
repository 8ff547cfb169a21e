"""When somebody who owes an answer may be reminded: one policy for feedback and references, by hand
or by machine."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from app.agencies.business_time import BusinessTime
from app.agencies.models import Agency
from app.errors import Conflict


class Chased(Protocol):
    """Something asked of somebody: a feedback request, a reference."""

    due_at: Any
    chase_count: Any
    last_chased_at: Any
    next_chase_at: Any
    promised_by: Any
    chasing_stopped_at: Any


class ChaseTooSoon(Conflict):
    """The agency's policy does not allow a chase now; `allowed_at` is when the next one is."""

    code, title = "chase-too-soon", "Too soon to chase"


class ChaseLimitReached(Conflict):
    """The agency's policy allows no further chase of this request; `chase_limit` is the cap."""

    code, title = "chase-limit-reached", "Chased often enough"


@dataclass(frozen=True)
class ChasingRules:
    """The agency's policy, in the hours and on the holidays of where the chased person works."""

    gap: timedelta
    limit: int
    hours: BusinessTime

    @classmethod
    def of(
        cls, agency: Agency, country: str | None = None, timezone: str | None = None
    ) -> "ChasingRules":
        """Where nobody said where they work, they work where the agency does."""
        return cls(
            gap=timedelta(hours=agency.policy["chase_gap_hours"]),
            limit=agency.policy["chase_limit"],
            hours=BusinessTime.of(agency, country, timezone),
        )

    def allowed_at(self, chased: Chased, not_before: datetime) -> datetime:
        """The first moment from `not_before` when a chase is polite: the gap since the last one
        has passed, a promise has run out, and they are at work."""
        earliest = not_before
        if chased.last_chased_at:
            earliest = max(earliest, chased.last_chased_at + self.gap)
        if chased.promised_by:
            earliest = max(earliest, chased.promised_by)
        return self.hours.next_open(earliest)

    def refuse_impolite_chase(self, chased: Chased, asked_from: datetime, now: datetime) -> None:
        """Raises `ChaseLimitReached`, or `ChaseTooSoon` with the moment it becomes allowed."""
        if chased.chase_count >= self.limit:
            raise ChaseLimitReached(chase_limit=self.limit, chase_count=chased.chase_count)
        refuse_before(self.allowed_at(chased, max(now, asked_from)), now)

    def next_chase_at(self, chased: Chased, not_before: datetime) -> datetime | None:
        """When the policy would chase next, from then on."""
        if chased.chase_count >= self.limit or chased.chasing_stopped_at:
            return None
        return self.allowed_at(chased, not_before)


def refuse_before(allowed_at: datetime, now: datetime) -> None:
    """Raises `ChaseTooSoon`."""
    if allowed_at > now:
        raise ChaseTooSoon(
            f"The next chase is allowed at {allowed_at:%Y-%m-%dT%H:%M:%SZ}.", allowed_at=allowed_at
        )


def count_chase(chased: Chased, now: datetime, promised_by: datetime | None) -> None:
    """Somebody was reminded; what they promised, or the gap, moves the next one."""
    chased.chase_count += 1
    chased.last_chased_at, chased.promised_by = now, promised_by
