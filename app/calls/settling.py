"""What other areas' changes entail for calls with the contact."""

from collections.abc import Sequence
from datetime import datetime

from app import clock
from app.calls.actions import become_held, cancel
from app.calls.locking import matter, open_calls
from app.calls.models import CallStatus
from app.database import Db
from app.feedback.models import FeedbackChannel, FeedbackRequest


async def settle_for(db: Db, requests: Sequence[FeedbackRequest], cause: str) -> None:
    """What was to be talked about is settled, or nobody waits for it: their open calls are off."""
    if not requests:
        return
    by_id = {request.id: request for request in requests}
    for call in await open_calls(db, requests):
        assert call.feedback_request_id is not None
        await cancel(db, await matter(db, by_id[call.feedback_request_id]), call, cause)


async def follow_answer(
    db: Db, request: FeedbackRequest, channel: FeedbackChannel, received_at: datetime
) -> None:
    """They answered. By a call: then the open one was held, whenever it was to be. By telephone,
    when its time had come: that was it. Any other way it is no longer needed."""
    for call in await open_calls(db, [request]):
        about = await matter(db, request)
        begun_already = call.starts_at is not None and call.starts_at <= clock.now()
        waited_for = call.status == CallStatus.booked and begun_already
        if channel == FeedbackChannel.call or (channel == FeedbackChannel.phone and waited_for):
            await become_held(db, about, call, received_at)
        else:
            await cancel(db, about, call, "feedback_received")
