"""What a route asks for: someone allowed, and a way to the database as that someone.

Reading = Annotated[Reads, reading("candidates:read")]
Changing = Annotated[Db, changing("candidates:write")]
"""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, Header
from fastapi.params import Security
from fastapi.security import HTTPBearer, OAuth2PasswordBearer, SecurityScopes
from starlette.requests import Request

from app.access import idempotency
from app.access.actors import Actor
from app.access.models import MissingScope
from app.access.scopes import SCOPES
from app.database import Db, Reads
from app.errors import Unauthenticated
from app.transaction import transaction

sign_in = OAuth2PasswordBearer(
    tokenUrl="/v1/auth/token",
    scopes=SCOPES,
    auto_error=False,
    scheme_name="SignIn",
    description="Sign in with e-mail and password; the demo's are in the README.",
)
api_key = HTTPBearer(
    auto_error=False,
    scheme_name="ApiKey",
    description="An API key (`dbf_…`). It may act for a recruiter with `On-Behalf-Of: <user id>`.",
)


async def current_actor(
    request: Request,
    needed: SecurityScopes,
    _token: Annotated[str | None, Depends(sign_in)],
    _key: Annotated[object, Depends(api_key)],
) -> Actor:
    """Who asks. 401 without credentials, 403 without the operation's scope."""
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not bearer:
        raise Unauthenticated(headers={"www-authenticate": "Bearer"})
    actor: Actor = await request.app.state.credentials.actor(
        bearer.strip(), request.headers.get("on-behalf-of")
    )
    for scope in needed.scopes:
        if scope not in actor.scopes:
            raise MissingScope(f"This needs the scope {scope}.", scope=scope)
    return actor


AnyActor = Annotated[Actor, Depends(current_actor)]


async def open_reads(request: Request, actor: AnyActor) -> Reads:
    reads: Reads = request.app.state.database.reads(actor)
    return reads


async def open_transaction(request: Request, actor: AnyActor) -> AsyncIterator[Db]:
    """One transaction a request, committed before the answer is sent (`scope="function"`)."""
    key = idempotency.key_of(request)
    async with transaction(request.app.state.database, actor) as db:
        if key is not None:
            await idempotency.claim(db, key, request)
        yield db
        if key is not None:
            assert db.answer is not None, "a POST answers through app.answers"
            await idempotency.keep(db, key, db.answer)


def reading(scope: str | None) -> Any:
    """Allowed to read `scope`, as a read-only view of the agency's rows."""
    return Security(open_reads, scopes=[scope] if scope else [])


def changing(scope: str | None) -> Any:
    """Allowed to change `scope`, in a transaction that commits before the answer is sent."""
    return Security(open_transaction, scopes=[scope] if scope else [], scope="function")


IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=200,
        description="The ETag you hold; 412 when the resource has changed since.",
    ),
]
