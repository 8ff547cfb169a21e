"""What an operator sets, by environment variable, and nothing else."""

import os
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PLACEHOLDER_SECRET = "only-for-development"
SHORTEST_SECRET = 32


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
    secret_key: SecretStr = SecretStr(PLACEHOLDER_SECRET)
    files_url: str | None = Field(
        None, description="`s3://bucket/prefix` or another object store; unset, the data folder."
    )
    smtp_url: SecretStr | None = Field(
        None, description="`smtp://user:password@host:587`, or `smtps://` for TLS from the start."
    )
    mail_from: str = "Debrief <no-reply@debrief.example>"

    @property
    def in_development(self) -> bool:
        return self.env is Environment.development

    @model_validator(mode="after")
    def refuse_placeholder_secret(self) -> "Settings":
        """A production start with a guessable secret is refused, not warned about."""
        secret = self.secret_key.get_secret_value()
        if not self.in_development and (
            secret == PLACEHOLDER_SECRET or len(secret) < SHORTEST_SECRET
        ):
            raise ValueError(
                f"DEBRIEF_SECRET_KEY must be a random value of at least {SHORTEST_SECRET} "
                "characters outside development; "
                "`python -c 'import secrets; print(secrets.token_urlsafe(48))'` makes one"
            )
        return self


@lru_cache
def settings() -> Settings:
    return Settings()
