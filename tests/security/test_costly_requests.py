"""Whatever somebody sends, signed in or not, its refusal is short and costs little."""

import time
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from app import limits
from app.errors import MOST_COMPLAINTS
from app.request_limits import LONGEST_ADDRESS, MOST_BYTES, MOST_BYTES_OF_PROSE, MOST_VALUES
from tests.factories import Agency, Json
from tests.security import costly_requests as costly

MOST_SECONDS = 0.05
"""Of processor time, of which a request that is answered takes a tenth."""
MOST_ANSWERED = 8192
AS_JSON = {"content-type": "application/json"}


async def expect_cheap(
    client: httpx.AsyncClient, what: str, method: str, path: str, **sent: Any
) -> None:
    """The better of two: the first may have had to compile a statement, or to share the machine."""
    spent = []
    for _ in range(2):
        limits.limiter.cache_clear()
        request = client.build_request(method, path, **sent)
        started = time.process_time()
        answer = await client.send(request)
        spent.append(time.process_time() - started)
        assert answer.status_code < 500, f"{what} to {method} {path}: {answer.text[:500]}"
        if answer.status_code >= 400:
            assert len(answer.content) < MOST_ANSWERED, f"{what} to {method} {path}"
        if answer.status_code == 422:
            assert len(answer.json()["errors"]) <= MOST_COMPLAINTS
    assert min(spent) < MOST_SECONDS, f"{what} to {method} {path} took {min(spent) * 1000:.0f} ms"


TRIED = (
    "create_candidate", "change_candidate", "create_vacancy", "create_api_key", "put_debrief",
    "create_interview", "create_playbook", "record_verdict", "make_offer", "log_feedback",
    "change_agency", "put_template",
)  # fmt: skip


@pytest.mark.parametrize("name", TRIED)
async def test_a_hostile_body_costs_little(app: FastAPI, agency: Agency, name: str) -> None:
    document = app.openapi()
    found = {operation["operationId"]: at for *at, operation in costly.operations(document)}
    method, path = found[name]
    [operation] = [one for *_, one in costly.operations(document) if one["operationId"] == name]
    room = MOST_BYTES_OF_PROSE if name in {"put_debrief", "create_interview"} else MOST_BYTES
    fields = costly.fields_of(document, operation)
    for what, body in costly.costly_bodies(fields, room - 1000).items():
        for person in (agency.admin, agency.viewer):
            await expect_cheap(person, what, method, path, content=body, headers=AS_JSON)


async def test_a_hostile_body_of_a_stranger_costs_little(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    vacancy = await agency.vacancy(published=True)
    interest = f"/public/{agency.slug}/vacancies/{vacancy['id']}/interest"
    for what, body in costly.costly_bodies({"name": {}, "email": {}}, 9_600_000).items():
        await expect_cheap(anyone, what, "POST", interest, content=body, headers=AS_JSON)
    for what, body in costly.costly_bodies({"name": {}, "email": {}}, 63_000).items():
        await expect_cheap(anyone, what, "POST", interest, content=body, headers=AS_JSON)
    for room in (63_000, MOST_BYTES - 1000):
        for what, (content_type, body) in costly.costly_forms(room).items():
            for path in ("/v1/auth/token", interest, f"/f/{'A' * 43}"):
                sent = {"content": body, "headers": {"content-type": content_type}}
                await expect_cheap(anyone, what, "POST", path, **sent)


async def test_a_hostile_query_costs_little(agency: Agency) -> None:
    for room in (LONGEST_ADDRESS - 100, 60_000):
        for what, query in costly.costly_queries(room).items():
            for path in (
                "/v1/candidates",
                "/v1/desk",
                "/v1/me",
                f"/public/{agency.slug}/vacancies",
            ):
                await expect_cheap(agency.viewer, what, "GET", f"{path}?{query}")


async def test_hostile_headers_cost_little(agency: Agency) -> None:
    for room in (8000, 60_000):
        for what, headers in costly.costly_headers(room).items():
            for path in ("/v1/candidates", f"/public/{agency.slug}/vacancies", f"/f/{'A' * 43}"):
                await expect_cheap(agency.viewer, what, "GET", path, headers=headers)
            form = {"content-type": "multipart/form-data; boundary=x", **headers}
            await expect_cheap(agency.viewer, what, "POST", "/v1/auth/token", headers=form)


async def test_the_first_complaints_are_named_and_the_rest_is_owned_up_to(agency: Agency) -> None:
    body = {"name": "Northwind", **{f"unknown_{n}": n for n in range(30)}}
    refused = await agency.admin.is_refused(422, "invalid", "POST", "/v1/employers", json=body)
    assert len(refused["errors"]) == MOST_COMPLAINTS
    assert refused["errors"][0]["pointer"] == "/unknown_0"
    assert refused["errors_omitted"] is True
    body = {"name": "Northwind", "unknown": 1}
    refused = await agency.admin.is_refused(422, "invalid", "POST", "/v1/employers", json=body)
    assert len(refused["errors"]) == 1
    assert "errors_omitted" not in refused


async def test_a_long_name_of_a_field_is_cut_short(agency: Agency) -> None:
    body = {"name": "Northwind", "x" * 100_000: 1}
    refused = await agency.admin.is_refused(422, "invalid", "POST", "/v1/employers", json=body)
    assert refused["errors"][0]["pointer"] == f"/{'x' * 100}…"


async def test_too_many_values_are_one_complaint(agency: Agency) -> None:
    body = {"name": "Northwind", "priorities": [["figures"]] * MOST_VALUES}
    refused = await agency.admin.is_refused(422, "invalid", "POST", "/v1/employers", json=body)
    assert [error["code"] for error in refused["errors"]] == ["too_many_values"]


async def test_a_cookie_of_another_site_with_backslashes_does_no_harm(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    cookies = {"cookie": 'theirs="a\\054b"; ours=1'}
    assert (await anyone.get(f"/public/{agency.slug}/vacancies", headers=cookies)).is_success


def most_values(schema: Json, schemas: Json) -> int:
    """That a body of this schema may hold."""
    if "$ref" in schema:
        return most_values(schemas[schema["$ref"].rsplit("/", 1)[1]], schemas)
    most = max((most_values(one, schemas) for one in schema.get("anyOf", ())), default=1)
    if schema.get("type") == "array":
        most = max(most, 1 + schema["maxItems"] * most_values(schema.get("items", {}), schemas))
    if isinstance(schema.get("additionalProperties"), dict):
        each = most_values(schema["additionalProperties"], schemas)
        most = max(most, 1 + schema["maxProperties"] * each)
    fields = schema.get("properties", {}).values()
    return max(most, 1 + sum(most_values(field, schemas) for field in fields))


def test_every_documented_body_fits(app: FastAPI) -> None:
    document = app.openapi()
    schemas = document["components"]["schemas"]
    for _, path, operation in costly.operations(document):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            assert most_values(content["schema"], schemas) < MOST_VALUES, path
