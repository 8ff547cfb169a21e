"""Rows held while mail is filed or settled, always requests in the order of their ids."""

import hashlib
from uuid import UUID

from sqlalchemy import select

from app.database import Db, on
from app.feedback.models import FeedbackRequest
from app.messages.models import MessageRequest
from app.statements import PlainStatement

ALONE = PlainStatement("SELECT pg_advisory_xact_lock(hashtextextended($1::text, 1))")


async def alone_with(db: Db, message_id: UUID, identity: str) -> str:
    """The mail's fingerprint under this message, and nobody else files it until the commit. One
    mail to the addresses of two messages answers both."""
    fingerprint = hashlib.sha256(f"{message_id}:{identity}".encode()).hexdigest()
    await db.run(ALONE, fingerprint)
    return fingerprint


async def requests_of(db: Db, message_id: UUID) -> list[FeedbackRequest]:
    """What the message asked about, locked."""
    found = await db.scalars(
        select(FeedbackRequest)
        .join(MessageRequest, on(MessageRequest.feedback_request_id, FeedbackRequest))
        .where(MessageRequest.agency_id == db.agency_id, MessageRequest.message_id == message_id)
        .order_by(FeedbackRequest.id)
        .with_for_update(of=FeedbackRequest, key_share=True)
    )
    return list(found)
