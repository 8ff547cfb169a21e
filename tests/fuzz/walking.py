"""Every page that people without an account see, walked in the order of the story."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager

import httpx

from tests.fuzz.pages import Walk
from tests.fuzz.situations import Situations

Browser = Callable[[], AbstractAsyncContextManager[httpx.AsyncClient]]
"""Makes one with no cookies yet."""


async def walked(made: Situations, browser: Browser, seed: int, steps: int) -> AsyncIterator[Walk]:
    """What employers answered is released before their candidates look."""
    for starts in (made.forms, made.portals, made.public):
        for number, start in enumerate(starts):
            async with browser() as client:
                walk = Walk(client, start, seed + number, made.secrets)
                await walk.go(steps)
            yield walk
        if starts is made.forms:
            await made.release()
