"""Nobody gives or takes rights beyond their own."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx
import pytest
import time_machine

from app import clock
from app.access import credentials, scopes
from app.access.scopes import DAILY_WORK, SCOPES
from tests.factories import Agency, Json

MANAGE = ["agency:manage"]


async def key(agency: Agency, scopes: list[str] = MANAGE, **fields: Any) -> Json:
    return await agency.admin.creates("/v1/api-keys", {"name": "Key", "scopes": scopes, **fields})


def bearing(made: Json, acting_for: str | None = None) -> dict[str, str]:
    headers = {"authorization": f"Bearer {made['secret']}"}
    return headers | ({"on-behalf-of": acting_for} if acting_for else {})


@pytest.mark.parametrize("acting", [False, True])
async def test_a_key_manages_nobody(
    acting: bool, agency: Agency, anyone: httpx.AsyncClient
) -> None:
    made = await key(agency, [*SCOPES])
    headers = bearing(made, agency.admin.user_id if acting else None)
    new = {"email": f"x@{agency.slug}.example", "name": "X", "role": "viewer"}
    user = f"/v1/users/{agency.viewer.user_id}"
    own = {"current_password": "x", "new_password": "three ordinary planks"}
    for method, path, body in (
        ("POST", "/v1/users", new),
        ("POST", "/v1/users", {**new, "password": "three ordinary planks"}),
        ("PATCH", user, {"role": "admin"}),
        ("PATCH", user, {"email": f"y@{agency.slug}.example"}),
        ("PATCH", user, {"name": "Y"}),
        ("POST", f"{user}/invitation", {}),
        ("PUT", "/v1/me/password", own),
    ):
        answer = await anyone.request(method, path, headers=headers, json=body)
        assert (answer.status_code, answer.json()["type"]) == (403, "/problems/people-only"), path
    assert (await agency.admin.reads(user))["version"] == 1
    assert len((await agency.admin.reads("/v1/users"))["items"]) == 3


async def test_nobody_sets_a_colleagues_password(agency: Agency) -> None:
    problem = await agency.admin.is_refused(
        422, "invalid", "PATCH", f"/v1/users/{agency.viewer.user_id}",
        json={"password": "three ordinary planks"},
    )  # fmt: skip
    assert problem["errors"][0]["pointer"] == "/password"


async def test_a_key_makes_none_with_more_or_longer(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    ends = clock.now() + timedelta(days=7)
    made = await key(agency, [*MANAGE, "employers:read"], expires_at=ends.isoformat())
    later = (ends + timedelta(seconds=1)).isoformat()
    for wanted, pointer in (
        ({"scopes": ["candidates:read"], "expires_at": ends.isoformat()}, "/scopes/0"),
        ({"scopes": MANAGE}, "/expires_at"),
        ({"scopes": MANAGE, "expires_at": None}, "/expires_at"),
        ({"scopes": MANAGE, "expires_at": later}, "/expires_at"),
    ):
        for headers in (bearing(made), bearing(made, agency.admin.user_id)):
            body = {"name": "Child", **wanted}
            answer = await anyone.post("/v1/api-keys", headers=headers, json=body)
            assert answer.status_code == 422
            assert answer.json()["errors"][0]["pointer"] == pointer


async def test_a_key_goes_with_the_one_it_was_made_with(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    first = await key(agency)
    body = {"name": "Child", "scopes": MANAGE}
    second = (await anyone.post("/v1/api-keys", headers=bearing(first), json=body)).json()
    acting = bearing(second, agency.admin.user_id)
    third = (await anyone.post("/v1/api-keys", headers=acting, json=body)).json()
    assert (await anyone.get("/v1/api-keys", headers=bearing(third))).status_code == 200
    await agency.admin.sends("DELETE", f"/v1/api-keys/{first['id']}", 204)
    for made in (first, second, third):
        assert (await anyone.get("/v1/me", headers=bearing(made))).status_code == 401
        assert (await agency.events_of(made["id"]))[-1] == "api_key.revoked"


async def test_a_key_revokes_none_beyond_its_rights(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    weak, strong = await key(agency), await key(agency, [*SCOPES])
    path = f"/v1/api-keys/{strong['id']}"
    refused = await anyone.delete(path, headers=bearing(weak))
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/beyond-your-rights")
    assert refused.json()["missing_scopes"] == sorted(set(SCOPES) - set(MANAGE))
    assert (
        await anyone.delete(f"/v1/api-keys/{weak['id']}", headers=bearing(weak))
    ).status_code == 204


async def test_a_role_is_given_only_by_whoever_has_its_scopes(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if a role could manage the agency without being an admin."""
    rights = {**scopes.ROLE_SCOPES, "recruiter": DAILY_WORK | {"agency:manage"}}
    rights["recruiter"] -= {"webhooks:manage"}
    monkeypatch.setattr(credentials, "ROLE_SCOPES", rights)
    manager = agency.recruiter
    new = {"email": f"x@{agency.slug}.example", "name": "X", "role": "admin"}
    await manager.is_refused(403, "beyond-your-rights", "POST", "/v1/users", json=new)
    await manager.creates("/v1/users", {**new, "role": "viewer"})
    for user, change in (
        (agency.viewer.user_id, {"role": "admin"}),
        (manager.user_id, {"role": "admin"}),
        (agency.admin.user_id, {"active": False}),
        (agency.admin.user_id, {"email": f"mine@{agency.slug}.example"}),
        (agency.admin.user_id, {"role": "viewer"}),
    ):
        await manager.is_refused(
            403, "beyond-your-rights", "PATCH", f"/v1/users/{user}", json=change
        )
    await manager.changes(f"/v1/users/{agency.viewer.user_id}", {"role": "recruiter"})


async def test_a_key_ends_before_what_it_may_make(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    ends = clock.now() + timedelta(hours=1)
    made = await key(agency, expires_at=ends.isoformat())
    body = {"name": "Child", "scopes": MANAGE, "expires_at": ends.isoformat()}
    child = (await anyone.post("/v1/api-keys", headers=bearing(made), json=body)).json()
    with time_machine.travel(ends + timedelta(seconds=1), tick=False):
        assert (await anyone.get("/v1/me", headers=bearing(child))).status_code == 401


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"active": False}])
async def test_of_two_admins_who_send_each_other_away_one_stays(
    change: Json, agency: Agency
) -> None:
    for _ in range(4):
        second = f"/v1/users/{agency.recruiter.user_id}"
        await agency.admin.changes(second, {"role": "admin", "active": True})
        first = f"/v1/users/{agency.admin.user_id}"
        answers = await asyncio.gather(
            agency.admin.patch(second, json=change), agency.recruiter.patch(first, json=change)
        )
        admins = (await agency.viewer.reads("/v1/users", role="admin", active="true"))["items"]
        assert len(admins) == 1, [answer.status_code for answer in answers]
        if admins[0]["id"] != agency.admin.user_id:
            return
