"""Nobody who read our source can make links to a server that others reach."""

import os
import secrets
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from app.installation_secret import FILE, guessable
from app.settings import PLACEHOLDER_SECRET, Settings

DATABASE = "postgresql://debrief@db.example/debrief"
GOOD = "f3b1a9d7c5e24860b1d3f5a79c8e6420"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in os.environ if name.startswith("DEBRIEF_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("DEBRIEF_DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


def secret_with(**values: Any) -> str:
    return Settings(**values).secret_key.get_secret_value()


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost", "127.0.0.53"])
def test_on_this_machine_alone_nothing_is_kept(folder: Path, host: str) -> None:
    assert secret_with(host=host) == PLACEHOLDER_SECRET
    assert secret_with(host=host, public_url="http://localhost:8000") == PLACEHOLDER_SECRET
    assert not folder.exists()


@pytest.mark.parametrize(
    "reached",
    [
        {"host": "0.0.0.0"},
        {"host": "::"},
        {"host": "192.168.1.4"},
        {"host": "127.0.0.1.nip.io"},
        {"public_url": "https://debrief.agency.example"},
        {"public_url": "http://localhost.debrief.example"},
        {"host": "0.0.0.0", "public_url": "http://localhost:8000"},
        {"database_url": DATABASE},
        {"host": "0.0.0.0", "secret_key": PLACEHOLDER_SECRET},
        {"host": "0.0.0.0", "public_url": "https://debrief.example", "database_url": DATABASE},
    ],
)
def test_reached_from_elsewhere_a_secret_of_its_own_is_kept(
    folder: Path, reached: dict[str, str]
) -> None:
    first, second = secret_with(**reached), secret_with(**reached)
    assert first == second == (folder / FILE).read_text()
    assert first != PLACEHOLDER_SECRET
    assert not guessable(first)
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert [file.name for file in folder.iterdir()] == [FILE]


def test_two_installations_have_two_secrets(tmp_path: Path) -> None:
    assert secret_with(host="0.0.0.0", data_dir=tmp_path / "a") != secret_with(
        host="0.0.0.0", data_dir=tmp_path / "b"
    )


def test_processes_that_start_at_once_agree(folder: Path) -> None:
    asked = "from app.settings import settings; print(settings().secret_key.get_secret_value())"
    command = [sys.executable, "-c", asked]
    environment = {**os.environ, "DEBRIEF_HOST": "0.0.0.0"}
    started = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    said = {process.communicate(timeout=60)[0].strip() for process in started}
    assert said == {(folder / FILE).read_text()}
    assert [file.name for file in folder.iterdir()] == [FILE]


@pytest.mark.parametrize("kept", ["", "short"])
def test_a_file_without_a_secret_stops_the_start(folder: Path, kept: str) -> None:
    folder.mkdir()
    (folder / FILE).write_text(kept)
    with pytest.raises(ValidationError, match="DEBRIEF_SECRET_KEY is not set, and none can be"):
        Settings(host="0.0.0.0")


def test_a_folder_that_cannot_be_made_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(ValidationError, match="DEBRIEF_SECRET_KEY is not set, and none can be"):
        Settings(host="0.0.0.0", data_dir=tmp_path / "file" / "data")


def test_a_guessable_one_is_refused_where_others_reach_the_server() -> None:
    assert secret_with(secret_key="mine") == "mine"
    with pytest.raises(ValidationError, match="DEBRIEF_SECRET_KEY must be a random value"):
        Settings(secret_key="a" * 40, host="0.0.0.0")


def test_random_secrets_of_any_alphabet_are_good() -> None:
    for _ in range(500):
        assert not guessable(secrets.token_urlsafe(48))
        assert not guessable(secrets.token_hex(16))
        assert not guessable(secrets.token_hex(24))
        assert not guessable("".join(secrets.choice("0123456789") for _ in range(64)))


@pytest.mark.parametrize("url", ["http://debrief.example", "http://10.0.0.4:8000"])
def test_in_production_links_do_not_travel_in_the_clear(url: str) -> None:
    production = {"env": "production", "secret_key": GOOD}
    with pytest.raises(ValidationError, match="must be an https:// address"):
        Settings(public_url=url, **production)
    for fine in ("https://debrief.example", "http://localhost:8000", "http://[::1]:8000"):
        assert Settings(public_url=fine, **production).public_url == fine
