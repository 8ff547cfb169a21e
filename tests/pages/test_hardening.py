"""What every answer carries, and what pages behind a link carry besides."""

import logging
import re

import httpx
import pytest
import time_machine

from app.settings import settings
from tests.factories import PASSWORD, Agency
from tests.feedback.situations import TUESDAY
from tests.forms.situations import request_with_form, visitor

NOW = time_machine.travel(TUESDAY, tick=False)


@pytest.mark.parametrize(
    "path",
    ["/healthz", "/v1/me", "/v1/nothing", "/docs", "/f/x", "/assets/style.css", "/robots.txt"],
)
async def test_nothing_is_taken_for_what_it_is_not(anyone: httpx.AsyncClient, path: str) -> None:
    answer = await anyone.get(path)
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]


@NOW
async def test_a_page_behind_a_link_is_for_one_person_only(agency: Agency) -> None:
    _, path = await request_with_form(agency)
    async with visitor(agency) as ryan:
        answers = [await ryan.get(path), await ryan.get("/f/" + "A" * 43)]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"
        assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    cookie = answers[0].headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "style=" not in answers[0].text
    assert not re.search(r"<script(?![^>]* src=)", answers[0].text), "no script of the page's own"
    assert not re.search(r"(?:src|href|action)=\"https?:", answers[0].text), "nobody else is asked"


@NOW
async def test_the_cookie_goes_over_https_only_where_there_is_https(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = await request_with_form(agency)
    monkeypatch.setattr(settings(), "public_url", "https://debrief.example")
    async with visitor(agency) as ryan:
        cookie = (await ryan.get(path)).headers["set-cookie"]
        assert "; secure" in cookie.lower()
        assert cookie.startswith("__Host-debrief_form="), "no neighbour can set it"


@NOW
async def test_the_token_is_in_no_log_and_no_figure(
    agency: Agency,
    address: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    _, path = await request_with_form(agency)
    token = path.rsplit("/", 1)[1]
    async with visitor(agency) as ryan:
        await ryan.get(path)
        await ryan.put(path)
        await ryan.get(f"{path}/nothing")
        await ryan.post(path, content=b"\xff", headers={"content-type": "multipart/form-data"})
        await ryan.post(path, data={"outcome": "hold"})
    async with httpx.AsyncClient(base_url=address) as socket:
        await socket.get(path)
        figures = (await socket.get("/metrics")).text
    assert 'route="/f/{token}"' in figures
    ours = [one for one in caplog.records if not one.name.startswith(("httpx", "httpcore"))]
    logged = "\n".join(logging.Formatter().format(one) for one in ours)
    for written in (figures, logged, *capfd.readouterr()):
        assert token not in written


async def test_search_engines_are_told(anyone: httpx.AsyncClient) -> None:
    told = (await anyone.get("/robots.txt")).text
    for path in ("/f/", "/c/", "/u/", "/calendar/"):
        assert f"Disallow: {path}" in told
    assert "/public" not in told


async def test_who_guesses_links_is_slowed_down(anyone: httpx.AsyncClient) -> None:
    answers = [await anyone.get(f"/f/{'A' * 42}{letter}") for letter in "abcdefghijklmnopqrstuvw"]
    assert [answer.status_code for answer in answers] == [404] * 20 + [429] * 3
    assert 0 < int(answers[-1].headers["retry-after"]) <= 3600
    assert "One moment, please" in answers[-1].text


async def test_who_guesses_passwords_is_slowed_down_whatever_the_account(
    agency: Agency, anyone: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    from app.access import routes

    monkeypatch.setattr(routes, "FAILED_SIGN_INS", "3/minute")

    async def sign_in(name: str, password: str = "guessed") -> httpx.Response:
        form = {"username": name, "password": password}
        return await anyone.post("/v1/auth/token", data=form)

    for n in range(3):
        assert (await sign_in(agency.recruiter.email, PASSWORD)).status_code == 200
        assert (await sign_in(f"{n}@{agency.slug}.example")).status_code == 401
    slowed = await sign_in(f"4@{agency.slug}.example")
    assert (slowed.status_code, slowed.json()["type"]) == (429, "/problems/too-many-requests")
    assert 0 < int(slowed.headers["retry-after"]) <= 60
