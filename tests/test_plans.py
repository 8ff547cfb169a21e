"""Hot reads use their indexes, sort nothing, and take the same few queries whatever the data."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from app.calls.queries import CALLS
from app.database import PoolConnection, Reads
from app.events.queries import feed
from app.feedback.queries import REQUESTS
from app.offers.queries import OFFERS
from app.references.queries import REFERENCES
from app.statements import Statement
from app.timeline.queries import page_statement
from app.vacancies.queries import VACANCIES_NEAR
from tests.factories import Agency

TIMELINE = page_statement(frozenset({"candidate_id"}), 51)
QUEUE = REQUESTS.statement(frozenset({"overdue"}), "due_at", False, 50)
NEWEST = REQUESTS.statement(frozenset(), "-created_at", False, 50)
CHANGED = REQUESTS.statement(frozenset({"updated_after"}), "updated_at", False, 50)
REFERENCE_QUEUE = REFERENCES.statement(frozenset({"overdue"}), "due_at", False, 50)
MANY_VACANCIES = """
    INSERT INTO vacancies (agency_id, id, employer_id, title, responsibilities, openings, status,
        published, search_latitude, search_longitude, created_at, updated_at, version)
    SELECT agency_id, gen_random_uuid(), id, 'Depot Manager', '{{}}', 1, 'open', false,
        n % 60, n % 180, now(), now(), 1
    FROM employers, generate_series(1, 5000) n WHERE id = '{employer}'
"""
NEAR = VACANCIES_NEAR.statement(frozenset({"near"}), "distance", True, 50)
DIARY = CALLS.statement(frozenset({"from_"}), "starts_at", False, 50)
OFFERED = OFFERS.statement(frozenset({"status"}), "-created_at", False, 50)


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes(child))]


@asynccontextmanager
async def taken_back(connection: PoolConnection) -> AsyncIterator[None]:
    transaction = connection.transaction()
    await transaction.start()
    yield
    await transaction.rollback()


async def explained(
    agency: Agency, statement: Statement, fill: str = "SELECT 1"
) -> list[dict[str, Any]]:
    """The nodes of its generic plan: as the app role and under row-level security, which is when
    indexes are lost unseen; with rows that are taken back, for tables so small that any will do."""
    async with agency.database.pool.acquire() as connection, taken_back(connection):
        await connection.execute(f"SELECT set_config('app.agency_id', '{agency.id}', true)")
        await connection.execute(fill)
        for setting in (
            "enable_seqscan = off",
            "enable_bitmapscan = off",
            "enable_sort = off",  # the other tests' agencies are small: sorted sooner than sought
            "plan_cache_mode = force_generic_plan",
        ):
            await connection.execute(f"SET LOCAL {setting}")
        await connection.execute(f"PREPARE hot AS {statement.sql}")
        arguments = ", ".join("NULL" for _ in statement.names)
        rows = await connection.fetch(f"EXPLAIN (FORMAT JSON) EXECUTE hot({arguments})")
        await connection.execute("DEALLOCATE hot")
    return nodes(json.loads(rows[0][0])[0]["Plan"])


def limits_the_index(plan: dict[str, Any], index: str) -> bool:
    """Whether this is the innermost limit above it."""
    return plan["Node Type"] == "Limit" and [
        node.get("Index Name")
        for node in nodes(plan)
        if node["Node Type"] in ("Limit", "Index Scan")
    ] == [None, index]


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (TIMELINE, "ix_events_candidate_timeline"),
        (QUEUE, "ix_feedback_requests_to_chase"),
        (NEWEST, "ix_feedback_requests_agency_id_created_at_id"),
        (CHANGED, "ix_feedback_requests_agency_id_updated_at_id"),
        (feed(frozenset({"after"}), 101), "pk_events"),
        (REFERENCE_QUEUE, "ix_candidate_references_awaited"),
        (OFFERED, "ix_offers_agency_id_created_at_id"),
        (DIARY, "ix_calls_starts_at"),
    ],
    ids=[
        "timeline",
        "overdue queue",
        "newest",
        "changed since",
        "change feed",
        "references due",
        "offers by the clock",
        "diary of calls",
    ],
)
async def test_a_generic_plan_finds_its_index(
    agency: Agency, statement: Statement, index: str
) -> None:
    plan = await explained(agency, statement)
    assert index in {node.get("Index Name") for node in plan}
    if statement is TIMELINE:  # the newest of each record of the person: sorted are these pages
        [plan] = [nodes(node) for node in plan if limits_the_index(node, index)]
    assert not any("Sort" in node["Node Type"] for node in plan)


async def test_vacancies_near_a_place_are_found_by_the_box_around_it(agency: Agency) -> None:
    employer = await agency.employer()
    plan = await explained(agency, NEAR, MANY_VACANCIES.format(employer=employer["id"]))
    [found] = [node for node in plan if node.get("Index Name") == "ix_vacancies_latitude"]
    assert "search_latitude" in found["Index Cond"]
    assert "search_longitude" in found["Index Cond"]


async def test_a_list_takes_one_query_however_long_it_is(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Statement] = []
    fetch = Reads.fetch

    async def counted(self: Reads, statement: Statement, **values: Any) -> Any:
        asked.append(statement)
        return await fetch(self, statement, **values)

    monkeypatch.setattr(Reads, "fetch", counted)
    request = await agency.feedback_request()
    for _ in range(3):
        await agency.feedback_request()
        offer = await agency.offer()
    for path in (
        "/v1/follow-ups", "/v1/follow-ups?status=due", "/v1/templates",
        "/v1/feedback-requests", "/v1/feedback", "/v1/interviews", "/v1/applications",
        "/v1/candidates", "/v1/vacancies", "/v1/contacts", "/v1/employers", "/v1/events",
        "/v1/offers", "/v1/placements",
        "/v1/tasks", "/v1/playbooks", "/v1/calls",
        f"/v1/candidates/{request['candidate_id']}/timeline",
        f"/v1/candidates/{request['candidate_id']}",
        f"/v1/interviews/{request['interview_id']}",
        "/v1/referees", "/v1/references",
        f"/v1/offers/{offer['id']}", f"/v1/offers/{offer['id']}/comparison",
    ):  # fmt: skip
        asked.clear()
        await agency.admin.reads(path)
        assert len(asked) == 1, path
