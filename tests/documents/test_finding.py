"""A candidate is found by the words of their CV."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from app.candidates.queries import CANDIDATES, containing
from app.database import AGENCY_SETTING
from app.embedded.server import Urls
from tests.documents.files import docx_of, docx_with, paragraph, pdf_saying
from tests.factories import Agency
from tests.test_plans import nodes

PATH = "/v1/candidates"
MANY = """
WITH people AS (
    INSERT INTO candidates (
        agency_id, id, given_name, family_name, emails, phones, phone_numbers, skills, tags,
        feedback_channel, search_text, created_at, updated_at, version
    )
    SELECT $1, gen_random_uuid(), 'Maria', 'Gregg', '{}', '{}', '{}', '{}', '{}', 'email',
           md5(n::text), now() - n * interval '1 minute', now(), 1
    FROM generate_series(1, 5000) AS n RETURNING id
)
INSERT INTO documents (
    agency_id, id, candidate_id, name, kind, format, size, sha256, store_key, search_text,
    text_status, created_at, updated_at, version
)
SELECT $1, gen_random_uuid(), id, 'cv.txt', 'cv', 'text', 1, '', '', repeat(md5(id::text), 8),
       'extracted', now(), now(), 1 FROM people
"""


async def found(agency: Agency, words: str, **filters: str) -> list[str]:
    page = await agency.viewer.reads(PATH, q=words, count=True, **filters)
    assert page["total"] == len(page["items"])
    return [candidate["id"] for candidate in page["items"]]


async def test_by_words_of_a_pdf_a_docx_and_a_text(agency: Agency) -> None:
    in_pdf = await agency.document(pdf_saying("Held a FORKLIFT licence for ten years"))
    in_docx = await agency.document(
        docx_of("Summary", "Crane operator", "Zoë's\nyard", header="Rigging since 2011")
    )
    in_text = await agency.document("Drove a\r\n\treach  truck; ﬁrst aider".encode("utf-16"))
    for words, document in (
        ("forklift licence", in_pdf),
        ("Ten Years", in_pdf),
        ("crane OPER", in_docx),
        ("zoë's yard", in_docx),
        ("rigging since", in_docx),
        ("a reach truck", in_text),
        ("first aid", in_text),
    ):
        assert await found(agency, words) == [document["candidate_id"]], words
    assert await found(agency, "sommelier") == []


async def test_by_words_in_a_text_box_of_a_template(agency: Agency) -> None:
    box = "</w:t></w:r></w:p><w:sdt><w:sdtContent><w:p><w:r><w:t>Stevedore</w:t></w:r></w:p>"
    box += "</w:sdtContent></w:sdt><w:p><w:r><w:t>"
    document = await agency.document(docx_with(paragraph(box)))
    assert await found(agency, "stevedore") == [document["candidate_id"]]


async def test_a_candidate_found_twice_is_listed_once_and_filters_still_hold(
    agency: Agency,
) -> None:
    maria = await agency.candidate(headline="Stevedore", tags=["north"])
    for _ in range(2):
        await agency.document(b"Stevedore in Hull.", candidate_id=maria["id"])
    other = await agency.document(b"A stevedore.")
    assert await found(agency, "stevedore") == [other["candidate_id"], maria["id"]]
    assert await found(agency, "stevedore", tag="north") == [maria["id"]]
    assert await found(agency, "stevedore", tag="south") == []


async def test_fewer_than_three_letters_are_not_looked_for_in_documents(agency: Agency) -> None:
    await agency.document(b"Q% zx ~")
    for words in ("zx", "q%", "~", " z"):
        assert await found(agency, words) == []


async def test_a_document_that_is_gone_finds_nobody(agency: Agency) -> None:
    document = await agency.document(b"Stevedore.")
    await agency.recruiter.sends("DELETE", f"/v1/documents/{document['id']}", 204)
    assert await found(agency, "stevedore") == []


async def test_nobody_is_found_by_another_agencys_documents(
    agency: Agency, other_agency: Agency, urls: Urls
) -> None:
    await other_agency.document(b"Stevedore.")
    assert await found(agency, "stevedore") == []
    for asking in (None, agency):
        async with connected(urls.app, asking) as app:
            assert await app.fetchval("SELECT count(*) FROM searchable_documents") == 0
            touch = "UPDATE searchable_documents SET search_text = 'ours'"
            assert await app.execute(touch) == "UPDATE 0"
    async with connected(urls.app, other_agency) as app:
        assert await app.fetchval("SELECT count(*) FROM searchable_documents") == 1


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


async def test_each_half_of_the_search_uses_its_index(agency: Agency, urls: Urls) -> None:
    """As requests run: the app's role, under row-level security, planned for the word."""
    statement = CANDIDATES.statement(frozenset({"q"}), "-created_at", False, 50)
    async with connected(urls.owner, agency) as owner, connected(urls.app, agency) as app:

        async def plan(words: str) -> list[dict[str, Any]]:
            arguments = statement.arguments({"agency_id": agency.id, "q": containing(words)})
            rows = await app.fetch(f"EXPLAIN (ANALYZE, FORMAT JSON) {statement.sql}", *arguments)
            return nodes(json.loads(rows[0][0])[0]["Plan"])

        try:
            await owner.execute(MANY, agency.id)
            for table in ("candidates", "documents"):
                await owner.execute(f"VACUUM ANALYZE {table}")
            indexes = {node.get("Index Name") for node in await plan("Forklift")}
            assert {"ix_candidates_search_text", "ix_documents_search_text"} <= indexes
            unread = [n for n in await plan("fo") if n.get("Relation Name") == "documents"]
            assert all(node["Actual Loops"] == 0 for node in unread)
        finally:
            for table in ("documents", "candidates"):
                await owner.execute(f"DELETE FROM {table} WHERE agency_id = $1", agency.id)
                await owner.execute(f"VACUUM ANALYZE {table}")
    assert statement.planned_each_time
