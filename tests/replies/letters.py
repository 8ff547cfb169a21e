"""Mail as it really comes, and messages for it to answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from uuid import UUID

from app.access.actors import Actor
from app.database import Database
from app.events.kinds import MessageQueued, MessageSent
from app.events.recorder import record
from app.links.tokens import token_for
from app.messages.actions import REPLY, About, Recipient, queue
from app.messages.models import Message, MessageKind, MessageStatus
from app.messages.queries import suppressed
from app.replies.filing import Filed, file
from app.templates.rendering import Wording
from app.transaction import transaction
from tests.factories import Agency, Json

RYAN = "ryan@northwind.example"
QUOTED = (
    "\n\nBest regards,\nRyan\n\n"
    "On Mon, 23 Nov 2026 at 10:00, Acorn Talent <{address}> wrote:\n> Dear Ryan,\n> how was she?\n"
)
AUTOMATIC = "I am out of the office until Monday and will answer then."


@dataclass
class Asked:
    """A message that went out, and where its answers go."""

    agency: Agency
    id: UUID
    requests: Sequence[Json]
    contact_id: str | None

    @property
    def address(self) -> str:
        return f"reply+{token_for(REPLY, self.id)}@debrief.example"

    def letter(self, text: str = "She was great.", **headers: str) -> EmailMessage:
        """An answer as a mail program writes it."""
        message = EmailMessage()
        named = {
            "From": f"Ryan Walters <{RYAN}>", "To": self.address,
            "Subject": "Re: How was Maria?", 
            "Message-ID": f"<{abs(hash((text, self.id)))}@nw.example>",
        }  # fmt: skip
        for name, value in (named | {k.replace("_", "-"): v for k, v in headers.items()}).items():
            message[name] = value
        message.set_content(text + QUOTED.format(address=self.address))
        return message

    async def gets(self, raw: bytes | EmailMessage) -> Filed:
        raw = raw if isinstance(raw, bytes) else raw.as_bytes()
        return await file(self.agency.database, self.address, raw)

    async def reply_to(self, raw: bytes | EmailMessage) -> Json:
        """Filed, and as the API shows it."""
        filed = await self.gets(raw)
        return await self.agency.viewer.reads(f"/v1/replies/{filed.reply_id}")

    async def request(self, nth: int = 0) -> Json:
        path = f"/v1/feedback-requests/{self.requests[nth]['id']}"
        return await self.agency.viewer.reads(path)

    async def status(self) -> str:
        async with transaction(self.agency.database, Actor(self.agency.id, "system")) as db:
            return (await db.get_one(Message, (db.agency_id, self.id))).status


async def ask(
    agency: Agency,
    *requests: Json,
    kind: MessageKind = MessageKind.feedback_request,
    status: MessageStatus = MessageStatus.sent,
    to: Sequence[Recipient] = (),
) -> Asked:
    """A message about these requests; about a new one unless there are any."""
    if not to and not requests:
        requests = (await agency.feedback_request(),)
    first = requests[0] if requests else None
    contact_id = first["contact_id"] if first else None
    to = to or [Recipient("Ryan Walters", RYAN, contact_id=UUID(contact_id))]
    about = About(
        candidate_id=UUID(first["candidate_id"]) if first and len(requests) == 1 else None,
        application_id=UUID(first["application_id"]) if first and len(requests) == 1 else None,
        contact_id=UUID(contact_id) if contact_id else None,
        feedback_request_ids=tuple(UUID(request["id"]) for request in requests),
    )
    async with transaction(agency.database, Actor(agency.id, "system")) as db:
        message = await queue(db, kind, to, about, wording=Wording("How was Maria?", "Dear Ryan"))
        record(db, MessageQueued(kind=kind, to="contact"), message.id)
    async with transaction(agency.database, Actor(agency.id, "system")) as db:
        message = await db.hold(Message, message.id)
        message.status, message.sent_at = status, message.due_at
        record(db, MessageSent(kind=kind, to="contact", by_itself=True), message.id)
    return Asked(agency, message.id, requests, contact_id)


async def digest_of_two(agency: Agency) -> Asked:
    """One message to a contact about two people."""
    first = await agency.feedback_request()
    application = await agency.application(vacancy_id=first["vacancy_id"])
    interview = await agency.interview(
        application_id=application["id"], interviewer_ids=[first["contact_id"]]
    )
    second = await agency.recruiter.creates(
        "/v1/feedback-requests",
        {"interview_id": interview["id"], "contact_id": first["contact_id"]},
    )
    return await ask(agency, first, second, kind=MessageKind.feedback_chase)


async def is_suppressed(database: Database, agency: Agency, email: str) -> bool:
    return bool(await suppressed(database.reads(Actor(agency.id, "system")), [email]))


def returned(action: str, status: str, **headers: str) -> bytes:
    """A delivery report (RFC 3464)."""
    more = "".join(f"{name.replace('_', '-')}: {value}\n" for name, value in headers.items())
    return (
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.northwind.example\nSubject: Undelivered Mail\n"
        f"Message-ID: <dsn-{action}-{status}@mx.northwind.example>\n{more}"
        "MIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="b"\n\n'
        "--b\nContent-Type: text/plain\n\nI could not deliver your message.\n\n"
        "--b\nContent-Type: message/delivery-status\n\n"
        "Reporting-MTA: dns; mx.northwind.example\n\n"
        f"Final-Recipient: rfc822; {RYAN}\nAction: {action}\nStatus: {status}\n"
        "Diagnostic-Code: smtp; 550 5.1.1 no such user\n\n"
        "--b\nContent-Type: message/rfc822\n\nSubject: How was Maria?\n\nDear Ryan\n\n--b--\n"
    ).encode()
