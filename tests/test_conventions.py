"""Whatever is sent, the answer is a problem somebody can act on, and never a 500."""

import json

import httpx
import pytest
from fastapi import FastAPI

from app.errors import every_problem
from tests.factories import Agency


async def test_unknown_paths_and_methods_are_problems(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    for path in ("/nowhere", "/v1/nowhere", "/v1/employers/not-a-uuid/nothing"):
        missing = await anyone.get(path)
        assert missing.headers["content-type"] == "application/problem+json"
        assert missing.json()["type"] == "/problems/not-found"
    wrong = await agency.recruiter.request("DELETE", "/v1/employers")
    assert (wrong.status_code, wrong.json()["type"]) == (405, "/problems/method-not-allowed")
    assert {"GET", "POST"} <= set(wrong.headers["allow"].replace(" ", "").split(","))


@pytest.mark.parametrize(
    ("content", "status", "pointer"),
    [
        (b'{"name": "A', 422, ""),
        (b'{"name": NaN}', 422, "/name"),
        (b'{"name": 1e400}', 422, "/name"),
        (b'{"name": "\\ud800"}', 422, "/name"),
        (b'{"name": "A\\u0000B"}', 422, "/name"),
        (b'{"\\ud800": 1, "name": "A"}', 422, None),
        (b'{"name": ' + b"9" * 5000 + b"}", 400, None),
        (b"[1]", 422, ""),
        (b"null", 422, ""),
        (b"", 422, ""),
        (b'{"name": "\xff"}', 400, None),
        (b'{"name": "' + b"A" * 1_100_000 + b'"}', 413, None),
        (b"[" * 100_000, 400, None),
    ],
)
async def test_a_body_that_is_no_good_is_a_problem(
    agency: Agency, content: bytes, status: int, pointer: str | None
) -> None:
    answer = await agency.recruiter.post(
        "/v1/employers", content=content, headers={"content-type": "application/json"}
    )
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code == status, answer.text
    if pointer is not None:
        assert answer.json()["errors"][0]["pointer"] == pointer
    assert (await agency.viewer.reads("/v1/employers"))["items"] == []


@pytest.mark.parametrize(
    "query",
    [
        "limit=0", "limit=201", "limit=" + "9" * 400, "cursor=nonsense", "cursor=%00", "q=%00",
        "q=%ff", "sort=nothing", "nonsense=1", "created_after=yesterday",
        "created_after=0001-01-01T00:00:00%2B14:00", "count=perhaps", "cursor=" + "A" * 700,
    ],
)  # fmt: skip
async def test_a_query_that_is_no_good_names_the_parameter(agency: Agency, query: str) -> None:
    answer = await agency.viewer.get(f"/v1/employers?{query}")
    if query == "q=%ff":  # not UTF-8: read as a replacement character, which matches nothing
        assert answer.json()["items"] == []
        return
    assert answer.status_code == 422, answer.text
    [complaint] = answer.json()["errors"]
    assert complaint["pointer"] == "/" + query.partition("=")[0]


async def test_a_cursor_belongs_to_its_list_and_order(agency: Agency) -> None:
    for _ in range(3):
        await agency.employer()
    cursor = (await agency.viewer.reads("/v1/employers", limit=1, sort="name"))["next_cursor"]
    problem = await agency.viewer.is_refused(
        422, "invalid", "GET", f"/v1/employers?cursor={cursor}&sort=-name"
    )
    assert problem["errors"][0]["pointer"] == "/cursor"


async def test_other_content_types_are_refused(agency: Agency) -> None:
    answer = await agency.recruiter.post(
        "/v1/employers", content=b'{"name": "A"}', headers={"content-type": "text/plain"}
    )
    assert (answer.status_code, answer.json()["type"]) == (415, "/problems/unsupported-media-type")
    assert answer.headers["content-type"] == "application/problem+json"


async def test_every_problem_type_leads_to_a_page(anyone: httpx.AsyncClient) -> None:
    codes = [kind.code for kind in every_problem()]
    assert len(set(codes)) == len(codes)
    for kind in every_problem():
        page = await anyone.get(f"/problems/{kind.code}")
        assert page.status_code == 200
        assert kind.title in page.text
        assert len((kind.__doc__ or "").split()) > 2, f"{kind.__name__} explains nothing"


async def test_the_docs_load_nothing_from_elsewhere(anyone: httpx.AsyncClient) -> None:
    page = await anyone.get("/docs")
    assert page.status_code == 200
    assert "https://" not in page.text.replace("https://fastapi.tiangolo.com", "")
    for path in (
        "/static-offline-docs/swagger-ui-bundle.js",
        "/static-offline-docs/swagger-ui.css",
    ):
        assert path in page.text
        assert (await anyone.get(path)).status_code == 200


async def test_the_description_reads_well(app: FastAPI) -> None:
    document = app.openapi()
    assert document["openapi"].startswith("3.1")
    operations = {
        f"{method} {path}": operation
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    }
    ids = [operation["operationId"] for operation in operations.values()]
    assert len(set(ids)) == len(ids)
    for name, operation in operations.items():
        assert operation["summary"], name
        assert operation["description"], name
        if name.split()[1].startswith("/v1"):
            assert "application/problem+json" in json.dumps(operation["responses"]), name
        if "security" in operation and name != "post /v1/auth/logout":
            assert "403" in operation["responses"], name


async def test_health_is_public_and_metrics_are_not(anyone: httpx.AsyncClient) -> None:
    assert (await anyone.get("/healthz")).json() == {"status": "alive"}
    assert (await anyone.get("/readyz")).json()["status"] == "ready"
    assert "debrief_requests" in (await anyone.get("/metrics")).text
    forwarded = await anyone.get("/metrics", headers={"x-forwarded-for": "203.0.113.9"})
    assert forwarded.status_code == 404


async def test_a_moment_is_written_out_in_full(agency: Agency) -> None:
    for moment in ("0", "1764000000", "2026-11-24", "2026-11-24T10:00:00"):
        answer = await agency.viewer.get("/v1/employers", params={"updated_after": moment})
        assert answer.json()["errors"][0]["pointer"] == "/updated_after", moment


def test_what_cannot_be_emptied_is_not_nullable_in_the_schema(app: FastAPI) -> None:
    fields = app.openapi()["components"]["schemas"]["CandidateChange"]["properties"]
    assert fields["emails"]["type"] == "array"
    assert {"type": "null"} in fields["headline"]["anyOf"]
