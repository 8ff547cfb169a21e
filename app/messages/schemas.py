"""Messages, and the addresses nobody writes to, as they come in and go out."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from app.fields import Answered, Body, Email, UtcTime, Wire
from app.messages.models import MessageFailure, MessageKind, MessageStatus, SuppressionReason
from app.paging import CREATED_OR_UPDATED, ListQuery


class RecipientOut(Wire):
    """Whose address it is, by one of the ids."""

    name: str
    email: str
    contact_id: str | None = None
    candidate_id: str | None = None
    referee_id: str | None = None
    user_id: str | None = None


class MessageOut(Answered):
    kind: MessageKind = Field(description="What it is for.")
    status: MessageStatus = Field(
        description="`sending` lasts from just before the mail server is given it until it answers."
    )
    to: list[RecipientOut]
    subject: str | None = Field(
        description="Of feedback requests and chases written when they are sent; null until then."
    )
    body: str | None
    by_itself: bool = Field(description="Debrief decided to send it, not a person.")
    candidate_id: str | None
    candidate_name: str | None
    application_id: str | None
    vacancy_title: str | None
    interview_id: str | None
    contact_id: str | None
    contact_name: str | None
    call_id: str | None
    feedback_request_ids: list[str] = Field(
        description="What it asks about; a digest asks about several."
    )
    attempts: int
    due_at: UtcTime = Field(description="When it is to be tried next, or was.")
    handed_over_at: UtcTime | None = Field(
        description="When the mail server was last about to be given it."
    )
    sent_at: UtcTime | None
    failure: MessageFailure | None = Field(
        description="`refused` by the mail server for good; `unreachable` for two days; "
        "`interrupted` while the server was being given it, so that it may have arrived; "
        "`suppressed`, because they want no mail; `unfit`, because it repeats to the candidate "
        "what the employer said in private; `unwritable`, because an address or a word in it could "
        "not be written into an email safely; `fault`, an error of Debrief's own, told in its log."
    )
    detail: str | None = Field(description="What the mail server said, or why it is `unwritable`.")
    settled_at: UtcTime | None = Field(description="When it failed, bounced or was cancelled.")


class MessageQuery(ListQuery):
    """Which messages to list."""

    status: MessageStatus | None = None
    kind: MessageKind | None = None
    candidate_id: UUID | None = None
    application_id: UUID | None = None
    interview_id: UUID | None = None
    contact_id: UUID | None = None
    feedback_request_id: UUID | None = None
    call_id: UUID | None = None
    to: Email | None = Field(None, description="An address it went to.")
    sort: Literal[CREATED_OR_UPDATED] = "-created_at"


class SuppressionIn(Body):
    email: Email = Field(examples=["ryan.walters@northwind.example"])


class SuppressionOut(Answered):
    email: str
    reason: SuppressionReason
    message_id: str | None = Field(description="The message they answered so, or that came back.")


class SuppressionQuery(ListQuery):
    """Which addresses to list."""

    email: Email | None = None
    reason: SuppressionReason | None = None
    sort: Literal[CREATED_OR_UPDATED] = "-created_at"
