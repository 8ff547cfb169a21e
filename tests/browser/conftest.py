"""The app on a real port, and phones that open its pages."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.phone import Phone, chromium, in_hand


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as browser:
        yield browser


@pytest.fixture
async def phone(browser: Browser, address: str) -> AsyncIterator[Phone]:
    async with in_hand(browser, address) as phone:
        yield phone


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
async def either_phone(
    browser: Browser, address: str, request: pytest.FixtureRequest
) -> AsyncIterator[Phone]:
    """One that runs scripts, and one that does not."""
    async with in_hand(browser, address, script=request.param) as phone:
        yield phone
