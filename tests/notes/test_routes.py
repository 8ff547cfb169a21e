"""Notes over HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from uuid import uuid4

import pytest
import time_machine

from tests.factories import Agency, Json, Person


@asynccontextmanager
async def integration(agency: Agency, *scopes: str) -> AsyncIterator[Person]:
    """An API key with these scopes."""
    key = await agency.admin.creates("/v1/api-keys", {"name": "Sync", "scopes": list(scopes)})
    authorization = {"authorization": f"Bearer {key['secret']}"}
    async with Person(
        transport=agency.transport, base_url="http://debrief", headers=authorization
    ) as person:
        yield person


async def the_event(agency: Agency, note: Json) -> Json:
    [event] = (await agency.admin.reads("/v1/events", subject_id=note["id"]))["items"]
    found: Json = event
    return found


@time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=UTC), tick=False)
async def test_a_note_on_a_candidate(agency: Agency) -> None:
    candidate = await agency.candidate()
    path = f"/v1/candidates/{candidate['id']}/notes"
    answer = await agency.recruiter.post(path, json={"body": "Prefers the phone.\nAfter six."})
    note = answer.json()
    assert answer.status_code == 201
    assert answer.headers["location"] == f"/v1/notes/{note['id']}"
    assert note.items() >= {
        "body": "Prefers the phone.\nAfter six.", "kind": "note", "visibility": "internal",
        "noted_at": "2026-03-02T10:00:00Z", "author_id": agency.recruiter.user_id,
        "author_name": "Recruiter Obi", "candidate_id": candidate["id"], "application_id": None,
        "employer_id": None, "version": 1,
    }.items()  # fmt: skip
    assert await agency.viewer.reads(answer.headers["location"]) == note
    assert (await agency.viewer.reads(path))["items"] == [note]
    event = await the_event(agency, note)
    assert (event["type"], event["candidate_id"], event["application_id"], event["data"]) == (
        "note.added", candidate["id"], None,
        {"kind": "note", "visibility": "internal", "employer_id": None},
    )  # fmt: skip


async def test_a_note_on_an_application_is_its_candidates_too(agency: Agency) -> None:
    application = await agency.application()
    note = await agency.recruiter.creates(
        f"/v1/applications/{application['id']}/notes",
        {"body": "They asked for figures.", "kind": "call", "visibility": "candidate"},
    )
    assert (note["application_id"], note["candidate_id"], note["kind"], note["visibility"]) == (
        application["id"], application["candidate_id"], "call", "candidate",
    )  # fmt: skip
    elsewhere = f"/v1/candidates/{application['candidate_id']}/notes"
    on_person = await agency.recruiter.creates(elsewhere, {"body": "Moved house."})
    assert (await agency.viewer.reads(elsewhere))["items"] == [on_person, note]
    path = f"/v1/applications/{application['id']}/notes"
    assert (await agency.viewer.reads(path))["items"] == [note]
    event = await the_event(agency, note)
    assert (event["application_id"], event["candidate_id"]) == (
        application["id"], application["candidate_id"],
    )  # fmt: skip
    assert "figures" not in str(event)


async def test_a_note_on_an_employer(agency: Agency) -> None:
    employer = await agency.employer()
    path = f"/v1/employers/{employer['id']}/notes"
    note = await agency.recruiter.creates(path, {"body": "Slow in August.", "kind": "meeting"})
    assert (note["employer_id"], note["candidate_id"]) == (employer["id"], None)
    assert (await agency.viewer.reads(path))["items"] == [note]
    event = await the_event(agency, note)
    assert (event["candidate_id"], event["data"]["employer_id"]) == (None, employer["id"])


@time_machine.travel(datetime(2026, 3, 2, 10, tzinfo=UTC), tick=False)
async def test_a_late_note_stands_where_it_happened_and_none_in_the_future(agency: Agency) -> None:
    path = f"/v1/candidates/{(await agency.candidate())['id']}/notes"
    late = await agency.recruiter.creates(
        path, {"body": "Called.", "kind": "call", "noted_at": "2026-02-27T17:15:00+01:00"}
    )
    assert late["noted_at"] == "2026-02-27T16:15:00Z"
    event = await the_event(agency, late)
    assert (event["occurred_at"], event["recorded_at"]) == (
        "2026-02-27T16:15:00Z", "2026-03-02T10:00:00Z",
    )  # fmt: skip
    problem = await agency.recruiter.is_refused(
        422, "invalid", "POST", path, json={"body": "Soon.", "noted_at": "2026-03-02T10:00:01Z"}
    )
    assert [error["pointer"] for error in problem["errors"]] == ["/noted_at"]
    now = await agency.recruiter.creates(path, {"body": "A.", "noted_at": "2026-03-02T10:00:00Z"})
    by_time = await agency.viewer.reads(path, sort="noted_at")
    assert by_time["items"] == [late, now]
    assert (await agency.viewer.reads(path, kind="call", count=True))["items"] == [late]
    assert (await agency.viewer.reads(path, visibility="candidate"))["items"] == []


@pytest.mark.parametrize("parent", ["candidates", "applications", "employers"])
async def test_bad_input_and_who_may_not(agency: Agency, other_agency: Agency, parent: str) -> None:
    make: Callable[[], object] = getattr(agency, parent.removesuffix("s"))
    on = await make()  # type: ignore[misc]
    path = f"/v1/{parent}/{on['id']}/notes"
    for body, pointer in (
        ({}, "/body"),
        ({"body": "  "}, "/body"),
        ({"body": "a\x00b"}, "/body"),
        ({"body": "x" * 20_001}, "/body"),
        ({"body": "x", "kind": "rumour"}, "/kind"),
        ({"body": "x", "visibility": "world"}, "/visibility"),
        ({"body": "x", "noted_at": "2026-01-05T09:00:00"}, "/noted_at"),
        ({"body": "x", "candidate_id": str(uuid4())}, "/candidate_id"),
    ):
        problem = await agency.recruiter.is_refused(422, "invalid", "POST", path, json=body)
        assert [error["pointer"] for error in problem["errors"]] == [pointer]
    note = {"body": "Hello."}
    problem = await agency.viewer.is_refused(403, "missing-scope", "POST", path, json=note)
    assert problem["scope"] == f"{parent}:write"
    for person, where in (
        (other_agency.recruiter, path),
        (agency.recruiter, f"/v1/{parent}/{uuid4()}/notes"),
    ):
        await person.is_refused(404, "not-found", "POST", where, json=note)
        await person.is_refused(404, "not-found", "GET", where)
    assert (await agency.viewer.reads(path))["items"] == []


async def test_a_note_is_read_by_who_may_read_what_it_is_on(
    agency: Agency, other_agency: Agency
) -> None:
    application, employer = await agency.application(), await agency.employer()
    paths = {}
    for on in (f"applications/{application['id']}", f"employers/{employer['id']}",
               f"candidates/{application['candidate_id']}"):  # fmt: skip
        note = await agency.recruiter.creates(f"/v1/{on}/notes", {"body": "Hello."})
        paths[on.partition("/")[0]] = f"/v1/notes/{note['id']}"
        await other_agency.recruiter.is_refused(
            404, "not-found", "GET", paths[on.partition("/")[0]]
        )
    async with integration(agency, "applications:read") as person:
        await person.reads(paths["applications"])
        for noun in ("employers", "candidates"):
            problem = await person.is_refused(403, "missing-scope", "GET", paths[noun])
            assert problem["scope"] == f"{noun}:read"
    async with integration(agency, "candidates:read") as person:
        await person.reads(paths["applications"])
        await person.reads(paths["candidates"])


async def test_a_note_stays_as_it_is_and_a_key_has_no_author_name(agency: Agency) -> None:
    candidate = await agency.candidate()
    async with integration(agency, "candidates:write") as person:
        path = f"/v1/candidates/{candidate['id']}/notes"
        note = await person.creates(path, {"body": "Synced."})
    assert (note["author_id"], note["author_name"]) == (None, None)
    await agency.admin.is_refused(
        405, "method-not-allowed", "PATCH", f"/v1/notes/{note['id']}", json={"body": "Other."}
    )
