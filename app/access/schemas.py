"""Signing in, users and API keys, as they come in and go out."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr

from app.access.models import Role
from app.access.scopes import SCOPES
from app.fields import (
    Answered,
    Body,
    Change,
    Email,
    Instant,
    Line,
    UtcTime,
    Wire,
    no_repeats,
    shown_as,
)


def known_scope(scope: str) -> str:
    if scope not in SCOPES:
        raise ValueError(f"is not a scope; they are {', '.join(SCOPES)}")
    return scope


Scope = Annotated[str, AfterValidator(known_scope), Field(json_schema_extra={"enum": list(SCOPES)})]
Password = Annotated[SecretStr, Field(min_length=10, max_length=200)]


class TokenOut(Wire):
    """An access token, shown once."""

    access_token: str = Field(examples=["dbt_7p4…"])
    token_type: Literal["bearer"] = "bearer"
    expires_in: int = Field(description="Seconds.", examples=[43200])


class UserIn(Body):
    email: Email = Field(examples=["grace@acorn.example"])
    name: Line = Field(examples=["Grace Obi"])
    role: Role = Role.recruiter
    password: Password | None = Field(
        None,
        description="For setting up. Leave it out, and they are sent a link to choose their own.",
        examples=["a long sentence is best"],
    )


class UserChange(Change):
    model_config = shown_as({"role": "viewer"})
    never_null = frozenset({"email", "name", "role", "active"})

    email: Email | None = None
    name: Line | None = None
    role: Role | None = None
    active: bool | None = None


class UserOut(Answered):
    email: str
    name: str
    role: Role
    active: bool
    has_password: bool = Field(description="Not yet, as long as they are only invited.")


class AgencyName(Wire):
    id: str
    name: str
    slug: str
    timezone: str
    country: str


class MeOut(Wire):
    """Who these credentials are."""

    type: Literal["user", "api_key"]
    id: str
    name: str
    email: str | None
    role: Role | None
    scopes: list[str]
    agency: AgencyName


class ApiKeyIn(Body):
    name: Line = Field(examples=["Bullhorn sync"])
    scopes: Annotated[
        list[Scope], Field(min_length=1, max_length=50), AfterValidator(no_repeats)
    ] = Field(examples=[["candidates:read", "events:read"]])
    expires_at: Instant | None = None


class ApiKeyOut(Answered):
    name: str
    hint: str = Field(description="The secret's first characters, to tell keys apart.")
    scopes: list[str]
    expires_at: UtcTime | None
    revoked_at: UtcTime | None


class NewApiKeyOut(ApiKeyOut):
    secret: str = Field(description="Shown this once.", examples=["dbf_Yh2…"])
