"""What a route asks for: someone allowed, and a way to the database as that someone.

Reading = Annotated[Reads, reading("candidates:read")]
Changing = Annotated[Db, changing("candidates:write")]
"""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Header
from fastapi.params import Security
from fastapi.security import OAuth2PasswordBearer, SecurityScopes
from starlette.requests import Request

from app.access import idempotency
from app.access.actors import Actor
from app.access.models import MissingScope
from app.access.scopes import SCOPES
from app.database import Db, Reads
from app.errors import Unauthenticated
from app.transaction import transaction


class SignedIn(OAuth2PasswordBearer):
    """Somebody with the operation's scope. Its subclasses give the route what it asked for in one
    step: each further dependency would cost every request its own resolution."""

    def __init__(self) -> None:
        super().__init__(
            tokenUrl="/v1/auth/token",
            scopes=SCOPES,
            scheme_name="SignIn",
            description="Sign in with e-mail and password; the demo's are in the README.",
        )

    async def actor(self, request: Request, needed: SecurityScopes) -> Actor:
        """Who asks. 401 without credentials, 429 after too many requests with them, 403 without the
        operation's scope."""
        scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not bearer:
            raise Unauthenticated
        actor: Actor = await request.app.state.credentials.actor(
            bearer.strip(), request.headers.get("on-behalf-of")
        )
        request.state.actor = actor
        request.scope["rate"] = await request.app.state.request_rates.take(actor.principal)
        for scope in needed.scopes:
            if scope not in actor.scopes:
                raise MissingScope(f"This needs the scope {scope}.", scope=scope)
        return actor


class OpenReads(SignedIn):
    """A read-only view of the agency's rows."""

    # Overriding FastAPI's `__call__` with another result is the point: it is a dependency.
    async def __call__(self, request: Request, needed: SecurityScopes) -> Reads:  # type: ignore[override]
        reads: Reads = request.app.state.database.reads(await self.actor(request, needed))
        return reads


class OpenTransaction(SignedIn):
    """One transaction a request, committed before the answer is sent (`scope="function"`)."""

    async def __call__(  # type: ignore[override]
        self, request: Request, needed: SecurityScopes
    ) -> AsyncIterator[Db]:
        actor = await self.actor(request, needed)
        key = idempotency.key_of(request)
        async with transaction(request.app.state.database, actor) as db:
            if key is not None:
                await idempotency.claim(db, key, request)
            yield db
            if key is not None:
                assert db.answer is not None, "a POST answers through app.answers"
                await idempotency.keep(db, key, db.answer)
        if db.credentials_changed:  # only now: before the commit they were still good
            request.app.state.credentials.forget()


open_reads = OpenReads()
open_transaction = OpenTransaction()


def reading(*scopes: str) -> Any:
    """Allowed to read all of `scopes`; signed in at all when there are none."""
    return Security(open_reads, scopes=[*scopes])


def changing(*scopes: str) -> Any:
    """Allowed to change all of `scopes`; signed in at all when there are none."""
    return Security(open_transaction, scopes=[*scopes], scope="function")


IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=200,
        description="The ETag you hold; 412 when the resource has changed since.",
    ),
]
