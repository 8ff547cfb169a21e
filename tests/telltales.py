"""Telltales: words planted in every text column of every table, to be looked for in everything that
somebody can open. Tables and columns are found in the catalogue, so a new one takes part by itself.
"""

import re
from collections.abc import Collection, Mapping

import asyncpg

from app.database import libpq_address
from tests.factories import Agency

TELLTALE = "telltale"
COLUMNS = """
    SELECT c.table_name, c.column_name, c.data_type
    FROM information_schema.columns c JOIN information_schema.tables t
        USING (table_schema, table_name)
    WHERE table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
        AND table_name <> 'events' -- never changed, and without words
        AND c.udt_name IN ('text', 'jsonb', '_text')
        AND EXISTS (
            SELECT FROM information_schema.columns a
            WHERE (a.table_name, a.column_name) = (c.table_name, 'agency_id')
        )
        AND NOT EXISTS (
            SELECT FROM pg_constraint k JOIN pg_attribute a
                ON a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)
            WHERE k.contype = 'c' AND k.conrelid = c.table_name::regclass
                AND a.attname = c.column_name
        )
"""
PLANTED = {
    "text": "'{telltale} ' || ctid::text",
    "ARRAY": "ARRAY['{telltale}']",
    "jsonb": "jsonb_build_object('said', '{telltale}')",
}
FOR_PROGRAMS = {
    "agencies.policy", "calls.offered_times", "messages.recipients", "messages.kind",
    "playbooks.condition", "playbooks.trigger", "playbook_steps.completed_by",
    "tasks.completed_by", "asked_questions.key", "documents.kind", "offers.salary_currency",
    "offers.salary_per", "verdicts.wished_salary_currency", "verdicts.wished_salary_per",
    "vacancies.salary_currency", "vacancies.salary_per", "vacancies.employment_type",
    "vacancies.location_country",
}  # fmt: skip
"""Codes that the code reads, and structures."""


async def plant(
    owner: str,
    agency: Agency,
    theirs: Mapping[str, Collection[str]],
    of_others: Mapping[str, tuple[str, Collection[str]]],
) -> set[str]:
    """A telltale in every column that is not for the reader. `theirs` are the columns that they
    may read, and `of_others` in which rows the same columns are not for them. Answers which columns
    were planted."""
    connection = await asyncpg.connect(libpq_address(owner))
    try:
        # The owner is held to row-level security too.
        await connection.execute("SELECT set_config('app.agency_id', $1, false)", str(agency.id))
        planted = set()
        for table, column, kind in await connection.fetch(COLUMNS):
            rows = "true"
            if column in theirs.get(table, ()):
                where, columns = of_others.get(table, ("false", set()))
                rows = where if column in columns else "false"
            if f"{table}.{column}" in FOR_PROGRAMS or rows == "false":
                continue
            words = PLANTED[kind].format(telltale=f"{TELLTALE} {table}.{column}")
            done = await connection.execute(
                f'UPDATE {table} SET "{column}" = {words} WHERE agency_id = $1 AND {rows}',
                agency.id,
            )
            if done != "UPDATE 0":
                planted.add(f"{table}.{column}")
        return planted
    finally:
        await connection.close()


def telltales_in(words: str) -> list[str]:
    return re.findall(rf"{TELLTALE}[^\"<]{{0,60}}", words)
