"""A way to PostgreSQL that can fall silent, be cut, or lose the answer to a COMMIT."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from sqlalchemy.engine import URL, make_url

COMMIT = b"COMMIT"


class Proxy:
    """What it leads to is a PostgreSQL on a socket of this machine."""

    def __init__(self, target: URL) -> None:
        self.target = target
        self.listener: asyncio.Server
        self.pumps: set[asyncio.Task[None]] = set()
        self.writers: set[asyncio.StreamWriter] = set()
        self.is_silent = False
        self.silenced: set[asyncio.StreamWriter] = set()
        self.lose_commit: str | None = None
        """`before` it is sent on, or `after`: then PostgreSQL commits and nobody is told."""

    @property
    def url(self) -> str:
        port = self.listener.sockets[0].getsockname()[1]
        through = self.target.set(host="127.0.0.1", port=port, query={"sslmode": "disable"})
        return through.render_as_string(hide_password=False)

    @property
    def socket(self) -> Path:
        query = self.target.query
        return Path(str(query["host"])) / f".s.PGSQL.{query['port']}"

    def fall_silent(self) -> None:
        """Nothing passes any more, and the kernel still acknowledges what is sent."""
        self.is_silent = True
        self.silenced = set(self.writers)

    def speak_again(self) -> None:
        """To new connections: those from before stay silent, as after a change of machines."""
        self.is_silent = False

    def cut(self) -> None:
        for writer in self.writers:
            writer.transport.abort()

    async def pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        other: asyncio.StreamWriter,
        *,
        from_client: bool,
    ) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await reader.read(65536):
                if self.is_silent or writer in self.silenced:
                    self.silenced |= {writer, other}
                    await asyncio.Event().wait()
                if from_client and COMMIT in data and self.lose_commit:
                    if self.lose_commit == "after":
                        self.silenced.add(other)
                        writer.write(data)
                        await asyncio.sleep(0.2)
                    self.lose_commit = None
                    other.transport.abort()
                    break
                writer.write(data)
        writer.transport.abort()

    async def accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        from_server, to_server = await asyncio.open_unix_connection(str(self.socket))
        self.writers |= {writer, to_server}
        for pump in (
            self.pass_on(reader, to_server, writer, from_client=True),
            self.pass_on(from_server, writer, to_server, from_client=False),
        ):
            task = asyncio.create_task(pump)
            self.pumps.add(task)
            task.add_done_callback(self.pumps.discard)


@asynccontextmanager
async def proxy_to(url: str) -> AsyncIterator[Proxy]:
    proxy = Proxy(make_url(url))
    proxy.listener = await asyncio.start_server(proxy.accept, "127.0.0.1", 0)
    try:
        yield proxy
    finally:
        proxy.listener.close()
        pumps = list(proxy.pumps)
        for pump in pumps:
            pump.cancel()
        await asyncio.gather(*pumps, return_exceptions=True)
        proxy.cut()
        await asyncio.sleep(0)
