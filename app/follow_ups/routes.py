"""Thanking the interviewers."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.applications.models import AlreadyEnded
from app.database import Db, Reads
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.follow_ups import actions, drafting, queries, sending
from app.follow_ups.models import (
    ContactsNotReachable,
    FollowUp,
    FollowUpSettled,
    NobodyToThank,
    QuietPeriod,
)
from app.follow_ups.schemas import (
    FollowUpChange,
    FollowUpIn,
    FollowUpOut,
    FollowUpQuery,
    FollowUpsOfInterviewQuery,
    SentIn,
    SkipIn,
)
from app.interviews.models import InterviewMissing, InterviewToCome
from app.interviews.queries import interview_out
from app.interviews.routes import ApplicationOfIt, InterviewInPath
from app.paging import Page
from app.routing import Router
from app.templates.actions import in_words
from app.templates.schemas import WordingOut

router = Router(prefix="/v1", tag="follow-ups")

Reading = Annotated[Reads, reading("interviews:read")]
Changing = Annotated[Db, changing("interviews:write")]


async def follow_up_in_path(db: Changing, follow_up_id: UUID, if_match: IfMatch = None) -> FollowUp:
    follow_up = await db.hold(FollowUp, follow_up_id)
    answers.expect_version(if_match, follow_up.version)
    return follow_up


FollowUpInPath = Annotated[FollowUp, Depends(follow_up_in_path)]


@router.get(
    "/follow-ups",
    summary="List follow-ups",
    response_model=Page[FollowUpOut],
    responses=problems(),
)
async def list_follow_ups(db: Reading, query: Annotated[FollowUpQuery, Query()]) -> Response:
    """Who is to be thanked, the earliest due first. `overdue=true` are those whose time is over."""
    return await queries.follow_ups_page(db, query)


@router.get(
    "/interviews/{interview_id}/follow-ups",
    summary="List an interview's follow-ups",
    response_model=Page[FollowUpOut],
    responses=problems(NotFound),
)
async def list_interview_follow_ups(
    db: Reading, interview_id: UUID, query: Annotated[FollowUpsOfInterviewQuery, Query()]
) -> Response:
    """The one that its completion made, and any added by hand."""
    await interview_out(db, interview_id)
    return await queries.follow_ups_page(db, query, interview_id=interview_id)


@router.post(
    "/interviews/{interview_id}/follow-ups",
    summary="Add a follow-up",
    status_code=201,
    response_model=FollowUpOut,
    responses=problems(NotFound, InterviewToCome, InterviewMissing, AlreadyEnded, QuietPeriod),
)
async def create_follow_up(
    db: Changing, interview: InterviewInPath, application: ApplicationOfIt, new: FollowUpIn
) -> Response:
    """One more, beside the one that completing the interview makes: for somebody else who was
    there, or later. Whom the candidate thanked a short while ago is refused, with `allowed_at`.
    """
    follow_up = await actions.create_follow_up(db, interview, application, new)
    row = await queries.follow_up_out(db, follow_up.id)
    return answers.created(db, row, f"/v1/follow-ups/{follow_up.id}")


@router.get(
    "/follow-ups/{follow_up_id}",
    summary="Get a follow-up",
    response_model=FollowUpOut,
    responses=problems(NotFound),
)
async def get_follow_up(db: Reading, follow_up_id: UUID) -> Response:
    """One thank-you: to whom, by when, in which words, and whether it went out in time."""
    return answers.found(await queries.follow_up_out(db, follow_up_id))


@router.patch(
    "/follow-ups/{follow_up_id}",
    summary="Change a follow-up",
    response_model=FollowUpOut,
    responses=problems(NotFound, FollowUpSettled, PreconditionFailed),
)
async def change_follow_up(
    db: Changing, follow_up: FollowUpInPath, change: FollowUpChange
) -> Response:
    """Change the fields sent, while it is due."""
    await actions.change_follow_up(db, follow_up, change)
    return answers.changed(db, await queries.follow_up_out(db, follow_up.id))


@router.get(
    "/follow-ups/{follow_up_id}/draft",
    summary="Preview a follow-up's draft",
    response_model=WordingOut,
    responses=problems(NotFound),
)
async def preview_follow_up_draft(db: Reading, follow_up_id: UUID) -> Response:
    """What `POST …/draft` would write; nothing is changed."""
    return answers.found(in_words(await drafting.draft(db, follow_up_id)))


@router.post(
    "/follow-ups/{follow_up_id}/draft",
    summary="Draft a follow-up",
    response_model=FollowUpOut,
    responses=problems(NotFound, FollowUpSettled, PreconditionFailed),
)
async def draft_follow_up(db: Changing, follow_up: FollowUpInPath) -> Response:
    """Write `subject` and `body` from the debrief, in the agency's wording (`thank_you` of
    `/v1/templates`) and over what stood there: thanks, one reason why the candidate fits, one
    thing they did not get to say. Under 150 words, and nothing of what they doubt or earn.
    """
    await actions.draft_follow_up(db, follow_up)
    return answers.changed(db, await queries.follow_up_out(db, follow_up.id))


@router.post(
    "/follow-ups/{follow_up_id}/send",
    summary="Send a follow-up",
    response_model=FollowUpOut,
    responses=problems(
        NotFound,
        FollowUpSettled,
        NobodyToThank,
        ContactsNotReachable,
        QuietPeriod,
        PreconditionFailed,
    ),
)
async def send_follow_up(db: Changing, follow_up: FollowUpInPath) -> Response:
    """By e-mail to everybody it names, drafted first if it has no `body`. Answers go to the
    candidate's recruiter.

    One message, to all or to nobody: `GET /v1/messages?interview_id=…` says what became of it.
    """
    await sending.send_follow_up(db, follow_up)
    return answers.changed(db, await queries.follow_up_out(db, follow_up.id))


@router.post(
    "/follow-ups/{follow_up_id}/sent",
    summary="Log a follow-up as sent",
    response_model=FollowUpOut,
    responses=problems(NotFound, FollowUpSettled, QuietPeriod, PreconditionFailed),
)
async def log_follow_up_sent(
    db: Changing, follow_up: FollowUpInPath, new: SentIn | None = None
) -> Response:
    """It was sent from somewhere else, by whatever channel, now or before."""
    await sending.log_sent(db, follow_up, new or SentIn())
    return answers.changed(db, await queries.follow_up_out(db, follow_up.id))


@router.post(
    "/follow-ups/{follow_up_id}/skip",
    summary="Skip a follow-up",
    response_model=FollowUpOut,
    responses=problems(NotFound, FollowUpSettled, PreconditionFailed),
)
async def skip_follow_up(db: Changing, follow_up: FollowUpInPath, new: SkipIn) -> Response:
    """Nobody will be thanked for this interview, and why."""
    await actions.skip_follow_up(db, follow_up, new.reason)
    return answers.changed(db, await queries.follow_up_out(db, follow_up.id))
