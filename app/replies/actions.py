"""Settling replies: as feedback, or put aside."""

from sqlalchemy import select

from app import clock
from app.database import Db
from app.errors import Invalid, NotFound
from app.events import kinds
from app.events.recorder import record
from app.feedback import answering, chasing
from app.feedback.models import Feedback, FeedbackChannel, FeedbackRequest, RequestStatus
from app.feedback.schemas import FeedbackIn
from app.replies.locking import requests_of
from app.replies.models import Reply, ReplyStatus
from app.replies.schemas import ConfirmationIn


async def confirm(db: Db, reply: Reply, new: ConfirmationIn) -> Feedback:
    """Log it as feedback that came when the mail did. Raises `ReplySettled`, and what
    `log_feedback` raises."""
    settle(db, reply, ReplyStatus.confirmed)
    request_id = new.feedback_request_id or reply.feedback_request_id
    if request_id is None:
        raise Invalid.at(
            "/feedback_request_id", "is needed: the message asked about several, or none"
        )
    asked = await requests_of(db, reply.message_id)
    try:
        request = await db.hold(FeedbackRequest, request_id)
    except NotFound as error:
        raise Invalid.at(
            "/feedback_request_id", "names no feedback request of this agency"
        ) from error
    said = new.model_dump(exclude={"feedback_request_id"}, exclude_unset=True)
    said.setdefault("private_notes", reply.text or None)
    logged = await answering.log_feedback(
        db,
        request,
        FeedbackIn(channel=FeedbackChannel.email, received_at=reply.received_at, **said),
    )
    await db.flush()
    reply.feedback_request_id, reply.feedback_id = request.id, logged.id
    record_about(db, kinds.ReplyConfirmed(feedback_id=logged.id), reply)
    await chase_again(db, asked, reply)
    return logged


async def dismiss(db: Db, reply: Reply) -> None:
    """It is no feedback. Raises `ReplySettled`."""
    settle(db, reply, ReplyStatus.dismissed)
    record_about(db, kinds.ReplyDismissed(), reply)
    await chase_again(db, await requests_of(db, reply.message_id), reply)


def settle(db: Db, reply: Reply, status: ReplyStatus) -> None:
    by_id = db.actor.id if db.actor.type == "user" else None
    reply.become(status, clock.now(), by_id)


async def chase_again(db: Db, asked: list[FeedbackRequest], reply: Reply) -> None:
    """What the reply paused and did not answer goes on, once no other reply waits for review."""
    await db.flush()
    replies = (
        await db.execute(
            select(Reply.received_at, Reply.status).where(
                Reply.agency_id == db.agency_id, Reply.message_id == reply.message_id
            )
        )
    ).all()
    if any(status == ReplyStatus.to_review for _, status in replies):
        return
    paused_at = {received_at for received_at, _ in replies}
    for request in asked:
        paused = request.is_paused(clock.now()) and request.paused_at in paused_at
        if request.status == RequestStatus.awaiting and paused:
            await chasing.go_on(db, request)


def record_about(db: Db, kind: kinds.Kind, reply: Reply) -> None:
    record(
        db,
        kind,
        reply.id,
        candidate_id=reply.candidate_id,
        application_id=reply.application_id,
        contact_id=reply.contact_id,
    )
