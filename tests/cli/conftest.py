"""`debrief` as a program of its own, on a data folder of its own."""

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PATIENCE_S = 60


class Machine:
    """What somebody has who cloned this: nothing set but where the data lives."""

    def __init__(self, data_dir: Path) -> None:
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith("DEBRIEF_")
        }
        self.settings = {**clean, "DEBRIEF_DATA_DIR": str(data_dir), "DEBRIEF_PORT": "0"}
        self.last_words = ""

    def debrief(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "app.cli", *arguments],
            cwd=PROJECT,
            env=self.settings,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            check=False,
        )

    @contextmanager
    def serving(self, stop: signal.Signals = signal.SIGINT) -> Iterator[str]:
        """`debrief serve` until the block ends: its address. It must end well when told to."""
        server = subprocess.Popen(
            [sys.executable, "-m", "app.cli", "serve"],
            cwd=PROJECT,
            env=self.settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            said = server.stdout.readline().split()
            assert said[:2] == ["Debrief", "serves"], server.communicate(timeout=PATIENCE_S)
            yield said[2]
            server.send_signal(stop)
            _, self.last_words = server.communicate(timeout=PATIENCE_S)
            # Refusals are told in the log; nothing else is.
            words = [line for line in self.last_words.splitlines() if "access refused" not in line]
            assert (server.returncode, words) == (0, ["Stopped."])
        finally:
            server.kill()
            server.communicate()


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-test-") as folder:
        os.chmod(folder, 0o711)  # PostgreSQL refuses root: its own user must reach the data
        yield Path(folder) / "data"


@pytest.fixture(scope="module")
def machine(data_dir: Path) -> Machine:
    return Machine(data_dir)
