"""What somebody can try on the demo from a command line, as it stands now."""

from uuid import UUID

from sqlalchemy import bindparam, or_

from app import clock
from app.access.actors import Actor
from app.database import Database
from app.demo.loading import AGENCY_ID
from app.feedback.models import FeedbackRequest, RequestStatus
from app.feedback.queries import REQUEST
from app.interviews.models import Interview, InterviewStatus
from app.statements import Row, Statement

TO_ANSWER = Statement(
    REQUEST.where(
        FeedbackRequest.agency_id == bindparam("agency_id"),
        FeedbackRequest.status == RequestStatus.awaiting,
        or_(
            Interview.status == InterviewStatus.completed,
            Interview.ends_at <= bindparam("now", type_=Interview.ends_at.type),
        ),
    )
    .order_by(FeedbackRequest.due_at, FeedbackRequest.id)
    .limit(1)
)


async def request_to_answer(database: Database, agency_id: UUID = AGENCY_ID) -> Row | None:
    """The demo's feedback request that is due longest and may be answered, as it is listed.

    Another one once that was answered, and None when none is left.
    """
    reads = database.reads(Actor(agency_id, "system"))
    found = TO_ANSWER.shape_all(await reads.fetch(TO_ANSWER, now=clock.now()))
    return found[0] if found else None
