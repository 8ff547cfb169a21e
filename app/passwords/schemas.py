"""Passwords as they come in."""

from pydantic import Field, SecretStr

from app.access.schemas import Password
from app.agencies.schemas import Slug
from app.fields import Body, Email, Wire


class OwnPasswordIn(Body):
    current_password: SecretStr = Field(min_length=1, max_length=200)
    new_password: Password


class ResetIn(Body):
    email: Email = Field(examples=["grace@acorn.example"])
    agency: Slug | None = Field(None, description="Only there, if several agencies have you.")


class ResetOut(Wire):
    """The same whether anybody has that address or not."""

    detail: str = (
        "If there is an account with that email address, we have sent it a link to choose a new "
        "password. It works for an hour."
    )


class ConfirmationIn(Body):
    token: str = Field(
        min_length=1, max_length=200, description="The end of the link that was sent."
    )
    new_password: Password
