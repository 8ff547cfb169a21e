"""Invitations and resets: a link by mail, which works once."""

import asyncio
import time
from datetime import timedelta
from statistics import median

import httpx
import pytest
import time_machine

from app import clock
from tests.factories import PASSWORD, Agency, Json
from tests.passwords.letters import reset, text_of, token_sent

NEW = "three ordinary planks"


async def sign_in(anyone: httpx.AsyncClient, email: str, password: str) -> int:
    form = {"username": email, "password": password}
    return (await anyone.post("/v1/auth/token", data=form)).status_code


async def confirm(anyone: httpx.AsyncClient, token: str, password: str = NEW) -> int:
    body = {"token": token, "new_password": password}
    answer = await anyone.post("/v1/auth/password-reset/confirmation", json=body)
    return answer.status_code


async def invited(agency: Agency, name: str = "Ada Birch") -> Json:
    body = {"email": f"ada@{agency.slug}.example", "name": name, "role": "viewer"}
    return await agency.admin.creates("/v1/users", body)


async def test_a_colleague_is_invited_and_chooses_a_password(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    user = await invited(agency)
    assert not user["has_password"]
    assert await sign_in(anyone, user["email"], NEW) == 401

    [letter] = await agency.deliver_mail()
    assert letter["Subject"] == "Admin Obi has invited you to Acorn Talent on Debrief"
    assert letter["Reply-To"] == agency.admin.email
    assert "Dear Ada," in text_of(letter)
    await agency.admin.does(f"/v1/users/{user['id']}/invitation")
    token = await token_sent(agency)
    assert await confirm(anyone, token) == 204
    assert await sign_in(anyone, user["email"], NEW) == 200
    assert await confirm(anyone, token) == 404, "it works once"
    assert (await agency.admin.reads(f"/v1/users/{user['id']}"))["has_password"]
    await agency.admin.is_refused(
        409, "user-has-password", "POST", f"/v1/users/{user['id']}/invitation"
    )
    assert await agency.events_of(user["id"]) == [
        "user.created", "user.invited", "user.invited", "user.password_changed",
    ]  # fmt: skip


async def test_what_colleagues_read_of_a_letter_opens_nothing(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    await invited(agency, name=f"http://x/password/{agency.id}")
    token = await token_sent(agency)
    [message] = (await agency.admin.reads("/v1/messages"))["items"]
    assert token not in str(message)
    mentioned = [word for word in message["body"].split() if "/password/" in word]
    for word in mentioned:
        assert await confirm(anyone, word.rpartition("/")[2].rstrip(",")) == 404
    events = await agency.admin.reads("/v1/events", limit=200)
    assert token not in str(events)


async def test_a_newer_letter_replaces_the_one_before(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    user = await invited(agency)
    first = await token_sent(agency)
    await agency.admin.does(f"/v1/users/{user['id']}/invitation")
    second = await token_sent(agency)
    assert [await confirm(anyone, token) for token in (first, second)] == [404, 204]


async def test_whoever_forgot_their_password_chooses_another(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    me = agency.recruiter
    for _ in range(6):
        await sign_in(anyone, me.email, "wrong")
    assert await sign_in(anyone, me.email, PASSWORD) == 429
    assert (await reset(anyone, me.email.upper())).status_code == 202
    assert await confirm(anyone, await token_sent(agency)) == 204
    assert await sign_in(anyone, me.email, NEW) == 200, "what slowed them down is forgotten"
    assert await sign_in(anyone, me.email, PASSWORD) == 401
    assert (await me.get("/v1/me")).status_code == 401, "earlier sign-ins have ended"


async def test_a_reset_tells_nothing(agency: Agency, anyone: httpx.AsyncClient) -> None:
    nobody, inactive = f"nobody@{agency.slug}.example", agency.viewer
    await agency.admin.changes(f"/v1/users/{inactive.user_id}", {"active": False})
    answers = [await reset(anyone, who) for who in (agency.recruiter.email, nobody, inactive.email)]
    assert len({(answer.status_code, answer.content) for answer in answers}) == 1
    [letter] = await agency.deliver_mail()
    assert agency.recruiter.email in letter["To"]

    seconds: dict[str, list[float]] = {"known": [], "unknown": []}
    for who, email in (("known", agency.admin.email), ("unknown", f"no@{agency.slug}.example")):
        for _ in range(4):
            started = time.perf_counter()
            await anyone.post("/v1/auth/password-reset", json={"email": email})
            seconds[who].append(time.perf_counter() - started)
    assert median(seconds["known"]) < 3 * median(seconds["unknown"]) + 0.02


async def test_resets_are_limited_by_address(agency: Agency, anyone: httpx.AsyncClient) -> None:
    nobody = f"nobody@{agency.slug}.example"
    statuses = [(await reset(anyone, nobody)).status_code for _ in range(6)]
    assert statuses == [202] * 5 + [429]


@pytest.mark.parametrize(("kind", "lasts"), [("reset", 1), ("invitation", 7 * 24)])
async def test_a_link_expires(
    kind: str, lasts: int, agency: Agency, anyone: httpx.AsyncClient
) -> None:
    if kind == "reset":
        await reset(anyone, agency.viewer.email)
    else:
        await invited(agency)
    token = await token_sent(agency)
    with time_machine.travel(clock.now() + timedelta(hours=lasts, seconds=1), tick=False):
        assert await confirm(anyone, token) == 404
    assert await confirm(anyone, token) == 204


async def test_a_letter_that_comes_too_late_is_not_sent(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    await reset(anyone, agency.viewer.email)
    with time_machine.travel(clock.now() + timedelta(hours=2), tick=False):
        assert await agency.deliver_mail() == []
        [message] = (await agency.admin.reads("/v1/messages"))["items"]
    assert message["status"] == "cancelled"


@pytest.mark.parametrize("change", [{"email": "moved@acorn.example"}, {"active": False}])
async def test_another_address_or_leaving_ends_links_and_sign_ins(
    change: Json, agency: Agency, anyone: httpx.AsyncClient
) -> None:
    await reset(anyone, agency.viewer.email)
    token = await token_sent(agency)
    await agency.admin.changes(f"/v1/users/{agency.viewer.user_id}", change)
    assert await confirm(anyone, token) == 404
    assert (await agency.viewer.get("/v1/me")).status_code == 401


async def test_of_two_who_use_a_link_at_once_one_chooses(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    await reset(anyone, agency.viewer.email)
    token = await token_sent(agency)
    statuses = await asyncio.gather(*(confirm(anyone, token, f"{NEW} {n}") for n in range(3)))
    assert sorted(statuses) == [204, 404, 404]


async def test_made_up_tokens_are_refused_and_limited(anyone: httpx.AsyncClient) -> None:
    for token in ("x", "A" * 64, "é" * 64, "A" * 43, "\x00", "A" * 63 + "\n"):
        assert await confirm(anyone, token) == 404
    statuses = [await confirm(anyone, "B" * 64) for _ in range(20)]
    assert statuses[-1] == 429
