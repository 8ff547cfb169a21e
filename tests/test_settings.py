"""What an operator may set, and what stops the start."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import PLACEHOLDER_SECRET, Environment, Settings

GOOD_SECRET = "f3b1a9d7c5e24860b1d3f5a79c8e6420"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ENV", "DATABASE_URL", "DATA_DIR", "HOST", "PORT", "SECRET_KEY", "PUBLIC_URL"):
        monkeypatch.delenv(f"DEBRIEF_{name}", raising=False)


def test_nothing_needs_to_be_set_to_try_it() -> None:
    settings = Settings()
    assert settings.in_development
    assert (settings.host, settings.port, settings.database_url) == ("127.0.0.1", 8000, None)
    assert settings.data_dir.name == "debrief"


def test_settings_are_environment_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBRIEF_ENV", "production")
    monkeypatch.setenv("DEBRIEF_SECRET_KEY", GOOD_SECRET)
    monkeypatch.setenv("DEBRIEF_DATA_DIR", "/srv/debrief")
    monkeypatch.setenv("DEBRIEF_DATABASE_URL", "")
    settings = Settings()
    assert settings.env is Environment.production
    assert settings.data_dir == Path("/srv/debrief")
    assert settings.database_url is None, "an empty variable is as good as none"


def test_the_secret_does_not_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBRIEF_SECRET_KEY", GOOD_SECRET)
    assert GOOD_SECRET[:6] not in repr(Settings())


@pytest.mark.parametrize(
    "secret",
    [
        None,
        PLACEHOLDER_SECRET,
        GOOD_SECRET[:31],
        "a" * 32,
        "ab" * 24,
        "changeme" * 8,
        "abcdefghijklmnopqrstuvwxyz0123456789",
        "only-for-development-" * 3,
        f"{GOOD_SECRET},{'a' * 40}",
    ],
)
def test_outside_development_a_guessable_secret_is_refused(
    secret: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBRIEF_ENV", "production")
    if secret is not None:
        monkeypatch.setenv("DEBRIEF_SECRET_KEY", secret)
    with pytest.raises(ValidationError, match="DEBRIEF_SECRET_KEY must be a random value"):
        Settings()


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_is_a_port(port: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBRIEF_PORT", port)
    with pytest.raises(ValidationError, match="port"):
        Settings()


def test_an_ordinary_user_keeps_data_at_home(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setenv("XDG_DATA_HOME", "/home/leo/.data")
    assert Settings().data_dir == Path("/home/leo/.data/debrief")
    monkeypatch.delenv("XDG_DATA_HOME")
    monkeypatch.setenv("HOME", "/home/leo")
    assert Settings().data_dir == Path("/home/leo/.local/share/debrief")


def test_root_keeps_data_where_another_user_can_reach_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)
    assert Settings().data_dir == Path("/var/lib/debrief")


@pytest.mark.parametrize("proxies", ["*", "10.0.0.1,", "proxy.example", "10.0.0.1/8"])
def test_a_proxy_is_trusted_by_its_address(proxies: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBRIEF_TRUSTED_PROXIES", proxies)
    with pytest.raises(ValidationError, match="neither an address nor a network"):
        Settings()
    monkeypatch.setenv("DEBRIEF_TRUSTED_PROXIES", "10.0.0.0/16, ::1")
    assert Settings().trusted_proxies == "10.0.0.0/16, ::1"


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        (
            "SMTP_URL",
            ["mail.example", "http://mail.example", "smtp://:25", "smtp://a:b@c:d"],
            "smtps://a:b@m.example",
        ),
        (
            "PUBLIC_URL",
            [
                "debrief.example",
                "ftp://d.example",
                "https://",
                "https://a@b",
                "https://d.example?a",
            ],
            "https://d.example",
        ),
        ("MAIL_FROM", ["Debrief", "a@b@c.example"], "Acorn <no-reply@acorn.example>"),
        ("REPLY_ADDRESS", ["reply", "@in.acorn.example"], "reply@in.acorn.example"),
        ("INBOUND_SECRET", ["whsec_", "whsec_c2hvcnQ=", "whsec_%"], f"whsec_{'c2Fs' * 8}"),
    ],
)
def test_what_mail_needs_is_looked_at_before_there_is_any(
    name: str, wrong: list[str], right: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for value in wrong:
        monkeypatch.setenv(f"DEBRIEF_{name}", value)
        with pytest.raises(ValidationError, match=name.lower()):
            Settings()
    monkeypatch.setenv(f"DEBRIEF_{name}", right)
    assert Settings()


def test_links_in_real_mail_lead_somewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBRIEF_ENV", "production")
    monkeypatch.setenv("DEBRIEF_SECRET_KEY", GOOD_SECRET)
    monkeypatch.setenv("DEBRIEF_SMTP_URL", "smtp://mail.example")
    with pytest.raises(ValidationError, match="DEBRIEF_PUBLIC_URL must say"):
        Settings()
    monkeypatch.setenv("DEBRIEF_PUBLIC_URL", "https://debrief.example/")
    assert Settings().public_url == "https://debrief.example"


def test_former_keys_are_secrets_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBRIEF_ENV", "production")
    monkeypatch.setenv("DEBRIEF_SECRET_KEY", f"{GOOD_SECRET},{GOOD_SECRET[::-1]}")
    assert GOOD_SECRET[:6] not in repr(Settings())
    for former in (GOOD_SECRET[:31], PLACEHOLDER_SECRET):
        monkeypatch.setenv("DEBRIEF_SECRET_KEY", f"{GOOD_SECRET},{former}")
        with pytest.raises(ValidationError, match="must be a random value of at least 32"):
            Settings()


@pytest.mark.parametrize("ring", ["key,", ",key", "key,,former", " , "])
def test_no_key_of_the_ring_is_empty(ring: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DEBRIEF_SECRET_KEY", ring)
    with pytest.raises(ValidationError, match="with one comma between them"):
        Settings()


def test_the_keys_may_come_in_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text(f"{'n' * 32}\n{'o' * 32}\n")
    monkeypatch.setenv("DEBRIEF_SECRET_KEY_FILE", str(file))
    assert Settings().secret_key.get_secret_value() == f"{'n' * 32},{'o' * 32}"
    for wrong, complaint in (("", "with one comma"), (None, "cannot be read")):
        file.unlink() if wrong is None else file.write_text(wrong)
        with pytest.raises(ValidationError, match=complaint):
            Settings()
    monkeypatch.setenv("DEBRIEF_SECRET_KEY", "k" * 32)
    with pytest.raises(ValidationError, match="not both"):
        Settings()
