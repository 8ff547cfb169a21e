"""How often somebody may ask: counted in each process, by network address."""

import math
import time
from functools import cache
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING

from starlette.requests import Request

from app.errors import TooManyRequests

if TYPE_CHECKING:
    from limits.aio.strategies import MovingWindowRateLimiter

IPV6_NETWORK = 64
"""What one household or office is given: whoever has it has all of its addresses."""


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


def client_of(request: Request) -> str:
    """The address of whoever asks; behind a proxy, what the proxy says it is."""
    return network_of(request.client.host if request.client else "")


def network_of(client: str) -> str:
    try:
        address = ip_address(client)
    except ValueError:
        return client  # a socket without addresses
    if address.version == 6:
        return str(ip_network((address, IPV6_NETWORK), strict=False))
    return client
