"""Invitations as they are asked for, and what was queued for it."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from app.fields import Body, Wire, no_repeats
from app.messages.schemas import MessageOut


class Invited(StrEnum):
    """Who is sent an invitation."""

    candidate = "candidate"
    interviewers = "interviewers"


class InvitationsIn(Body):
    to: Annotated[list[Invited], Field(min_length=1, max_length=2), AfterValidator(no_repeats)] = (
        Field(description="Whom to invite.", examples=[["candidate", "interviewers"]])
    )


class InvitationsOut(Wire):
    """One message to each: nobody sees another's address."""

    items: list[MessageOut]
