"""Debriefs, the question bank they fill, and what to read before an interview."""

from typing import Annotated
from uuid import UUID

from fastapi import Query
from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.database import Db, Reads
from app.debriefs import actions, preparation, queries
from app.debriefs.models import DebriefClosed
from app.debriefs.schemas import (
    BankQuery,
    DebriefIn,
    DebriefOut,
    DebriefVersionOut,
    PreparationOut,
    QuestionBankOut,
    VersionQuery,
)
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.interviews.models import Interview, InterviewMissing, InterviewToCome
from app.interviews.queries import get_application_of
from app.paging import Page
from app.request_limits import MOST_BYTES_OF_PROSE
from app.routing import Router

router = Router(prefix="/v1/interviews", tag="debriefs")

Reading = Annotated[Reads, reading("interviews:read")]
Changing = Annotated[Db, changing("interviews:write")]


@router.put(
    "/{interview_id}/debrief",
    summary="Record or revise a debrief",
    response_model=DebriefOut,
    responses=problems(
        NotFound, InterviewToCome, InterviewMissing, DebriefClosed, PreconditionFailed
    )
    | {201: {"model": DebriefOut, "description": "Recorded for the first time"}},
    max_body_size=MOST_BYTES_OF_PROSE,
)
async def put_debrief(
    db: Changing, interview_id: UUID, new: DebriefIn, if_match: IfMatch = None
) -> Response:
    """How the interview went, as the candidate saw it: what is not sent is empty.

    The first is welcome however late. From then on it may be changed for as many days as the
    agency's policy says (`closes_at`, then 409 with `closed_at`); every version is kept. Sent again
    as it stands it changes nothing.
    """
    application = await get_application_of(db, interview_id)
    interview = await db.hold(Interview, interview_id)
    first = await actions.put_debrief(db, interview, application, new, if_match)
    row = await queries.debrief_out(db, interview_id)
    if first:
        return answers.created(db, row, f"/v1/interviews/{interview_id}/debrief")
    return answers.changed(db, row)


@router.get(
    "/{interview_id}/debrief",
    summary="Get a debrief",
    response_model=DebriefOut,
    responses=problems(NotFound),
)
async def get_debrief(db: Reading, interview_id: UUID) -> Response:
    """The candidate's debrief of an interview as it stands; 404 while there is none."""
    return answers.found(await queries.debrief_out(db, interview_id))


@router.get(
    "/{interview_id}/debrief/versions",
    summary="List a debrief's versions",
    response_model=Page[DebriefVersionOut],
    responses=problems(NotFound),
)
async def list_debrief_versions(
    db: Reading, interview_id: UUID, query: Annotated[VersionQuery, Query()]
) -> Response:
    """Everything it ever said, oldest first; the last is how it stands."""
    await queries.debrief_out(db, interview_id)
    return await queries.VERSIONS.page(db, query, interview_id=interview_id)


@router.get(
    "/{interview_id}/question-bank",
    summary="Get an interview's question bank",
    response_model=QuestionBankOut,
    responses=problems(NotFound),
)
async def get_question_bank(
    db: Reading, interview_id: UUID, query: Annotated[BankQuery, Query()]
) -> Response:
    """What this employer asked in other interviews of this round, or of any with `all_rounds`.

    This vacancy's questions come first, then the newest. Told without whom they asked and without
    what was answered.
    """
    return answers.found(await queries.question_bank(db, interview_id, query))


@router.get(
    "/{interview_id}/preparation",
    summary="Get all there is to read before an interview",
    response_model=PreparationOut,
    responses=problems(NotFound),
)
async def get_preparation(db: Reading, interview_id: UUID) -> Response:
    """The vacancy, the employer and its priorities, who interviews, what to ask and what may be
    asked, the candidate's own earlier debriefs and the feedback they were given, in one call.

    Fit to be passed on to the candidate: nothing in it is private to the agency or the employer.
    """
    return answers.found(await preparation.preparation(db, interview_id))
