"""`debrief serve`."""

import asyncio
import errno
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import partial

import uvicorn
from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from app.cli.connection_limits import LimitedConnection
from app.cli.database import Place, configured, connected, place, prepare
from app.cli.logs import configure_logs
from app.cli.refusals import Refusal
from app.cli.terminal import err, out, stop_like_ctrl_c
from app.database import Database
from app.main import create_app
from app.pace import Pace
from app.settings import Settings

SECONDS_TO_FINISH = 5
"""How long requests in flight may take once we are told to stop."""


class Announced(uvicorn.Server):
    """Says that it serves when it does, not before."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self.announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.announce()


def serve(workers: int, *, with_demo: bool, with_worker: bool | None) -> None:
    settings = configured()
    if with_worker is None:
        with_worker = settings.in_development and workers == 1
    if with_worker and workers > 1:
        raise Refusal("With several processes the worker is its own: run `debrief worker`.")
    if with_demo:
        from app.cli.demonstrating import refuse_outside_development

        refuse_outside_development(settings)
    if workers > 1 and settings.database_url is None:
        raise Refusal("More than one worker wants your own PostgreSQL: set DEBRIEF_DATABASE_URL.")
    stop_like_ctrl_c()
    try:
        with listener(settings) as listening, place(settings) as here:
            address = address_of(listening)
            role, said = asyncio.run(before_serving(here, settings, address, with_demo=with_demo))
            config = uvicorn.Config(
                partial(
                    application,
                    here.url,
                    role,
                    json_logs=not settings.in_development,
                    pace=settings.pace if with_worker else None,
                ),
                factory=True,
                workers=workers,
                ws="none",
                lifespan="on",
                access_log=False,
                log_config=None,
                server_header=False,
                http=LimitedConnection,
                proxy_headers=False,  # `ClientAddress` reads them
                timeout_graceful_shutdown=SECONDS_TO_FINISH,
            )
            if workers == 1:
                Announced(config, lambda: out.print(said)).run([listening])
            else:
                out.print(said)
                Multiprocess(config, [listening]).run()
    except KeyboardInterrupt:
        err.print("Stopped.")


def application(url: str, role: str | None, *, json_logs: bool, pace: Pace | None) -> FastAPI:
    """Made in the process that serves it, which has its own connections; with a `pace` there is a
    worker beside it."""
    configure_logs(as_json=json_logs)
    database = Database(url, role=role)
    app = create_app(database)
    if pace is not None:
        app.router.lifespan_context = with_a_worker(app, database, url, role, pace)
    return app


def with_a_worker(
    app: FastAPI, database: Database, url: str, role: str | None, pace: Pace
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    from app.worker.running import working

    serving = app.router.lifespan_context

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with serving(app), working(database, url, role, concurrency=2, pace=pace):
            yield

    return lifespan


def listener(settings: Settings) -> socket.socket:
    """Taken before anything is started, so that a port in use is said at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            said = f"Port {settings.port} of {settings.host} is in use: stop what uses it, or set"
            raise Refusal(f"{said} DEBRIEF_PORT to another.") from error
        raise Refusal(
            f"Cannot listen on DEBRIEF_HOST {settings.host}, DEBRIEF_PORT {settings.port}: {error}."
        ) from error


def address_of(listening: socket.socket) -> str:
    """As someone on this machine would type it."""
    host, port = listening.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 - only compared
    return f"http://{local.get(host, f'[{host}]' if ':' in host else host)}:{port}"


async def before_serving(
    here: Place, settings: Settings, address: str, *, with_demo: bool
) -> tuple[str | None, str]:
    """The role for requests, and what to say when it serves."""
    role = await prepare(here, settings)
    if not with_demo:
        return role, f"Debrief serves {address} with the {here.described}. Ctrl-C stops it."
    from app.cli.demonstrating import load
    from app.cli.welcome import welcome

    async with connected(here, role) as database:
        await load(database)
        return role, await welcome(database, address, here.described)
