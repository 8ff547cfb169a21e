"""What is kept no longer: the words of old messages and replies, drafts, and what opens nothing any
more.

An agency keeps words for as long as its policy says (`retention_months`). That something was sent,
about which candidate and when, stays on record.
"""

from datetime import datetime
from uuid import UUID

import obstore

from app import clock
from app.access.actors import Actor
from app.database import Database, Db
from app.documents.storing import reachable, store
from app.events import kinds
from app.events.recorder import record
from app.settings import settings
from app.statements import PlainStatement
from app.transaction import transaction

KEPT_SINCE = PlainStatement(
    "SELECT $2::timestamptz - make_interval(months => (policy->>'retention_months')::int) AS moment"
    " FROM agencies WHERE id = $1"
)
FORGET_MESSAGES = PlainStatement(
    """
    UPDATE messages SET subject = NULL, body = NULL, invite = NULL, reply_to = NULL, detail = NULL,
        reply_digest = NULL, updated_at = now(), version = version + 1,
        recipients = (
            SELECT jsonb_agg(recipient || '{"name": "", "email": ""}')
            FROM jsonb_array_elements(recipients) recipient
        )
    WHERE agency_id = $1 AND created_at < $2 AND status NOT IN ('queued', 'sending')
        AND recipients @? '$[*] ? (@.email != "")'
    RETURNING id
    """
)
FORGET_REPLIES = PlainStatement(
    """
    WITH old AS (
        SELECT id, attachments FROM replies
        WHERE agency_id = $1 AND received_at < $2 AND status <> 'to_review' AND full_text <> ''
        FOR UPDATE
    )
    UPDATE replies SET text = '', full_text = '', subject = NULL, from_name = NULL,
        from_email = NULL, attachments = '[]', updated_at = now(), version = version + 1
    FROM old WHERE replies.agency_id = $1 AND replies.id = old.id
    RETURNING old.attachments
    """
)
FORGET_DRAFTS = PlainStatement(
    """
    DELETE FROM form_drafts draft USING feedback_requests request
    WHERE draft.agency_id = $1 AND request.agency_id = $1
        AND request.id = draft.feedback_request_id
        AND (request.status IN ('received', 'closed') OR draft.saved_at < $2)
    RETURNING draft.feedback_request_id
    """
)
FORGET_ACCESS = PlainStatement(
    "SELECT forget_access_events($1::timestamptz - make_interval(months => $2)) AS forgotten"
)
USED_UP = (
    PlainStatement(
        "DELETE FROM links"
        " WHERE agency_id = $1 AND expires_at < $2::timestamptz - interval '30 days'"
    ),
    PlainStatement(
        "DELETE FROM password_links"
        " WHERE agency_id = $1 AND expires_at < $2::timestamptz - interval '30 days'"
    ),
    PlainStatement(
        "DELETE FROM idempotency_keys"
        " WHERE agency_id = $1 AND created_at < $2::timestamptz - interval '1 day'"
    ),
)


async def forget_what_is_kept_no_longer(database: Database, agency_id: UUID) -> None:
    """A reply that waits for somebody is kept however old it is. Attachments go after the words:
    a crash between the two leaves files that nothing names."""
    async with transaction(database, Actor(agency_id, "system")) as db:
        await forget(db)


async def forget(db: Db) -> None:
    now = clock.now()
    [kept] = await db.run(KEPT_SINCE, db.agency_id, now)
    kept_since: datetime = kept["moment"]
    messages = await db.run(FORGET_MESSAGES, db.agency_id, kept_since)
    replies = await db.run(FORGET_REPLIES, db.agency_id, kept_since)
    drafts = await db.run(FORGET_DRAFTS, db.agency_id, kept_since)
    for statement in USED_UP:
        await db.run(statement, db.agency_id, now)
    await db.run(FORGET_ACCESS, now, settings().audit_months)
    files = [
        file["store_key"] for reply in replies for file in reply["attachments"] if file["store_key"]
    ]
    if messages or replies or drafts:
        applied = kinds.RetentionApplied(
            messages=len(messages),
            replies=len(replies),
            drafts=len(drafts),
            kept_since=kept_since,
        )
        record(db, applied, db.agency_id)

    async def remove_files() -> None:
        with reachable():
            await obstore.delete_async(store(), files)

    if files:
        db.once_committed.append(remove_files)
