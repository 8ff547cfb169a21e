"""The two servers, each one process of its own, and what they and PostgreSQL use."""

import os
import secrets
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import httpx

from bench import bare
from bench.postgres import Server
from bench.seed.contents import EMAIL, PASSWORD

SECONDS_TO_START = 60
LAST_WORDS = 4_000
"""Of what a server wrote, for whoever has to see why it failed."""
PROC = Path("/proc")
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Serving:
    """A server that answers on `port`."""

    pid: int
    port: int
    output: Path
    token: str | None = None

    @property
    def authorization(self) -> str:
        return f"authorization: Bearer {self.token}\r\n" if self.token else ""

    def last_words(self) -> str:
        return self.output.read_text(errors="replace")[-LAST_WORDS:]


class DidNotStart(Exception):
    """With the end of what it wrote."""


@contextmanager
def ours(server: Server, database: str) -> Iterator[Serving]:
    """`debrief serve` as in production, as the role that row-level security binds; signed in."""
    port = free_port()
    settings = {
        "DEBRIEF_ENV": "production",
        "DEBRIEF_SECRET_KEY": secrets.token_urlsafe(48),
        "DEBRIEF_DATABASE_URL": server.url(database),
        "DEBRIEF_HOST": "127.0.0.1",
        "DEBRIEF_PORT": str(port),
        "DEBRIEF_RATE_PER_MINUTE": "0",
    }
    command = [sys.executable, "-m", "app.cli", "serve"]
    with started(command, port, "/readyz", environment=settings) as serving:
        yield replace(serving, token=sign_in(port))


@contextmanager
def bare_app(server: Server, database: str) -> Iterator[Serving]:
    port = free_port()
    command = [sys.executable, "-m", "bench.bare", str(port)]
    address = server.superuser_url(database)
    with started(command, port, bare.IDLE_PATH, said=address) as serving:
        yield serving


@contextmanager
def started(
    command: list[str],
    port: int,
    answers: str,
    *,
    environment: dict[str, str] | None = None,
    said: str = "",
) -> Iterator[Serving]:
    """Run it until the block ends; `said` reaches its standard input, as no secret should stand in
    a command line."""
    with tempfile.NamedTemporaryFile() as output:
        process = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        assert process.stdin is not None
        process.stdin.write(f"{said}\n".encode())
        process.stdin.close()
        serving = Serving(process.pid, port, Path(output.name))
        try:
            if not answers_in_time(process, f"http://127.0.0.1:{port}{answers}"):
                raise DidNotStart(serving.last_words())
            yield serving
        finally:
            process.terminate()
            process.wait()


def answers_in_time(process: subprocess.Popen[bytes], address: str) -> bool:
    give_up_at = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < give_up_at:
        try:
            if httpx.get(address).status_code == 200:
                return True
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    return False


def sign_in(port: int) -> str:
    form = {"username": EMAIL, "password": PASSWORD}
    answer = httpx.post(f"http://127.0.0.1:{port}/v1/auth/token", data=form)
    token: str = answer.raise_for_status().json()["access_token"]
    return token


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


def cpu_seconds(pid: int, *, with_children: bool = False) -> float | None:
    """User and system time so far; None where the system has no `/proc`."""
    if not PROC.exists():
        return None
    total = 0
    for process in PROC.glob("[0-9]*") if with_children else [PROC / str(pid)]:
        try:
            fields = (process / "stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue  # It ended while we looked; its parent has its time.
        parent, user, system, ended_user, ended_system = (
            int(fields[at]) for at in (1, 11, 12, 13, 14)
        )
        if process.name == str(pid):
            total += user + system + (ended_user + ended_system if with_children else 0)
        elif parent == pid:
            total += user + system
    return total / TICKS


def resident_bytes(pid: int) -> int | None:
    """Memory in use now; None where the system has no `/proc`."""
    if not PROC.exists():
        return None
    pages = int((PROC / str(pid) / "statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")
