"""Half-sent requests are cut, honest slow clients are not."""

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.cli.connection_limits import LimitedConnection
from app.edge import Edge
from tests.security.conftest import ask, serving

HEAD = b"POST / HTTP/1.1\r\nhost: debrief\r\n"


class Hasty(LimitedConnection):
    """Ten times as fast as the real one, or faster."""

    LOOK_EVERY = 0.1
    HEAD_SECONDS = 0.8
    BODY_SECONDS = 6.0
    PATIENCE_SECONDS = 1.0
    DEAF_SECONDS = 1.0


async def count_bytes(scope: Scope, receive: Receive, send: Send) -> None:
    """Answers how much was sent, or streams for a while."""
    request = Request(scope, receive)
    if scope["path"] == "/stream":

        async def ticks() -> AsyncIterator[bytes]:
            for _ in range(5):
                yield b"tick\n"
                await asyncio.sleep(0.3)

        await StreamingResponse(ticks())(scope, receive, send)
    elif scope["path"] == "/much":
        await PlainTextResponse(b"x" * 50_000_000)(scope, receive, send)
    else:
        size = 0
        async for part in request.stream():
            size += len(part)
        await PlainTextResponse(str(size))(scope, receive, send)


async def dribble(port: int, first: bytes, drop: bytes, every: float) -> tuple[float, bytes]:
    """For how many seconds the server listens to that, and what it says in the end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    loop = asyncio.get_running_loop()
    began = loop.time()
    writer.write(first)
    said = asyncio.create_task(reader.read())
    while not said.done() and loop.time() - began < 15:
        await asyncio.sleep(every)
        writer.write(drop)
    writer.close()
    try:
        return loop.time() - began, await asyncio.wait_for(said, 0.1)
    except (TimeoutError, ConnectionError):
        return loop.time() - began, b""


DRIBBLING: list[tuple[bytes, bytes]] = [
    (b"", b""),
    (b"P", b""),
    (HEAD, b""),
    (HEAD, b"x-a: b\r\n"),
    (b"POST /" + b"a", b"a"),
    (b"\r\n", b"\r\n"),
    (HEAD + b"content-length: 5\r\n\r\n12345" + b"\r\n", b"\r\n"),
    (HEAD + b"content-length: 500000\r\n\r\n", b"1"),
    (HEAD + b"content-length: 500000\r\n\r\n", b""),
    (HEAD + b"transfer-encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
    (HEAD + b"transfer-encoding: chunked\r\n\r\n1;", b"a"),
    (HEAD + b"transfer-encoding: chunked\r\n\r\n0\r\n", b"a: b\r\n"),
    (HEAD + b"expect: 100-continue\r\ncontent-length: 500\r\n\r\n", b""),
]


async def test_who_dribbles_is_cut() -> None:
    async with serving(Edge(count_bytes), Hasty) as port:
        held = await asyncio.gather(*(dribble(port, *sent, 0.05) for sent in DRIBBLING))
    for sent, (lasted, _) in zip(DRIBBLING, held, strict=True):
        assert lasted < 5, sent


async def test_many_half_sent_requests_go_and_others_are_served() -> None:
    async with serving(Edge(count_bytes), Hasty) as port:
        held = [await asyncio.open_connection("127.0.0.1", port) for _ in range(300)]
        for number, (_, writer) in enumerate(held):
            writer.write(HEAD if number % 2 else HEAD + b"content-length: 1000000\r\n\r\nx")
        good = await ask(port, HEAD + b"content-length: 2\r\nconnection: close\r\n\r\nhi")
        assert good.endswith(b"\r\n\r\n2")
        ended = await asyncio.wait_for(
            asyncio.gather(*(reader.read() for reader, _ in held), return_exceptions=True), 8
        )
        for _, writer in held:
            writer.close()
    assert len(ended) == 300
    assert sum(b"408" in one for one in ended if isinstance(one, bytes)) == 150


@pytest.mark.parametrize(
    "flood",
    [
        HEAD + b"x: " + b"a" * 5_000_000,
        HEAD + b"x: y\r\n" * 500_000,
        b"GET /" + b"a" * 5_000_000,
        HEAD + b"transfer-encoding: chunked\r\n\r\n1;" + b"a" * 5_000_000,
        HEAD + b"transfer-encoding: chunked\r\n\r\n0\r\n" + b"x: y\r\n" * 500_000,
        HEAD + b"transfer-encoding: chunked\r\n\r\n0\r\nx: " + b"a" * 5_000_000,
    ],
    ids=["a header", "headers", "an address", "a remark", "trailers", "a trailer"],
)
async def test_headers_have_an_end(flood: bytes) -> None:
    async with serving(Edge(count_bytes)) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(flood)
        try:
            said = await asyncio.wait_for(reader.read(), 10)
        except ConnectionResetError:
            said = b""
        writer.close()
    assert said[:12] in (b"", b"HTTP/1.1 431", b"HTTP/1.1 414")


async def test_large_headers_are_a_problem_in_words() -> None:
    async with serving(Edge(count_bytes)) as port:
        said = await ask(port, HEAD + b"x: " + b"a" * 10_000 + b"\r\nconnection: close\r\n\r\n")
    assert said.startswith(b"HTTP/1.1 431")
    assert b"/problems/headers-too-large" in said


async def test_an_honest_slow_client_is_waited_for() -> None:
    """Ten megabytes in a minute, both the client and the limits many times as fast."""
    size, parts = 10_000_000, 50
    async with serving(Edge(count_bytes), Hasty) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(HEAD + b"connection: close\r\ncontent-length: %d\r\n\r\n" % size)
        for _ in range(parts):
            writer.write(b"x" * (size // parts))
            await writer.drain()
            await asyncio.sleep(2.5 / parts)
        answer = await asyncio.wait_for(reader.read(), 10)
        writer.close()
    assert answer.endswith(b"\r\n\r\n%d" % size)


async def test_a_stream_and_a_kept_connection_go_on() -> None:
    async with serving(Edge(count_bytes), Hasty) as port:
        streamed = await ask(
            port, b"GET /stream HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n\r\n"
        )
        assert streamed.count(b"tick") == 5
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client:
            for _ in range(4):  # longer than a head may take, on one connection
                assert (await client.post("/", content=b"hello")).text == "5"
                await asyncio.sleep(0.3)


async def test_many_requests_in_one_go_are_all_answered() -> None:
    one = HEAD + b"content-length: 2\r\n\r\nhi"
    last = HEAD + b"connection: close\r\ncontent-length: 2\r\n\r\nhi"
    async with serving(Edge(count_bytes)) as port:
        said = await ask(port, one * 3000 + last)
    assert said.count(b"200 OK") == 3001


async def test_who_never_reads_the_answer_is_cut() -> None:
    async with serving(Edge(count_bytes), Hasty) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=1)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        writer.write(b"GET /much HTTP/1.1\r\nhost: a\r\n\r\n")
        await asyncio.sleep(2.5)
        writer.transport.resume_reading()  # type: ignore[attr-defined]
        read = 0
        with suppress(ConnectionResetError):
            while part := await reader.read(1_000_000):
                read += len(part)
        writer.close()
    assert read < 40_000_000


FEW_DESCRIPTORS = """
import asyncio, resource, socket, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (120, 120))
from tests.security.conftest import serving
from tests.security.test_slow_connections import count_bytes, ask, HEAD, Hasty

async def main():
    async with serving(count_bytes, Hasty) as port:
        held = [socket.socket() for _ in range(50)]  # each takes one of ours too
        for one in held:
            one.setblocking(False)
            one.connect_ex(("127.0.0.1", port))
        await asyncio.sleep(2)
        for one in held:
            one.close()
        asked = HEAD + b"content-length: 0\\r\\nconnection: close\\r\\n\\r\\n"
        print((await ask(port, asked))[-1:])

asyncio.run(main())
"""


def test_it_is_said_once_that_descriptors_run_out() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", FEW_DESCRIPTORS], capture_output=True, text=True, timeout=60,
        cwd=Path(__file__).parent.parent.parent, env={**os.environ, "PYTHONPATH": "."},
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.endswith("b'0'\n"), "and it heals"
    assert ended.stdout.count("file descriptors run out") == 1
