"""`Idempotency-Key`: the work is done once, and a retry gets the first answer for 24 hours.

The key is claimed by a row in the request's own transaction. Two requests at once: the second
waits on the row until the first commits, then replays. A crash before the commit leaves nothing,
and the retry does the work.
"""

import hashlib
from datetime import timedelta

import msgspec
from cryptography.fernet import InvalidToken
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import Response

from app import clock, keys
from app.access.models import AnswerUnreadable, KeyReused
from app.database import Db
from app.errors import Invalid
from app.statements import PlainStatement

KEPT_FOR = timedelta(hours=24)
LONGEST_KEY = 255
FORMS = ("multipart/form-data", "application/x-www-form-urlencoded")
KEPT_HEADERS = ("content-type", "location", "etag")

CLAIM = PlainStatement(
    """
    WITH swept AS (
        DELETE FROM idempotency_keys WHERE (agency_id, principal_id, key) IN (
            SELECT agency_id, principal_id, key FROM idempotency_keys
            WHERE agency_id = $1 AND created_at < $6
              AND NOT (principal_id = $2 AND key = $3)
            LIMIT 20 FOR UPDATE SKIP LOCKED
        )
    )
    INSERT INTO idempotency_keys AS kept (agency_id, principal_id, key, request_digest, created_at)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (agency_id, principal_id, key) DO UPDATE
        SET request_digest = excluded.request_digest, answer = NULL,
            created_at = excluded.created_at
        WHERE kept.created_at < $6
    RETURNING 1
    """
)
FIND = PlainStatement(
    "SELECT request_digest, answer FROM idempotency_keys"
    " WHERE agency_id = $1 AND principal_id = $2 AND key = $3"
)
KEEP = PlainStatement(
    "UPDATE idempotency_keys SET answer = $4"
    " WHERE agency_id = $1 AND principal_id = $2 AND key = $3"
)


class Replay(Exception):
    """Not an error: the request was answered before, and this is what it was answered."""

    def __init__(self, response: Response) -> None:
        self.response = response


class KeptAnswer(msgspec.Struct):
    """A stored answer."""

    status: int
    headers: dict[str, str]
    body: bytes


def key_of(request: Request) -> str | None:
    """The key of a POST that has one. Raises `Invalid` when it is empty or too long."""
    key = request.headers.get("idempotency-key") if request.method == "POST" else None
    if key is not None and not 0 < len(key.strip()) <= LONGEST_KEY:
        raise Invalid.at("/Idempotency-Key", f"must have 1 to {LONGEST_KEY} characters")
    return key


async def claim(db: Db, key: str, request: Request) -> None:
    """Reserve the key. Raises `Replay` with the first answer, `AnswerUnreadable` or `KeyReused`."""
    acting_for = request.headers.get("on-behalf-of", "")
    asked = f"{request.method} {request.url.path}?{request.url.query}\n{acting_for}\n".encode()
    asked_digest = hashlib.sha256(asked + await what_was_sent(request)).digest()
    mine = (db.agency_id, db.actor.principal, key)
    now = clock.now()
    if await db.run(CLAIM, *mine, asked_digest, now, now - KEPT_FOR):
        return
    [first] = await db.run(FIND, *mine)
    if first["request_digest"] != asked_digest:
        raise KeyReused
    try:
        kept = keys.seal().decrypt(first["answer"])
    except InvalidToken:
        raise AnswerUnreadable from None
    answer = msgspec.msgpack.decode(kept, type=KeptAnswer)
    headers = {**answer.headers, "idempotent-replayed": "true"}
    raise Replay(Response(answer.body, answer.status, headers))


async def what_was_sent(request: Request) -> bytes:
    """The body, or a form's fields, files' names and contents in order.

    Not a form's bytes: each time it is sent, a client divides it by another random boundary.
    """
    if not request.headers.get("content-type", "").lower().startswith(FORMS):
        return await request.body()
    form = await request.form()
    fields: list[tuple[str, ...] | tuple[str, str | None, bytes]] = []
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            await value.seek(0)
            fields.append((name, value.filename, hashlib.sha256(await value.read()).digest()))
            await value.seek(0)
        else:
            fields.append((name, value))
    return msgspec.msgpack.encode(fields)


async def keep(db: Db, key: str, answer: Response) -> None:
    """Store the answer beside the work, encrypted: it may hold a new key's secret."""
    headers = {name: answer.headers[name] for name in KEPT_HEADERS if name in answer.headers}
    kept = KeptAnswer(answer.status_code, headers, bytes(answer.body))
    sealed = keys.seal().encrypt(msgspec.msgpack.encode(kept))
    await db.run(KEEP, db.agency_id, db.actor.principal, key, sealed)
