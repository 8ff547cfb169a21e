"""What a contact sent last about an interview, in their own words and nobody else's.

It is kept in `form_answers`. Of what was sent before that table was there only the feedback is
known, which recruiters may have amended: then its first version counts as theirs, provided that
the log says that they sent it themselves.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import insert

from app import clock
from app.database import Db, Reader
from app.events.models import Event
from app.feedback.models import Feedback, FeedbackRequest
from app.feedback.queries import AMENDMENTS
from app.feedback.schemas import FeedbackIn
from app.forms.models import FormAnswer
from app.statements import Row, Statement, as_object, word

ON_THE_FORM = (
    "outcome", "strengths", "improvements", "ratings", "summary_for_candidate", "private_notes",
)  # fmt: skip
"""The fields of feedback that the form asks for."""

SENT = Statement(
    select(
        Feedback.id,
        func.coalesce(FormAnswer.sent_at, Feedback.received_at).label("sent_at"),
        Feedback.released_at,
        FormAnswer.values.label("answer"),
        as_object(**{name: getattr(Feedback, name) for name in ON_THE_FORM}).label("now"),
        AMENDMENTS.label("amendments"),
    )
    .outerjoin(
        FormAnswer,
        (FormAnswer.agency_id == Feedback.agency_id)
        & (FormAnswer.feedback_id == Feedback.id)
        & (FormAnswer.contact_id == Feedback.contact_id),
    )
    .where(
        Feedback.agency_id == bindparam("agency_id"),
        Feedback.interview_id == bindparam("interview_id"),
        Feedback.contact_id == bindparam("contact_id"),
        Feedback.channel == word("form"),
        FormAnswer.feedback_id.is_not(None)
        | exists().where(
            Event.agency_id == Feedback.agency_id,
            Event.subject_id == Feedback.id,
            Event.type == word("feedback.received"),
            Event.actor_type == word("contact"),
            Event.actor_id == Feedback.contact_id,
        ),
    )
    .order_by(FormAnswer.feedback_id.is_(None), Feedback.created_at)
    .limit(1)
)


@dataclass(frozen=True)
class OwnAnswer:
    """`values` are fields of `ON_THE_FORM`."""

    feedback_id: UUID
    sent_at: datetime
    released_at: datetime | None
    values: dict[str, Any]


async def own_answer(reader: Reader, interview_id: UUID, contact_id: UUID) -> OwnAnswer | None:
    rows = await reader.fetch(SENT, interview_id=interview_id, contact_id=contact_id)
    if not rows:
        return None
    [row] = rows
    values = read(row["answer"]) or first_version(row)
    return OwnAnswer(row["id"], row["sent_at"], row["released_at"], values)


def first_version(row: Any) -> dict[str, Any]:
    """As it was before the first amendment of each field."""
    values: Row = read(row["now"])
    for amendment in reversed(read(row["amendments"])):
        values |= {name: v for name, v in amendment["previous"].items() if name in ON_THE_FORM}
    return values


def read(json: Any) -> Any:
    """Text from the pool of reads, parsed already on a session's connection."""
    return msgspec.json.decode(json) if isinstance(json, str) else json


async def keep_answer(
    db: Db, request: FeedbackRequest, feedback_id: UUID, said: FeedbackIn
) -> None:
    """The latest counts."""
    kept = insert(FormAnswer).values(
        agency_id=db.agency_id,
        interview_id=request.interview_id,
        contact_id=request.contact_id,
        feedback_id=feedback_id,
        values=said.model_dump(mode="json", include={*ON_THE_FORM}),
        sent_at=clock.now(),
    )
    await db.flush()  # the feedback may be new, and this points at it
    await db.execute(
        kept.on_conflict_do_update(
            index_elements=[FormAnswer.agency_id, FormAnswer.interview_id, FormAnswer.contact_id],
            set_={name: kept.excluded[name] for name in ("feedback_id", "values", "sent_at")},
        )
    )
