"""`make faults`: what must hold on a bad day, tried for longer than the suite can take.

Each other module of this folder is a campaign. It starts what it needs, prints one line for each
thing it tried, and ends with exit code 1 when something did not hold. `make faults ARGS="mail
streams"` runs only those two.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

FOLDER = Path(__file__).parent
CAMPAIGNS = sorted(path.stem for path in FOLDER.glob("[a-z]*.py"))
SECONDS_EACH = 600


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make faults", description="What must hold on a bad day.")
    parser.add_argument("campaigns", nargs="*", metavar="CAMPAIGN", help=", ".join(CAMPAIGNS))
    chosen = parser.parse_args(arguments).campaigns or CAMPAIGNS
    if unknown := sorted(set(chosen) - set(CAMPAIGNS)):
        parser.error(f"there is no {', '.join(unknown)}: choose from {', '.join(CAMPAIGNS)}")
    results = [(name, *run(name)) for name in chosen]
    print(f"\n{'campaign':<20}{'seconds':>8}  verdict")
    for name, seconds, verdict in results:
        print(f"{name:<20}{seconds:>8.0f}  {verdict}")
    return int(any(verdict != "holds" for _, _, verdict in results))


def run(name: str) -> tuple[float, str]:
    """How long the campaign took, and whether everything in it held."""
    print(f"\n{name}", flush=True)
    started = time.monotonic()
    try:
        ended = subprocess.run(
            [sys.executable, "-m", f"tests.faults.{name}"], timeout=SECONDS_EACH, check=False
        )
        verdict = "holds" if ended.returncode == 0 else "does not hold"
    except subprocess.TimeoutExpired:
        verdict = f"not finished after {SECONDS_EACH} s"
    return time.monotonic() - started, verdict


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
