"""The outermost layer: counts and times requests, and answers what fell through the others."""

import base64
import hashlib
import re
import time

from prometheus_client import Counter, Histogram
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import Problem, TooLarge
from app.problems import answer, said_aloud
from app.request_limits import oversized
from app.settings import settings
from app.statements import encode

REQUESTS = Counter("debrief_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("debrief_request_seconds", "Time to answer.", ["method", "route"])
PROBLEM_JSON = (b"content-type", b"application/problem+json")
TOO_LARGE = encode(TooLarge().body())
HTML = (b"content-type", b"text/html; charset=utf-8")
POLICY = b"content-security-policy"
DOCS = (
    b"default-src 'self'; script-src 'self'%s; style-src 'self' 'unsafe-inline';"
    b" img-src 'self' data:; worker-src blob:; base-uri 'none'; object-src 'none';"
    b" frame-ancestors 'none'"
)
"""For pages that bring no policy of their own: the docs, whose libraries write styles inline."""
INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)


def policy_of(page: bytes) -> bytes:
    """No script runs but our own files and what stands in the page as it leaves here."""
    sums = (hashlib.sha256(script).digest() for script in INLINE.findall(page))
    return DOCS % b"".join(b" 'sha256-%s'" % base64.b64encode(one) for one in sums)


class Edge:
    """Wraps the application; costs a few microseconds a request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.hardening = [(b"x-content-type-options", b"nosniff")]
        if settings().public_url.startswith("https:"):
            self.hardening.append((b"strict-transport-security", b"max-age=31536000"))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        too_large = started_answering = False
        page: Message | None = None

        async def send_on(message: Message) -> None:
            nonlocal status, too_large, started_answering, page
            if message["type"] == "http.response.start":
                started_answering = True
                status = message["status"]
                if status == TooLarge.status and PROBLEM_JSON not in message["headers"]:
                    too_large = True  # the server refused the body before the app could say so
                    length = (b"content-length", str(len(TOO_LARGE)).encode())
                    message = {**message, "headers": [PROBLEM_JSON, length]}
                headers = [*message["headers"], *self.hardening, *scope.get("rate", ())]
                message = {**message, "headers": headers}
                if HTML in headers and not any(name == POLICY for name, _ in headers):
                    page = message  # its policy depends on what is in it
                    return
            elif too_large:
                message = {**message, "body": TOO_LARGE}
            elif page is not None:
                page["headers"].append((POLICY, policy_of(message.get("body", b""))))
                await send(page)
                page = None
            await send(message)

        started = time.perf_counter()
        try:
            refused = oversized(scope)
            await (answer(refused) if refused else self.app)(scope, receive, send_on)
        except Exception as error:
            # Answered here and not passed on: the server would log its text, which may quote what
            # somebody sent.
            internal_error = said_aloud(Request(scope), Problem(), error)
            if not started_answering:
                await internal_error(scope, receive, send_on)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            REQUESTS.labels(scope["method"], route, status).inc()
            SECONDS.labels(scope["method"], route).observe(time.perf_counter() - started)
