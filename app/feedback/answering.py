"""The employer's words: logging them, correcting them, and giving the candidate their share."""

from typing import Any

from app import clock
from app.calls import settling as calls
from app.changes import refuse_nulls
from app.database import Db
from app.decisions import actions as decisions
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback import locking
from app.feedback.models import (
    Feedback,
    FeedbackAmendment,
    FeedbackOutcome,
    FeedbackRequest,
    ReleaseChannel,
    RequestStatus,
)
from app.feedback.privacy import AGENCY, REFUSED, guard, repeats_private_words
from app.feedback.refusals import (
    AlreadyAcknowledged,
    AlreadyAnswered,
    AlreadyReleased,
    NothingToRelease,
    NotReleased,
)
from app.feedback.schemas import (
    AcknowledgementIn,
    AmendmentIn,
    FeedbackIn,
    FeedbackOnInterviewIn,
    ReleaseIn,
)
from app.feedback.telling import tell_candidate


async def log_feedback(db: Db, request: FeedbackRequest, new: FeedbackIn) -> Feedback:
    """The request's answer. Raises `AlreadyAnswered`, or `RequestSettled` when it was closed."""
    if request.status == RequestStatus.received:
        raise AlreadyAnswered
    asked = await locking.interview_of(db, request)
    if new.contact_id not in (None, request.contact_id):
        await locking.expect_contact(db, new.contact_id, asked.employer_id)
    return await log(db, asked, request, new)


async def log_feedback_on_interview(db: Db, new: FeedbackOnInterviewIn) -> Feedback:
    """Feedback nobody asked for; if its contact was being asked, it is the answer."""
    asked = await locking.interview_in_body(db, new.interview_id)
    request = None
    if new.contact_id is not None:
        await locking.expect_contact(db, new.contact_id, asked.employer_id)
        request = await locking.open_request_of(db, new.interview_id, new.contact_id)
    return await log(db, asked, request, new)


async def log(
    db: Db, asked: locking.Asked, request: FeedbackRequest | None, new: FeedbackIn
) -> Feedback:
    asked.interview.expect_held(clock.now())
    now = clock.now()
    received_at = new.received_at or now
    if received_at > now:
        raise Invalid.at("/received_at", "is in the future")
    if received_at < asked.interview.starts_at:
        raise Invalid.at("/received_at", "is before the interview")
    if request is not None:
        request.become(RequestStatus.received, now)
    feedback = Feedback(
        agency_id=db.agency_id,
        interview_id=asked.interview.id,
        feedback_request_id=request.id if request else None,
        **{
            **new.model_dump(exclude={"interview_id"}),
            "received_at": received_at,
            "contact_id": new.contact_id or (request.contact_id if request else None),
        },
    )
    db.add(feedback)
    await settle_decision(db, asked, feedback)
    record(
        db,
        kinds.FeedbackReceived(
            interview_id=asked.interview.id,
            feedback_request_id=feedback.feedback_request_id,
            channel=feedback.channel,
        ),
        feedback.id,
        contact_id=feedback.contact_id,
        occurred_at=received_at,
        **asked.whose,
    )
    if request is not None:
        await calls.follow_answer(db, request, new.channel, received_at)
    return feedback


async def settle_decision(db: Db, asked: locking.Asked, feedback: Feedback) -> None:
    """The employer decided, unless they said to wait."""
    if feedback.outcome != FeedbackOutcome.hold:
        await decisions.settle_of(db, asked.interview, f"feedback_{feedback.outcome}")


async def amend(db: Db, feedback: Feedback, change: AmendmentIn) -> None:
    """Correct it and keep what stood before. A correction that changes nothing is nothing."""
    refuse_nulls(change)
    asked = await locking.interview_of(db, feedback)
    values = change.model_dump(exclude_unset=True, exclude={"note"})
    previous: dict[str, Any] = {
        field: getattr(feedback, field)
        for field, value in values.items()
        if getattr(feedback, field) != value
    }
    if not previous:
        return
    for field in previous:
        setattr(feedback, field, values[field])
    if "outcome" in previous:
        await settle_decision(db, asked, feedback)
    db.add(
        FeedbackAmendment(
            agency_id=db.agency_id,
            feedback_id=feedback.id,
            previous=previous,
            note=change.note,
            amended_at=clock.now(),
            amended_by_id=db.actor.id if db.actor.type == "user" else None,
        )
    )
    record(
        db,
        kinds.FeedbackAmended(interview_id=feedback.interview_id, fields=sorted(previous)),
        feedback.id,
        contact_id=feedback.contact_id,
        **asked.whose,
    )


async def release(db: Db, feedback: Feedback, new: ReleaseIn) -> None:
    """Give the candidate their text, by e-mail if that is the channel. Raises `AlreadyReleased`,
    `NothingToRelease`, or `Invalid` when the text repeats what the employer said in private."""
    if feedback.released_at is not None:
        raise AlreadyReleased(released_at=feedback.released_at)
    message = new.message or feedback.summary_for_candidate
    if not message:
        raise NothingToRelease
    asked = await locking.interview_of(db, feedback)
    await expect_nothing_private(db, asked, message)
    feedback.released_at = clock.now()
    feedback.released_by_id = db.actor.id if db.actor.type == "user" else None
    feedback.release_channel, feedback.release_message = new.channel, message
    if new.channel is ReleaseChannel.email:
        await tell_candidate(db, asked, feedback)
    record(
        db,
        kinds.FeedbackReleased(interview_id=feedback.interview_id, channel=new.channel),
        feedback.id,
        contact_id=feedback.contact_id,
        **asked.whose,
    )


async def expect_nothing_private(db: Db, asked: locking.Asked, message: str) -> None:
    """Whoever releases it. Raises `Invalid`."""
    whose = asked.application.candidate_id
    await guard(db, whose, Feedback, {"release_message": message}, at="/message")
    if db.actor.type not in AGENCY and await repeats_private_words(db, whose, message):
        raise Invalid.at("/message", REFUSED)


async def acknowledge(db: Db, feedback: Feedback, new: AcknowledgementIn) -> None:
    """The candidate has read or heard it. Raises `NotReleased` or `AlreadyAcknowledged`."""
    if feedback.released_at is None:
        raise NotReleased
    if feedback.acknowledged_at is not None:
        raise AlreadyAcknowledged(acknowledged_at=feedback.acknowledged_at)
    now = clock.now()
    at = new.acknowledged_at or now
    if not feedback.released_at <= at <= now:
        raise Invalid.at("/acknowledged_at", "must be between the release and now")
    asked = await locking.interview_of(db, feedback)
    feedback.acknowledged_at = at
    record(
        db,
        kinds.FeedbackAcknowledged(interview_id=feedback.interview_id),
        feedback.id,
        contact_id=feedback.contact_id,
        occurred_at=at,
        **asked.whose,
    )
