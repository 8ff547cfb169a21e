"""A client is known by what our own proxies say of it, whatever it writes itself."""

from collections.abc import Callable

import pytest
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import Receive, Scope, Send

from app.client_address import ClientAddress
from app.edge import Edge
from app.settings import Settings
from tests.security.conftest import ask, serving

SetUp = Callable[..., None]


async def say_who_asks(scope: Scope, receive: Receive, send: Send) -> None:
    client = Request(scope).client
    assert client is not None
    await PlainTextResponse(client.host)(scope, receive, send)


async def seen(*lines: str) -> str:
    """Who asks, to the server, when these headers come from a socket of this machine."""
    head = "\r\n".join(["GET / HTTP/1.1", "host: debrief", "connection: close", *lines])
    async with serving(Edge(say_who_asks)) as port:
        answer = await ask(port, f"{head}\r\n\r\n".encode())
    return answer.partition(b"\r\n\r\n")[2].decode()


OURS = "203.0.113.7"
FORGED = (
    ("x-forwarded-for: {}",),
    ("x-forwarded-for: 10.9.9.9, {}",),
    ("x-forwarded-for: 10.9.9.9", "x-forwarded-for: {}"),
    ("x-forwarded-for: 10.9.9.9, 127.0.0.1", "x-forwarded-for: ::1,{}"),
    ("x-forwarded-for: {}:4711",),
    ('x-forwarded-for: 127.0.0.1, "{}"',),
    ("x-forwarded-for: for=10.9.9.9;proto=https, {}",),
    ("x-forwarded-for: ,,,, {}",),
    ("x-forwarded-for: ::ffff:{}",),
    ("x-forwarded-for: [::ffff:{}]:4711",),
    ("forwarded: for=10.9.9.9", "x-real-ip: 10.9.9.9", "x-forwarded-for: {}"),
    ("x-forwarded-for: " + "10.9.9.9," * 500 + "{}",),
)


@pytest.mark.parametrize("lines", FORGED)
async def test_behind_one_proxy_the_last_address_counts(lines: tuple[str, ...]) -> None:
    assert await seen(*(line.format(OURS) for line in lines)) == OURS


async def test_behind_two_proxies_the_last_but_one_counts(set_up: SetUp) -> None:
    set_up(proxy_hops="2")
    said = "x-forwarded-for: 10.9.9.9, 2001:db8::1, 198.51.100.4"
    assert await seen(said) == "2001:db8::1"
    assert await seen("x-forwarded-for: 10.9.9.9", f"x-forwarded-for: {OURS}, 1.2.3.4") == OURS
    assert await seen(f"x-forwarded-for: {OURS}") == OURS, "the outer proxy was not asked"


@pytest.mark.parametrize("garbage", ["unknown", "_hidden", "for=1.2.3.4", "1.2.3", "", "1.2.3.4/8"])
async def test_what_is_no_address_is_the_proxys_own(garbage: str) -> None:
    assert await seen(f"x-forwarded-for: {OURS}, {garbage}") == "127.0.0.1"


async def test_who_is_no_proxy_is_not_believed(set_up: SetUp) -> None:
    set_up(trusted_proxies="10.0.0.1")
    assert await seen(f"x-forwarded-for: {OURS}") == "127.0.0.1"


async def test_without_proxies_nothing_is_believed(set_up: SetUp) -> None:
    set_up(proxy_hops="0")
    assert await seen(f"x-forwarded-for: {OURS}") == "127.0.0.1"


async def test_an_ipv4_address_in_ipv6_is_that_address(set_up: SetUp) -> None:
    known = ClientAddress("127.0.0.1,2001:db8::/64", 1)
    for host, trusted in (
        ("::ffff:127.0.0.1", True), ("2001:db8::5", True), ("2001:DB8:0::5", True),
        ("::ffff:127.0.0.2", False), ("2001:db8:1::5", False), ("testclient", False),
    ):  # fmt: skip
        assert known.read(host)[1] is trusted, host
    assert known.read("::ffff:198.51.100.4")[0] == "198.51.100.4"


@pytest.mark.parametrize(
    "networks",
    [
        "0.0.0.0/0", "::/0", "10.0.0.0/8", "172.16.0.0/12", "127.0.0.1,0.0.0.0/1",
        "2001:db8::/32", "fc00::/7", "::ffff:0:0/96", "::ffff:0.0.0.0/100", "10.0.0.0/15",
    ],
)  # fmt: skip
def test_half_a_world_is_no_proxy(set_up: SetUp, networks: str) -> None:
    set_up(trusted_proxies=networks)
    with pytest.raises(ValidationError, match="is wider than"):
        Settings()


def test_a_network_of_proxies_may_be_named(set_up: SetUp) -> None:
    for networks in ("10.0.0.0/16", "2001:db8::/48", "172.18.0.1", "::ffff:10.0.0.0/112, fe80::1"):
        set_up(trusted_proxies=networks)
        assert Settings().trusted_proxies == networks
