"""How the employer decides after an interview."""

from typing import Annotated
from uuid import UUID

from starlette.responses import Response

from app import answers
from app.access.dependencies import IfMatch, changing, reading
from app.database import Db, Reads
from app.decisions import actions, queries
from app.decisions.schemas import DecisionProcessIn, DecisionProcessOut
from app.documentation import problems
from app.errors import NotFound, PreconditionFailed
from app.interviews.models import Interview, InterviewMissing
from app.interviews.queries import get_application_of
from app.routing import Router

router = Router(prefix="/v1/interviews", tag="decisions")

Reading = Annotated[Reads, reading("interviews:read")]
Changing = Annotated[Db, changing("interviews:write")]


@router.put(
    "/{interview_id}/decision-process",
    summary="Record how the employer decides",
    response_model=DecisionProcessOut,
    responses=problems(NotFound, InterviewMissing, PreconditionFailed)
    | {201: {"model": DecisionProcessOut, "description": "Recorded for the first time"}},
)
async def put_decision_process(
    db: Changing, interview_id: UUID, new: DecisionProcessIn, if_match: IfMatch = None
) -> Response:
    """What the employer said about deciding: what is not sent is not known.

    A later `decision_due_on` than before is a slip: it is kept in `slips` and counted. It is
    settled by itself when a later interview is arranged, when feedback on this one says `advance`,
    `offer` or `reject`, and when the application is offered or ends; a day named after that is
    awaited again while the application is open. Sent again as it stands it changes nothing.
    """
    application = await get_application_of(db, interview_id)
    interview = await db.hold(Interview, interview_id)
    first = await actions.put_process(db, interview, application, new, if_match)
    row = await queries.process_out(db, interview_id)
    if first:
        return answers.created(db, row, f"/v1/interviews/{interview_id}/decision-process")
    return answers.changed(db, row)


@router.get(
    "/{interview_id}/decision-process",
    summary="Get how the employer decides",
    response_model=DecisionProcessOut,
    responses=problems(NotFound),
)
async def get_decision_process(db: Reading, interview_id: UUID) -> Response:
    """What the employer said, every time they put it off, and whether it is overdue; 404 while
    nothing was said."""
    return answers.found(await queries.process_out(db, interview_id))
