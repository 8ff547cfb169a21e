"""Replies as they go out, what confirms them, and mail that a provider hands in."""

import base64
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field, StringConstraints, WithJsonSchema

from app.feedback.schemas import SaidIn
from app.fields import Answered, Body, UtcTime, Wire
from app.paging import CREATED_OR_UPDATED, ListQuery
from app.replies.models import ReplyKind, ReplyStatus


class ReplyAttachment(Wire):
    name: str = Field(examples=["Assessment.pdf"])
    media_type: str = Field(
        description="What the sender calls it; nobody checked.", examples=["application/pdf"]
    )
    size: int = Field(description="Bytes.")
    path: str | None = Field(
        description="Downloads it. Null when it was not kept: of one message there are at most 10"
        " of at most 10 MiB each, and none in which one of your own links could be opened."
    )


class ReplyOut(Answered):
    message_id: str = Field(description="The message it answers.")
    contact_id: str | None
    contact_name: str | None
    candidate_id: str | None = Field(description="Null when the message was about several.")
    candidate_name: str | None
    application_id: str | None
    vacancy_title: str | None
    feedback_request_id: str | None = Field(
        description="Null when the message asked about several, or about nothing."
    )
    feedback_request_ids: list[str] = Field(description="Everything the message asked about.")
    feedback_id: str | None = Field(description="What it was logged as.")
    kind: ReplyKind
    status: ReplyStatus
    from_name: str | None = Field(description="As the message says; anybody can write anything.")
    from_email: str | None
    subject: str | None
    text: str = Field(
        description="What they wrote, without quoted text and signature. It never leaves the"
        " agency.",
        examples=["She was great on people, a little thin on figures."],
    )
    attachments: list[ReplyAttachment]
    received_at: UtcTime
    settled_at: UtcTime | None
    settled_by_id: str | None
    settled_by_name: str | None


class WholeReplyOut(ReplyOut):
    full_text: str = Field(description="With what was quoted, and the signature.")


class ReplyQuery(ListQuery):
    """Which replies to list; those that came last first unless `sort` says otherwise."""

    status: ReplyStatus | None = None
    kind: ReplyKind | None = None
    contact_id: UUID | None = None
    candidate_id: UUID | None = None
    feedback_request_id: UUID | None = None
    sort: Literal[CREATED_OR_UPDATED, "received_at", "-received_at"] = "-received_at"


class ConfirmationIn(SaidIn):
    """What the recruiter reads in it. `private_notes`, unless sent, are the reply's text."""

    feedback_request_id: UUID | None = Field(
        None, description="Which request it answers; needed when the reply names none itself."
    )


def from_base64(value: object) -> bytes:
    if not isinstance(value, str):
        raise ValueError("must be a string")
    return base64.b64decode("".join(value.split()), validate=True)


class MailIn(Body):
    """One message for one address."""

    recipient: Annotated[str, StringConstraints(min_length=3, max_length=500)] = Field(
        description="The address it was delivered to (`RCPT TO`).",
        examples=["reply+dGhpcyBpcyBub3QgYSByZWFsIHRva2VuIGF0IGFsbC4@in.agency.example"],
    )
    message: Annotated[
        bytes,
        BeforeValidator(from_base64),
        WithJsonSchema({"type": "string", "contentEncoding": "base64"}),
    ] = Field(description="The whole message (RFC 5322), byte by byte, in base64; at most 25 MiB.")
