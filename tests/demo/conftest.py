"""The demo as somebody finds it who has just loaded it, and more of them beside it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

import httpx
import pytest
from uuid_utils.compat import uuid7

from app import demo
from app.access.models import Role
from app.database import Database
from tests.factories import Agency, Json, Person

PASSWORD = "debrief-demo"


def quietly(what: str, done: int, total: int) -> None:
    """Nobody watches."""


@asynccontextmanager
async def demo_agency(
    database: Database,
    transport: httpx.ASGITransport,
    agency_id: UUID | None = None,
    slug: str | None = None,
) -> AsyncIterator[Agency]:
    """Loaded now, and its three people signed in with the password everybody knows."""
    agency_id = agency_id or uuid7()
    slug = slug or f"demo-{agency_id.hex[-12:]}"
    await demo.load(database, quietly, agency_id=agency_id, slug=slug)
    people = {role: await signed_in(transport, role, slug) for role in Role}
    try:
        yield Agency(
            agency_id, slug, database, transport,
            people[Role.admin], people[Role.recruiter], people[Role.viewer],
        )  # fmt: skip
    finally:
        for person in people.values():
            await person.aclose()


async def signed_in(transport: httpx.ASGITransport, role: Role, slug: str) -> Person:
    person = Person(transport=transport, base_url="http://debrief")
    person.email = f"{role}@demo.example"
    form = {"username": person.email, "password": PASSWORD, "client_id": slug}
    token = await person.sends("POST", "/v1/auth/token", 200, data=form)
    person.headers["authorization"] = f"Bearer {token['access_token']}"
    person.user_id = (await person.reads("/v1/me"))["id"]
    return person


@pytest.fixture(scope="session")
async def acorn(database: Database, transport: httpx.ASGITransport) -> AsyncIterator[Agency]:
    """A demo that tests only read."""
    async with demo_agency(database, transport) as agency:
        yield agency


async def every(person: Person, path: str, **params: Any) -> list[Json]:
    """All rows of a list."""
    page = await person.reads(path, limit=200, **params)
    rows: list[Json] = page["items"]
    while page["next_cursor"]:
        page = await person.reads(path, limit=200, cursor=page["next_cursor"], **params)
        rows += page["items"]
    return rows


async def log(person: Person) -> list[Json]:
    """The whole change feed, oldest first."""
    events: list[Json] = []
    while page := (
        await person.reads(
            "/v1/events", limit=200, **({"after": events[-1]["id"]} if events else {})
        )
    )["items"]:
        events += page
    return events
