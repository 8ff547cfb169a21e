"""The load generator, in a process of its own: so many connections, asking again when answered.

It speaks just enough HTTP to know where an answer ends, so that it never is what is measured.
"""

import asyncio
import sys
import time
from array import array
from collections import Counter
from functools import partial
from typing import cast

import msgspec
import uvloop

SECONDS_OF_GRACE = 30.0
"""After these an answer that still has not come counts as an error."""
SAMPLES_KEPT = 3


class Work(msgspec.Struct):
    """What to send. `once` sends each request one time only, and ends early without any left."""

    port: int
    connections: int
    seconds: float
    requests: list[bytes]
    expected_status: int
    once: bool = False


class Outcome(msgspec.Struct):
    """What came of it; times in seconds."""

    sent: int
    answered: int
    elapsed: float
    p50: float
    p99: float
    errors: dict[str, int]
    samples: list[str]
    """The beginnings of some unexpected answers."""
    own_cpu: float


class Load:
    """What the connections share."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.expected = str(work.expected_status).encode()
        self.sent = 0
        self.latencies = array("d")
        self.errors: Counter[str] = Counter()
        self.samples: list[str] = []
        self.stop_at = 0.0
        self.finished_at = 0.0

    def next_request(self, now: float) -> bytes | None:
        requests = self.work.requests
        if now >= self.stop_at or (self.work.once and self.sent == len(requests)):
            return None
        self.sent += 1
        return requests[(self.sent - 1) % len(requests)]

    def refused(self, what: str, answer: bytes = b"") -> None:
        self.errors[what] += 1
        if len(self.samples) < SAMPLES_KEPT:
            self.samples.append(answer.decode(errors="replace"))


class Connection(asyncio.Protocol):
    """One client that waits for each answer before it asks again."""

    def __init__(self, load: Load) -> None:
        self.load = load
        self.done = asyncio.get_running_loop().create_future()
        self.buffer = b""
        self.missing = 0
        self.sent_at = 0.0
        self.waiting = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)  # uvloop's is one by its methods only

    def ask(self) -> None:
        self.sent_at = time.perf_counter()
        request = self.load.next_request(self.sent_at)
        self.waiting = request is not None
        if request is None:
            self.transport.close()
        else:
            self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        if self.missing:
            self.missing -= len(data)
        else:
            self.buffer = self.buffer + data if self.buffer else data
            head = self.buffer.find(b"\r\n\r\n")
            if head < 0:
                return
            if self.buffer[9:12] != self.load.expected:
                self.load.refused(self.buffer[9:12].decode(), self.buffer[:1000])
            at = self.buffer.index(b"content-length: ", 0, head) + 16
            length = int(self.buffer[at : self.buffer.index(b"\r", at)])
            self.missing = length - (len(self.buffer) - head - 4)
            self.buffer = b""
        if not self.missing:
            now = time.perf_counter()
            self.load.latencies.append(now - self.sent_at)
            self.load.finished_at = now
            self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        if self.waiting:
            self.load.refused("connection lost")
        if not self.done.done():
            self.done.set_result(None)


def itself(connection: Connection) -> Connection:
    return connection


async def run(work: Work) -> Outcome:
    loop = asyncio.get_running_loop()
    load = Load(work)
    connections = [Connection(load) for _ in range(work.connections)]
    for connection in connections:
        await loop.create_connection(partial(itself, connection), "127.0.0.1", work.port)
    cpu, started = time.process_time(), time.perf_counter()
    load.stop_at = started + work.seconds
    for connection in connections:
        connection.ask()
    _, late = await asyncio.wait(
        [connection.done for connection in connections], timeout=work.seconds + SECONDS_OF_GRACE
    )
    for _ in late:
        load.refused("no answer")
    latencies = sorted(load.latencies) or [0.0]
    return Outcome(
        sent=load.sent,
        answered=len(load.latencies),
        elapsed=max(load.finished_at - started, 1e-9),
        p50=latencies[len(latencies) // 2],
        p99=latencies[min(len(latencies) * 99 // 100, len(latencies) - 1)],
        errors=dict(load.errors),
        samples=load.samples,
        own_cpu=time.process_time() - cpu,
    )


def main() -> None:
    """A `Work` on standard input, its `Outcome` on standard output."""
    work = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Work)
    sys.stdout.buffer.write(msgspec.msgpack.encode(uvloop.run(run(work))))


if __name__ == "__main__":
    main()
