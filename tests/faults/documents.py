"""`python -m tests.faults.documents`: strangers send CVs made to keep a reader busy; nobody waits.

Twenty of them arrive at once at one agency's public form, of 31 kB and of 10 MB, while that agency
and another upload an ordinary CV: how long until it is stored, and until its words are found.
"""

import asyncio
import os
import signal
import sys
import tempfile
import time
import zlib
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.cli.conftest import Machine
from tests.documents.files import CATALOG, FONT, PAGE, PAGES, pdf, pdf_saying, stream

PASSWORD = "correct horse battery"
MOST_SECONDS = 1.0
MOST_SECONDS_TO_READ = 2.0
"""Longer than without them, until an upload is answered and until its words are found."""
FLOOD = 20
HONEST = 5
UNPACKED = 21_000_000


@dataclass
class Row:
    """A line of the table."""

    what: str
    often: int
    quiet: float
    worst: float
    most: float

    @property
    def holds(self) -> bool:
        return self.worst - self.quiet <= self.most

    def __str__(self) -> str:
        verdict = "holds" if self.holds else "DOES NOT HOLD"
        figures = f"{self.often} times; quiet {self.quiet:.2f} s, worst {self.worst:.2f} s"
        return f"{self.what}; {figures}; {verdict}"


def hostile(size: int) -> bytes:
    """A CV of about this size whose page takes a reader for ever."""
    words = zlib.compress(b"BT /F1 1 Tf" + b"(x) Tj " * (UNPACKED // 7) + b"ET", 9)
    file = pdf(CATALOG, PAGES, PAGE, stream(words, b"/Filter /FlateDecode"), FONT)
    return file + b"%" * max(0, size - len(file))


class Agency:
    """One that was opened by the command line, with a vacancy that strangers see."""

    def __init__(self, machine: Machine, address: str, slug: str) -> None:
        opened = machine.debrief(
            "agency", "create", slug.title(), "--slug", slug, "--timezone", "Europe/London",
            "--country", "GB", "--admin-email", f"grace@{slug}.example", "--password-stdin",
            stdin=f"{PASSWORD}\n",
        )  # fmt: skip
        assert opened.returncode == 0, opened.stderr
        signing_in = {"username": f"grace@{slug}.example", "password": PASSWORD}
        answer = httpx.post(f"{address}/v1/auth/token", data=signing_in, timeout=30)
        self.headers = {"authorization": f"Bearer {answer.json()['access_token']}"}
        self.client = httpx.AsyncClient(base_url=address, headers=self.headers, timeout=60)
        self.slug = slug

    async def makes(self, path: str, **body: object) -> str:
        answer = await self.client.post(path, json=body)
        assert answer.status_code == 201, answer.text
        made: str = answer.json()["id"]
        return made

    async def interest_path(self) -> str:
        employer = await self.makes("/v1/employers", name="Northwind")
        vacancy = await self.makes(
            "/v1/vacancies", employer_id=employer, title="Depot Manager", status="open",
            published=True,
        )  # fmt: skip
        return f"/public/{self.slug}/vacancies/{vacancy}/interest"

    async def uploads(self) -> tuple[float, float]:
        """How many seconds until an ordinary CV was stored, and until its text was read."""
        candidate = await self.makes(
            "/v1/candidates", name={"given": "Maria", "family": str(time.monotonic_ns())}
        )
        began = time.monotonic()
        sent = {"file": ("cv.pdf", pdf_saying("Forklift licence"))}
        answer = await self.client.post(f"/v1/candidates/{candidate}/documents", files=sent)
        assert answer.status_code == 201, answer.text
        stored = time.monotonic() - began
        document = answer.json()
        while document["text_status"] == "waiting":
            await asyncio.sleep(0.02)
            document = (await self.client.get(f"/v1/documents/{document['id']}")).json()
        assert document["text_status"] == "extracted", document
        return stored, time.monotonic() - began


async def flood(address: str, path: str, content: bytes, network: str) -> list[int]:
    """Twenty strangers at once, from two networks so that the limits let them in."""

    async def one(number: int) -> int:
        headers = {"x-forwarded-for": f"{network}.{number % 2 + 1}"}
        form = {
            "given_name": f"Stranger {number}", "consent": "true",
            "email": f"{network}.{number}@elsewhere.example",
        }  # fmt: skip
        async with httpx.AsyncClient(base_url=address, headers=headers, timeout=120) as stranger:
            answer = await stranger.post(path, data=form, files={"cv": ("cv.pdf", content)})
        return answer.status_code

    return await asyncio.gather(*(one(number) for number in range(FLOOD)))


async def measured(machine: Machine, address: str) -> list[Row]:
    flooded, neighbour = (Agency(machine, address, slug) for slug in ("flooded", "neighbour"))
    path = await flooded.interest_path()
    await neighbour.uploads()
    quiet = [await neighbour.uploads() for _ in range(HONEST)]
    stored, read = (sorted(times)[HONEST // 2] for times in zip(*quiet, strict=True))
    rows = []
    for size, network in ((31_000, "203.0.113"), (10_000_000, "198.51.100")):
        content = hostile(size)
        strangers = asyncio.create_task(flood(address, path, content, network))
        await asyncio.sleep(0.2)
        for whose, agency in (("the same", flooded), ("another", neighbour)):
            times = [await agency.uploads() for _ in range(HONEST)]
            beside = f"beside {FLOOD} anonymous CVs of {len(content) // 1000} kB, {whose} agency's"
            rows += [
                Row(f"{beside} upload", HONEST, stored, max(one for one, _ in times), MOST_SECONDS),
                Row(
                    f"{beside} reading",
                    HONEST,
                    read,
                    max(one for _, one in times),
                    MOST_SECONDS_TO_READ,
                ),
            ]
        assert set(await strangers) == {202}
    return rows


def run() -> list[Row]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-test-") as folder:
        os.chmod(folder, 0o711)  # PostgreSQL refuses root: its own user must reach the data
        machine = Machine(Path(folder) / "data")
        with machine.serving(signal.SIGTERM) as address:
            return asyncio.run(measured(machine, address))


if __name__ == "__main__":
    table = run()
    print(*table, sep="\n")
    sys.exit(not all(row.holds for row in table))
