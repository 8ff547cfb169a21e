"""Messages that wait to be sent, whoever asked for them."""

from email.message import EmailMessage
from typing import Any
from uuid import UUID

from app.access.actors import Actor
from app.messages.actions import About, Recipient, queue
from app.messages.models import MessageKind
from app.templates.rendering import Wording
from app.transaction import transaction
from tests.factories import Agency, Json


async def queued(
    agency: Agency,
    *,
    subject: str = "Thank you",
    body: str = "For everything.",
    name: str = "Ryan Walters",
    email: str | None = None,
    kind: MessageKind = MessageKind.thank_you,
    actor: Actor | None = None,
    **options: Any,
) -> Json:
    """One to a contact of the agency's, as the API shows it."""
    contact = await agency.contact(
        name="Ryan Walters", email=email or f"ryan@{agency.slug}.example"
    )
    contact_id = UUID(contact["id"])
    actor = actor or Actor(agency.id, "user", UUID(agency.recruiter.user_id))
    async with transaction(agency.database, actor) as db:
        message = await queue(
            db,
            kind,
            [Recipient(name, contact["email"], contact_id=contact_id)],
            About(contact_id=contact_id),
            wording=Wording(subject, body),
            **options,
        )
    return await shown(agency, message.id)


async def shown(agency: Agency, message_id: UUID | str) -> Json:
    return await agency.viewer.reads(f"/v1/messages/{message_id}")


def text_of(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    content: str = part.get_content()
    return content.replace("\r\n", "\n")


def html_of(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    content: str = part.get_content()
    return content
