"""`/u/{token}`: no more messages, please. The token is that of the message's reply address."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import bindparam, select
from starlette.requests import Request
from starlette.responses import Response

from app import limits
from app.access.actors import Actor
from app.access.secrets import digest
from app.agencies.models import Agency
from app.database import Database
from app.events import kinds
from app.events.recorder import record
from app.links.opening import RATE, TOKEN, WRONG_RATE, LinkGone, LinkRoute
from app.links.tokens import is_believed
from app.messages.actions import REPLY, suppress
from app.messages.models import Message, SuppressionReason
from app.pages import rendering
from app.routing import Router
from app.statements import Statement
from app.transaction import transaction

pages = Router(prefix="/u", tag="public", include_in_schema=False)
pages.route_class = LinkRoute

SENT = Statement(
    select(Message.id, Message.agency_id, Message.contact_id, Agency.name.label("agency"))
    .join(Agency, Agency.id == Message.agency_id)
    .where(Message.reply_digest == bindparam("digest"), Message.contact_id.is_not(None))
)


@dataclass(frozen=True)
class Sent:
    """A message to a contact, and who sent it."""

    id: UUID
    agency_id: UUID
    contact_id: UUID
    agency: str


async def find_sent(request: Request, token: str) -> Sent:
    """Raises `LinkGone` or `TooManyRequests`."""
    client = limits.client_of(request)
    await limits.count((RATE, f"links {client}"))
    if TOKEN.fullmatch(token):
        database: Database = request.app.state.database
        async with database.looking_up() as connection:
            row = await connection.fetchrow(SENT.sql, *SENT.arguments({"digest": digest(token)}))
        if row is not None and is_believed(REPLY, row["id"], token):
            sent = request.state.link = Sent(**row)
            return sent
    await limits.count((WRONG_RATE, f"wrong links {client}"))
    raise LinkGone


@pages.get("/{token}")
async def show_unsubscribing(request: Request, token: str) -> Response:
    sent = await find_sent(request, token)
    return rendering.private_page("messages/unsubscribe", agency=sent.agency, done=False)


@pages.post("/{token}")
async def unsubscribe(request: Request, token: str) -> Response:
    """Also what a mail program's own button sends: without cookies, so without a key of the form.
    All that somebody elsewhere could do with it is what the address is for. It is answered here
    and now, for such a button follows no redirect (RFC 8058, section 3.1)."""
    sent = await find_sent(request, token)
    database: Database = request.app.state.database
    async with transaction(database, Actor(sent.agency_id, "contact", sent.contact_id)) as db:
        message = await db.hold(Message, sent.id)
        for recipient in message.recipients:
            reason = SuppressionReason.unsubscribed
            if await suppress(db, recipient["email"], reason, message.id):
                unsubscribed = kinds.ContactUnsubscribed()
                record(db, unsubscribed, sent.contact_id, contact_id=sent.contact_id)
    return rendering.private_page("messages/unsubscribe", agency=sent.agency, done=True)
