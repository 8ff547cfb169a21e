"""From a fresh clone to somebody signed in, and every command while the server runs."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from app.cli.refusals import Refusal
from app.cli.serving import address_of, listener
from app.settings import Settings
from tests.cli.conftest import PROJECT, Machine

PASSWORD = "correct horse battery"
LOADED = """
import sys
from app.cli import app
try:
    app(["--help"])
except SystemExit:
    print(sorted({"asyncpg", "fastapi", "pydantic", "sqlalchemy", "uvicorn"} & set(sys.modules)))
"""


def made(printed: str) -> dict[str, str]:
    """What a command printed, as names and values."""
    return dict(line.split() for line in printed.splitlines())


def sign_in(address: str, email: str) -> dict[str, str]:
    answer = httpx.post(
        f"{address}/v1/auth/token", data={"username": email, "password": PASSWORD}, timeout=30
    )
    assert answer.status_code == 200, answer.text
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


def test_help_loads_nothing_heavy() -> None:
    answer = subprocess.run(
        [sys.executable, "-c", LOADED], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    assert answer.stdout.splitlines()[-1] == "[]"
    for command in ("serve", "demo", "migrate", "agency", "user", "api-key", "import"):
        assert f" {command} " in answer.stdout


def test_an_agency_is_opened_and_worked_in_while_the_server_runs(machine: Machine) -> None:
    with machine.serving() as address:
        answer = httpx.get(f"{address}/readyz")
        assert answer.json()["status"] == "ready"
        assert "server" not in answer.headers

        opened = machine.debrief(
            "agency", "create", "Acorn Talent", "--slug", "acorn", "--timezone", "Europe/London",
            "--country", "GB", "--admin-email", "grace@acorn.example", "--password-stdin",
            stdin=f"{PASSWORD}\n",
        )  # fmt: skip
        joined = machine.debrief(
            "user", "create", "--agency", "acorn", "--email", "leo@acorn.example", "--name",
            "Leo Marsh", "--role", "viewer", "--password-stdin", stdin=PASSWORD,
        )  # fmt: skip
        key = machine.debrief(
            "api-key", "create", "--agency", "acorn", "--name", "Bullhorn sync",
            "--scopes", "employers:read,employers:write",
        )  # fmt: skip
        assert [command.returncode for command in (opened, joined, key)] == [0, 0, 0], key.stderr

        admin = sign_in(address, "grace@acorn.example")
        me = httpx.get(f"{address}/v1/me", headers=admin).json()
        assert me["id"] == made(opened.stdout)["admin"]
        assert (me["role"], me["name"]) == ("admin", "Administrator")
        assert me["agency"]["id"] == made(opened.stdout)["agency"]
        assert (me["agency"]["slug"], me["agency"]["country"]) == ("acorn", "GB")

        viewer = sign_in(address, "leo@acorn.example")
        assert (
            httpx.get(f"{address}/v1/me", headers=viewer).json()["id"]
            == made(joined.stdout)["user"]
        )
        assert (
            httpx.post(f"{address}/v1/employers", headers=viewer, json={"name": "X"}).status_code
            == 403
        )

        integration = {"authorization": f"Bearer {made(key.stdout)['secret']}"}
        employer = {"name": "Northwind"}
        answer = httpx.post(f"{address}/v1/employers", headers=integration, json=employer)
        assert answer.status_code == 201
        assert httpx.get(f"{address}/v1/candidates", headers=integration).status_code == 403
        assert "shown this once" in key.stderr

        events = httpx.get(f"{address}/v1/events", headers=admin).json()["items"]
        assert [event["type"] for event in events] == [
            "agency.created", "user.created", "user.created", "api_key.created", "employer.created",
        ]  # fmt: skip
        assert {event["actor"]["type"] for event in events[:4]} == {"system"}

    with machine.serving(stop=signal.SIGTERM) as address:
        sign_in(address, "grace@acorn.example")
        employers = httpx.get(f"{address}/v1/employers", headers=admin).json()["items"]
        assert [employer["name"] for employer in employers] == ["Northwind"]

    again = machine.debrief(
        "agency", "create", "Acorn", "--slug", "acorn", "--timezone", "Europe/London",
        "--country", "GB", "--admin-email", "grace@acorn.example", "--password-stdin",
        stdin=PASSWORD,
    )  # fmt: skip
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "Error: Another agency uses this slug in its public addresses.\n"


def test_a_port_in_use_is_said_in_one_sentence(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(Refusal, match=rf"^Port {port} of 127.0.0.1 is in use: .*DEBRIEF_PORT"):
            listener(Settings(port=port, data_dir=tmp_path))


@pytest.mark.parametrize(("host", "shown"), [("0.0.0.0", "127.0.0.1"), ("127.0.0.1", "127.0.0.1")])
def test_the_address_is_one_to_click_on(host: str, shown: str) -> None:
    with listener(Settings(host=host, port=0)) as listening:
        assert address_of(listening) == f"http://{shown}:{listening.getsockname()[1]}"
