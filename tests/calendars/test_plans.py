"""A feed goes straight to its rows, however many the agency has: programs read it every hour."""

import json

import asyncpg

from app.calendars.queries import OF_CANDIDATE, OF_RECRUITER
from app.database import libpq_address
from tests.debriefs.test_plans import MANY, fill
from tests.factories import Agency
from tests.test_plans import nodes

RECRUITERS = 1000
"""So many that each has few rows: of tables this small, a hundredth is read faster in a row."""
BUSY = f"""
    INSERT INTO users (agency_id, id, created_at, updated_at, version, email, name, role,
        password_hash, active)
    SELECT '{{agency}}', pg_temp.id('users', n), now(), now(), 1, n || '@acorn.example', 'Anna',
        'recruiter', 'x', true
    FROM generate_series(0, {RECRUITERS - 1}) n;
    UPDATE candidates SET owner_id = pg_temp.id('users', n % {RECRUITERS})
    FROM generate_series(0, {MANY - 1}) n
    WHERE agency_id = '{{agency}}' AND id = pg_temp.id('candidates', n);
    INSERT INTO calls
    SELECT (jsonb_populate_record(NULL::calls, jsonb_build_object(
        'agency_id', '{{agency}}', 'id', pg_temp.id('calls', n), 'created_at', now(),
        'updated_at', now(), 'version', 1, 'with', 'candidate', 'status', 'booked',
        'feedback_id', pg_temp.id('feedback', n), 'offered_times', '[]'::jsonb,
        'interview_id', pg_temp.id('interviews', n),
        'starts_at', now(), 'duration_minutes', 15,
        'caller_id', pg_temp.id('users', n % {RECRUITERS})
    ))).*
    FROM generate_series(0, {MANY - 1}) n;
    ANALYZE users, candidates, calls;
"""


INDEXES = {
    OF_CANDIDATE: {
        "ix_applications_candidate_id", "ix_interviews_application_id",
        "ix_calls_interview_id",
    },
    OF_RECRUITER: {
        "ix_candidates_owner_id", "ix_applications_candidate_id", "ix_interviews_application_id",
        "ix_calls_caller_id",
    },
}  # fmt: skip


async def test_generic_plans_go_straight_to_their_rows(agency: Agency, owner: str) -> None:
    connection = await asyncpg.connect(libpq_address(owner))
    changes = connection.transaction()
    await changes.start()
    try:
        await fill(connection, agency)
        await connection.execute(BUSY.format(agency=agency.id))
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        for statement, indexes in INDEXES.items():
            await connection.execute(f"PREPARE hot AS {statement.sql}")
            arguments = ", ".join("NULL" for _ in statement.names)
            rows = await connection.fetch(f"EXPLAIN (FORMAT JSON) EXECUTE hot({arguments})")
            await connection.execute("DEALLOCATE hot")
            plan = nodes(json.loads(rows[0][0])[0]["Plan"])
            used = {node["Index Name"] for node in plan if "Index Cond" in node}
            walked = {node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"}
            assert indexes <= used, f"missing {indexes - used} of {used}, walked {walked}"
            assert not walked & {"interviews", "calls", "feedback"}, walked
    finally:
        await changes.rollback()
        await connection.close()
