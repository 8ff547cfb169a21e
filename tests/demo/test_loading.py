"""Loading the demo: whole or not at all, once, and in development only."""

import asyncio
from collections.abc import Iterator

import httpx
import pytest
from uuid_utils.compat import uuid7

from app import demo
from app.database import Database
from app.settings import settings
from tests.demo.conftest import PASSWORD, demo_agency, every, log, quietly
from tests.factories import Agency


@pytest.fixture
def in_production(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("DEBRIEF_ENV", "production")
    monkeypatch.setenv("DEBRIEF_SECRET_KEY", "f3b1a9d7c5e24860b1d3f5a79c8e6420")
    settings.cache_clear()
    yield
    monkeypatch.undo()
    settings.cache_clear()


async def test_loaded_by_two_at_once_it_is_there_once_and_says_how_far_it_is(
    database: Database, transport: httpx.ASGITransport
) -> None:
    agency_id, slug = uuid7(), "watched-demo"
    told: list[tuple[str, int, int]] = []

    async def loading() -> None:
        await demo.load(
            database, lambda *so_far: told.append(so_far), agency_id=agency_id, slug=slug
        )

    await asyncio.gather(loading(), loading())
    total = told[0][2]
    assert told == [("Demo data", done, total) for done in range(1, total + 1)]
    async with demo_agency(database, transport, agency_id, slug) as agency:
        assert len(await every(agency.viewer, "/v1/candidates")) == 42


async def test_loaded_again_it_adds_nothing_and_keeps_what_was_changed(
    database: Database, transport: httpx.ASGITransport
) -> None:
    async with demo_agency(database, transport) as agency:
        await agency.admin.changes("/v1/agency", {"name": "Oak", "slug": f"{agency.slug}-oak"})
        [candidate] = (await agency.recruiter.reads("/v1/candidates", q="Haddad"))["items"]
        path = f"/v1/candidates/{candidate['id']}"
        await agency.recruiter.changes(path, {"headline": "Depot manager"})
        before = await log(agency.admin)

        await demo.load(database, quietly, agency_id=agency.id, slug=agency.slug)
        assert await log(agency.admin) == before
        assert (await agency.viewer.reads("/v1/agency"))["name"] == "Oak"
        assert (await agency.viewer.reads(path))["headline"] == "Depot manager"


async def test_a_load_that_is_interrupted_leaves_nothing_and_can_be_begun_again(
    database: Database, transport: httpx.ASGITransport
) -> None:
    agency_id = uuid7()

    def interrupted(what: str, done: int, total: int) -> None:
        if done == 150:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        await demo.load(database, interrupted, agency_id=agency_id, slug="interrupted-demo")
    async with demo_agency(database, transport, agency_id, "interrupted-demo") as agency:
        assert len(await every(agency.viewer, "/v1/candidates")) == 42


async def test_outside_development_it_is_refused(database: Database, in_production: None) -> None:
    with pytest.raises(demo.NotInDevelopment, match="in development only"):
        await demo.load(database, quietly, agency_id=uuid7(), slug="production-demo")


async def test_outside_development_its_accounts_cannot_sign_in(
    acorn: Agency, anyone: httpx.AsyncClient, in_production: None
) -> None:
    """A database that a developer filled may well be served as another environment later."""
    for spelling in ("admin@demo.example", " Recruiter@Demo.Example ", "viewer@demo.example"):
        form = {"username": spelling, "password": PASSWORD, "client_id": acorn.slug}
        refused = await anyone.post("/v1/auth/token", data=form)
        assert (refused.status_code, refused.json()["type"]) == (401, "/problems/wrong-password")


async def test_there_is_always_a_request_to_answer_until_none_is_left(
    database: Database, transport: httpx.ASGITransport
) -> None:
    async with demo_agency(database, transport) as agency:
        waiting = await every(agency.viewer, "/v1/feedback-requests", status="awaiting")
        longest = min(waiting, key=lambda request: request["due_at"])
        for nth in range(len(waiting)):
            request = await demo.request_to_answer(database, agency.id)
            assert request is not None
            if nth == 0:
                assert str(request["id"]) == longest["id"]
                assert str(request["candidate_id"]) == longest["candidate_id"]
                assert longest["overdue"]
            body = {"channel": "phone", "outcome": "hold"}
            await agency.recruiter.creates(f"/v1/feedback-requests/{request['id']}/feedback", body)
        assert await demo.request_to_answer(database, agency.id) is None
    assert await demo.request_to_answer(database, uuid7()) is None
