"""Forms that only the page itself can send: a cookie of this site, and its signature in the form.

The token in the address already keeps others out; this keeps a page elsewhere, which somebody who
knows the address might be led to, from sending the form for them.
"""

import secrets
from typing import Any

from itsdangerous import BadSignature
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from app import keys
from app.errors import Forbidden
from app.settings import settings

COOKIE = "debrief_form"
OVER_TLS = f"__Host-{COOKIE}"
"""Browsers take a cookie of that name from this host alone, over TLS: no neighbour can set it."""
FIELD = "form_key"
LASTS = 30 * 24 * 3600
FROM_ELSEWHERE = {"cross-site", "same-site"}


class FormStale(Forbidden):
    """The form was not opened here, or its cookie is gone. Nothing was changed: open the page
    again and send it once more."""

    code, title = "form-stale", "Please send that once more"


def is_over_tls() -> bool:
    return settings().public_url.startswith("https:")


def cookie_name() -> str:
    return OVER_TLS if is_over_tls() else COOKIE


def visitor_of(request: Request) -> str:
    """The visitor's own random value, from the cookie or new; the same for all of one request."""
    if not hasattr(request.state, "visitor"):
        request.state.visitor = request.cookies.get(cookie_name()) or secrets.token_urlsafe(24)
    visitor: str = request.state.visitor
    return visitor


def form_key(request: Request) -> str:
    """What the form carries in a hidden field called `form_key`."""
    opened = [visitor_of(request), request.scope["path"].split("/")[1:3]]
    signed: Any = keys.signer("form").dumps(opened)
    return str(signed)


def remember(request: Request, answer: Response) -> Response:
    """The page goes out with the visitor's cookie."""
    answer.set_cookie(
        cookie_name(),
        visitor_of(request),
        max_age=LASTS,
        path="/",
        secure=is_over_tls(),
        httponly=True,
        samesite="strict",
    )
    return answer


def expect_own_form(request: Request, form: FormData) -> None:
    """Raises `FormStale`."""
    if request.headers.get("sec-fetch-site") in FROM_ELSEWHERE:
        raise FormStale
    try:
        sent = keys.signer("form").loads(str(form.get(FIELD, "")))
    except BadSignature as error:
        raise FormStale from error
    if sent != [request.cookies.get(cookie_name()), request.scope["path"].split("/")[1:3]]:
        raise FormStale
