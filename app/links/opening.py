"""Opening a link: who holds the token is let in, to that one thing, and to nothing else.

An unknown, revoked or expired link is answered alike, so that nothing can be learnt from it.
"""

import re
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from asyncpg import Record
from fastapi.exceptions import RequestValidationError
from sqlalchemy import bindparam, select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app import clock, limits
from app.access.actors import Actor
from app.access.models import ApiKey, User
from app.access.scopes import ROLE_SCOPES, SCOPES
from app.access.secrets import digest
from app.agencies.models import Agency
from app.database import Database, Reads
from app.errors import Busy, NotFound, OutcomeUnknown, Problem, TooManyRequests
from app.links.models import Link, LinkKind
from app.links.rights import READS
from app.links.tokens import LENGTH, is_believed
from app.pages import rendering
from app.problems import from_http, from_validation, said_aloud
from app.routing import Route
from app.statements import Statement

ALL_SCOPES = frozenset(SCOPES)
TOKEN = re.compile(rf"[A-Za-z0-9_-]{{{LENGTH}}}")
RATE = "300/minute"
"""An office of people who fill in forms, which keep their drafts, has one address."""
WRONG_RATE = "20/hour"
"""Guesses from one address: the tokens have 256 bits, and nobody need try more often."""

NOW = bindparam("now", type_=Link.expires_at.type)
SCOPES_OF_KEY = (
    select(ApiKey.scopes)
    .where(
        ApiKey.agency_id == Link.agency_id,
        ApiKey.id == Link.made_by_key_id,
        ApiKey.revoked_at.is_(None),
        ApiKey.expires_at.is_(None) | (ApiKey.expires_at > NOW),
    )
    .correlate(Link)
    .scalar_subquery()
)
ROLE_OF_USER = (
    select(User.role)
    .where(User.agency_id == Link.agency_id, User.id == Link.user_id, User.active)
    .correlate(Link)
    .scalar_subquery()
)
OPENED = Statement(
    select(
        Link.id,
        Link.agency_id,
        Link.feedback_request_id,
        Link.candidate_id,
        Link.user_id,
        Link.contact_id,
        Link.made_by_key_id,
        Link.expires_at,
        Link.first_opened_at,
        Agency.name.label("agency_name"),
        Agency.timezone,
        Agency.country,
        SCOPES_OF_KEY.label("key_scopes"),
        ROLE_OF_USER.label("role"),
    )
    .join(Agency, Agency.id == Link.agency_id)
    .where(
        Link.digest == bindparam("digest"),
        Link.kind == bindparam("kind"),
        Link.revoked_at.is_(None),
        Link.expires_at > NOW,
    )
)


class LinkGone(NotFound):
    """The link has run out, was revoked or never was; which of them is not said."""

    code, title = "link-gone", "This link does not open anything"


@dataclass(frozen=True)
class Opened:
    """A link that is good, and whose it is."""

    request: Request
    kind: LinkKind
    token: str
    id: UUID
    agency_id: UUID
    agency_name: str
    timezone: str
    country: str
    feedback_request_id: UUID | None
    candidate_id: UUID | None
    user_id: UUID | None
    contact_id: UUID | None
    made_by_key_id: UUID | None
    expires_at: datetime
    first_opened_at: datetime | None
    scopes: frozenset[str] = ALL_SCOPES
    """What it may show: all, unless it hangs on an API key that may read less."""

    @property
    def database(self) -> Database:
        database: Database = self.request.app.state.database
        return database

    def reads(self, actor: Actor) -> Reads:
        return self.database.reads(actor)


async def open_link(request: Request, kind: LinkKind, token: str) -> Opened:
    """Raises `LinkGone` or `TooManyRequests`."""
    client = limits.client_of(request)
    await limits.count((RATE, f"links {client}"))
    if TOKEN.fullmatch(token):
        database: Database = request.app.state.database
        async with database.looking_up() as connection:
            row = await connection.fetchrow(
                OPENED.sql,
                *OPENED.arguments({"digest": digest(token), "kind": kind, "now": clock.now()}),
            )
        if row is not None and (opened := as_opened(request, kind, token, row)):
            request.state.link = opened
            return opened
    await limits.count((WRONG_RATE, f"wrong links {client}"))
    raise LinkGone


def as_opened(request: Request, kind: LinkKind, token: str, row: Record) -> Opened | None:
    """Nothing when its token was made with a retired secret, or it hangs on an API key or a user
    who may not read that any more."""
    if not is_believed(kind, row["id"], token):
        return None
    found = dict(row)
    key_scopes, role = found.pop("key_scopes"), found.pop("role")
    scopes = ALL_SCOPES
    if found["made_by_key_id"] is not None:
        scopes &= frozenset(key_scopes or ())
    if found["user_id"] is not None:
        scopes &= ROLE_SCOPES.get(role, frozenset())
    if not scopes.issuperset(READS[kind]):
        return None
    return Opened(request, kind, token, **found, scopes=scopes)


def lost_a_letter(error: RequestValidationError) -> bool:
    """The address itself is wrong, not what was sent to it."""
    return any(complaint["loc"][0] == "path" for complaint in error.errors())


def as_problem(error: Problem | RequestValidationError | HTTPException) -> Problem:
    if isinstance(error, RequestValidationError):
        return from_validation(error, "")
    return from_http(error) if isinstance(error, HTTPException) else error


def busy_page(request: Request, busy: Busy) -> Response:
    """In plain words, and whether anything may have been saved."""
    if busy.__cause__ is not None:
        said_aloud(request, busy, busy.__cause__)
    unknown = isinstance(busy, OutcomeUnknown)
    page = rendering.private_page("busy", status=busy.status, unknown=unknown)
    page.headers.update(busy.headers)
    return page


class LinkRoute(Route):
    """Whoever follows a link is a person: refusals are pages in plain words."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_or_page(request: Request) -> Response:
            try:
                return await answer(request)
            except NotFound:
                return rendering.private_page("gone", status=404)
            except TooManyRequests as slow_down:
                seconds = slow_down.headers["retry-after"]
                page = rendering.private_page("too_many", status=429, seconds=seconds)
                page.headers["retry-after"] = seconds
                return page
            except Busy as busy:
                return busy_page(request, busy)
            except (Problem, RequestValidationError, HTTPException) as error:
                if isinstance(error, RequestValidationError) and lost_a_letter(error):
                    return rendering.private_page("gone", status=404)
                problem = as_problem(error)
                shown = {"problem": problem, "vacancies": None}
                return rendering.private_page("problem", status=problem.status, **shown)

        return answer_or_page
