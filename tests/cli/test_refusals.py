"""What a command will not do, in a sentence on standard error and by its exit code."""

from collections.abc import Iterator

import pytest
from typer.testing import CliRunner, Result

from app.cli import app
from app.settings import settings

NOWHERE = "postgresql://nobody:secret@127.0.0.1:1/nothing"
GOOD_SECRET = "f3b1a9d7c5e24860b1d3f5a79c8e6420"
PASSWORD = "correct horse battery"
NEW_AGENCY = {
    "--slug": "acorn", "--timezone": "Europe/London", "--country": "GB",
    "--admin-email": "grace@acorn.example",
}  # fmt: skip
NEW_USER = [
    "user", "create", "--agency", "acorn", "--email", "leo@acorn.example", "--name", "Leo",
    "--role",
]  # fmt: skip
NEW_KEY = ["api-key", "create", "--agency", "acorn", "--name", "Sync", "--scopes"]
BAD_ROLE = [*NEW_USER, "boss", "--password-stdin"]
BAD_SCOPE = [*NEW_KEY, "everything"]
BAD_TIME = [*NEW_KEY, "events:read", "--expires-at", "soon"]
UNSAID = [*NEW_USER, "viewer"]
NO_FOLDER = ["import", "opencats", "/no/such/folder", "--agency", "acorn"]


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Whoever gets as far as the database hears that there is none."""
    monkeypatch.setenv("DEBRIEF_DATABASE_URL", NOWHERE)
    settings.cache_clear()
    yield
    settings.cache_clear()


def debrief(*arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=stdin)


@pytest.mark.parametrize(
    ("changed", "stdin", "complaints"),
    [
        ({"--slug": "Acorn Talent"}, PASSWORD, ["--slug: must look like acorn."]),
        ({"--timezone": "London"}, PASSWORD, ["--timezone: is not an IANA time zone, such as"]),
        ({"--country": "XX"}, PASSWORD, ["--country: is not a country (ISO 3166-1 alpha-2)"]),
        ({"--country": "XX", "--slug": ""}, PASSWORD, ["--slug: ", "--country: "]),
        ({"--admin-email": "grace"}, PASSWORD, ["--admin-email: value is not a valid email"]),
        ({}, "short\n", ["The password: must be longer, 10 at least."]),
        ({}, "", ["The password: must be longer, 10 at least."]),
    ],
)
def test_an_agency_needs_good_values(
    changed: dict[str, str], stdin: str, complaints: list[str]
) -> None:
    options = [word for option in (NEW_AGENCY | changed).items() for word in option]
    result = debrief("agency", "create", "Acorn", *options, "--password-stdin", stdin=stdin)
    assert (result.exit_code, result.stdout) == (2, "")
    said = result.stderr.removeprefix("Error: ").splitlines()
    assert len(said) == len(complaints)
    for line, complaint in zip(said, complaints, strict=True):
        assert line.startswith(complaint)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "said"),
    [
        (BAD_ROLE, 2, "--role: input should be 'admin', 'recruiter' or 'viewer'."),
        (BAD_SCOPE, 2, "--scopes: is not a scope; they are candidates:read, "),
        (BAD_TIME, 2, "--expires-at: must be a date and time with an offset"),
        (UNSAID, 2, "Pass the password on standard input, with --password-stdin."),
        (NO_FOLDER, 2, "Invalid value for 'DIR'"),
        (["serve", "--workers", "0"], 2, "Invalid value for '--workers'"),
        (["agency", "create", "Acorn"], 2, "Missing option '--slug'"),
        (["migrate"], 1, "The database cannot be used: PostgreSQL at 127.0.0.1:1/nothing"),
    ],
)
def test_bad_arguments_are_named(arguments: list[str], exit_code: int, said: str) -> None:
    result = debrief(*arguments, stdin=PASSWORD)
    assert (result.exit_code, result.stdout) == (exit_code, "")
    assert said in " ".join(result.stderr.replace("│", " ").split())
    assert "Traceback" not in result.stderr
    assert "secret" not in result.stderr
    assert PASSWORD not in result.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DEBRIEF_PORT", "http", "DEBRIEF_PORT: Input should be a valid integer"),
        ("DEBRIEF_ENV", "staging", "DEBRIEF_ENV: Input should be 'development' or 'production'"),
        ("DEBRIEF_ENV", "production", "DEBRIEF_SECRET_KEY must be a random value of at least 32"),
        ("DEBRIEF_DATABASE_URL", "over there", "DEBRIEF_DATABASE_URL is not an address such as"),
        ("DEBRIEF_DATABASE_URL", "mysql://a@b/c", "DEBRIEF_DATABASE_URL must start with"),
        ("DEBRIEF_SMTP_URL", "smtp://secret:secret@", "DEBRIEF_SMTP_URL: must look like smtp://"),
    ],
)
def test_a_wrong_setting_stops_the_start_with_its_name(
    name: str, value: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    result = debrief("migrate")
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {said}")
    assert len(result.stderr.splitlines()) == 1


def test_several_workers_want_a_database_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DEBRIEF_DATABASE_URL")
    result = debrief("serve", "--workers", "2")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Error: More than one worker wants your own PostgreSQL: set DEBRIEF_DATABASE_URL.\n"
    )


def test_whoever_takes_mail_in_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBRIEF_ENV", "production")
    monkeypatch.setenv("DEBRIEF_SECRET_KEY", GOOD_SECRET)
    result = debrief("inbound")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("Error: Set DEBRIEF_REPLY_ADDRESS")


@pytest.mark.parametrize("command", [["demo"], ["serve", "--demo"]])
def test_well_known_passwords_stay_in_development(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBRIEF_ENV", "production")
    monkeypatch.setenv("DEBRIEF_SECRET_KEY", GOOD_SECRET)
    result = debrief(*command)
    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The demo data has well-known passwords")
