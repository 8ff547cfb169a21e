"""Changing one's own password."""

import httpx

from tests.factories import PASSWORD, Agency

NEW = "three ordinary planks"


async def sign_in(anyone: httpx.AsyncClient, email: str, password: str) -> httpx.Response:
    return await anyone.post("/v1/auth/token", data={"username": email, "password": password})


async def test_i_change_my_password_with_the_one_i_have(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    me = agency.viewer
    elsewhere = (await sign_in(anyone, me.email, PASSWORD)).json()["access_token"]
    wrong = {"current_password": "wrong", "new_password": NEW}
    problem = await me.is_refused(422, "invalid", "PUT", "/v1/me/password", json=wrong)
    assert problem["errors"][0]["pointer"] == "/current_password"
    right = {"current_password": PASSWORD, "new_password": NEW}
    await me.sends("PUT", "/v1/me/password", 204, json=right)

    assert (await me.get("/v1/me")).status_code == 200
    theirs = {"authorization": f"Bearer {elsewhere}"}
    assert (await anyone.get("/v1/me", headers=theirs)).status_code == 401
    assert (await sign_in(anyone, me.email, PASSWORD)).status_code == 401
    assert (await sign_in(anyone, me.email, NEW)).status_code == 200
    assert (await agency.events_of(me.user_id))[-1] == "user.password_changed"


async def test_guessing_the_current_password_counts_like_signing_in(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    me = agency.viewer
    for _ in range(5):
        wrong = {"current_password": "wrong", "new_password": NEW}
        await me.sends("PUT", "/v1/me/password", 422, json=wrong)
    right = {"current_password": PASSWORD, "new_password": NEW}
    await me.is_refused(429, "sign-in-slowed-down", "PUT", "/v1/me/password", json=right)
    assert (await sign_in(anyone, me.email, PASSWORD)).status_code == 429


async def test_half_a_character_is_refused_in_words(agency: Agency) -> None:
    body = b'{"current_password": "x", "new_password": "\\ud800 and ten more"}'
    answer = await agency.viewer.put(
        "/v1/me/password", content=body, headers={"content-type": "application/json"}
    )
    assert answer.status_code == 422
