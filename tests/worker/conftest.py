"""A PostgreSQL of the workers' own: they do whatever anybody asked for, and other tests ask."""

import os
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from app.database import Database
from app.embedded.server import Urls, running
from app.main import create_app
from app.migrating import migrate
from tests.factories import Agency, open_agency


@pytest.fixture(scope="session")
async def own_urls() -> AsyncIterator[Urls]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-test-") as folder:
        os.chmod(folder, 0o711)  # PostgreSQL refuses root: its own user must reach the data
        with running(Path(folder) / "data", durable=False) as urls:
            await migrate(urls.owner)
            yield urls


@pytest.fixture(scope="session")
async def worked_database(own_urls: Urls) -> AsyncIterator[Database]:
    database = Database(own_urls.app, pool_size=8)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def worked(worked_database: Database) -> AsyncIterator[Agency]:
    """An agency whose work is done by workers."""
    app = create_app(worked_database)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with open_agency(worked_database, transport) as agency:
        yield agency
