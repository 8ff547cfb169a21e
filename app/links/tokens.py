"""A link's token: made from its id and the installation's secret, recognised by its digest.

Nothing keeps the token, and still every message about one thing can carry the same one. Who reads
the database without the secret key cannot make any. The digest also tells which key of the ring
made the token: a token opens only as long as that key is in the ring.
"""

import hmac
import re
from collections.abc import Mapping
from uuid import UUID

from app import keys
from app.access.secrets import digest
from app.links.models import LinkKind
from app.settings import settings

PATHS = {LinkKind.form: "/f/{}", LinkKind.portal: "/c/{}", LinkKind.calendar: "/calendar/{}.ics"}
AN_ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
LENGTH = 43
"""Characters: 256 bits in URL-safe base64."""


def token_for(purpose: str, row_id: UUID, kept: bytes | None = None) -> str:
    """The token whose digest the row keeps. Without one, or when the key that made it has left the
    ring, the token that the current key makes."""
    made = [*keys.tokens(f"{purpose}:{row_id}")]
    return next((token for token in made if digest(token) == kept), made[0])


def current_digest(purpose: str, row_id: UUID, kept: bytes | None) -> bytes:
    """What the row is to keep: the digest that it has, unless its key has left the ring."""
    return digest(token_for(purpose, row_id, kept))


def is_believed(purpose: str, row_id: UUID, token: str) -> bool:
    """Whether a key of the ring made this token for this row."""
    made = keys.tokens(f"{purpose}:{row_id}")
    return any(hmac.compare_digest(one.encode(), token.encode()) for one in made)


def address(kind: LinkKind, link_id: UUID, kept: bytes) -> str:
    """Where that link leads, for whoever it is for."""
    return f"{settings().public_url}{PATHS[kind].format(token_for(kind, link_id, kept))}"


def mention(kind: LinkKind, link_id: UUID) -> str:
    """That link in words that are kept: it says which one is meant, and opens nothing."""
    return f"{settings().public_url}{PATHS[kind].format(link_id)}"


def mentioned_in(words: str) -> set[UUID]:
    """The links that are meant."""
    return {UUID(found[1]) for found in mentions().finditer(words)}


def opened(words: str, addresses: Mapping[UUID, str]) -> str:
    """With these addresses in place of the mentions of their links."""
    return mentions().sub(lambda found: addresses.get(UUID(found[1]), found[0]), words)


def mentions() -> re.Pattern[str]:
    return re.compile(rf"{re.escape(settings().public_url)}/[fc]/({AN_ID})(?![\w-])")
