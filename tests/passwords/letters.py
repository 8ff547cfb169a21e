"""What colleagues are sent about their passwords."""

import asyncio
import re
from email.message import EmailMessage

import httpx

from app.passwords.routes import UNDER_WAY
from tests.factories import Agency

LINK = re.compile(r"http\S+(/password/([A-Za-z0-9_-]{64}))(?![\w-])")


async def reset(anyone: httpx.AsyncClient, email: str, **fields: str) -> httpx.Response:
    """Asked for, and looked into."""
    answer = await anyone.post("/v1/auth/password-reset", json={"email": email, **fields})
    await asyncio.gather(*UNDER_WAY)
    return answer


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


async def token_sent(agency: Agency) -> str:
    """From the only letter that waits."""
    [letter] = await agency.deliver_mail()
    found = LINK.search(text_of(letter))
    assert found is not None, text_of(letter)
    return found[2]
