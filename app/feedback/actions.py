"""Asking for feedback, settling the request; and what other areas' changes entail."""

from datetime import datetime

from app import clock
from app.agencies.business_time import BusinessTime
from app.agencies.chasing import ChasingRules
from app.agencies.models import Agency
from app.agencies.queries import get_agency
from app.applications.models import Application, Stage
from app.calls import settling as calls
from app.changes import apply_change
from app.database import Db
from app.errors import Invalid
from app.events import kinds
from app.events.recorder import record
from app.feedback import chasing, locking
from app.feedback.models import FeedbackRequest, RequestStatus
from app.feedback.schemas import FeedbackRequestChange, FeedbackRequestIn
from app.interviews.models import Interview


def due_at(agency: Agency, interview: Interview) -> datetime:
    """When feedback on an interview is due, unless a time was agreed."""
    days: int = agency.policy["feedback_due_business_days"]
    return BusinessTime.of(agency).due(interview.ends_at, days)


async def request_feedback(db: Db, new: FeedbackRequestIn) -> FeedbackRequest:
    """Ask a contact about an interview that has ended, whatever became of the application.

    What Debrief asked by itself is taken on by whoever asks the same contact by hand.
    """
    asked = await locking.interview_in_body(db, new.interview_id)
    contact = await locking.expect_contact(db, new.contact_id, asked.employer_id)
    asked.interview.expect_held(clock.now())
    if new.due_at is not None and new.due_at < asked.interview.ends_at:
        raise Invalid.at("/due_at", "is before the interview's end")
    agency = await get_agency(db)
    asked_already = await locking.open_request_of(db, new.interview_id, new.contact_id)
    if asked_already is not None and asked_already.by_itself and db.actor.type != "system":
        await take_on(db, asked_already, asked, new)
        return asked_already
    request = FeedbackRequest(
        agency_id=db.agency_id,
        interview_id=asked.interview.id,
        contact_id=contact.id,
        channel=new.channel,
        due_at=new.due_at or due_at(agency, asked.interview),
        due_by_policy=new.due_at is None,
        questions=new.questions,
        chase_count=0,
        by_itself=db.actor.type == "system",
        # The candidate left: an answer is welcome, but nobody is waiting for it.
        chasing_stopped_at=clock.now() if asked.application.stage == Stage.withdrawn else None,
    )
    chasing.plan_next_chase(ChasingRules.of(agency, contact.country, contact.timezone), request)
    db.add(request)
    record(
        db,
        kinds.FeedbackRequested(
            interview_id=asked.interview.id, channel=request.channel, due_at=request.due_at
        ),
        request.id,
        contact_id=contact.id,
        **asked.whose,
    )
    return request


async def take_on(
    db: Db, request: FeedbackRequest, asked: locking.Asked, new: FeedbackRequestIn
) -> None:
    """From now on it is the recruiter's: asked in their way, due when they say."""
    request.by_itself = False
    fields = [
        name for name in ("channel", "questions") if getattr(request, name) != getattr(new, name)
    ]
    request.channel, request.questions = new.channel, new.questions
    if new.due_at is not None:
        request.due_at, request.due_by_policy = new.due_at, False
        fields.append("due_at")
    await chasing.plan_next_chases(db, [request])
    record(
        db,
        kinds.FeedbackRequestTakenOn(fields=sorted(fields), due_at=request.due_at),
        request.id,
        contact_id=request.contact_id,
        **asked.whose,
    )


async def change_request(db: Db, request: FeedbackRequest, change: FeedbackRequestChange) -> None:
    """A due time set by hand no longer follows the interview. Raises `RequestSettled`."""
    request.expect_awaiting()
    asked = await locking.interview_of(db, request)
    if change.due_at is not None and change.due_at < asked.interview.ends_at:
        raise Invalid.at("/due_at", "is before the interview's end")
    fields = apply_change(request, change)
    if not fields:
        return
    if "due_at" in fields:
        request.due_by_policy = False
        await chasing.plan_next_chases(db, [request])
    record(
        db,
        kinds.FeedbackRequestUpdated(fields=fields, due_at=request.due_at),
        request.id,
        contact_id=request.contact_id,
        **asked.whose,
    )


async def decline(db: Db, request: FeedbackRequest, reason: str) -> None:
    """The contact will not answer. Raises `RequestSettled`."""
    request.become(RequestStatus.declined, clock.now(), reason)
    asked = await locking.interview_of(db, request)
    record(
        db,
        kinds.FeedbackDeclined(interview_id=request.interview_id),
        request.id,
        contact_id=request.contact_id,
        **asked.whose,
    )
    await calls.settle_for(db, [request], "feedback_declined")


async def close(db: Db, request: FeedbackRequest, reason: str) -> None:
    """The recruiter gives up, or no longer needs it. Raises `RequestSettled`."""
    asked = await locking.interview_of(db, request)
    close_one(db, request, asked.application, "by_hand", reason)
    await calls.settle_for(db, [request], "request_closed")


def close_one(
    db: Db, request: FeedbackRequest, application: Application, cause: str, reason: str
) -> None:
    request.become(RequestStatus.closed, clock.now(), reason)
    record(
        db,
        kinds.FeedbackRequestClosed(interview_id=request.interview_id, cause=cause),
        request.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
        contact_id=request.contact_id,
    )


async def close_for_interview(
    db: Db, interview: Interview, application: Application, cause: str
) -> None:
    """The interview will not be held, or was not: its open requests end, each with its event."""
    requests = await locking.open_requests(db, interview_id=interview.id)
    for request in requests:
        close_one(db, request, application, cause, cause.replace("_", " "))
    await calls.settle_for(db, requests, cause)


async def follow_interview(db: Db, interview: Interview, application: Application) -> None:
    """The interview was moved: due times that follow it move too, and with them the chasing."""
    requests = await locking.open_requests(db, interview_id=interview.id)
    if not requests:
        return
    agency = await get_agency(db)
    for request in requests:
        old_due_at = request.due_at
        if request.due_by_policy:
            request.due_at = due_at(agency, interview)
        if request.due_at != old_due_at:
            record(
                db,
                kinds.FeedbackDueMoved(
                    interview_id=interview.id, old_due_at=old_due_at, due_at=request.due_at
                ),
                request.id,
                candidate_id=application.candidate_id,
                application_id=application.id,
                contact_id=request.contact_id,
            )
    await chasing.plan_next_chases(db, requests)


async def stop_chasing(db: Db, application: Application) -> None:
    """The application ended: what was asked stays open for an answer, but leaves the queue, and
    calls about it are off."""
    asked = await locking.open_requests_of_application(db, application.id)
    for request, interview in asked:
        if request.chasing_stopped_at is None:
            request.chasing_stopped_at, request.next_chase_at = clock.now(), None
            record_chasing(db, kinds.FeedbackChasingStopped, request, interview, application)
    await calls.settle_for(db, [request for request, _ in asked], "application_ended")


async def resume_chasing(db: Db, application: Application) -> None:
    """The application was reinstated: its open requests are worth chasing again."""
    stopped = [
        (request, interview)
        for request, interview in await locking.open_requests_of_application(db, application.id)
        if request.chasing_stopped_at is not None
    ]
    for request, interview in stopped:
        request.chasing_stopped_at = None
        record_chasing(db, kinds.FeedbackChasingResumed, request, interview, application)
    await chasing.plan_next_chases(db, [request for request, _ in stopped])


def record_chasing(
    db: Db,
    kind: type[kinds.FeedbackChasingStopped | kinds.FeedbackChasingResumed],
    request: FeedbackRequest,
    interview: Interview,
    application: Application,
) -> None:
    record(
        db,
        kind(interview_id=interview.id),
        request.id,
        candidate_id=application.candidate_id,
        application_id=application.id,
        contact_id=request.contact_id,
    )
