"""Interviews: when, with whom, and whether they took place."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, Query
from pydantic import Field
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.applications.models import AlreadyEnded, Application
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.fields import Instant
from app.interviews import actions, queries
from app.interviews.models import (
    FeedbackStatus,
    Interview,
    InterviewSettled,
    InterviewStatus,
    InterviewToCome,
)
from app.interviews.schemas import (
    CancellationIn,
    CompletionIn,
    InterviewChange,
    InterviewIn,
    InterviewOut,
    NoShowIn,
)
from app.paging import CREATED_OR_UPDATED, ListQuery, Page
from app.request_limits import MOST_BYTES_OF_PROSE
from app.routing import Router

router = Router(prefix="/v1/interviews", tag="interviews")

Reading = Annotated[Reads, reading("interviews:read")]
Changing = Annotated[Db, changing("interviews:write")]


class InterviewQuery(ListQuery):
    from_: Instant | None = Field(None, alias="from", description="Starting then or later.")
    to: Instant | None = Field(None, description="Starting before then.")
    application_id: UUID | None = None
    candidate_id: UUID | None = None
    employer_id: UUID | None = None
    status: InterviewStatus | None = None
    feedback_status: FeedbackStatus | None = None
    sort: CREATED_OR_UPDATED | Literal["starts_at", "-starts_at"] = "-created_at"


async def application_of_it(db: Changing, interview_id: UUID) -> Application:
    """Locked before the interview, as everywhere."""
    return await queries.get_application_of(db, interview_id)


ApplicationOfIt = Annotated[Application, Depends(application_of_it)]


async def interview_in_path(
    db: Changing, interview_id: UUID, _: ApplicationOfIt, if_match: IfMatch = None
) -> Interview:
    interview = await db.hold(Interview, interview_id)
    answers.expect_version(if_match, interview.version)
    return interview


InterviewInPath = Annotated[Interview, Depends(interview_in_path)]


@router.get("", summary="List interviews", response_model=Page[InterviewOut], responses=problems())
async def list_interviews(db: Reading, query: Annotated[InterviewQuery, Query()]) -> Response:
    """Newest first unless `sort` says otherwise. A day's diary is `from`, `to` and
    `sort=starts_at`."""
    return await queries.INTERVIEWS.page(db, query)


@router.post(
    "",
    summary="Schedule an interview",
    status_code=201,
    response_model=InterviewOut,
    responses=problems(AlreadyEnded),
    max_body_size=MOST_BYTES_OF_PROSE,
)
async def create_interview(db: Changing, new: InterviewIn) -> Response:
    """Arrange an interview, or record one after the fact: `starts_at` may be in the past.

    `duration_minutes` are minutes of a clock that nobody changes: an hour is an hour also in the
    night when summer time ends. Interviewers are contacts of the vacancy's employer. An
    application that has ended takes no interview to come.
    """
    interview = await actions.create_interview(db, new)
    row = await queries.interview_out(db, interview.id)
    return answers.created(db, row, f"/v1/interviews/{interview.id}")


@router.get(
    "/{interview_id}",
    summary="Get an interview",
    response_model=InterviewOut,
    responses=problems(NotFound),
)
async def get_interview(db: Reading, interview_id: UUID) -> Response:
    """One interview, with its time in UTC and in its own zone, and how far its feedback is."""
    return answers.found(await queries.interview_out(db, interview_id))


@router.patch(
    "/{interview_id}",
    summary="Move or change an interview",
    response_model=InterviewOut,
    responses=problems(NotFound, InterviewSettled, AlreadyEnded, PreconditionFailed),
    max_body_size=MOST_BYTES_OF_PROSE,
)
async def change_interview(
    db: Changing, interview: InterviewInPath, application: ApplicationOfIt, change: InterviewChange
) -> Response:
    """Change the fields sent; the others stay.

    Another `starts_at`, `duration_minutes` or `timezone` moves it, while it is scheduled: the
    event keeps the old time, and feedback falls due by the new one.
    """
    await actions.change_interview(db, interview, application, change)
    return answers.changed(db, await queries.interview_out(db, interview.id))


@router.post(
    "/{interview_id}/completion",
    summary="Complete an interview",
    response_model=InterviewOut,
    responses=problems(NotFound, InterviewSettled, InterviewToCome, PreconditionFailed),
)
async def complete_interview(
    db: Changing,
    interview: InterviewInPath,
    application: ApplicationOfIt,
    done: CompletionIn | None = None,
) -> Response:
    """It took place. One to come cannot be completed (409 with `allowed_at`); one under way can.

    Its interviewers are to be thanked: a follow-up falls due by the agency's policy.
    """
    completed_at = done.completed_at if done else None
    await actions.complete_interview(db, interview, application, completed_at)
    return answers.changed(db, await queries.interview_out(db, interview.id))


@router.post(
    "/{interview_id}/cancellation",
    summary="Cancel an interview",
    response_model=InterviewOut,
    responses=problems(NotFound, InterviewSettled, PreconditionFailed),
)
async def cancel_interview(
    db: Changing,
    interview: InterviewInPath,
    application: ApplicationOfIt,
    off: CancellationIn | None = None,
) -> Response:
    """It will not take place. Feedback requests about it are closed. The reason stays with you:
    the event says only who called it off."""
    off = off or CancellationIn()
    await actions.cancel_interview(db, interview, application, reason=off.reason, by=off.by)
    return answers.changed(db, await queries.interview_out(db, interview.id))


@router.post(
    "/{interview_id}/no-show",
    summary="Record a no-show",
    response_model=InterviewOut,
    responses=problems(NotFound, InterviewSettled, InterviewToCome, PreconditionFailed),
)
async def record_no_show(
    db: Changing, interview: InterviewInPath, application: ApplicationOfIt, missed: NoShowIn
) -> Response:
    """Somebody did not turn up. Once it has started only; feedback requests about it are closed."""
    await actions.record_no_show(db, interview, application, missed.absent)
    return answers.changed(db, await queries.interview_out(db, interview.id))
