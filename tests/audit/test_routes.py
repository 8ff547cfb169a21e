"""The security log says who looked at what, and who tried to."""

import csv
import io
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from app.audit.models import What
from app.audit.watched import WATCHED
from app.keys import stand_in
from tests.factories import PASSWORD, Agency, Json
from tests.forms.situations import request_with_form, visitor
from tests.links.test_links import NOW


async def log(agency: Agency, **asked: Any) -> list[Json]:
    """Newest first, without what reading the log itself left."""
    page = await agency.admin.reads("/v1/audit", **asked)
    return [row for row in page["items"] if row["what"] != "audit_read"]


async def only(agency: Agency, what: str) -> Json:
    [row] = await log(agency, what=what)
    return row


async def key_of(agency: Agency, *scopes: str) -> Json:
    new = {"name": "Sync", "scopes": scopes}
    return await agency.admin.creates("/v1/api-keys", new)


def test_what_is_watched_is_there(app: FastAPI) -> None:
    names = {getattr(context, "name", None) for context in iter_route_contexts(app.routes)}
    assert set(WATCHED) <= names | {"download_by_link"}


async def test_signing_in_and_out(agency: Agency, anyone: httpx.AsyncClient) -> None:
    form = {"username": agency.viewer.email, "password": PASSWORD, "client_id": agency.slug}
    token = (await anyone.post("/v1/auth/token", data=form)).json()["access_token"]
    await anyone.post("/v1/auth/logout", headers={"authorization": f"Bearer {token}"})
    out, signed_in = await log(agency)
    assert (signed_in["what"], out["what"]) == ("sign_in", "sign_out")
    for row in (signed_in, out):
        assert row["actor"] == {"type": "user", "id": agency.viewer.user_id, "api_key_id": None}
        assert (row["outcome"], row["address"]) == ("ok", "127.0.0.1")
        assert row["user_agent"].startswith("python-httpx")


async def test_a_failed_sign_in_is_told_to_the_agency_it_was_for(
    agency: Agency, other_agency: Agency, anyone: httpx.AsyncClient
) -> None:
    for typed in (agency.viewer.email, "nobody@nowhere.example"):
        form = {"username": typed, "password": "wrong password", "client_id": agency.slug}
        await anyone.post("/v1/auth/token", data=form, headers={"user-agent": "curl\x1b[2J/8"})
    row = await only(agency, "sign_in_failed")
    assert row["outcome"] == "failed"
    assert row["actor"] is None
    assert row["subject"] == {"type": "user", "id": agency.viewer.user_id}
    assert row["user_agent"] == "curl[2J/8"
    assert await log(other_agency) == []


async def test_the_servers_log_holds_no_typed_email_address(
    app: FastAPI, anyone: httpx.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    app.state.access_log.failures.clear()  # other tests' floods are told as one
    form = {"username": "Mistyped.Secret@nowhere.example", "password": "wrong password"}
    await anyone.post("/v1/auth/token", data=form)
    said = "".join(capfd.readouterr())
    assert "sign_in_failed" in said
    assert stand_in("mistyped.secret@nowhere.example") in said
    assert "127.0.0.1" in said
    assert "mistyped" not in said.lower()


async def test_the_same_failure_again_is_counted(
    agency: Agency, anyone: httpx.AsyncClient, app: FastAPI
) -> None:
    form = {"username": agency.viewer.email, "password": "wrong password"}
    for _ in range(4):
        await anyone.post("/v1/auth/token", data=form)
    first = await only(agency, "sign_in_failed")
    assert first["count"] == 1
    app.state.access_log.settle(everything=True)
    again, same = await log(agency, what="sign_in_failed")
    assert same == first
    assert again["count"] == 3
    assert again["last_at"] > again["at"]


async def test_who_lacks_the_scope_is_noted_before_the_answer(agency: Agency) -> None:
    key = await key_of(agency, "vacancies:read")
    headers = {"authorization": f"Bearer {key['secret']}"}
    answer = await agency.viewer.get("/v1/candidates", headers=headers)
    assert answer.status_code == 403
    row = await only(agency, "refused")
    assert (row["outcome"], row["operation"]) == ("refused", "list_candidates")
    assert row["actor"]["api_key_id"] == key["id"]
    assert row["request_id"] == answer.headers["x-request-id"]


async def test_keys_are_told_of_and_where_they_are_used_from_first(agency: Agency) -> None:
    key = await key_of(agency, "vacancies:read")
    for _ in range(2):
        await agency.viewer.get(
            "/v1/vacancies", headers={"authorization": f"Bearer {key['secret']}"}
        )
    await agency.admin.sends("DELETE", f"/v1/api-keys/{key['id']}", 204)
    rows = await log(agency)
    assert [row["what"] for row in rows] == [
        "key_revoked", "key_used_from_new_network", "key_made",
    ]  # fmt: skip
    assert rows[2]["subject"] == {"type": "api_key", "id": key["id"]}
    assert rows[0]["actor"]["id"] == agency.admin.user_id
    assert len(await log(agency, actor_id=key["id"])) == 1


async def test_reading_what_is_private_is_noted(agency: Agency) -> None:
    feedback = await agency.feedback()
    await agency.viewer.reads(f"/v1/feedback/{feedback['id']}")
    await agency.viewer.reads("/v1/feedback")
    await agency.viewer.sends("GET", f"/v1/feedback/{agency.id}", 404)
    everything, one = await log(agency, what="feedback_read")
    assert one["subject"] == {"type": "feedback", "id": feedback["id"]}
    assert (one["operation"], everything["operation"]) == ("get_feedback", "list_feedback")
    assert await log(agency, subject_id=feedback["id"]) == [one]


async def test_documents_are_told_of_however_they_leave(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    document = await agency.document()
    await agency.viewer.get(f"/v1/documents/{document['id']}/content")
    link = await agency.viewer.does(f"/v1/documents/{document['id']}/link")
    await anyone.get(link["url"])
    rows = await log(agency, what="document_downloaded")
    assert {row["operation"] for row in rows} == {
        "download_document", "link_document", "download_by_link",
    }  # fmt: skip
    assert {row["subject"]["id"] for row in rows} == {document["id"]}


@NOW
async def test_links_that_were_opened_used_and_refused(
    agency: Agency, capfd: pytest.CaptureFixture[str]
) -> None:
    request, path = await request_with_form(agency)
    async with visitor(agency) as contact:
        page = await contact.opens(path)
        await contact.sends(path, page, outcome="advance", comments="She was good.")
        await contact.opens(f"/f/{'x' * 43}", 404)
    opened = (await log(agency, what="link_opened"))[-1]
    assert opened["link"]["kind"] == "form"
    assert opened["subject"] == {"type": "feedback_request", "id": request["id"]}
    assert (await only(agency, "link_used"))["link"] == opened["link"]
    said = "".join(capfd.readouterr())
    assert "link_refused" in said
    assert "xxxx" not in said
    assert path.rpartition("/")[2] not in said + str(await log(agency))


async def test_only_admins_read_it_and_that_is_noted(agency: Agency) -> None:
    await agency.recruiter.is_refused(403, "missing-scope", "GET", "/v1/audit")
    await agency.admin.reads("/v1/audit")
    rows = (await agency.admin.reads("/v1/audit"))["items"]
    assert [row["what"] for row in rows] == ["audit_read", "refused"]


async def test_pages_join_and_filters_hold(agency: Agency) -> None:
    for _ in range(3):
        feedback = await agency.feedback()
        await agency.viewer.reads(f"/v1/feedback/{feedback['id']}")
    whole = await log(agency, what="feedback_read,note_read")
    assert len(whole) == 3
    found, cursor = [], None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = await agency.admin.reads("/v1/audit", what="feedback_read", limit=1, **more)
        found += page["items"]
        if (cursor := page["next_cursor"]) is None:
            break
    assert found == whole
    middle = whole[1]["at"]
    assert await log(agency, what="feedback_read", **{"from": middle}) == whole[:2]
    assert await log(agency, what="feedback_read", to=middle) == whole[2:]
    assert await log(agency, what="feedback_read", outcome="failed") == []
    await agency.admin.is_refused(422, "invalid", "GET", "/v1/audit?cursor=nonsense")
    await agency.admin.is_refused(422, "invalid", "GET", "/v1/audit?what=nonsense")


async def test_it_leaves_as_csv_and_as_lines_for_other_programs(agency: Agency) -> None:
    feedback = await agency.feedback()
    path = f"/v1/feedback/{feedback['id']}"
    for agent in ("=cmd|calc", "honest"):
        await agency.viewer.get(path, headers={"user-agent": agent})
    table = await agency.admin.get("/v1/audit", params={"format": "csv"})
    assert table.headers["content-type"].startswith("text/csv")
    rows = [*csv.DictReader(io.StringIO(table.text))]
    assert [row["what"] for row in rows] == [What.feedback_read]
    assert rows[0]["user_agent"] == "'=cmd|calc"
    assert rows[0]["subject.id"] == feedback["id"]
    lines = await agency.admin.get(
        "/v1/audit?limit=1", headers={"accept": "application/jsonl, text/csv;q=0.5"}
    )
    assert lines.headers["content-type"].startswith("application/jsonl")
    assert lines.text.count("\n") == 1
    following = lines.headers["link"].partition(">")[0].removeprefix("<")
    assert "feedback_read" in (await agency.admin.get(following)).text
