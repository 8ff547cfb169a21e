"""What the tests of the embedded PostgreSQL ask of processes."""

import asyncio
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import asyncpg

ENTER_UNTIL_STDIN_CLOSES = """
import os, sys
from pathlib import Path
from app.embedded.binaries import installed_version
from app.embedded.server import running
data_dir, durability, uid = sys.argv[1:]
if int(uid) != os.geteuid():
    installed_version()  # Imports what the other user may be unable to reach.
    os.setgroups([])
    os.setgid(os.stat(Path(data_dir).parent).st_gid)
    os.setuid(int(uid))
with running(Path(data_dir), durable=durability == "durable") as urls:
    print(urls.app, flush=True)
    sys.stdin.read()
"""


Enter = Callable[..., subprocess.Popen[str]]


def fetch(url: str, *statements: str) -> Any:
    """The value that the last statement returns."""

    async def run() -> Any:
        connection = await asyncpg.connect(url)
        try:
            for statement in statements:
                value = await connection.fetchval(statement)
        finally:
            await connection.close()
        return value

    return asyncio.run(run())


def url_from(other: subprocess.Popen[str]) -> str:
    """Waits until the other process is inside."""
    assert other.stdout
    return other.stdout.readline().strip()


def kill(other: subprocess.Popen[str]) -> None:
    other.kill()
    other.wait()


def postmaster_of(data_dir: Path) -> int:
    return int((data_dir / "cluster" / "postmaster.pid").read_text().split()[0])


def is_running(data_dir: Path) -> bool:
    return (data_dir / "cluster" / "postmaster.pid").exists()


@contextmanager
def rewritten(path: Path, text: str) -> Iterator[None]:
    before = path.read_text()
    path.write_text(text)
    try:
        yield
    finally:
        path.write_text(before)


def wait_until(happened: Callable[[], bool]) -> None:
    give_up_at = time.monotonic() + 10
    while not happened():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)
