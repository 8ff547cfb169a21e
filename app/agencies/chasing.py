"""When somebody who owes an answer may be reminded: one policy for feedback and references, by hand
or by machine."""

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


def allowed_at(agency: Agency, request: Chased, not_before: datetime) -> datetime:
    """The first moment from `not_before` when a chase is polite: the gap since the last one has
    passed, a promise has run out, and the agency is at work."""
    earliest = not_before
    if request.last_chased_at:
        gap = timedelta(hours=agency.policy["chase_gap_hours"])
        earliest = max(earliest, request.last_chased_at + gap)
    if request.promised_by:
        earliest = max(earliest, request.promised_by)
    return BusinessTime.of(agency).next_open(earliest)


def refuse_impolite_chase(
    agency: Agency, request: Chased, asked_from: datetime, now: datetime
) -> None:
    """Raises `ChaseLimitReached`, or `ChaseTooSoon` with the moment it becomes allowed."""
    limit: int = agency.policy["chase_limit"]
    if request.chase_count >= limit:
        raise ChaseLimitReached(chase_limit=limit, chase_count=request.chase_count)
    moment = allowed_at(agency, request, max(now, asked_from))
    if moment > now:
        raise ChaseTooSoon(
            f"The next chase is allowed at {moment:%Y-%m-%dT%H:%M:%SZ}.", allowed_at=moment
        )


def next_chase_at(agency: Agency, request: Chased) -> datetime | None:
    """When the policy would chase next: when it is due, then after each gap or promise."""
    if request.chase_count >= agency.policy["chase_limit"] or request.chasing_stopped_at:
        return None
    return allowed_at(agency, request, request.due_at)


def count_chase(
    agency: Agency, request: Chased, now: datetime, promised_by: datetime | None
) -> None:
    """Somebody was reminded; what they promised, or the gap, moves the next one."""
    request.chase_count += 1
    request.last_chased_at, request.promised_by = now, promised_by
    request.next_chase_at = next_chase_at(agency, request)
