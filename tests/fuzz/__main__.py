"""`make fuzz`: generated requests at every operation of a server and a database made for the run.

Signed in with an API key that may do everything: unlike a token, no generated sign-out ends it.
Whatever follows is passed on, as in `make fuzz ARGS="--include-operation-id log_feedback"`.
"""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from app.access.scopes import SCOPES

SCHEMATHESIS = Path(".venv-fuzz/bin/schemathesis")
DEBRIEF = (sys.executable, "-m", "app.cli")
LAST_LINES = 200


def main(arguments: Sequence[str]) -> int:
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-fuzz-") as folder:
        os.chmod(folder, 0o711)  # PostgreSQL refuses root: its own user must reach the data
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith("DEBRIEF_")
        }
        settings = {**clean, "DEBRIEF_DATA_DIR": f"{folder}/data", "DEBRIEF_PORT": "0"}
        log = Path(folder) / "server.log"
        with serving(settings, log) as address:
            fuzzed = subprocess.run(
                [
                    SCHEMATHESIS, "--config-file", "tests/fuzz/schemathesis.toml",
                    "run", f"{address}/openapi.json", "--checks", "all",
                    "--header", f"Authorization: Bearer {new_key(settings)}",
                    "--continue-on-failure",
                    # The event stream has no end: it is listened to this long.
                    "--request-timeout", "2", *arguments,
                ],
                check=False,
            )  # fmt: skip
        for line in log.read_text(errors="replace").splitlines()[-LAST_LINES:]:
            sys.stderr.write(f"server: {line}\n")
        return fuzzed.returncode


@contextmanager
def serving(settings: dict[str, str], log: Path) -> Iterator[str]:
    """The address of `debrief serve`, which is gone when the block ends, however it ends."""
    with (
        log.open("w") as errors,
        subprocess.Popen(
            [*DEBRIEF, "serve"], env=settings, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as server,
    ):
        try:
            assert server.stdout is not None
            said = server.stdout.readline().split()
            if said[:2] != ["Debrief", "serves"]:
                sys.exit(log.read_text())
            yield said[2]
        finally:
            server.terminate()


def new_key(settings: dict[str, str]) -> str:
    """The secret of an API key of a new agency."""
    agency = (
        "agency", "create", "Acorn Talent", "--slug", "acorn", "--timezone", "Europe/London",
        "--country", "GB", "--admin-email", "grace@acorn.example", "--password-stdin",
    )  # fmt: skip
    debrief(settings, *agency, said=secrets.token_urlsafe(24))
    key = ("api-key", "create", "--agency", "acorn", "--name", "Fuzz", "--scopes", ",".join(SCOPES))
    made = dict(line.split() for line in debrief(settings, *key).splitlines())
    return made["secret"]


def debrief(settings: dict[str, str], *arguments: str, said: str = "") -> str:
    return subprocess.run(
        [*DEBRIEF, *arguments],
        env=settings,
        input=said,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    ).stdout


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
