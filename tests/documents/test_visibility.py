"""Who may see a document: the agency alone, unless it is said to be for the candidate too."""

import runpy
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from fastapi import FastAPI

from app.access.actors import Actor
from app.database import libpq_address
from app.documents.models import DocumentKind
from app.events import kinds
from app.events.recorder import record
from app.transaction import transaction
from tests.factories import Agency, Json, Person
from tests.portal.situations import Portal, portal_of
from tests.public.conftest import arriving
from tests.public.test_interest import MARIA, interest_in

MIGRATION = Path(__file__).parents[2] / "migrations/versions/2026-11-29_visibility_of_documents.py"


SENT_BY_THEMSELVES = runpy.run_path(str(MIGRATION))["SENT_BY_THEMSELVES"]


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Person]:
    async with arriving(app) as program:
        yield program


async def on_their_page(portal: Portal) -> list[str]:
    """What of their documents their page leads to, and that their download names no other."""
    key = {"form_key": await portal.key()}
    data = (await portal.browser.post(f"{portal.path}/yours/data", data=key)).json()
    page = (await portal.opens("/yours")).source
    named: list[str] = [one["id"] for one in data["documents"]]
    assert page.count("/yours/documents/") == len(named)
    assert all(f"/yours/documents/{document_id}" in page for document_id in named)
    return named


async def told(portal: Portal) -> str:
    return (await portal.opens("/happened")).text


@pytest.mark.parametrize("kind", DocumentKind)
async def test_what_the_agency_uploads_is_not_on_the_candidates_page(
    agency: Agency, kind: str
) -> None:
    candidate = await agency.candidate()
    document = await agency.document(candidate_id=candidate["id"], kind=kind)
    assert document["visibility"] == "internal"
    async with portal_of(agency, candidate) as maria:
        assert await on_their_page(maria) == []
        await maria.opens(f"/yours/documents/{document['id']}", 404)
        assert "document" not in await told(maria)


async def test_what_is_shared_is_there_at_once_and_what_is_not_is_gone_at_once(
    agency: Agency,
) -> None:
    candidate = await agency.candidate()
    document = await agency.document(candidate_id=candidate["id"], kind="certificate")
    path = f"/v1/documents/{document['id']}"
    async with portal_of(agency, candidate) as maria:
        shared = await agency.recruiter.changes(path, {"visibility": "candidate"})
        assert await on_their_page(maria) == [document["id"]]
        await maria.browser.opens(f"{maria.path}/yours/documents/{document['id']}")
        assert "Your agency shared a document with you (certificate)" in await told(maria)
        version = {"if-match": f'"{shared["version"]}"'}
        await agency.recruiter.changes(path, {"visibility": "internal"}, headers=version)
        assert await on_their_page(maria) == []
        await maria.opens(f"/yours/documents/{document['id']}", 404)
        assert "document" not in await told(maria)
    await agency.recruiter.is_refused(
        412, "precondition-failed", "PATCH", path, json={"name": "x"}, headers=version
    )
    timeline = await agency.viewer.reads(f"/v1/candidates/{candidate['id']}/timeline")
    summaries = [item["summary"] for item in timeline["items"]]
    assert [summary for summary in summaries if "document" in summary] == [
        "Recruiter Obi made a document internal (certificate)",
        "Recruiter Obi shared a document with the candidate (certificate)",
        "Recruiter Obi added a document (certificate)",
    ]


async def test_a_document_can_be_shared_on_upload(agency: Agency) -> None:
    candidate = await agency.candidate()
    document = await agency.document(candidate_id=candidate["id"], visibility="candidate")
    await agency.document(candidate_id=candidate["id"])
    listed = f"/v1/candidates/{candidate['id']}/documents"
    assert (await agency.viewer.reads(listed, visibility="candidate"))["items"] == [document]
    async with portal_of(agency, candidate) as maria:
        assert await on_their_page(maria) == [document["id"]]
    types = await agency.events_of(document["id"])
    assert types == ["document.added", "document.shared"]


async def test_name_and_kind_can_be_corrected(agency: Agency) -> None:
    document = await agency.document()
    path = f"/v1/documents/{document['id']}"
    changed = await agency.recruiter.changes(
        path, {"name": "../Licence\u202e.pdf", "kind": "certificate"}
    )
    assert (changed["name"], changed["kind"]) == ("Licence.pdf", "certificate")
    *_, updated = await agency.log_of(document["id"])
    assert updated["data"] == {"kind": "certificate", "fields": ["kind", "name"]}
    await agency.recruiter.is_refused(422, "invalid", "PATCH", path, json={"name": None})
    await agency.viewer.is_refused(403, "missing-scope", "PATCH", path, json={"kind": "cv"})


async def test_a_reference_is_never_shared(agency: Agency) -> None:
    candidate = await agency.candidate()
    shared = {"kind": "reference", "visibility": "candidate"}
    where = f"/v1/candidates/{candidate['id']}/documents"
    await agency.recruiter.is_refused(
        422, "invalid", "POST", where, files={"file": ("x.txt", b"She is late.")}, data=shared
    )
    for first, then in (
        ({"kind": "reference"}, {"visibility": "candidate"}),
        ({"visibility": "candidate"}, {"kind": "reference"}),
        ({}, shared),
    ):
        document = await agency.document(candidate_id=candidate["id"], **first)
        path = f"/v1/documents/{document['id']}"
        problem = await agency.recruiter.is_refused(422, "invalid", "PATCH", path, json=then)
        assert problem["errors"][0]["pointer"] == "/visibility"


async def sent(agency: Agency, visitor: Person, **fields: Json) -> Json:
    """The document that a visitor sent with their details."""
    path, _ = await interest_in(agency)
    form = {"given_name": "Maria", "email": MARIA["email"], "consent": "true"}
    await visitor.sends("POST", path, 202, data=form, files={"cv": ("cv.txt", b"Forklift.")})
    [person] = (await agency.viewer.reads("/v1/candidates", email=MARIA["email"]))["items"]
    [document] = (await agency.viewer.reads(f"/v1/candidates/{person['id']}/documents"))["items"]
    return document


async def test_what_they_sent_themselves_is_theirs(agency: Agency, visitor: Person) -> None:
    document = await sent(agency, visitor)
    assert document["visibility"] == "candidate"
    async with portal_of(agency, {"id": document["candidate_id"]}) as maria:
        assert await on_their_page(maria) == [document["id"]]


async def test_of_what_was_there_only_what_they_surely_sent_becomes_theirs(
    agency: Agency,
    visitor: Person,
    owner: str,
) -> None:
    theirs = await sent(agency, visitor)
    by_us = await agency.document(candidate_id=theirs["candidate_id"])
    by_a_stranger = await agency.document()
    async with transaction(agency.database, Actor(agency.id, "visitor")) as db:
        added = kinds.DocumentAdded(kind="cv", format="text", size=1, visibility="internal")
        for about in (by_us, by_a_stranger):
            record(
                db, added, UUID(about["id"]), candidate_id=UUID(about["candidate_id"])
            )  # fmt: skip
    connection = await asyncpg.connect(libpq_address(owner))
    changing = connection.transaction()
    await changing.start()
    this_agency = f"SELECT set_config('app.agency_id', '{agency.id}', true)"
    await connection.execute(this_agency)
    await connection.execute("UPDATE documents SET visibility = 'internal'")
    await connection.execute(
        "UPDATE documents SET uploaded_by_id = NULL WHERE id = $1", UUID(by_a_stranger["id"])
    )
    await connection.execute(SENT_BY_THEMSELVES)
    await connection.execute(this_agency)
    shown = await connection.fetch(
        "SELECT id FROM documents WHERE agency_id = $1 AND visibility = 'candidate'", agency.id
    )
    await changing.rollback()
    await connection.close()
    assert [str(row["id"]) for row in shown] == [theirs["id"]]
