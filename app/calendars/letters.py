"""Whom an interview concerns, and what each was sent about it so far."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select

from app.calendars.queries import INVITING, contacts_by_id
from app.database import Db
from app.messages.models import Message, MessageFailure, MessageKind, MessageStatus
from app.messages.queries import suppressed
from app.statements import Row


@dataclass(frozen=True)
class Invitee:
    """The candidate, or an interviewer with their `contact_id`; `mailed` unless they have no
    address or want no mail."""

    contact_id: UUID | None
    name: str
    email: str | None
    timezone: str | None
    mailed: bool


@dataclass
class Letters:
    """What one person was sent about one interview, oldest first, without what was called off."""

    messages: list[Message] = field(default_factory=list)

    @property
    def invited(self) -> bool:
        return bool(self.messages) and self.messages[-1].kind == MessageKind.interview_invite

    @property
    def held(self) -> Message | None:
        """The invitation that is in their calendar, for all we know."""
        gone = [message for message in self.messages if may_have_arrived(message)]
        return gone[-1] if gone and gone[-1].kind == MessageKind.interview_invite else None


def may_have_arrived(message: Message) -> bool:
    return (
        message.status in (MessageStatus.sending, MessageStatus.sent)
        or message.failure == MessageFailure.interrupted
    )


async def letters_of(db: Db, interview_id: UUID) -> defaultdict[UUID | None, Letters]:
    """By person. Locked: what a worker has not taken yet can be called off, what it has is gone."""
    found = await db.scalars(
        select(Message)
        .where(
            Message.agency_id == db.agency_id,
            Message.interview_id == interview_id,
            Message.kind.in_(INVITING),
            Message.status != MessageStatus.cancelled,
        )
        .order_by(Message.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    letters: defaultdict[UUID | None, Letters] = defaultdict(Letters)
    for message in found:
        letters[message.contact_id].messages.append(message)
    return letters


async def invitees(db: Db, row: Row, contact_ids: Collection[UUID]) -> dict[UUID | None, Invitee]:
    """The candidate and these contacts, with the addresses they have now."""
    contacts = await contacts_by_id(db, contact_ids)
    email = row["emails"][0] if row["emails"] else None
    addresses = [email, *(contact["email"] for contact in contacts.values())]
    refused = await suppressed(db, [address for address in addresses if address])

    def may_be_written_to(address: str | None) -> bool:
        return address is not None and address.lower() not in refused

    people: dict[UUID | None, Invitee] = {
        None: Invitee(
            None, row["candidate"], email, row["candidate_timezone"], may_be_written_to(email)
        )
    }
    for key, contact in contacts.items():
        mailed = may_be_written_to(contact["email"]) and not contact["do_not_email"]
        people[key] = Invitee(key, contact["name"], contact["email"], contact["timezone"], mailed)
    return people
