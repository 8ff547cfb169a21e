"""A real server, for what needs a socket."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn

from app.cli.connection_limits import LimitedConnection
from app.settings import settings

Serving = Callable[..., Any]


@asynccontextmanager
async def serving(
    app: Any, http: type[LimitedConnection] = LimitedConnection
) -> AsyncIterator[int]:
    """The port it listens on, as `debrief serve` would."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    server = uvicorn.Server(
        uvicorn.Config(
            app, http=http, lifespan="off", log_level="critical", proxy_headers=False, ws="none"
        )
    )
    running = asyncio.create_task(server.serve([listener]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        await running


async def ask(port: int, sent: bytes) -> bytes:
    """All that the server says until it closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    answer = await asyncio.wait_for(reader.read(), 20)
    writer.close()
    return answer


@pytest.fixture
def set_up(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Callable[..., None]]:
    """Sets `DEBRIEF_…` for what is made from then on."""

    def change(**values: str) -> None:
        for name, value in values.items():
            monkeypatch.setenv(f"DEBRIEF_{name.upper()}", value)
        settings.cache_clear()

    yield change
    monkeypatch.undo()
    settings.cache_clear()
