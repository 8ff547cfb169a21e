"""What waits for the candidate, from everything their page tells."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from app.calls.models import CallStatus
from app.follow_ups.models import FollowUpStatus
from app.interviews.models import InterviewStatus
from app.offers.models import OfferStatus
from app.portal.plain_words import Moments
from app.portal.told import ApplicationTold, FeedbackTold, InterviewTold, Story


@dataclass(frozen=True)
class Todo:
    """One thing to do: where on the page, and by when if that matters."""

    said: str
    about: str
    where: str
    due_at: datetime | None = None


def todo(story: Story, moments: Moments) -> list[Todo]:
    """What has a time first, the soonest at the top."""
    found = [
        one for application in story.applications for one in of_application(application, moments)
    ]
    return sorted(found, key=lambda one: (one.due_at is None, one.due_at or moments.now))


def of_application(application: ApplicationTold, moments: Moments) -> Iterator[Todo]:
    about = f"{application.vacancy}, {application.employer}"
    for interview in application.interviews:
        where = f"/interviews/{interview.id}"
        for feedback in interview.feedback:
            yield from of_feedback(feedback, about)
        if not application.is_open:
            continue
        if is_to_come(interview, moments):
            yield Todo("Prepare for your interview", about, where, interview.starts_at)
        elif was_held(interview, moments) and not interview.debriefed:
            yield Todo("Tell us how it went", about, f"{where}/debrief")
        for follow_up in interview.follow_ups:
            if follow_up.status == FollowUpStatus.due:
                thanks = f"/thank-yous/{follow_up.id}"
                yield Todo("Thank your interviewers", about, thanks, follow_up.due_at)
    offer = application.offer
    if offer is not None and offer.status == OfferStatus.made:
        verdict = f"/applications/{application.id}/verdict"
        yield Todo("Tell us what you make of their offer", about, verdict, offer.expires_at)
        return
    held = any(was_held(interview, moments) for interview in application.interviews)
    if application.is_open and held and application.lean is None:
        yield Todo("Would you take it?", about, f"/applications/{application.id}/verdict")


def of_feedback(feedback: FeedbackTold, about: str) -> Iterator[Todo]:
    where = f"/feedback/{feedback.id}"
    if feedback.acknowledged_at is None:
        yield Todo("Read what they said", about, where)
    if feedback.call is not None and feedback.call.status == CallStatus.offered:
        yield Todo("Pick a time to talk", about, where)


def is_to_come(interview: InterviewTold, moments: Moments) -> bool:
    scheduled = interview.status == InterviewStatus.scheduled
    return scheduled and not moments.is_past(interview.ends_at)


def was_held(interview: InterviewTold, moments: Moments) -> bool:
    """Completed, or its time is over and nobody said otherwise."""
    if interview.status == InterviewStatus.completed:
        return True
    return interview.status == InterviewStatus.scheduled and moments.is_past(interview.ends_at)
