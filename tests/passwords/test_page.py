"""The page behind a link: two fields, no script."""

import re

import httpx

from tests.factories import PASSWORD, Agency
from tests.passwords.letters import reset, token_sent

NEW = "three ordinary planks"


async def test_a_password_is_chosen_on_a_page(agency: Agency, anyone: httpx.AsyncClient) -> None:
    await reset(anyone, agency.viewer.email)
    path = f"/password/{await token_sent(agency)}"
    page = await anyone.get(path)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert "script-src 'self'" in page.headers["content-security-policy"]
    assert agency.viewer.email in page.text
    [key] = re.findall(r'name="form_key" value="([^"]+)"', page.text)

    typed = {"form_key": key, "password": NEW, "again": NEW}
    for wrong, said in (
        ({"again": "something else"}, "Enter the same password again"),
        ({"password": "short", "again": "short"}, "Choose a password with"),
        ({"form_key": "made up"}, "This page timed out"),
    ):
        refused = await anyone.post(path, data={**typed, **wrong})
        assert said in refused.text
        assert NEW not in refused.text
    elsewhere = {"sec-fetch-site": "cross-site"}
    assert "timed out" in (await anyone.post(path, data=typed, headers=elsewhere)).text

    saved = await anyone.post(path, data=typed)
    assert (saved.status_code, saved.headers["location"]) == (303, "/password/done")
    assert "You can now sign in" in (await anyone.get("/password/done")).text
    for answer in (await anyone.get(path), await anyone.post(path, data=typed)):
        assert answer.status_code == 404
        assert "html" in answer.headers["content-type"]
    form = {"username": agency.viewer.email, "password": NEW}
    assert (await anyone.post("/v1/auth/token", data=form)).status_code == 200
    form["password"] = PASSWORD
    assert (await anyone.post("/v1/auth/token", data=form)).status_code == 401


async def test_another_links_form_is_not_taken(agency: Agency, anyone: httpx.AsyncClient) -> None:
    pages = []
    for email in (agency.viewer.email, agency.recruiter.email):
        await reset(anyone, email)
        pages.append(f"/password/{await token_sent(agency)}")
    first = (await anyone.get(pages[0])).text
    [key] = re.findall(r'name="form_key" value="([^"]+)"', first)
    typed = {"form_key": key, "password": NEW, "again": NEW}
    assert "timed out" in (await anyone.post(pages[1], data=typed)).text
