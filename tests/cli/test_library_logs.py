"""In production a library's traceback is one line of JSON, without what someone sent."""

import json
import subprocess
import sys

SAID = """
import logging
from app.cli.logs import configure_logs

configure_logs(as_json=True)
for name in ("asyncpg.pool", "psycopg.pool", "procrastinate.worker", "asyncio"):
    try:
        raise ValueError("what Maria wrote")
    except ValueError:
        logging.getLogger(name).warning("It failed;\\nretrying", exc_info=True)
    logging.getLogger(name).info("Nothing worth a line")
"""


def test_a_librarys_traceback_is_one_line() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", SAID], capture_output=True, text=True, check=True, timeout=60
    )
    lines = [json.loads(line) for line in ended.stderr.splitlines()]
    assert [line["by"] for line in lines] == [
        "asyncpg.pool", "psycopg.pool", "procrastinate.worker", "asyncio",
    ]  # fmt: skip
    assert {line["event"] for line in lines} == {"It failed;"}
    assert all(line["errors"] == ["ValueError"] for line in lines)
    assert "Maria" not in ended.stderr
