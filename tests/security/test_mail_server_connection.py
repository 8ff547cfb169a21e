"""Passwords and links leave this machine encrypted, to the server that they are meant for, or not
at all."""

import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from pydantic import SecretStr, ValidationError

from app import transport_security
from app.cli import database as cli
from app.cli.refusals import Refusal
from app.settings import Settings, settings
from app.transport_security import database_is_verified, is_this_machine, smtp_server
from tests.factories import Agency, Json
from tests.mail_server import MailServer, listening
from tests.messages.situations import queued, shown

SIGNED_IN = "acorn:open%20sesame@"


def certificate(folder: Path, address: str = "127.0.0.1") -> Path:
    """A self-signed one for that address, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(address))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / f"{address}.pem"
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return file


def offering(file: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the server on 127.0.0.1 were somewhere else."""
    monkeypatch.setattr(transport_security, "is_this_machine", lambda host: False)


@asynccontextmanager
async def sending_to(
    server: MailServer, monkeypatch: pytest.MonkeyPatch, *, options: str = "", **how: Any
) -> AsyncIterator[bytearray]:
    """What the server heard."""
    heard = bytearray()
    async with listening(server, heard=heard, **how) as port:
        url = f"smtp://{SIGNED_IN}127.0.0.1:{port}{options}"
        monkeypatch.setattr(settings(), "smtp_url", SecretStr(url))
        yield heard


async def delivered(agency: Agency) -> Json:
    message = await queued(agency)
    await agency.deliver_mail()
    return await shown(agency, message["id"])


@pytest.mark.usefixtures("elsewhere")
async def test_without_starttls_nothing_is_said_and_it_is_tried_again(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = MailServer()
    async with sending_to(server, monkeypatch) as heard:
        message = await delivered(agency)
    assert (message["status"], message["attempts"], server.taken) == ("queued", 1, [])
    assert "offers no STARTTLS" in message["detail"]
    commands = [line.split()[0] for line in bytes(heard).splitlines()]
    assert set(commands) <= {b"EHLO", b"HELO", b"QUIT"}


@pytest.mark.usefixtures("elsewhere")
async def test_clear_text_can_be_allowed(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    server = MailServer()
    async with sending_to(server, monkeypatch, options="?starttls=optional"):
        assert (await delivered(agency))["status"] == "sent"
    assert len(server.taken) == 1


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize("options", ["", "?starttls=required", "?starttls=optional"])
async def test_with_starttls_the_password_comes_after_it(
    agency: Agency, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, options: str
) -> None:
    file = certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))
    server = MailServer()
    async with sending_to(server, monkeypatch, options=options, starttls=offering(file)) as heard:
        assert (await delivered(agency))["status"] == "sent"
    assert len(server.taken) == 1
    before, _, after = bytes(heard).partition(b"STARTTLS\r\n")
    assert (b"AUTH" in before, b"AUTH" in after) == (False, True)
    assert b"MAIL" not in before


@pytest.mark.usefixtures("elsewhere")
@pytest.mark.parametrize(("named", "trusted"), [("127.0.0.1", False), ("192.0.2.1", True)])
@pytest.mark.parametrize("options", ["", "?starttls=optional"])
async def test_a_server_that_cannot_prove_who_it_is_is_told_nothing(
    agency: Agency,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    named: str,
    trusted: bool,
    options: str,
) -> None:
    file = certificate(tmp_path, named)
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
    server = MailServer()
    async with sending_to(server, monkeypatch, options=options, starttls=offering(file)) as heard:
        message = await delivered(agency)
    assert (message["status"], server.taken) == ("queued", [])
    assert "CERTIFICATE_VERIFY_FAILED" in message["detail"]
    assert b"AUTH" not in heard


async def test_on_this_machine_clear_text_goes_nowhere_else(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sending_to(MailServer(), monkeypatch):
        assert (await delivered(agency))["status"] == "sent"


@pytest.mark.parametrize(
    ("host", "here"),
    [
        ("localhost", True), ("LocalHost.", True), ("127.0.0.1", True), ("127.9.9.9", True),
        ("::1", True), ("::ffff:127.0.0.1", True), ("mail", False), ("localhost.example", False),
        ("10.0.0.1", False), ("::ffff:10.0.0.1", False), ("0.0.0.0", False), ("", False),
        ("127.0.0.1.evil.example", False), ("2130706433", False),
    ],
)  # fmt: skip
def test_which_hosts_are_this_machine(host: str, here: bool) -> None:
    assert is_this_machine(host) is here


@pytest.mark.parametrize(
    ("url", "required"),
    [
        ("smtp://mail.example", True), ("smtp://mail.example?starttls=required", True),
        ("smtp://mail.example/?starttls=optional", False), ("smtp://localhost:2525", False),
        ("smtp://[::1]:25", False), ("smtps://mail.example", False),
    ],
)  # fmt: skip
def test_when_starttls_is_required(url: str, required: bool) -> None:
    assert smtp_server(url).starttls_required is required


@pytest.mark.parametrize(
    "url",
    [
        "smtp://mail.example?starttls=never", "smtp://mail.example?starttls=",
        "smtp://mail.example?starttls", "smtp://mail.example?start_tls=optional",
        "smtp://mail.example?starttls=optional&verify=no", "smtps://mail.example?starttls=optional",
        "smtp://mail.example?starttls=optional&starttls=required", "smtp://mail.example#optional",
    ],
)  # fmt: skip
def test_what_an_address_cannot_ask_for_is_refused(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBRIEF_SMTP_URL", url)
    with pytest.raises(ValidationError, match="starttls"):
        Settings()


@pytest.mark.parametrize(
    ("url", "verified"),
    [
        ("postgresql://app@localhost/debrief", True), ("postgresql:///debrief", True),
        ("postgresql://app@127.0.0.1:5433/debrief", True), ("postgresql://app@[::1]/debrief", True),
        ("postgresql://app@/debrief?host=/run/postgresql", True),
        ("postgresql://app@%2Frun%2Fpostgresql/debrief", True),
        ("postgresql://app:a%40b@db.example/debrief", False),
        ("postgresql://app@db.example/debrief?sslmode=require", False),
        ("postgresql://app@localhost,db.example:5432/debrief", False),
        ("postgresql://app@[2001:db8::1]:5432/debrief", False),
        ("postgresql://app@/debrief?host=db.example", False),
        ("postgresql://app@db.example/debrief?sslmode=verify-ca", True),
        ("postgresql://app@db.example/debrief?sslmode=verify-full", True),
    ],
)  # fmt: skip
def test_whether_a_database_is_verified(
    url: str, verified: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PGSSLMODE", raising=False)
    assert database_is_verified(url) is verified
    monkeypatch.setenv("PGSSLMODE", "verify-full")
    assert database_is_verified(url) is (verified or "sslmode" not in url)


async def test_who_starts_with_one_that_is_not_is_warned(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async def stop_here(_: object) -> None:
        raise Refusal("That is far enough.")

    monkeypatch.setattr(cli, "look", stop_here)
    production = Settings(
        env="production",
        secret_key=SecretStr("f3b1a9d7c5e24860b1d3f5a79c8e6420"),
        public_url="https://d.example",
    )
    for url in ("postgresql://app@localhost/debrief", "postgresql://app@db.example/debrief"):
        with pytest.raises(Refusal):
            await cli.prepare(cli.Place(url, url, "PostgreSQL", embedded=False), production)
    [warning] = capsys.readouterr().err.splitlines()
    assert "verify-full" in warning
