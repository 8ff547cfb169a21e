"""Finding candidates in lists."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import uuid4

import asyncpg

from app.candidates.queries import CANDIDATES, REACHED_BY, containing
from app.database import AGENCY_SETTING
from app.embedded.server import Urls
from app.statements import Statement
from tests.factories import Agency

PATH = "/v1/candidates"

MANY = """
INSERT INTO candidates (
    agency_id, id, given_name, family_name, emails, phones, phone_numbers, skills, tags,
    feedback_channel, search_text, created_at, updated_at, version
)
SELECT $1, gen_random_uuid(), 'Maria', 'Gregg', ARRAY['p' || n || '@example.com'], '{}',
       ARRAY['+4420' || n], '{}', '{}', 'email', md5(n::text),
       now() - n * interval '1 minute', now(), 1
FROM generate_series(1, 5000) AS n
"""


async def test_q_looks_in_names_emails_skills_and_headline(agency: Agency) -> None:
    maria = await agency.recruiter.creates(
        PATH,
        {
            "name": {"given": "Maria", "family": "Gregg"}, "emails": ["m.gregg@example.com"],
            "headline": "Grew sales by 40%", "skills": ["PL_SQL"],
        },
    )  # fmt: skip
    zoe = await agency.recruiter.creates(
        PATH, {"name": {"given": "ZOË", "family": "Ådahl"}, "headline": r"C:\drive and 400"}
    )
    for words, expected in (
        ("maria gregg", [maria]),
        ("ARIA G", [maria]),
        ("gregg@example", [maria]),
        ("zoë å", [zoe]),
        ("pl_sql", [maria]),
        ("40%", [maria]),
        ("%", [maria]),
        ("_", [maria]),
        ("l_s", [maria]),
        ("\\", [zoe]),
        (r"c:\d", [zoe]),
        ("40", [zoe, maria]),
        ("nobody", []),
    ):
        page = await agency.viewer.reads(PATH, q=words, count=True)
        assert (page["items"], page["total"]) == (expected, len(expected)), words

    await agency.recruiter.changes(f"{PATH}/{maria['id']}", {"skills": ["Rust"]})
    assert (await agency.viewer.reads(PATH, q="pl_sql"))["items"] == []
    assert len((await agency.viewer.reads(PATH, q="rust"))["items"]) == 1


async def test_filters_are_named_after_the_fields(agency: Agency) -> None:
    maria = await agency.candidate(
        emails=["maria@example.com"], tags=["north"], skills=["SQL", "Rust"],
        owner_id=agency.recruiter.user_id,
    )  # fmt: skip
    other = await agency.candidate(tags=["south"], external_ref={"system": "bullhorn", "id": "3"})
    for filters, expected in (
        ({"tag": "north"}, [maria]),
        ({"tag": "nor"}, []),
        ({"skill": "Rust"}, [maria]),
        ({"skill": "Rust", "tag": "south"}, []),
        ({"email": "Maria@Example.com"}, [maria]),
        ({"email": "aria@example.com"}, []),
        ({"owner_id": agency.recruiter.user_id}, [maria]),
        ({"owner_id": str(uuid4())}, []),
        ({"external_system": "bullhorn", "external_id": "3"}, [other]),
        ({"created_after": maria["created_at"]}, [other]),
        ({"q": "maria", "tag": "south"}, [other]),
    ):
        assert (await agency.viewer.reads(PATH, **filters))["items"] == expected, filters
    for refused in ("email=maria", "owner_id=me", "sort=headline", "q=", "q=%00", "colour=red"):
        await agency.viewer.is_refused(422, "invalid", "GET", f"{PATH}?{refused}")


async def test_pages_by_family_name_cover_everyone_once_in_both_directions(agency: Agency) -> None:
    for family in ("Costa", "Abel", "Brown", "Abel", "Dunn"):
        name = {"given": "Ana", "family": family}
        await agency.recruiter.creates(PATH, {"name": name})
    in_order = ["Abel", "Abel", "Brown", "Costa", "Dunn"]
    for sort, expected in (("name", in_order), ("-name", in_order[::-1])):
        seen = []
        cursor: dict[str, str] = {}
        while True:
            page = await agency.viewer.reads(PATH, limit=2, sort=sort, q="ana", **cursor)
            seen += page["items"]
            if page["next_cursor"] is None:
                break
            cursor = {"cursor": page["next_cursor"]}
        assert [candidate["name"]["family"] for candidate in seen] == expected
        assert len({candidate["id"] for candidate in seen}) == len(expected)


@asynccontextmanager
async def connected(url: str, agency: Agency | None) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(url)
    try:
        if agency is not None:
            setting = f"SELECT set_config('{AGENCY_SETTING}', '{agency.id}', false)"
            await connection.execute(setting)
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def many_candidates(agency: Agency, urls: Urls) -> AsyncIterator[None]:
    """Enough for PostgreSQL to prefer an index, with the statistics that it would have gathered."""
    async with connected(urls.owner, agency) as owner:
        try:
            await owner.execute(MANY, agency.id)
            await owner.execute("VACUUM ANALYZE candidates")
            yield
        finally:
            await owner.execute("DELETE FROM candidates WHERE agency_id = $1", agency.id)
            await owner.execute("VACUUM ANALYZE candidates")


async def test_searching_uses_the_indexes_under_row_level_security(
    agency: Agency, urls: Urls
) -> None:
    """As requests run: the app's role, whom LIKE on the table itself would cost a full scan."""
    words = CANDIDATES.statement(frozenset({"q"}), "-created_at", False, 50)
    address = CANDIDATES.statement(frozenset({"email"}), "-created_at", False, 50)
    async with many_candidates(agency, urls), connected(urls.app, agency) as app:

        async def plan(statement: Statement, **values: object) -> str:
            arguments = statement.arguments({"agency_id": agency.id, **values})
            lines = await app.fetch(f"EXPLAIN {statement.sql}", *arguments)
            return "\n".join(line[0] for line in lines)

        assert "ix_candidates_search_text" in await plan(words, q=containing("Forklift"))
        assert "ix_candidates_emails" in await plan(address, email="p7@example.com")
        twins = await plan(REACHED_BY, emails=["p7@example.com"], phone_numbers=["+44207"])
        assert "ix_candidates_emails" in twins
        assert "ix_candidates_phone_numbers" in twins


async def test_the_view_that_is_searched_shows_and_changes_one_agency_only(
    agency: Agency, other_agency: Agency, urls: Urls
) -> None:
    theirs = await other_agency.candidate()
    for asking in (None, agency):
        async with connected(urls.app, asking) as app:
            assert await app.fetchval("SELECT count(*) FROM searchable_candidates") == 0
            touch = "UPDATE searchable_candidates SET headline = 'ours'"
            assert await app.execute(touch) == "UPDATE 0"
    async with connected(urls.app, other_agency) as app:
        assert await app.fetchval("SELECT count(*) FROM searchable_candidates") == 1
    assert await other_agency.viewer.reads(f"{PATH}/{theirs['id']}") == theirs
