"""The token of a link to choose a password: made as the message is handed over, and kept nowhere.

Message bodies, which colleagues read, hold the link's id in its place. Whoever is handed a message
again gets a new token, and the one before it opens nothing.
"""

import base64
import re
import secrets
from uuid import UUID

from sqlalchemy import func, select

from app import clock
from app.access.models import PasswordLink, User
from app.access.secrets import digest
from app.database import Db, on
from app.messages.models import CalledOff, Message
from app.settings import settings

RANDOM_BYTES = 32
TOKEN = re.compile(r"[A-Za-z0-9_-]{64}")
"""The agency, so that it is known where to look, and 256 random bits."""


def new_token_in(agency_id: UUID) -> str:
    return base64.urlsafe_b64encode(agency_id.bytes + secrets.token_bytes(RANDOM_BYTES)).decode()


def agency_in(token: str) -> UUID | None:
    """Whose link it says it is."""
    if not TOKEN.fullmatch(token):
        return None
    return UUID(bytes=base64.urlsafe_b64decode(token)[:-RANDOM_BYTES])


def address(what_opens_it: UUID | str) -> str:
    """The link; with its id, which opens nothing, in words that are kept."""
    return f"{settings().public_url}/password/{what_opens_it}"


async def expect_open(db: Db, message: Message) -> PasswordLink:
    """The link that the message carries. Raises `CalledOff` when it opens nothing any more."""
    link = await db.scalar(
        select(PasswordLink)
        .join(User, on(PasswordLink.user_id, User))
        .where(
            PasswordLink.agency_id == db.agency_id,
            PasswordLink.message_id == message.id,
            PasswordLink.used_at.is_(None),
            PasswordLink.revoked_at.is_(None),
            PasswordLink.expires_at > clock.now(),
            PasswordLink.email == func.lower(User.email),
            User.active,
        )
        .with_for_update(of=PasswordLink, key_share=True)
    )
    if link is None:
        raise CalledOff("link_gone")
    return link


async def put_in(db: Db, message: Message, text: str) -> str:
    """The message's words with a new token in place of the id of its own link; no other link is
    opened, whatever stands in them."""
    link = await expect_open(db, message)
    token = new_token_in(db.agency_id)
    link.digest = digest(token)
    return text.replace(address(link.id), address(token))
