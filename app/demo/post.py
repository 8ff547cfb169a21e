"""The demo's post: what its stories sent by e-mail was sent then; one letter came back, one was
answered."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from sqlalchemy import select

from app import clock
from app.access.actors import Actor
from app.agencies.chasing import ChasingRules
from app.agencies.queries import get_agency
from app.contacts.models import Contact
from app.database import Db
from app.demo.cast import Cast
from app.events import kinds
from app.feedback import mailing
from app.feedback.models import FeedbackRequest
from app.messages.actions import About, Recipient, note_bounce, queue, record_about
from app.messages.models import Message, MessageKind, MessageRequest, MessageStatus
from app.replies.filing import filed
from app.replies.locking import alone_with
from app.replies.reading import read


async def ask_by_mail(db: Db, request: FeedbackRequest) -> None:
    """The request with its form, as a worker would send it, whatever the hour."""
    contact = await db.get_one(Contact, (db.agency_id, request.contact_id))
    assert contact.email is not None
    rules = ChasingRules.of(await get_agency(db), contact.country, contact.timezone)
    to = Recipient(contact.name, contact.email, contact_id=contact.id)
    about = About(contact_id=contact.id, feedback_request_ids=(request.id,))
    message = await queue(db, MessageKind.feedback_request, [to], about)
    await mailing.note(db, message, rules, [request])
    stories = await db.fetch(mailing.STORIES, ids=[request.id])
    await mailing.be_about(db, message, stories)
    wording = await mailing.in_words(db, message, contact, rules, stories)
    message.subject, message.body = wording.subject, wording.body


async def send_off(db: Db) -> None:
    """No worker need look at it again."""
    now = clock.now()
    waiting = await db.scalars(
        select(Message).where(
            Message.agency_id == db.agency_id, Message.status == MessageStatus.queued
        )
    )
    for message in list(waiting):
        message.become(MessageStatus.sending, now)
        message.become(MessageStatus.sent, now)
        message.attempts, message.handed_over_at, message.sent_at = 1, now, now
        sent = kinds.MessageSent(kind=message.kind, to=message.to, by_itself=message.by_itself)
        record_about(db, message, sent)


async def one_answers(db: Db, request: FeedbackRequest, said: str) -> None:
    """By simply answering the e-mail that asked, which waits for somebody to look at it."""
    contact = await db.get_one(Contact, (db.agency_id, request.contact_id))
    message_id = await db.scalar(
        select(MessageRequest.message_id).where(
            MessageRequest.agency_id == db.agency_id,
            MessageRequest.feedback_request_id == request.id,
        )
    )
    assert message_id is not None
    message = await db.get_one(Message, (db.agency_id, message_id))
    letter = EmailMessage(policy=SMTP)
    letter["From"] = Address(contact.name, addr_spec=contact.email or "")
    letter["Subject"] = f"Re: {message.subject}"
    letter.set_content(said)
    mail = read(letter.as_bytes())
    fingerprint = await alone_with(db, message_id, mail.identity)
    db.actor = Actor(db.agency_id, "contact", contact.id)
    await filed(db, message_id, mail, fingerprint, said, said)


async def one_comes_back(cast: Cast) -> None:
    """The feedback that was released last: the mailbox was full, and somebody is to see to it."""
    latest = await cast.db.scalar(
        select(Message)
        .where(
            Message.agency_id == cast.db.agency_id,
            Message.kind == MessageKind.feedback_released,
            Message.sent_at <= clock.now(),
        )
        .order_by(Message.sent_at.desc(), Message.id)
        .limit(1)
    )
    assert latest is not None
    await note_bounce(cast.db, latest, latest.recipients[0]["email"], for_good=False)
