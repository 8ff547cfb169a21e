"""Signing in and out, and what slows down whoever guesses."""

from datetime import timedelta

import httpx
import time_machine

from app import clock
from tests.factories import PASSWORD, Agency


async def sign_in(anyone: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await anyone.post("/v1/auth/token", data={"username": email, "password": password})


async def test_a_token_opens_the_agency_until_it_is_signed_out(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    answer = await sign_in(anyone, agency.recruiter.email.upper(), PASSWORD)
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("bearer", 12 * 3600)
    assert answer.headers["cache-control"] == "no-store"

    mine = {"authorization": f"Bearer {token['access_token']}"}
    me = (await anyone.get("/v1/me", headers=mine)).json()
    assert (me["email"], me["role"], me["agency"]["slug"]) == (
        agency.recruiter.email, "recruiter", agency.slug,
    )  # fmt: skip
    assert "feedback:write" in me["scopes"]
    assert "agency:manage" not in me["scopes"]

    assert (await anyone.post("/v1/auth/logout", headers=mine)).status_code == 204
    gone = await anyone.get("/v1/me", headers=mine)
    assert (gone.status_code, gone.json()["type"]) == (401, "/problems/unauthenticated")
    assert gone.headers["www-authenticate"] == "Bearer"


async def test_a_token_expires(agency: Agency, anyone: httpx.AsyncClient) -> None:
    token = (await sign_in(anyone, agency.viewer.email, PASSWORD)).json()["access_token"]
    mine = {"authorization": f"Bearer {token}"}
    assert (await anyone.get("/v1/me", headers=mine)).status_code == 200
    with time_machine.travel(clock.now() + timedelta(hours=13), tick=False):
        assert (await anyone.get("/v1/me", headers=mine)).status_code == 401


async def test_failed_sign_ins_slow_down_and_recover(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    start = clock.now()
    with time_machine.travel(start, tick=False) as now:
        for _ in range(5):
            refused = await sign_in(anyone, agency.viewer.email, "wrong")
            assert (refused.status_code, refused.json()["type"]) == (
                401,
                "/problems/wrong-password",
            )
        slowed = await sign_in(anyone, agency.viewer.email, PASSWORD)
        assert (slowed.status_code, slowed.json()["type"]) == (429, "/problems/sign-in-slowed-down")
        wait = int(slowed.headers["retry-after"])
        assert 1 <= wait <= 3
        now.shift(timedelta(seconds=wait))
        assert (await sign_in(anyone, agency.viewer.email, "wrong")).status_code == 401
        assert int((await sign_in(anyone, agency.viewer.email, "x")).headers["retry-after"]) > wait
        assert (await sign_in(anyone, agency.recruiter.email, PASSWORD)).status_code == 200
        now.shift(timedelta(minutes=16))
        assert (await sign_in(anyone, agency.viewer.email, PASSWORD)).status_code == 200


async def test_unknown_people_get_the_same_answer_as_wrong_passwords(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    unknown = await sign_in(anyone, f"nobody@{agency.slug}.example", "wrong")
    known = await sign_in(anyone, agency.viewer.email, "wrong")
    assert (unknown.status_code, unknown.json()) == (known.status_code, known.json())


async def test_one_address_in_two_agencies_names_the_agency(
    agency: Agency, other_agency: Agency, anyone: httpx.AsyncClient
) -> None:
    shared = {"email": f"both@{agency.slug}.example", "name": "Both", "password": PASSWORD}
    for place in (agency, other_agency):
        await place.admin.creates("/v1/users", shared)
    unclear = await sign_in(anyone, shared["email"], PASSWORD)
    assert unclear.json()["errors"][0]["pointer"] == "/client_id"
    form = {"username": shared["email"], "password": PASSWORD, "client_id": other_agency.slug}
    token = (await anyone.post("/v1/auth/token", data=form)).json()["access_token"]
    me = await anyone.get("/v1/me", headers={"authorization": f"Bearer {token}"})
    assert me.json()["agency"]["slug"] == other_agency.slug


async def test_secrets_are_stored_only_as_hashes(agency: Agency, anyone: httpx.AsyncClient) -> None:
    token = (await sign_in(anyone, agency.recruiter.email, PASSWORD)).json()["access_token"]
    made = await agency.admin.creates(
        "/v1/api-keys",
        {"name": "Sync", "scopes": ["events:read"]},
        headers={"idempotency-key": "make-a-key"},
    )
    async with agency.database.pool.acquire() as connection, connection.transaction():
        await connection.execute(f"SELECT set_config('app.agency_id', '{agency.id}', true)")
        for table in ("users", "access_tokens", "api_keys", "idempotency_keys", "events"):
            rows = str(await connection.fetch(f"SELECT t::text FROM {table} t"))
            for secret in (PASSWORD, token, made["secret"]):
                assert secret not in rows
                assert secret.encode().hex() not in rows
