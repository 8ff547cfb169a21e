"""Asking employers for feedback, chasing it, logging it, and giving it to the candidate."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.feedback import actions, answering, queries
from app.feedback.models import (
    Feedback,
    FeedbackRequest,
)
from app.feedback.refusals import (
    AlreadyAcknowledged,
    AlreadyAnswered,
    AlreadyReleased,
    NothingToRelease,
    NotReleased,
    RequestOpenAlready,
    RequestSettled,
)
from app.feedback.schemas import (
    AcknowledgementIn,
    AmendmentIn,
    FeedbackIn,
    FeedbackOnInterviewIn,
    FeedbackOut,
    FeedbackQuery,
    FeedbackRequestChange,
    FeedbackRequestIn,
    FeedbackRequestOut,
    FeedbackRequestQuery,
    ReasonIn,
    ReleaseIn,
)
from app.interviews.models import InterviewMissing, InterviewToCome
from app.paging import Page
from app.routing import Router

router = Router(tag="feedback")

Reading = Annotated[Reads, reading("feedback:read")]
Changing = Annotated[Db, changing("feedback:write")]


async def request_in_path(
    db: Changing, request_id: UUID, if_match: IfMatch = None
) -> FeedbackRequest:
    request = await db.hold(FeedbackRequest, request_id)
    answers.expect_version(if_match, request.version)
    return request


async def feedback_in_path(db: Changing, feedback_id: UUID, if_match: IfMatch = None) -> Feedback:
    feedback = await db.hold(Feedback, feedback_id)
    answers.expect_version(if_match, feedback.version)
    return feedback


RequestInPath = Annotated[FeedbackRequest, Depends(request_in_path)]
FeedbackInPath = Annotated[Feedback, Depends(feedback_in_path)]


@router.get(
    "/feedback-requests",
    summary="List feedback requests",
    response_model=Page[FeedbackRequestOut],
    responses=problems(),
)
async def list_feedback_requests(
    db: Reading, query: Annotated[FeedbackRequestQuery, Query()]
) -> Response:
    """Whose feedback is due, earliest first. `overdue=true` is today's chasing list: awaiting,
    past due, and of an application that has not ended."""
    return await queries.REQUESTS.page(db, query)


@router.post(
    "/feedback-requests",
    summary="Ask for feedback",
    status_code=201,
    response_model=FeedbackRequestOut,
    responses=problems(InterviewToCome, InterviewMissing, RequestOpenAlready),
)
async def request_feedback(db: Changing, new: FeedbackRequestIn) -> Response:
    """Ask a contact of the employer about an interview that has ended.

    Asking is still right after a rejection: that is when candidates want to know. Before the
    interview's end it is refused with `allowed_at`.
    """
    request = await actions.request_feedback(db, new)
    row = await queries.request_out(db, request.id)
    return answers.created(db, row, f"/v1/feedback-requests/{request.id}")


@router.get(
    "/feedback-requests/{request_id}",
    summary="Get a feedback request",
    response_model=FeedbackRequestOut,
    responses=problems(NotFound),
)
async def get_feedback_request(db: Reading, request_id: UUID) -> Response:
    """One request, with whether it is overdue and when it may be chased next."""
    return answers.found(await queries.request_out(db, request_id))


@router.patch(
    "/feedback-requests/{request_id}",
    summary="Change a feedback request",
    response_model=FeedbackRequestOut,
    responses=problems(NotFound, RequestSettled, PreconditionFailed),
)
async def change_feedback_request(
    db: Changing, request: RequestInPath, change: FeedbackRequestChange
) -> Response:
    """Change how it is asked, what is asked or when it is due, while it is awaiting."""
    await actions.change_request(db, request, change)
    return answers.changed(db, await queries.request_out(db, request.id))


@router.post(
    "/feedback-requests/{request_id}/feedback",
    summary="Log the feedback",
    status_code=201,
    response_model=FeedbackOut,
    responses=problems(NotFound, AlreadyAnswered, RequestSettled, InterviewMissing),
)
async def log_feedback(db: Changing, request: RequestInPath, new: FeedbackIn) -> Response:
    """What the employer said, by whatever channel: the request is received and chased no more.

    `private_notes` stay with you. `summary_for_candidate` is a draft until it is released.
    """
    feedback = await answering.log_feedback(db, request, new)
    row = await queries.feedback_out(db, feedback.id)
    return answers.created(db, row, f"/v1/feedback/{feedback.id}")


@router.post(
    "/feedback-requests/{request_id}/refusal",
    summary="Log a refusal",
    response_model=FeedbackRequestOut,
    responses=problems(NotFound, RequestSettled),
)
async def refuse_feedback(db: Changing, request: RequestInPath, new: ReasonIn) -> Response:
    """The contact will not give feedback, and why. If they change their mind, log it."""
    await actions.decline(db, request, new.reason)
    return answers.changed(db, await queries.request_out(db, request.id))


@router.post(
    "/feedback-requests/{request_id}/closure",
    summary="Close a feedback request",
    response_model=FeedbackRequestOut,
    responses=problems(NotFound, RequestSettled),
)
async def close_feedback_request(db: Changing, request: RequestInPath, new: ReasonIn) -> Response:
    """Give up on it, or end it because it is no longer needed, with a reason."""
    await actions.close(db, request, new.reason)
    return answers.changed(db, await queries.request_out(db, request.id))


@router.get(
    "/feedback", summary="List feedback", response_model=Page[FeedbackOut], responses=problems()
)
async def list_feedback(db: Reading, query: Annotated[FeedbackQuery, Query()]) -> Response:
    """Everything employers said, newest first. `released=false` is what candidates still lack."""
    return await queries.ALL_FEEDBACK.page(db, query)


@router.post(
    "/feedback",
    summary="Log feedback on an interview",
    status_code=201,
    response_model=FeedbackOut,
    responses=problems(InterviewToCome, InterviewMissing),
)
async def log_feedback_on_interview(db: Changing, new: FeedbackOnInterviewIn) -> Response:
    """Feedback that came without being asked for. If its contact was being asked, the request is
    received."""
    feedback = await answering.log_feedback_on_interview(db, new)
    row = await queries.feedback_out(db, feedback.id)
    return answers.created(db, row, f"/v1/feedback/{feedback.id}")


@router.get(
    "/feedback/{feedback_id}",
    summary="Get feedback",
    response_model=FeedbackOut,
    responses=problems(NotFound),
)
async def get_feedback(db: Reading, feedback_id: UUID) -> Response:
    """One piece of feedback, private words included: it is for the agency's eyes."""
    return answers.found(await queries.feedback_out(db, feedback_id))


@router.post(
    "/feedback/{feedback_id}/amendments",
    summary="Amend feedback",
    status_code=201,
    response_model=FeedbackOut,
    responses=problems(NotFound, PreconditionFailed),
)
async def amend_feedback(db: Changing, feedback: FeedbackInPath, change: AmendmentIn) -> Response:
    """Correct the fields sent. Nothing is overwritten: `amendments` keeps what stood before."""
    await answering.amend(db, feedback, change)
    row = await queries.feedback_out(db, feedback.id)
    return answers.created(db, row, f"/v1/feedback/{feedback.id}")


@router.post(
    "/feedback/{feedback_id}/release",
    summary="Release feedback to the candidate",
    response_model=FeedbackOut,
    responses=problems(NotFound, AlreadyReleased, NothingToRelease),
)
async def release_feedback(
    db: Changing, feedback: FeedbackInPath, new: ReleaseIn | None = None
) -> Response:
    """Give the candidate `message`, or the summary as it stands, and keep the exact words.

    A text that copies a sentence or a clause of what an employer said in private about this
    candidate is refused, and one that has five words in a row in common with it is pointed out in
    `warnings`. That catches copies only: read what you release. The same is looked at in everything
    you type that the candidate reads, such as the title and the place of an interview, the
    decision's next steps, an offer's terms, tasks and notes for them.
    """
    await answering.release(db, feedback, new or ReleaseIn())
    return answers.changed(db, await queries.feedback_out(db, feedback.id))


@router.post(
    "/feedback/{feedback_id}/acknowledgement",
    summary="Log the candidate's acknowledgement",
    response_model=FeedbackOut,
    responses=problems(NotFound, NotReleased, AlreadyAcknowledged),
)
async def acknowledge_feedback(
    db: Changing, feedback: FeedbackInPath, new: AcknowledgementIn | None = None
) -> Response:
    """The candidate has read or heard the feedback that was released."""
    await answering.acknowledge(db, feedback, new or AcknowledgementIn())
    return answers.changed(db, await queries.feedback_out(db, feedback.id))
