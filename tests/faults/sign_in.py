"""`python -m tests.faults.sign_in`: how long an honest sign-in takes while others guess.

The app, its PostgreSQL and the guessers share this machine and this process, so the times are
longer than a server's own. It takes about a minute; exit code 1 when a row does not hold.
"""

import asyncio
import itertools
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import httpx
from fastapi import FastAPI

from app import limits
from app.access.models import SignInAttempt
from app.database import Database
from app.embedded.server import running
from app.main import create_app
from app.migrating import migrate
from tests.factories import PASSWORD, open_agency

LONGEST_WAIT = 2.0
"""Seconds, while one address guesses."""
FLOOD_SECONDS = 15
PATIENCE = 30.0
"""Seconds, while as many networks guess as there are guesses."""
numbers = itertools.count(1)


@asynccontextmanager
async def served() -> AsyncIterator[tuple[FastAPI, Database]]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-faults-") as folder:
        os.chmod(folder, 0o711)
        with running(Path(folder) / "data", durable=False) as urls:
            await migrate(urls.owner)
            database = Database(urls.app)
            app = create_app(database)
            async with app.router.lifespan_context(app):
                yield app, database


async def sign_in(app: FastAPI, email: str, password: str, at: str) -> tuple[int, float]:
    """The status, and the seconds until it came."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=(at, 40_000))
    async with httpx.AsyncClient(transport=transport, base_url="http://debrief") as client:
        started = time.perf_counter()
        form = {"username": email, "password": password}
        answer = await client.post("/v1/auth/token", data=form)
        return answer.status_code, time.perf_counter() - started


async def guess(app: FastAPI, at: str | None = None) -> int:
    nth = next(numbers)
    address = at or f"{10 + nth % 200}.{nth % 251}.{nth % 241}.{nth % 5}"
    return (await sign_in(app, f"guess-{nth}@nobody.example", "wrong", address))[0]


async def keep_guessing(app: FastAPI, at: str | None) -> None:
    while True:
        await guess(app, at)
        await asyncio.sleep(0.5)


async def until_in(app: FastAPI, email: str, at: str) -> float:
    """As a person does: once more after each refusal."""
    started = time.perf_counter()
    while True:
        status, _ = await sign_in(app, email, PASSWORD, at)
        if status == 200 or time.perf_counter() - started > PATIENCE:
            return time.perf_counter() - started
        await asyncio.sleep(2)


async def forget(database: Database) -> None:
    limits.limiter.cache_clear()
    async with database.pool.acquire() as connection:
        await connection.execute(f"DELETE FROM {SignInAttempt.__tablename__}")


@asynccontextmanager
async def flood(app: FastAPI, guessers: int, at: str | None) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(keep_guessing(app, at)) for _ in range(guessers)]
    await asyncio.sleep(0.2)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError):
                await task


def row(what: str, found: str, *, holds: bool) -> bool:
    sys.stdout.write(f"{what:66}  {found:34}  {'holds' if holds else 'DOES NOT HOLD'}\n")
    sys.stdout.flush()
    return holds


async def campaign() -> bool:
    verdicts = []
    async with served() as (app, database):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with (
            open_agency(database, transport) as agency,
            open_agency(database, transport) as other,
        ):
            email = agency.viewer.email
            quiet = [(await sign_in(app, email, PASSWORD, "192.0.2.1"))[1] for _ in range(5)]
            verdicts.append(
                row(
                    "5 sign-ins, nobody guesses",
                    f"p50 {statistics.median(quiet):.2f} s",
                    holds=True,
                )
            )

            tries = [PASSWORD if nth == 33 else "x" for nth in range(41)]
            found = await asyncio.gather(*(sign_in(app, email, one, "192.0.2.2") for one in tries))
            statuses = Counter(status for status, _ in found)
            verdicts.append(
                row(
                    "41 guesses at once, the 34th right",
                    str(dict(statuses)),
                    holds=statuses == {401: 5, 429: 36},
                )
            )

            for what, at in (("one address", "192.0.2.3"), ("an address each", None)):
                await forget(database)
                crowd = [asyncio.create_task(guess(app, at)) for _ in range(200)]
                await asyncio.sleep(0)
                wait = await until_in(
                    app, agency.recruiter.email, f"192.0.2.{next(numbers) % 200 + 20}"
                )
                statuses = Counter(await asyncio.gather(*crowd))
                verdicts.append(row(
                    f"200 guesses at once, {what}: an honest sign-in elsewhere",
                    f"{wait:.2f} s, {dict(statuses)}",
                    holds=wait < LONGEST_WAIT or at is None,
                ))  # fmt: skip

            for what, at in (("one address", "192.0.2.4"), ("an address each", None)):
                await forget(database)
                waits, ends = [], time.monotonic() + FLOOD_SECONDS
                async with flood(app, 200, at):
                    while time.monotonic() < ends:
                        waits.append((await sign_in(app, email, PASSWORD, "192.0.2.1"))[1])
                        await asyncio.sleep(0.5)
                    new = await until_in(
                        app, agency.admin.email, f"192.0.2.{next(numbers) % 200 + 20}"
                    )
                verdicts.append(row(
                    f"200 guess on, {what}: {len(waits)} sign-ins where known",
                    f"p50 {statistics.median(waits):.2f} s, most {max(waits):.2f} s",
                    holds=max(waits) < (LONGEST_WAIT if at else PATIENCE),
                ))  # fmt: skip
                verdicts.append(
                    row(
                        "… and one where it is not known",
                        f"{new:.2f} s",
                        holds=new < PATIENCE,
                    )
                )

            await forget(database)
            both = f"both@{agency.slug}.example"
            for place in (agency, other):
                await place.admin.creates(
                    "/v1/users", {"email": both, "name": "Both", "password": PASSWORD}
                )
            times: dict[str, list[float]] = {}
            for nth in range(12):
                for who in ("unknown", "known", "in two agencies"):
                    name = {
                        "unknown": f"no-{nth}@a.example",
                        "known": email,
                        "in two agencies": both,
                    }[who]
                    _, seconds = await sign_in(app, name, "wrong", f"198.51.100.{nth}")
                    times.setdefault(who, []).append(seconds)
            medians = {who: statistics.median(found) for who, found in times.items()}
            verdicts.append(row(
                "12 wrong passwords each: " + ", ".join(medians),
                " / ".join(f"{seconds * 1000:.0f}" for seconds in medians.values()) + " ms",
                holds=max(medians.values()) < 1.25 * min(medians.values()),
            ))  # fmt: skip
    return all(verdicts)


if __name__ == "__main__":
    sys.exit(0 if asyncio.run(campaign()) else 1)
