import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.embedded.server import running
from tests.embedded.processes import ENTER_UNTIL_STDIN_CLOSES, Enter, is_running

PROJECT = Path(__file__).parents[2]


@contextmanager
def _folder() -> Iterator[Path]:
    """Under /tmp: pytest's own folders are closed to the user that PostgreSQL runs as for root."""
    base = Path(tempfile.mkdtemp(prefix="debrief-test-", dir="/tmp"))
    base.chmod(0o711)
    data_dir = base / "data"
    yield data_dir
    if is_running(data_dir):
        with running(data_dir):
            """The last to leave stops what a failed test left behind."""
    shutil.rmtree(base)


@pytest.fixture
def empty_dir() -> Iterator[Path]:
    with _folder() as data_dir:
        yield data_dir


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """Past its first use, and shared, to save time: every test stops the server that it starts."""
    with _folder() as data_dir:
        with running(data_dir, durable=False):
            pass
        yield data_dir


@pytest.fixture
def enter() -> Iterator[Enter]:
    """Starts another process that enters `running`; all of them are gone at the end."""
    others: list[subprocess.Popen[str]] = []

    def start(
        data_dir: Path,
        durability: str = "durable",
        *,
        uid: int = os.geteuid(),
        environment: dict[str, str] | None = None,
    ) -> subprocess.Popen[str]:
        other = subprocess.Popen(
            [sys.executable, "-c", ENTER_UNTIL_STDIN_CLOSES, str(data_dir), durability, str(uid)],
            cwd=PROJECT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        others.append(other)
        return other

    yield start
    for other in others:
        other.kill()
        other.communicate()
