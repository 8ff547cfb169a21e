"""Roles, scopes, API keys and acting on behalf of a recruiter."""

from datetime import timedelta

import httpx
import time_machine

from app import clock
from tests.factories import Agency


async def test_roles_decide_what_is_allowed(agency: Agency) -> None:
    for person in (agency.viewer, agency.recruiter):
        problem = await person.is_refused(
            403, "missing-scope", "POST", "/v1/users",
            json={"email": "new@acorn.example", "name": "New", "password": "long enough words"},
        )  # fmt: skip
        assert problem["scope"] == "agency:manage"
    await agency.viewer.is_refused(
        403, "missing-scope", "POST", "/v1/employers", json={"name": "Northwind"}
    )
    assert (await agency.viewer.reads("/v1/employers"))["items"] == []


async def test_a_new_user_signs_in_and_a_deactivated_one_is_out(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    new = {"email": f"Ada@{agency.slug}.example", "name": "Ada", "password": "long enough words"}
    user = await agency.admin.creates("/v1/users", new)
    assert (user["role"], user["email"]) == ("recruiter", new["email"].lower())
    assert "password" not in user

    form = {"username": new["email"], "password": new["password"]}
    token = (await anyone.post("/v1/auth/token", data=form)).json()["access_token"]
    hers = {"authorization": f"Bearer {token}"}
    assert (await anyone.get("/v1/me", headers=hers)).status_code == 200
    await agency.admin.changes(f"/v1/users/{user['id']}", {"active": False})
    assert (await anyone.get("/v1/me", headers=hers)).status_code == 401
    assert (await anyone.post("/v1/auth/token", data=form)).status_code == 401
    assert await agency.events_of(user["id"]) == ["user.created", "user.updated"]

    problem = await agency.admin.is_refused(409, "user-email-taken", "POST", "/v1/users", json=new)
    assert problem["status"] == 409


async def test_the_last_admin_stays(agency: Agency) -> None:
    path = f"/v1/users/{agency.admin.user_id}"
    for change in ({"role": "viewer"}, {"active": False}):
        await agency.admin.is_refused(409, "last-admin", "PATCH", path, json=change)
    assert (await agency.admin.reads(path))["version"] == 1


async def test_a_key_may_do_what_its_scopes_say_until_it_is_revoked(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    made = await agency.admin.creates(
        "/v1/api-keys", {"name": "Sync", "scopes": ["employers:read"]}
    )
    assert made["secret"].startswith("dbf_")
    keyed = {"authorization": f"Bearer {made['secret']}"}
    assert (await anyone.get("/v1/employers", headers=keyed)).status_code == 200
    refused = await anyone.post("/v1/employers", headers=keyed, json={"name": "X"})
    assert refused.json()["scope"] == "employers:write"
    me = (await anyone.get("/v1/me", headers=keyed)).json()
    assert (me["type"], me["name"], me["role"]) == ("api_key", "Sync", None)

    listed = (await agency.admin.reads("/v1/api-keys"))["items"]
    assert [key["hint"] for key in listed] == [made["secret"][:8]]
    assert "secret" not in listed[0]
    await agency.admin.sends("DELETE", f"/v1/api-keys/{made['id']}", 204)
    assert (await anyone.get("/v1/employers", headers=keyed)).status_code == 401
    assert await agency.events_of(made["id"]) == ["api_key.created", "api_key.revoked"]


async def test_a_key_expires(agency: Agency, anyone: httpx.AsyncClient) -> None:
    soon = clock.now() + timedelta(hours=1)
    body = {"name": "Trial", "scopes": ["employers:read"], "expires_at": soon.isoformat()}
    keyed = {
        "authorization": f"Bearer {(await agency.admin.creates('/v1/api-keys', body))['secret']}"
    }
    assert (await anyone.get("/v1/employers", headers=keyed)).status_code == 200
    with time_machine.travel(soon + timedelta(seconds=1), tick=False):
        assert (await anyone.get("/v1/employers", headers=keyed)).status_code == 401
    body["expires_at"] = "2020-01-01T00:00:00Z"
    problem = await agency.admin.is_refused(422, "invalid", "POST", "/v1/api-keys", json=body)
    assert problem["errors"][0]["pointer"] == "/expires_at"


async def test_a_key_acting_for_a_recruiter_leaves_both_in_the_event(
    agency: Agency, other_agency: Agency, anyone: httpx.AsyncClient
) -> None:
    scopes = ["employers:read", "employers:write", "agency:manage"]
    made = await agency.admin.creates("/v1/api-keys", {"name": "CRM", "scopes": scopes})
    keyed = {"authorization": f"Bearer {made['secret']}"}
    acting = {**keyed, "on-behalf-of": agency.recruiter.user_id}
    employer = (
        await anyone.post("/v1/employers", headers=acting, json={"name": "Northwind"})
    ).json()
    page = await agency.admin.reads("/v1/events", subject_id=employer["id"])
    assert page["items"][0]["actor"] == {
        "type": "user", "id": agency.recruiter.user_id, "api_key_id": made["id"],
    }  # fmt: skip

    # No more than the recruiter, and no more than the key.
    assert (await anyone.get("/v1/api-keys", headers=keyed)).status_code == 200
    assert (await anyone.get("/v1/api-keys", headers=acting)).status_code == 403
    for nobody in (other_agency.recruiter.user_id, "not-an-id"):
        refused = await anyone.get("/v1/employers", headers={**keyed, "on-behalf-of": nobody})
        assert refused.json()["errors"][0]["pointer"] == "/On-Behalf-Of"


async def test_nobody_makes_a_key_beyond_their_own_scopes(agency: Agency) -> None:
    body = {"name": "Too much", "scopes": ["employers:read", "everything"]}
    problem = await agency.admin.is_refused(422, "invalid", "POST", "/v1/api-keys", json=body)
    assert problem["errors"][0]["pointer"] == "/scopes/1"
