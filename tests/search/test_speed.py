"""The search under row-level security, with enough rows that its plan matters."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

import asyncpg

from app.embedded.server import Urls
from app.search.queries import search_statement
from tests.candidates.test_finding import connected
from tests.factories import Agency

MANY = """
INSERT INTO candidates (
    agency_id, id, given_name, family_name, emails, phones, phone_numbers, skills, tags,
    feedback_channel, search_text, created_at, updated_at, version
)
SELECT $1, gen_random_uuid(), 'Maria', 'Gregg', ARRAY['p' || n || '@example.com'], '{}', '{}',
       ARRAY[translate(md5(n::text), '0123456789', 'ghijklmnop')], '{}', 'email', '',
       now(), now(), 1
FROM generate_series(1, 5000) AS n
"""


@asynccontextmanager
async def many_candidates(agency: Agency, urls: Urls) -> AsyncIterator[None]:
    async with connected(urls.owner, agency) as owner:
        try:
            await owner.execute(MANY, agency.id)
            await owner.execute("VACUUM ANALYZE search_entries, search_words")
            yield
        finally:
            await owner.execute("DELETE FROM candidates WHERE agency_id = $1", agency.id)
            await owner.execute("DELETE FROM search_words WHERE agency_id = $1", agency.id)


async def plan(app: asyncpg.Connection, agency_id: UUID, q: str) -> str:
    statement = search_statement(False)
    arguments = statement.arguments({"agency_id": agency_id, "q": q, "limit": 20})
    lines = await app.fetch(f"EXPLAIN (ANALYZE, COSTS OFF) {statement.sql}", *arguments)
    return "\n".join(line[0] for line in lines)


async def test_searching_uses_the_indexes_and_goes_no_further_than_needed(
    agency: Agency, urls: Urls
) -> None:
    async with many_candidates(agency, urls), connected(urls.app, agency) as app:
        await app.execute("SET plan_cache_mode = force_custom_plan")
        rare = await plan(app, agency.id, "p7@example.com")
        assert "Bitmap Index Scan on ix_search_entries_lexemes" in rare
        assert "Seq Scan" not in rare
        mistyped = await plan(app, agency.id, "abbahgfd")
        assert "Bitmap Index Scan on ix_search_words_trigrams" in mistyped
        common = await plan(app, agency.id, "gregg")
        assert "CTE mended" in common
        assert "(never executed)" in common.partition("CTE mended")[2].splitlines()[1]
