"""A link's token: made from its id and the installation's secret, recognised by its digest.

Nothing keeps the token, and still every message about one thing can carry the same one. Who reads
the database without the secret key cannot make any.
"""

import base64
import hashlib
import hmac
from uuid import UUID

from app.links.models import LinkKind
from app.settings import settings

PATHS = {LinkKind.form: "/f/{}", LinkKind.portal: "/c/{}", LinkKind.calendar: "/calendar/{}.ics"}
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
