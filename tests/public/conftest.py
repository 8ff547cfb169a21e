"""Visitors, whom nobody knows."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from tests.factories import Person

A_BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


def arriving(app: FastAPI, address: str = "203.0.113.7", **headers: str) -> Person:
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(address, 50_000))
    return Person(transport=transport, base_url="http://debrief", headers=headers)


@pytest.fixture
async def visitor(app: FastAPI) -> AsyncIterator[Person]:
    """A program without credentials."""
    async with arriving(app) as program:
        yield program


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Person]:
    """Somebody who reads pages."""
    async with arriving(app, accept=A_BROWSER) as somebody:
        yield somebody
