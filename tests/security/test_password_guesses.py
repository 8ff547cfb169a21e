"""Guessing passwords: many at once, from many addresses, in every spelling of an address."""

import asyncio
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import httpx
import pytest
import time_machine
from fastapi import FastAPI

from app import clock
from app.access.hash_queue import AT_ONCE, MOST_LINES, HashQueue, Lane
from app.access.models import SignInsBusy
from app.access.secrets import passwords
from app.access.sign_in import SUCCESSES
from app.limits import network_of
from tests.factories import PASSWORD, Agency


class Guesser:
    """Somebody at one network address, without an account."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app

    async def tries(
        self, email: str, password: str = "wrong", *, at: str, agency: str | None = None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(at, 40_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://debrief") as client:
            form = {"username": email, "password": password}
            if agency is not None:
                form["client_id"] = agency
            return await client.post("/v1/auth/token", data=form)

    async def at_once(self, *tries: tuple[str, str, str]) -> list[int]:
        """The status of each (email, password, address)."""
        answers = await asyncio.gather(
            *(self.tries(email, password, at=at) for email, password, at in tries)
        )
        return [answer.status_code for answer in answers]


@pytest.fixture
def guesser(app: FastAPI) -> Guesser:
    return Guesser(app)


@pytest.fixture
def checked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The passwords that were compared with a hash."""
    seen: list[str] = []

    def matches(password: str, _: str) -> bool:
        seen.append(password)
        return password == PASSWORD

    monkeypatch.setattr(passwords, "verify", matches)
    return seen


async def test_of_many_guesses_at_once_five_are_checked(
    agency: Agency, guesser: Guesser, checked: list[str]
) -> None:
    email = agency.viewer.email
    guesses = [(email, PASSWORD if nth == 33 else f"guess {nth}", "192.0.2.1") for nth in range(41)]
    assert Counter(await guesser.at_once(*guesses)) == {401: 5, 429: 36}
    assert len(checked) == 5


async def test_right_passwords_sent_at_once_all_open(agency: Agency, guesser: Guesser) -> None:
    right = [(agency.viewer.email, PASSWORD, "192.0.2.2")] * 8
    assert await guesser.at_once(*right) == [200] * 8


async def test_the_longest_wait_ends_and_so_does_the_day(
    agency: Agency, guesser: Guesser, checked: list[str]
) -> None:
    email, here = agency.viewer.email, "192.0.2.3"
    with time_machine.travel(clock.now(), tick=False) as now:
        for _ in range(60):
            refused = await guesser.tries(email, at=here)
            assert refused.status_code in (401, 429)
            now.shift(timedelta(minutes=15))
        assert len(checked) == 60
        slowed = await guesser.tries(email, at=here)
        assert slowed.status_code == 401  # fifteen minutes is the most
        slowed = await guesser.tries(email, PASSWORD, at=here)
        assert (slowed.status_code, slowed.headers["retry-after"]) == (429, "900")
        for _ in range(50):
            assert (await guesser.tries(email, at=here)).status_code == 429
        now.shift(timedelta(minutes=15))  # what was refused did not make it longer
        assert (await guesser.tries(email, PASSWORD, at=here)).status_code == 200

        for _ in range(5):
            await guesser.tries(email, at=here)
        assert (await guesser.tries(email, at=here)).status_code == 429
        now.shift(timedelta(days=1, seconds=1))
        for _ in range(5):
            assert (await guesser.tries(email, at=here)).status_code == 401


async def test_the_addresses_of_one_network_are_one(
    agency: Agency, guesser: Guesser, checked: list[str]
) -> None:
    email = agency.viewer.email
    for nth in range(1, 12):
        await guesser.tries(email, at=f"2001:db8:7:7::{nth:x}")
    for form in ("192.0.2.9", "::ffff:192.0.2.9", "2002:c000:209::1", "64:ff9b::192.0.2.9"):
        await guesser.tries(agency.admin.email, at=form)
        await guesser.tries(agency.admin.email, at=form)
    assert len(checked) == 10


def test_a_network_is_told_from_every_spelling_of_an_address() -> None:
    one = ("192.0.2.9", "::ffff:192.0.2.9", "::ffff:c000:209%eth0", "64:ff9b::c000:209",
           "2002:c000:209:1::5", "2001:0:5ef5:79fd:0:59d:3fff:fdf6", "::192.0.2.9")  # fmt: skip
    assert {network_of(address) for address in one} == {"192.0.2.9"}
    assert network_of("::ffff:192.0.2.10") != network_of("::ffff:192.0.2.9")
    assert network_of("fe80::1%eth0") == network_of("fe80::2%eth1") == "fe80::/64"
    assert network_of("::1") == "::/64"
    assert network_of("made up") == network_of("") == network_of("unknown")


async def test_guesses_from_many_networks_are_slowed_but_the_owner_is_let_in_where_known(
    agency: Agency, guesser: Guesser, checked: list[str]
) -> None:
    email = agency.viewer.email
    assert (await guesser.tries(email, PASSWORD, at="192.0.2.20")).status_code == 200
    for nth in range(60):
        await guesser.tries(email, at=f"198.51.100.{nth}")
    assert len(checked) == 1 + 25
    elsewhere = await guesser.tries(email, PASSWORD, at="192.0.2.21")
    assert elsewhere.status_code == 429
    assert int(elsewhere.headers["retry-after"]) <= 300
    assert (await guesser.tries(email, PASSWORD, at="192.0.2.20")).status_code == 200


async def test_an_account_of_the_same_name_elsewhere_does_not_clear_the_way(
    agency: Agency, other_agency: Agency, guesser: Guesser, checked: list[str]
) -> None:
    shared = {"email": f"both@{agency.slug}.example", "name": "Both", "password": PASSWORD}
    for place in (agency, other_agency):
        await place.admin.creates("/v1/users", shared)
    for _ in range(8):
        await guesser.tries(shared["email"], at="192.0.2.30", agency=agency.slug)
        await guesser.tries(shared["email"], PASSWORD, at="192.0.2.30", agency=other_agency.slug)
    assert checked.count("wrong") == 5


async def test_one_hash_is_checked_whoever_it_is(
    agency: Agency, other_agency: Agency, guesser: Guesser, checked: list[str]
) -> None:
    both = f"both@{agency.slug}.example"
    for place in (agency, other_agency):
        body = {"email": both, "name": "Both", "password": PASSWORD}
        await place.admin.creates("/v1/users", body)
    refusals = []
    for email in (both, agency.viewer.email, f"nobody@{agency.slug}.example"):
        for slug in (None, agency.slug, other_agency.slug, "no-such-agency"):
            answer = await guesser.tries(email, at="192.0.2.40", agency=slug)
            refusals.append((answer.status_code, answer.content))
    assert len(set(refusals)) == 1
    assert len(checked) == len(refusals)
    named = await guesser.tries(both, PASSWORD, at="192.0.2.41")
    assert named.json()["errors"][0]["pointer"] == "/client_id"


async def test_one_network_fails_sixty_times_a_minute(
    agency: Agency, guesser: Guesser, checked: list[str]
) -> None:
    for start in range(0, 80, 16):
        await guesser.at_once(
            *(
                (f"{nth}@{agency.slug}.example", "x", "192.0.2.50")
                for nth in range(start, start + 16)
            )
        )
    assert len(checked) == 60


async def test_a_crowd_at_one_address_keeps_nobody_elsewhere_waiting() -> None:
    queue, order = HashQueue(), list[str]()

    async def sign_in(network: str, lane: Lane = Lane.new) -> None:
        try:
            async with queue.place(lane, network, f"{len(order)}@acorn.example"):
                order.append(network)
                await asyncio.sleep(0.001)
        except SignInsBusy:
            order.append("refused")

    async with asyncio.TaskGroup() as everybody:
        for _ in range(200):
            everybody.create_task(sign_in("crowd"))
        everybody.create_task(sign_in("failing", Lane.failing))
        everybody.create_task(sign_in("honest"))
        everybody.create_task(sign_in("known", Lane.familiar))
    served = [network for network in order if network != "refused"]
    assert served[:4] == ["crowd", "failing", "known", "honest"]
    assert len(served) == 3 + 200
    assert (queue.waiting, queue.turns, queue.checking) == ([], {}, Counter())


async def test_a_crowd_of_one_neighbourhood_makes_room_for_others() -> None:
    queue, served = HashQueue(), list[str]()

    async def sign_in(network: str) -> None:
        with suppress(SignInsBusy):
            async with queue.place(Lane.new, network, network):
                served.append(network)
                await asyncio.sleep(0.001)

    async with asyncio.TaskGroup() as everybody:
        for nth in range(200):
            everybody.create_task(sign_in(f"198.51.100.{nth}"))
        everybody.create_task(sign_in("192.0.2.1"))
        everybody.create_task(sign_in("192.0.2.2"))
    assert served.index("192.0.2.1") == AT_ONCE
    assert "192.0.2.2" in served
    assert len(served) == AT_ONCE + MOST_LINES[Lane.new]


async def test_who_comes_again_goes_before_who_comes_first() -> None:
    queue, served = HashQueue(), list[str]()

    async def sign_in(network: str) -> None:
        with suppress(SignInsBusy):
            async with queue.place(Lane.new, network, network):
                served.append(network)
                await asyncio.sleep(0.001)

    async with asyncio.TaskGroup() as everybody:
        for nth in range(100):
            everybody.create_task(sign_in(f"10.{nth}.0.1"))
        everybody.create_task(sign_in("192.0.2.1"))
        await asyncio.sleep(0)
        everybody.create_task(sign_in("192.0.2.1"))
        for nth in range(100, 200):
            everybody.create_task(sign_in(f"10.{nth}.0.1"))
    assert "192.0.2.1" in served


async def test_a_line_that_is_left_is_nobodys() -> None:
    queue = HashQueue()
    async with queue.place(Lane.new, "a", "a"), queue.place(Lane.new, "b", "b"):
        waiting = asyncio.create_task(queue.place(Lane.new, "c", "c").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        with pytest.raises(asyncio.CancelledError):
            await waiting
    assert (queue.waiting, queue.turns, queue.checking) == ([], {}, Counter())


async def test_a_crowd_of_many_addresses_does_not_keep_out_who_is_known(
    agency: Agency, guesser: Guesser
) -> None:
    email = agency.viewer.email
    assert (await guesser.tries(email, PASSWORD, at="192.0.2.70")).status_code == 200
    crowd = [(f"{nth}@{agency.slug}.example", "x", f"10.{nth}.0.1") for nth in range(200)]
    statuses = await guesser.at_once(*crowd, (email, PASSWORD, "192.0.2.70"))
    assert statuses[-1] == 200
    assert statuses.count(429) > 150


@pytest.mark.parametrize(
    "fields",
    [
        {"username": "nul\x00@acorn.example"},
        {"username": "a" * 320},
        {"username": "İ" * 300},
        {"username": "'; DROP TABLE users; --"},
        {"username": "\x85 "},
        {"password": "p\x00p"},
        {"password": "p" * 900_000},
        {"password": "\U0001f600" * 200},
        {"client_id": "nul\x00"},
        {"client_id": "\x85"},
    ],
)
async def test_hostile_forms_are_refused_in_words(
    fields: dict[str, str], agency: Agency, anyone: httpx.AsyncClient
) -> None:
    form = {"username": agency.viewer.email, "password": "wrong", **fields}
    answer = await anyone.post("/v1/auth/token", data=form)
    assert answer.status_code in (401, 413, 422)


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "utf-7", "utf-16"])
async def test_half_characters_in_a_form_are_refused_in_words(
    charset: str, agency: Agency, anyone: httpx.AsyncClient
) -> None:
    parts = "".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in {"username": r"a\ud800@b.example", "password": r"+2AA- \ud800"}.items()
    )
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    answer = await anyone.post(
        "/v1/auth/token", content=f"{parts}--x--\r\n", headers={"content-type": kind}
    )
    assert answer.status_code in (401, 422)


async def test_signing_in_rightly_is_limited_too(
    agency: Agency, guesser: Guesser, checked: list[str]
) -> None:
    most = int(SUCCESSES.partition("/")[0])
    statuses = [
        (await guesser.tries(agency.viewer.email, PASSWORD, at="192.0.2.80")).status_code
        for _ in range(most + 1)
    ]
    assert statuses == [200] * most + [429]
