"""Hot reads use their indexes, sort nothing, and take the same few queries whatever the data."""

import json
from typing import Any

import pytest

from app.database import Reads
from app.events.queries import feed
from app.feedback.queries import REQUESTS
from app.statements import Statement
from app.timeline.queries import page_statement
from tests.factories import Agency

TIMELINE = page_statement(frozenset({"candidate_id"}), 51)
QUEUE = REQUESTS.statement(frozenset({"overdue"}), "due_at", False, 50)
NEWEST = REQUESTS.statement(frozenset(), "-created_at", False, 50)
CHANGED = REQUESTS.statement(frozenset({"updated_after"}), "updated_at", False, 50)


def nodes(plan: dict[str, Any]) -> list[dict[str, Any]]:
    return [plan, *(node for child in plan.get("Plans", []) for node in nodes(child))]


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
    ],
    ids=["timeline", "overdue queue", "newest", "changed since", "change feed"],
)
async def test_a_generic_plan_finds_its_index(
    agency: Agency, statement: Statement, index: str
) -> None:
    """As the app role and under row-level security, which is when indexes are lost unseen."""
    async with agency.database.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SELECT set_config('app.agency_id', '{agency.id}', true)")
        for setting in (
            "enable_seqscan = off",
            "enable_bitmapscan = off",
            "plan_cache_mode = force_generic_plan",
        ):
            await connection.execute(f"SET LOCAL {setting}")
        await connection.execute(f"PREPARE hot AS {statement.sql}")
        arguments = ", ".join("NULL" for _ in statement.names)
        rows = await connection.fetch(f"EXPLAIN (FORMAT JSON) EXECUTE hot({arguments})")
        await connection.execute("DEALLOCATE hot")
    plan = nodes(json.loads(rows[0][0])[0]["Plan"])
    assert index in {node.get("Index Name") for node in plan}
    if statement is TIMELINE:  # the newest of each record of the person: sorted are these pages
        [plan] = [nodes(node) for node in plan if limits_the_index(node, index)]
    assert not any("Sort" in node["Node Type"] for node in plan)


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
    for path in (
        "/v1/feedback-requests", "/v1/feedback", "/v1/interviews", "/v1/applications",
        "/v1/candidates", "/v1/vacancies", "/v1/contacts", "/v1/employers", "/v1/events",
        f"/v1/candidates/{request['candidate_id']}/timeline",
        f"/v1/candidates/{request['candidate_id']}",
        f"/v1/interviews/{request['interview_id']}",
    ):  # fmt: skip
        asked.clear()
        await agency.admin.reads(path)
        assert len(asked) == 1, path
