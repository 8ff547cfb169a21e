"""How often somebody may ask: counted in each process, by network address."""

import math
import time
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from starlette.requests import Request

from app.errors import TooManyRequests

if TYPE_CHECKING:
    from limits.aio.strategies import MovingWindowRateLimiter

IPV6_NETWORK = 64
"""What one household or office is given: whoever has it has all of its addresses."""
NO_ADDRESS = "no address"
IPV4_COMPATIBLE = IPv6Network("::/96")
NAT64 = IPv6Network("64:ff9b::/96")


@cache
def limiter() -> "MovingWindowRateLimiter":
    from limits.aio.storage import MemoryStorage  # a sixth of a second: not before it is needed
    from limits.aio.strategies import MovingWindowRateLimiter

    return MovingWindowRateLimiter(MemoryStorage())


async def count(*counted: tuple[str, str]) -> None:
    """Each a rate such as `10/hour` and who it is for. Raises `TooManyRequests` with when to come
    again; who is refused is not counted. Several processes together let through as many times
    more."""
    from limits import parse

    await expect_room(*counted)
    for rate, who in counted:
        await limiter().hit(parse(rate), who)


async def expect_room(*counted: tuple[str, str]) -> None:
    """As `count`, counting nothing."""
    from limits import parse

    for rate, who in counted:
        if not await limiter().test(parse(rate), who):
            again, _ = await limiter().get_window_stats(parse(rate), who)
            seconds = max(1, math.ceil(again - time.time()))
            raise TooManyRequests(headers={"retry-after": str(seconds)})


async def counted_lately(rate: str, who: str) -> bool:
    """Whether anything was counted within the period of `rate`."""
    from limits import parse

    limit = parse(rate)
    return (await limiter().get_window_stats(limit, who)).remaining < limit.amount


def client_of(request: Request) -> str:
    """The address of whoever asks; behind a proxy, what the proxy says it is."""
    return network_of(request.client.host if request.client else "")


def network_of(client: str) -> str:
    """An IPv4 address, or the /64 of an IPv6 one. Whatever is no address counts as one network, or
    each made-up name would be counted anew."""
    try:
        address = ip_address(client.partition("%")[0])
    except ValueError:
        return NO_ADDRESS
    if isinstance(address, IPv6Address):
        address = ipv4_within(address) or address
    if isinstance(address, IPv6Address):
        return str(ip_network((address, IPV6_NETWORK), strict=False))
    return str(address)


def neighbourhood_of(network: str) -> str:
    """The /24 or the /48 around a network: much of what one guesser has many addresses from."""
    try:
        around = ip_network(network)
    except ValueError:
        return network
    wide = 24 if around.version == 4 else 48
    return str(around.supernet(new_prefix=wide))


def ipv4_within(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address of a client that an IPv6 address stands for.

    A whole world of them shares one /64: mapped and compatible addresses (RFC 4291), NAT64
    (RFC 6052) and Teredo (RFC 4380). Of 6to4 (RFC 3056) each IPv4 address has 65,536 of them.
    """
    if address.ipv4_mapped or address.sixtofour:
        return address.ipv4_mapped or address.sixtofour
    if address.teredo:
        return address.teredo[1]
    compatible = address in IPV4_COMPATIBLE and int(address) > 1  # neither `::` nor `::1`
    if compatible or address in NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return None
