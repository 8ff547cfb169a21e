"""When an employer's contact may be reminded. One policy, by hand or by machine."""

from datetime import datetime, timedelta

from app.agencies.business_time import BusinessTime
from app.agencies.models import Agency
from app.feedback.models import ChaseLimitReached, ChaseTooSoon, FeedbackRequest


def due_at(agency: Agency, interview_ends_at: datetime) -> datetime:
    """When feedback on an interview is due, unless a time was agreed."""
    days: int = agency.policy["feedback_due_business_days"]
    return BusinessTime.of(agency).due(interview_ends_at, days)


def allowed_at(agency: Agency, request: FeedbackRequest, not_before: datetime) -> datetime:
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
    agency: Agency, request: FeedbackRequest, interview_ends_at: datetime, now: datetime
) -> None:
    """Raises `ChaseLimitReached`, or `ChaseTooSoon` with the moment it becomes allowed."""
    limit: int = agency.policy["chase_limit"]
    if request.chase_count >= limit:
        raise ChaseLimitReached(chase_limit=limit, chase_count=request.chase_count)
    moment = allowed_at(agency, request, max(now, interview_ends_at))
    if moment > now:
        raise ChaseTooSoon(
            f"The next chase is allowed at {moment:%Y-%m-%dT%H:%M:%SZ}.", allowed_at=moment
        )


def next_chase_at(agency: Agency, request: FeedbackRequest) -> datetime | None:
    """When the policy would chase next: when it is due, then after each gap or promise."""
    if request.chase_count >= agency.policy["chase_limit"] or request.chasing_stopped_at:
        return None
    return allowed_at(agency, request, request.due_at)
