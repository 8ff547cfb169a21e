"""What a call is about and the call itself, held for a change: always in this order, against
deadlocks."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from app.calls.models import OPEN, Call, CallStatus, CallWith
from app.database import Db
from app.errors import NotFound
from app.feedback.locking import Asked, interview_of
from app.feedback.models import Feedback, FeedbackRequest, RequestStatus
from app.feedback.refusals import NotReleased, RequestSettled

LISTENING = frozenset({RequestStatus.awaiting, RequestStatus.declined})
"""While a request is so, what its contact says is still welcome."""


@dataclass(frozen=True)
class Matter:
    """What is talked about: a request, with its contact, or released feedback, with the
    candidate."""

    about: FeedbackRequest | Feedback
    asked: Asked

    @property
    def request(self) -> FeedbackRequest | None:
        return self.about if isinstance(self.about, FeedbackRequest) else None

    @property
    def feedback(self) -> Feedback | None:
        return self.about if isinstance(self.about, Feedback) else None

    @property
    def with_(self) -> CallWith:
        return CallWith.contact if self.request else CallWith.candidate

    @property
    def contact_id(self) -> UUID | None:
        """The contact who is called."""
        return self.request.contact_id if self.request else None

    def expect_open(self) -> None:
        """Raises `RequestSettled` or `NotReleased`."""
        if self.request is not None and self.request.status not in LISTENING:
            raise RequestSettled(
                f"The request is {self.request.status}.", request_status=self.request.status
            )
        if self.feedback is not None and self.feedback.released_at is None:
            raise NotReleased


async def matter(db: Db, about: FeedbackRequest | Feedback) -> Matter:
    """Of a request or feedback that is held."""
    return Matter(about, await interview_of(db, about))


async def matter_of(db: Db, call: Call) -> Matter:
    """Of a call that is held, and what it is about with it."""
    if call.feedback_request_id is not None:
        return await matter(
            db, await db.get_one(FeedbackRequest, (db.agency_id, call.feedback_request_id))
        )
    return await matter(db, await db.get_one(Feedback, (db.agency_id, call.feedback_id)))


async def call_about(db: Db, about: FeedbackRequest | Feedback) -> Call | None:
    """The call that stands, or the last one that was called off. Who asks holds what it is
    about."""
    subject = Call.feedback_request_id
    if isinstance(about, Feedback):
        subject = Call.feedback_id
    found: Call | None = await db.scalar(
        select(Call)
        .where(Call.agency_id == db.agency_id, subject == about.id)
        .order_by(Call.id.desc())
        .limit(1)
        .with_for_update(key_share=True)
    )
    return found


async def hold_call(db: Db, call_id: UUID) -> tuple[Matter, Call]:
    """Raises `NotFound`."""
    found = await db.execute(
        select(Call.feedback_request_id, Call.feedback_id).where(
            Call.agency_id == db.agency_id, Call.id == call_id
        )
    )
    row = found.one_or_none()
    if row is None:
        raise NotFound
    about: FeedbackRequest | Feedback
    if row.feedback_request_id is not None:
        about = await db.hold(FeedbackRequest, row.feedback_request_id)
    else:
        about = await db.hold(Feedback, row.feedback_id)
    return await matter(db, about), await db.hold(Call, call_id)


async def open_calls(db: Db, requests: Sequence[FeedbackRequest]) -> list[Call]:
    """Those about any of these held requests that are not over, in a fixed order."""
    found = await db.scalars(
        select(Call)
        .where(
            Call.agency_id == db.agency_id,
            Call.feedback_request_id.in_([request.id for request in requests]),
            Call.status.in_([*OPEN]),
        )
        .order_by(Call.id)
        .with_for_update(key_share=True)
    )
    return list(found)


def stands(call: Call | None) -> bool:
    """Whether it is still the one to change: after one that was called off comes another."""
    return call is not None and call.status != CallStatus.cancelled
