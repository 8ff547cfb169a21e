"""A link's token: made from its id and the installation's secret, recognised by its digest.

Nothing keeps the token, and still every message about one thing can carry the same one. Who reads
the database without the secret key cannot make any.
"""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from uuid import UUID

from app.links.models import LinkKind
from app.settings import settings

PATHS = {LinkKind.form: "/f/{}", LinkKind.portal: "/c/{}", LinkKind.calendar: "/calendar/{}.ics"}
AN_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LENGTH = 43
"""Characters: 256 bits in URL-safe base64."""


def token_for(purpose: str, row_id: UUID) -> str:
    """The same for ever, as long as the secret key stays."""
    key = settings().secret_key.get_secret_value().encode()
    made = hmac.digest(key, f"{purpose}:{row_id}".encode(), hashlib.sha256)
    return base64.urlsafe_b64encode(made).rstrip(b"=").decode()


def address(kind: LinkKind, link_id: UUID) -> str:
    """Where that link leads, for whoever it is for."""
    return f"{settings().public_url}{PATHS[kind].format(token_for(kind, link_id))}"


def mention(kind: LinkKind, link_id: UUID) -> str:
    """That link in words that are kept: it says which one is meant, and opens nothing."""
    return f"{settings().public_url}{PATHS[kind].format(link_id)}"


def mentioned_in(words: str) -> set[UUID]:
    """The links that are meant."""
    return {UUID(found[1]) for found in mentions().finditer(words)}


def opened(words: str, links: Mapping[UUID, LinkKind]) -> str:
    """With the addresses of these links in place of their mentions."""

    def open_one(found: re.Match[str]) -> str:
        kind = links.get(UUID(found[1]))
        return address(kind, UUID(found[1])) if kind else found[0]

    return mentions().sub(open_one, words)


def mentions() -> re.Pattern[str]:
    return re.compile(rf"{re.escape(settings().public_url)}/[fc]/({AN_ID})(?![\w-])")
