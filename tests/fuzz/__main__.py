"""`make fuzz`: walks through the pages of people without an account, then generated requests at
every operation, of a server and a database made for the run.

Signed in with an API key that may do everything: unlike a token, no generated sign-out ends it.
`--page-steps 300` walks further from each link, `--only-pages` does nothing else. `--seed` is for
both; whatever follows is passed on, as in `make fuzz ARGS="--include-operation-id log_feedback"`.
"""

import argparse
import asyncio
import base64
import json
import os
import random
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import httpx

from app.access.scopes import SCOPES
from tests.fuzz.situations import situations
from tests.fuzz.walking import walked

SCHEMATHESIS = Path(".venv-fuzz/bin/schemathesis")
DEBRIEF = (sys.executable, "-m", "app.cli")
LAST_LINES = 200
STEPS = 120
"""From each link: about as far as one address may go in a minute."""

NOT_EXPECTED = {
    "stream_events": "the stream has no end, so no answer is ever whole",
    "sign_in": "it needs a password, and the run has a key",
    "sign_out": "it ends a token, and the run has a key",
}
"""Operations that this run cannot take to a success, and why."""


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make fuzz", allow_abbrev=False)
    parser.add_argument("--page-steps", type=int, default=STEPS)
    parser.add_argument("--only-pages", action="store_true")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    ours, passed_on = parser.parse_known_args(arguments)
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-fuzz-") as folder:
        os.chmod(folder, 0o711)  # PostgreSQL refuses root: its own user must reach the data
        clean = {
            name: value for name, value in os.environ.items() if not name.startswith("DEBRIEF_")
        }
        settings = {
            **clean,
            "DEBRIEF_DATA_DIR": f"{folder}/data",
            "DEBRIEF_PORT": "0",
            # Without it no mail is taken over HTTP, whatever is sent.
            "DEBRIEF_INBOUND_SECRET": f"whsec_{base64.b64encode(secrets.token_bytes(32)).decode()}",
        }
        log = Path(folder) / "server.log"
        with serving(settings, log) as address:
            key = new_key(settings, "birch")  # what is generated must not change its policy
            faults = asyncio.run(walk_pages(address, key, ours.seed, ours.page_steps))
            failed = faults > 0
            if not ours.only_pages:
                key = new_key(settings, "acorn")
                report = Path(folder) / "reach.json"
                told = {
                    "FUZZ_ADDRESS": address, "FUZZ_KEY": key, "FUZZ_REPORT": str(report),
                    "FUZZ_INBOUND": settings["DEBRIEF_INBOUND_SECRET"],
                    "FUZZ_OUTBOX": f"{folder}/data/outbox/new",
                }  # fmt: skip
                failed |= generate(address, key, told, ["--seed", str(ours.seed), *passed_on])
                sys.stderr.write(reached(report))
        for line in log.read_text(errors="replace").splitlines()[-LAST_LINES:]:
            sys.stderr.write(f"server: {line}\n")
        return int(failed)


def generate(address: str, key: str, told: dict[str, str], arguments: Sequence[str]) -> bool:
    """Whether schemathesis found anything. `told` is what its hooks need to make records."""
    fuzzed = subprocess.run(
        [
            SCHEMATHESIS, "--config-file", "tests/fuzz/schemathesis.toml",
            "run", f"{address}/openapi.json", "--checks", "all",
            "--header", f"Authorization: Bearer {key}",
            "--continue-on-failure",
            # The event stream has no end: it is listened to this long.
            "--request-timeout", "2", *arguments,
        ],
        check=False, env={**os.environ, **told, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    return fuzzed.returncode != 0


def reached(report: Path) -> str:
    """How many operations have succeeded at least once, and which have not."""
    if not report.exists():
        return "Nobody counted what was reached.\n"
    told = json.loads(report.read_text())
    answers: dict[str, dict[str, int]] = told["answers"]
    missed = {
        name: counts for name, counts in answers.items() if not any(s[0] == "2" for s in counts)
    }
    lines = [f"Reached a 2xx: {len(answers) - len(missed)} of {len(answers)} operations."]
    for name, counts in sorted(missed.items()):
        why = NOT_EXPECTED.get(name) or told["complaints"].get(name) or "nobody knows why"
        lines.append(f"    never {name}: {counts}: {why}")
    lines += [
        f"    not made for {name}: {complaint}"
        for name, complaint in told["complaints"].items()
        if name not in missed
    ]
    return "\n".join(lines) + "\n"


async def walk_pages(address: str, key: str, seed: int, steps: int) -> int:
    """How many faults there were. Each walk comes from an address of its own: one may ask so often
    a minute, and be interested in so many vacancies an hour."""
    sys.stderr.write(f"Walking through the pages: --seed {seed} --page-steps {steps}\n")
    faults = 0
    addresses = (f"127.0.1.{number}" for number in range(1, 255))

    def browser() -> httpx.AsyncClient:
        transport = httpx.AsyncHTTPTransport(local_address=next(addresses))
        return httpx.AsyncClient(
            transport=transport, base_url=address, headers={"accept": "text/html"}, timeout=30
        )

    headers = {"authorization": f"Bearer {key}"}
    async with httpx.AsyncClient(base_url=address, headers=headers, timeout=30) as recruiter:
        made = await situations(recruiter, "birch")
        async for walk in walked(made, browser, seed, steps):
            told = f"{walk.start[:3]}…: {walk.taken} pages, {walk.sent} forms sent"
            sys.stderr.write("\n    ".join((told, *walk.faults)) + "\n")
            faults += len(walk.faults)
    return faults


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


def new_key(settings: dict[str, str], slug: str) -> str:
    """The secret of an API key of a new agency."""
    agency = (
        "agency", "create", "Acorn Talent", "--slug", slug, "--timezone", "Europe/London",
        "--country", "GB", "--admin-email", f"grace@{slug}.example", "--password-stdin",
    )  # fmt: skip
    debrief(settings, *agency, said=secrets.token_urlsafe(24))
    key = ("api-key", "create", "--agency", slug, "--name", "Fuzz", "--scopes", ",".join(SCOPES))
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
