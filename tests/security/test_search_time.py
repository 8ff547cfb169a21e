"""How long a search takes tells nothing of other agencies: none of their rows is looked at."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg
import pytest

from app.candidates.queries import CANDIDATES, REACHED_BY, containing
from app.embedded.server import Urls
from app.statements import Statement
from tests.documents.test_finding import connected
from tests.factories import Agency
from tests.test_plans import nodes

WORD = "zebrafish"
MANY = f"""
WITH people AS (
    INSERT INTO candidates (
        agency_id, id, given_name, family_name, emails, phones, phone_numbers, skills, tags,
        feedback_channel, search_text, created_at, updated_at, version
    )
    SELECT $1, gen_random_uuid(), 'Maria', 'Gregg', ARRAY['p@{WORD}.example'], '{{}}',
        ARRAY['+442079460021'], '{{}}', '{{}}', 'email', md5(n::text) || ' {WORD}',
        now() - n * interval '1 minute', now(), 1
    FROM generate_series(1, $2::int) AS n RETURNING id
)
INSERT INTO documents (
    agency_id, id, candidate_id, name, kind, format, size, sha256, store_key, search_text,
    text_status, created_at, updated_at, version
)
SELECT $1, gen_random_uuid(), id, 'cv.txt', 'cv', 'text', 1, '', '', md5(id::text) || ' {WORD}',
       'extracted', now(), now(), 1 FROM people
"""
THEIRS, OURS, OF_OTHER_WORDS = 4000, 3, 400


@asynccontextmanager
async def filled(urls: Urls, other: Agency, ours: Agency) -> AsyncIterator[None]:
    """The other agency holds the word thousands of times, we a few times among other words."""
    async with connected(urls.owner, None) as owner:

        async def each(*statements: str) -> None:
            for agency in (other, ours):
                setting = f"SELECT set_config('app.agency_id', '{agency.id}', false)"
                await owner.execute(setting)
                for statement in statements:
                    await owner.execute(statement, agency.id)

        try:
            for agency, count, words in (
                (other, THEIRS, MANY),
                (ours, OURS, MANY),
                (ours, OF_OTHER_WORDS, MANY.replace(WORD, "haddock")),
            ):
                setting = f"SELECT set_config('app.agency_id', '{agency.id}', false)"
                await owner.execute(setting)
                await owner.execute(words, agency.id, count)
            for table in ("candidates", "documents"):
                await owner.execute(f"VACUUM ANALYZE {table}")
            yield
        finally:
            await each(
                "DELETE FROM documents WHERE agency_id = $1",
                "DELETE FROM candidates WHERE agency_id = $1",
            )
            for table in ("candidates", "documents"):
                await owner.execute(f"VACUUM ANALYZE {table}")


async def visited(
    app: asyncpg.Connection, agency: Agency, statement: Statement, **values: Any
) -> int:
    """Rows and index entries that any step looked at, whether it kept them or not."""
    arguments = statement.arguments({"agency_id": agency.id, **values})
    rows = await app.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}", *arguments)
    plan = nodes(json.loads(rows[0][0])[0]["Plan"])
    names = ("Actual Rows", "Rows Removed by Filter", "Rows Removed by Index Recheck")
    return max(int(sum(node.get(name, 0) for name in names)) for node in plan)


@pytest.mark.parametrize("by_indexes_alone", [False, True])
async def test_no_row_of_another_agency_is_looked_at(
    by_indexes_alone: bool, agency: Agency, other_agency: Agency, urls: Urls
) -> None:
    async with filled(urls, other_agency, agency), connected(urls.app, agency) as app:
        if by_indexes_alone:  # what PostgreSQL chooses in a large agency
            await app.execute("SET enable_seqscan = off; SET enable_indexscan = off")
        for filters, values in (
            ({"q"}, {"q": containing(WORD)}),
            ({"email"}, {"email": f"p@{WORD}.example"}),
        ):
            statement = CANDIDATES.statement(frozenset(filters), "-created_at", False, 50)
            looked_at = await visited(app, agency, statement, **values)
            assert looked_at <= OURS + OF_OTHER_WORDS, filters
        reached = {"emails": [f"p@{WORD}.example"], "phone_numbers": ["+442079460021"]}
        assert await visited(app, agency, REACHED_BY, **reached) <= OURS + OF_OTHER_WORDS
