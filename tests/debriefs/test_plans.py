"""The question bank and a preparation each take one query, and never walk through an agency."""

import json
from typing import Any

import asyncpg
import pytest

from app.database import Reads, libpq_address
from app.debriefs.preparation import PREPARATION
from app.debriefs.queries import BANK
from app.statements import Statement
from tests.factories import Agency
from tests.test_plans import nodes

MANY = 5000
"""Rows of each: enough for a wrong plan to cost more than the right one."""

# Each of them named after its number, three to a candidate, ten vacancies to an employer.
ROWS = {
    "employers": ("name, priorities", "'Northwind', '{}'"),
    "contacts": (
        "employer_id, name, do_not_email",
        "id('employers', n), 'Ryan', false",
    ),
    "vacancies": (
        "employer_id, title, responsibilities, openings, status, published",
        "id('employers', n / 10), 'Depot Manager', '{}', 1, 'open', false",
    ),
    "candidates": (
        "given_name, family_name, emails, phones, phone_numbers, skills, tags, feedback_channel,"
        " search_text",
        "'Maria', 'Gregg', '{}', '{}', '{}', '{}', '{}', 'email', ''",
    ),
    "applications": (
        "candidate_id, vacancy_id, stage, submitted_at",
        "id('candidates', n / 3), id('vacancies', n), 'submitted', now()",
    ),
    "interviews": (
        "application_id, round, mode, starts_at, ends_at, timezone, questions_to_ask, status",
        "id('applications', n), 1, 'video', now(), now() + interval '1 hour', 'UTC', '[]',"
        " 'completed'",
    ),
    "debriefs": (
        "interview_id, questions, learned, improve, left_unsaid, recorded_by, recorded_at,"
        " closes_at",
        "id('interviews', n), '[]', '{}', '{}', '{}', 'recruiter', now(), now()",
    ),
    "feedback": (
        "interview_id, channel, received_at, outcome, strengths, improvements, ratings",
        "id('interviews', n), 'phone', now(), 'hold', '{}', '{}', '{}'",
    ),
    "asked_questions": (
        "employer_id, vacancy_id, interview_id, key, question, asked_at",
        "id('employers', n / 10), id('vacancies', n),"
        " id('interviews', n), 'why', 'Why?', now()",
    ),
}  # fmt: skip


async def fill(connection: asyncpg.Connection, agency: Agency) -> None:
    """An agency with a past, with statistics, until the transaction is rolled back.

    As if it were one of two: however many agencies other tests have left here, a plan for a large
    one is wanted.
    """
    await connection.execute(f"SELECT set_config('app.agency_id', '{agency.id}', true)")
    await connection.execute(
        "CREATE FUNCTION pg_temp.id(noun text, n bigint) RETURNS uuid LANGUAGE sql"
        " AS $$ SELECT md5(noun || n)::uuid $$"
    )
    for table, (columns, values) in ROWS.items():
        values = values.replace("id('", "pg_temp.id('")
        await connection.execute(
            f"INSERT INTO {table} (agency_id, id, created_at, updated_at, version, {columns})"
            f" SELECT '{agency.id}', pg_temp.id('{table}', n), now(), now(), 1, {values}"
            f" FROM generate_series(0, {MANY - 1}) AS n"
        )
    await connection.execute(
        "INSERT INTO interviewers (agency_id, interview_id, contact_id, position)"
        f" SELECT '{agency.id}', pg_temp.id('interviews', n),"
        " pg_temp.id('contacts', n), 0"
        f" FROM generate_series(0, {MANY - 1}) AS n"
    )
    for table in (*ROWS, "interviewers"):
        await connection.execute(f"ALTER TABLE {table} ALTER COLUMN agency_id SET (n_distinct = 2)")
    await connection.execute(f"ANALYZE {', '.join([*ROWS, 'interviewers'])}")


@pytest.mark.parametrize(
    ("statement", "indexes"),
    [
        (BANK, {"ix_asked_questions_employer_id", "pk_interviews"}),
        (
            PREPARATION,
            {
                "ix_asked_questions_employer_id", "ix_applications_candidate_id",
                "ix_interviews_application_id", "uq_debriefs_interview_id",
                "ix_feedback_interview_id", "pk_interviewers", "pk_contacts",
            },
        ),
    ],
    ids=["question bank", "preparation"],
)  # fmt: skip
async def test_a_generic_plan_goes_straight_to_its_rows(
    agency: Agency, owner: str, statement: Statement, indexes: set[str]
) -> None:
    """Under row-level security, which binds the tables' owner too."""
    connection = await asyncpg.connect(libpq_address(owner))
    changes = connection.transaction()
    await changes.start()
    try:
        await fill(connection, agency)
        await connection.execute("SET LOCAL plan_cache_mode = force_generic_plan")
        await connection.execute(f"PREPARE hot AS {statement.sql}")
        arguments = ", ".join("NULL" for _ in statement.names)
        rows = await connection.fetch(f"EXPLAIN (FORMAT JSON) EXECUTE hot({arguments})")
    finally:
        await changes.rollback()
        await connection.close()
    plan = nodes(json.loads(rows[0][0])[0]["Plan"])
    scans = [node for node in plan if "Index Cond" in node]
    used = {node["Index Name"] for node in scans}
    assert indexes <= used, f"missing {indexes - used}"
    for node in scans:
        assert " AND " in node["Index Cond"], f"the whole agency by {node['Index Name']}"
    assert [node["Relation Name"] for node in plan if node["Node Type"] == "Seq Scan"] == []


async def test_each_is_one_query_however_much_there_is(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Statement] = []
    fetch = Reads.fetch

    async def counted(self: Reads, statement: Statement, **values: Any) -> Any:
        asked.append(statement)
        return await fetch(self, statement, **values)

    interview, _ = await agency.interview_with_contact()
    for _ in range(3):
        other = await agency.interview(application_id=interview["application_id"])
        said = {"questions": [{"question": "Why?"}], "left_unsaid": ["My licence"]}
        await agency.recruiter.put(f"/v1/interviews/{other['id']}/debrief", json=said)
    monkeypatch.setattr(Reads, "fetch", counted)
    for noun in ("question-bank", "preparation", "debrief", "decision-process"):
        asked.clear()
        await agency.viewer.get(f"/v1/interviews/{interview['id']}/{noun}")
        assert len(asked) == 1, noun
