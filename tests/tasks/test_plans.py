"""What every change asks about tasks, and a list of them, among twenty thousand that are done."""

import json

import asyncpg
import pytest

from app.statements import Statement
from app.tasks.queries import TASKS
from app.tasks.reacting import CONCERNED
from tests.factories import Agency
from tests.test_plans import nodes

PEOPLE = """
INSERT INTO candidates (
    agency_id, id, given_name, family_name, emails, phones, phone_numbers, skills, tags,
    feedback_channel, search_text, created_at, updated_at, version
)
SELECT $1, md5(n::text)::uuid, 'Maria', 'Gregg', '{}', '{}', '{}', '{}', '{}', 'email', '',
       now(), now(), 1
FROM generate_series(0, 499) AS n
"""
TASKS_OF_THEIRS = """
INSERT INTO tasks (
    agency_id, id, title, due_at, "for", candidate_id, completed_by, done_at, done_by_itself,
    created_at, updated_at, version
)
SELECT $1, gen_random_uuid(), 'See to it', now() - n * interval '1 minute', 'recruiter',
       md5((n % 500)::text)::uuid, '{note.added}', CASE WHEN n % 20 > 0 THEN now() END, false,
       now(), now(), 1
FROM generate_series(1, 20000) AS n
"""
TO_DO = TASKS.statement(frozenset({"open"}), "due_at", False, 50)


@pytest.mark.parametrize(
    ("statement", "indexes"),
    [(TO_DO, {"ix_tasks_open"}), (CONCERNED, {"ix_tasks_open_of_candidate", "ix_tasks_open"})],
    ids=["to do", "concerned"],
)
async def test_open_tasks_are_found_among_those_that_are_done(
    agency: Agency, owner: str, statement: Statement, indexes: set[str]
) -> None:
    connection = await asyncpg.connect(owner)
    transaction = connection.transaction()
    await transaction.start()
    try:
        await connection.execute(f"SELECT set_config('app.agency_id', '{agency.id}', true)")
        await connection.execute(PEOPLE, agency.id)
        await connection.execute(TASKS_OF_THEIRS, agency.id)
        await connection.execute("ANALYZE candidates, tasks")
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        # The other tests' many agencies have few tasks each, which are sorted sooner than sought.
        await connection.execute("SET LOCAL enable_sort = off")
        await connection.execute(f"PREPARE hot AS {statement.sql}")
        arguments = ", ".join("NULL" for _ in statement.names)
        rows = await connection.fetch(f"EXPLAIN (FORMAT JSON) EXECUTE hot({arguments})")
    finally:
        await transaction.rollback()
        await connection.close()
    plan = nodes(json.loads(rows[0][0])[0]["Plan"])
    # By candidate among many open ones; with few the planner may read them all.
    assert indexes & {node.get("Index Name") for node in plan}
    assert not any("Sort" in node["Node Type"] for node in plan)
    assert "tasks" not in {
        node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"
    }
