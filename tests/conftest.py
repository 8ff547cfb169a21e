"""A real PostgreSQL with the real migrations, the real app, and agencies that never meet."""

import asyncio
import os
import socket
import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from app import limits
from app.database import Database
from app.embedded.server import Urls, running
from app.main import create_app
from app.migrating import APP_ROLE, migrate
from app.settings import settings
from tests.factories import Agency, open_agency


@pytest.fixture(scope="session")
def urls() -> Iterator[Urls]:
    """`DEBRIEF_TEST_DATABASE_URL`, a superuser's of an empty database, tries another version."""
    if url := os.environ.get("DEBRIEF_TEST_DATABASE_URL"):
        asyncio.run(migrate(url))
        yield Urls(owner=url, app=url)
        return
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-test-") as folder:
        os.chmod(folder, 0o711)  # PostgreSQL refuses root: its own user must reach the data
        with running(Path(folder) / "data", durable=False) as urls:
            asyncio.run(migrate(urls.owner))
            yield urls


@pytest.fixture(scope="session", autouse=True)
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Files and letters of the tests go where no server of this machine keeps its own."""
    with pytest.MonkeyPatch.context() as environment:
        folder = tmp_path_factory.mktemp("data")
        environment.setenv("DEBRIEF_DATA_DIR", str(folder))
        settings.cache_clear()
        yield folder
    settings.cache_clear()


@pytest.fixture(autouse=True)
def nobody_has_asked_yet() -> None:
    """All tests come from one address."""
    limits.limiter.cache_clear()


@pytest.fixture(scope="session")
def owner(urls: Urls) -> str:
    """The address of the tables' owner, whom nothing in the app connects as."""
    return urls.owner


@pytest.fixture(scope="session")
async def database(urls: Urls) -> Database:
    role = APP_ROLE if urls.app == urls.owner else None
    return Database(urls.app, role=role, pool_size=24)


@pytest.fixture(scope="session")
async def app(database: Database) -> AsyncIterator[FastAPI]:
    app = create_app(database)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def transport(app: FastAPI) -> httpx.ASGITransport:
    return httpx.ASGITransport(app, raise_app_exceptions=False)


@pytest.fixture
async def agency(database: Database, transport: httpx.ASGITransport) -> AsyncIterator[Agency]:
    """A new agency with an admin, a recruiter and a viewer who are signed in."""
    async with open_agency(database, transport) as agency:
        yield agency


@pytest.fixture
async def other_agency(database: Database, transport: httpx.ASGITransport) -> AsyncIterator[Agency]:
    async with open_agency(database, transport) as agency:
        yield agency


@pytest.fixture
async def anyone(transport: httpx.ASGITransport) -> AsyncIterator[httpx.AsyncClient]:
    """Somebody without credentials."""
    async with httpx.AsyncClient(transport=transport, base_url="http://debrief") as client:
        yield client


@pytest.fixture(scope="session")
async def address(app: FastAPI) -> AsyncIterator[str]:
    """The same app behind a real server, for what needs a socket."""
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
    serving = asyncio.create_task(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    server.should_exit = True
    await serving
