"""What an operator sets, by environment variable, and nothing else."""

import os
from base64 import b64decode
from email.utils import parseaddr
from enum import StrEnum
from functools import lru_cache
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.client_address import WIDEST, network_in
from app.installation_secret import SHORTEST, guessable, kept_secret
from app.pace import Pace
from app.transport_security import smtp_server

PLACEHOLDER_SECRET = "only-for-development"
FEWEST_BYTES = 24


class Environment(StrEnum):
    development = "development"
    production = "production"


def default_data_dir() -> Path:
    """Where the embedded database and files live when nobody says otherwise.

    For root a system folder, because PostgreSQL will run as another user who must reach it.
    """
    if os.geteuid() == 0:
        return Path("/var/lib/debrief")
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "debrief"


def has_port(address: SplitResult) -> bool:
    """A good one, or none."""
    try:
        return address.port != 0
    except ValueError:
        return False


def is_loopback(host: str | None) -> bool:
    """Whether it can only be this machine."""
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"


class Settings(BaseSettings):
    """Every setting, read once from `DEBRIEF_…`; a wrong one stops the start with its name."""

    model_config = SettingsConfigDict(env_prefix="DEBRIEF_", env_ignore_empty=True)

    env: Environment = Environment.development
    database_url: str | None = Field(
        None, description="Any PostgreSQL 15 or later; unset, an embedded one is started."
    )
    data_dir: Path = Field(default_factory=default_data_dir)
    host: str = "127.0.0.1"
    port: int = Field(8000, ge=0, le=65535)
    secret_key: SecretStr = Field(
        SecretStr(PLACEHOLDER_SECRET),
        description="What links and seals are made with; after it, by commas, those before it.",
    )
    secret_key_file: Path | None = Field(
        None, description="A file that holds them instead, as secret stores mount one."
    )
    files_url: str | None = Field(
        None, description="`s3://bucket/prefix` or another object store; unset, the data folder."
    )
    smtp_url: SecretStr | None = Field(
        None,
        description="`smtp://user:password@host:587`, with STARTTLS unless the host is this "
        "machine or `?starttls=optional` follows; or `smtps://` for TLS from the start.",
    )
    mail_from: str = "Debrief <no-reply@debrief.example>"
    trusted_proxies: str = Field(
        "127.0.0.1,::1",
        description="Whose `X-Forwarded-For` is believed: addresses or networks, by commas.",
    )
    proxy_hops: int = Field(
        1, ge=0, le=10, description="How many proxies add to `X-Forwarded-For`; 0 reads none of it."
    )
    hosts: str = Field(
        "",
        description="Other names people reach this server by, beside the public URL's: by commas.",
    )
    security_contact: str | None = Field(
        None, description="`mailto:` or `https://`: whom `/.well-known/security.txt` names."
    )
    public_url: str = Field(
        "", description="Where people reach this server, for the links in messages."
    )
    reply_address: str | None = Field(
        None,
        description="A mailbox such as `reply@in.agency.example` whose mail, with anything after a "
        "plus, `debrief inbound` is given. Unset in production, answers go to the recruiter.",
    )
    lmtp_port: int = Field(8024, ge=0, le=65535, description="Of `debrief inbound`, on loopback.")
    inbound_secret: SecretStr | None = Field(
        None, description="`whsec_…`: what signs mail handed in over HTTP; unset, none is taken."
    )
    rate_per_minute: int = Field(
        30_000, ge=0, description="Requests of one key or one person, by process; 0 is no limit."
    )
    streams_per_credential: int = Field(
        20,
        ge=1,
        description="Open event streams of one key or one person.",
    )

    audit_months: int = Field(
        13, ge=1, le=1200, description="How long the security log is kept; a month at least."
    )
    sweep_seconds: int = Field(
        60, ge=1, le=60, description="How often a worker looks for what is due; divides a minute."
    )
    worker_lost_seconds: float = Field(
        30, ge=1, description="Without a sign of life from a worker, others take its jobs back."
    )

    @model_validator(mode="before")
    @classmethod
    def read_secret_key(cls, given: dict[str, Any]) -> dict[str, Any]:
        """The file's keys may stand on lines of their own."""
        if path := given.get("secret_key_file"):
            if "secret_key" in given:
                raise ValueError("set DEBRIEF_SECRET_KEY or DEBRIEF_SECRET_KEY_FILE, not both")
            try:
                words = Path(path).read_text().replace(",", " ").split()
            except (OSError, UnicodeDecodeError):
                raise ValueError(f"DEBRIEF_SECRET_KEY_FILE: {path} cannot be read") from None
            given = {**given, "secret_key": ",".join(words)}
        return given

    @field_validator("secret_key")
    @classmethod
    def refuse_empty_key(cls, ring: SecretStr) -> SecretStr:
        """Anyone could make what an empty key makes."""
        if not all(key.strip() for key in ring.get_secret_value().split(",")):
            raise ValueError("must be one key, or several with one comma between them")
        return ring

    @field_validator("trusted_proxies")
    @classmethod
    def refuse_everybody(cls, proxies: str) -> str:
        """With `*`, whoever asks could be somebody else each time, and no limit would hold."""
        for proxy in proxies.split(","):
            try:
                network = network_in(proxy)
            except ValueError:
                raise ValueError(
                    f"{proxy.strip()!r} is neither an address nor a network such as 10.0.0.0/24"
                ) from None
            if network.prefixlen < WIDEST[network.version]:
                raise ValueError(
                    f"{proxy.strip()!r} is wider than /{WIDEST[network.version]}: name the proxies"
                    " alone, since whoever is in that network could say to be anyone"
                )
        return proxies

    @field_validator("smtp_url")
    @classmethod
    def refuse_no_server(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            address = urlsplit(url.get_secret_value())
            if not (address.scheme in ("smtp", "smtps") and address.hostname and has_port(address)):
                raise ValueError("must look like smtp://user:password@host:587 or smtps://host")
            smtp_server(url.get_secret_value())
        return url

    @field_validator("security_contact")
    @classmethod
    def refuse_no_contact(cls, contact: str | None) -> str | None:
        good = contact is None or (
            contact.startswith(("mailto:", "https://")) and contact.isprintable()
        )
        if not good:
            raise ValueError("must look like mailto:security@agency.example or https://…")
        return contact

    @field_validator("public_url")
    @classmethod
    def refuse_no_address(cls, url: str) -> str:
        address = urlsplit(url)
        if url and not (
            address.scheme in ("http", "https")
            and address.hostname
            and url.isascii()
            and not set(url) & set("@?# \t\r\n")
            and has_port(address)
        ):
            raise ValueError("must look like https://debrief.your-agency.example")
        return url

    @field_validator("mail_from", "reply_address")
    @classmethod
    def refuse_no_mailbox(cls, value: str | None) -> str | None:
        """Every message carries it: none could be written."""
        from email_validator import EmailNotValidError, validate_email

        try:
            address = parseaddr(value)[1] if value else None
            if address is not None:
                validate_email(address, check_deliverability=False, test_environment=True)
        except EmailNotValidError as error:
            raise ValueError(f"is not an e-mail address: {error}") from None
        return value

    @field_validator("inbound_secret")
    @classmethod
    def refuse_no_secret(cls, secret: SecretStr | None) -> SecretStr | None:
        """As the Standard Webhooks scheme has it: 24 random bytes or more, in base64."""
        if secret is None:
            return None
        try:
            key = b64decode(secret.get_secret_value().removeprefix("whsec_"), validate=True)
        except ValueError:
            key = b""
        if len(key) < FEWEST_BYTES:
            raise ValueError(f"must be whsec_ and {FEWEST_BYTES} random bytes or more in base64")
        return secret

    @model_validator(mode="after")
    def fill_in(self) -> "Settings":
        """Links lead to this machine and answers come back to it until somebody says otherwise,
        which whoever really sends mail has to."""
        if not (self.public_url or self.in_development or self.smtp_url is None):
            raise ValueError("DEBRIEF_PUBLIC_URL must say where the links in messages lead to")
        host = f"[{self.host}]" if ":" in self.host else self.host
        self.public_url = (self.public_url or f"http://{host}:{self.port}").rstrip("/")
        if self.reply_address is None and self.in_development:
            self.reply_address = "reply@debrief.example"
        if not (self.in_development or self.is_public_url_safe):
            raise ValueError(
                "DEBRIEF_PUBLIC_URL must be an https:// address outside development: links, and the"
                " cookies of the pages they lead to, must not travel in the clear"
            )
        return self

    @property
    def is_public_url_safe(self) -> bool:
        """Nobody on the way can read what travels there."""
        address = urlsplit(self.public_url)
        return address.scheme == "https" or is_loopback(address.hostname)

    @property
    def pace(self) -> Pace:
        return Pace(self.sweep_seconds, self.worker_lost_seconds)

    @property
    def in_development(self) -> bool:
        return self.env is Environment.development

    @property
    def is_reached_from_here_alone(self) -> bool:
        """Nobody on another machine can ask this server anything."""
        return all(map(is_loopback, (self.host, urlsplit(self.public_url).hostname)))

    @model_validator(mode="after")
    def see_to_the_secret(self) -> "Settings":
        """A guessable secret is refused, not warned about, in production and wherever others can
        reach the server. The published one is for this machine and its embedded database; other
        developers get one of their own, which is kept."""
        secret = self.secret_key.get_secret_value()
        if self.in_development and secret == PLACEHOLDER_SECRET:
            if self.database_url is not None or not self.is_reached_from_here_alone:
                self.secret_key = SecretStr(self.own_secret())
        elif not (self.in_development and self.is_reached_from_here_alone) and any(
            guessable(key.strip()) for key in secret.split(",")
        ):
            raise ValueError(
                f"DEBRIEF_SECRET_KEY must be a random value of at least {SHORTEST} "
                "characters outside development; "
                "`python -c 'import secrets; print(secrets.token_urlsafe(48))'` makes one"
            )
        return self

    def own_secret(self) -> str:
        try:
            return kept_secret(self.data_dir)
        except OSError as error:
            raise ValueError(
                f"DEBRIEF_SECRET_KEY is not set, and none can be kept in {self.data_dir}: {error}"
            ) from None


@lru_cache
def settings() -> Settings:
    return Settings()
