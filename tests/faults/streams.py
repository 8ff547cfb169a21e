"""Two thousand open event streams, and the desk beside them.

`python -m tests.faults.streams` prints a line for each measurement. It ends with 1 when the streams
move the desk's median by ten milliseconds, when one of them misses an event, or when the server
does not end in time with all of them open.
"""

import asyncio
import os
import resource
import signal
import sys
import time
from dataclasses import dataclass, field

from tests.factories import Agency
from tests.faults.fairness import desk, said
from tests.faults.service import Service, serving

STREAMS = 2_000
AGENCIES = 10
SECONDS = 10.0
MOST_MORE_S = 0.010
EVENTS = 5
LONGEST_STOP_S = 5.0


@dataclass
class Heard:
    """What all streams said together."""

    events: int = 0
    open: int = 0
    writers: list[asyncio.StreamWriter] = field(default_factory=list)


async def listen(service: Service, bearer: str, after: str, heard: Heard) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", service.serving.port)
    heard.writers.append(writer)
    request = (
        f"GET /v1/events/stream?after={after} HTTP/1.1\r\nhost: debrief\r\n"
        f"authorization: {bearer}\r\n\r\n"
    )
    writer.write(request.encode())
    head = await reader.readuntil(b"\r\n\r\n")
    heard.open += head.startswith(b"HTTP/1.1 200")
    while data := await reader.read(65536):
        heard.events += data.count(b"\nevent: ") + data.startswith(b"event: ")


async def last_event(agency: Agency) -> str:
    page = await agency.admin.reads("/v1/events", limit=1000)
    return str(page["items"][-1]["id"])


def memory_mb(service: Service) -> int:
    with open(f"/proc/{service.serving.pid}/statm") as pages:
        return int(pages.read().split()[1]) * resource.getpagesize() // 2**20


async def run() -> bool:
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    each = STREAMS // AGENCIES // 2
    heard, good = Heard(), True
    async with serving(DEBRIEF_STREAMS_PER_CREDENTIAL=str(each)) as service:
        agencies = [await service.agency() for _ in range(AGENCIES)]
        quiet = await service.agency()
        await desk(service, quiet, 3)
        alone, before = await desk(service, quiet, SECONDS), memory_mb(service)
        print(said("desk, no stream open", alone), f"{before} MB")
        streams = []
        for agency in agencies:
            after = await last_event(agency)
            for person in (agency.admin, agency.recruiter):
                bearer = person.headers["authorization"]
                for _ in range(each):
                    streams.append(asyncio.create_task(listen(service, bearer, after, heard)))
                    await asyncio.sleep(0.002)
        while heard.open < STREAMS:
            await asyncio.sleep(0.1)
        await asyncio.sleep(2)
        beside, memory = await desk(service, quiet, SECONDS), memory_mb(service)
        print(said(f"desk, {heard.open} streams open", beside), f"{memory} MB")
        for _ in range(EVENTS):
            for agency in agencies:
                await agency.employer()
        await asyncio.sleep(4)
        print(f"{EVENTS * AGENCIES} events: {heard.events} heard of {EVENTS * STREAMS}")
        started = time.monotonic()
        os.kill(service.serving.pid, signal.SIGTERM)
        await asyncio.wait(streams, timeout=30)
        stopped = time.monotonic() - started
        print(f"SIGTERM: the last stream ended after {stopped:.1f} s")
        words = service.serving.last_words()
        print("the log is clean" if "Traceback" not in words else words)
        moved = beside.p50 - alone.p50
        for name, holds in {
            f"the desk's median moved by {moved * 1000:.1f} ms": moved < MOST_MORE_S,
            "every stream heard every event once": heard.events == EVENTS * STREAMS,
            "it ended in time": stopped < LONGEST_STOP_S and "Traceback" not in words,
        }.items():
            print(f"  {name}: {'holds' if holds else 'DOES NOT HOLD'}")
            good = good and holds
        for writer in heard.writers:
            writer.close()
    return good


if __name__ == "__main__":
    sys.exit(not asyncio.run(run()))
