"""What answers carry where a page brings no policy of its own, or where there is TLS."""

import base64
import hashlib
import re

import httpx
import pytest
import time_machine

from app.database import Database
from app.main import create_app
from app.settings import settings
from tests.factories import Agency
from tests.feedback.situations import TUESDAY
from tests.forms.situations import request_with_form


async def test_the_docs_may_be_framed_by_nobody(anyone: httpx.AsyncClient) -> None:
    for path in ("/docs", "/redoc", "/problems/not-found"):
        policy = (await anyone.get(path)).headers["content-security-policy"]
        assert "frame-ancestors 'none'" in policy
        assert "default-src 'self'" in policy


async def test_of_inline_scripts_only_those_of_the_docs_run(anyone: httpx.AsyncClient) -> None:
    for path in ("/docs", "/redoc", "/docs/oauth2-redirect", "/problems/not-found"):
        page = await anyone.get(path)
        scripts = page.headers["content-security-policy"].partition("script-src ")[2].split(";")[0]
        written = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
        sums = [base64.b64encode(hashlib.sha256(one.encode()).digest()) for one in written]
        assert scripts.split() == ["'self'", *(f"'sha256-{one.decode()}'" for one in sums)]


async def test_browsers_keep_to_tls_where_there_is_some(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEBRIEF_PUBLIC_URL", "https://debrief.example")
    settings.cache_clear()
    try:
        transport = httpx.ASGITransport(create_app(database))
        async with httpx.AsyncClient(transport=transport, base_url="http://debrief") as client:
            answer = await client.get("/robots.txt")
    finally:
        settings.cache_clear()
    assert answer.headers["strict-transport-security"] == "max-age=31536000"


async def test_a_link_that_is_good_opens_for_who_tried_others(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    for number in range(21):
        refused = await anyone.get(f"/f/{number:043}")
    assert refused.status_code == 429
    with time_machine.travel(TUESDAY, tick=False):
        _, path = await request_with_form(agency)
        assert (await anyone.get(path)).status_code == 200
