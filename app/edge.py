"""The outermost layer: who asks and for which host, what every answer carries, what fell through
the others; it counts and times all of it."""

import time
from functools import cache

from prometheus_client import Counter, Histogram
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.answer_headers import HTML, POLICY, PROBLEM_JSON, AnswerHeaders, policy_of
from app.client_address import ClientAddress
from app.errors import Problem, TooLarge
from app.hosts import Hosts
from app.problems import answer, said_aloud
from app.request_limits import oversized
from app.settings import settings
from app.statements import encode

REQUESTS = Counter("debrief_requests", "Requests answered.", ["method", "route", "status"])
SECONDS = Histogram("debrief_request_seconds", "Time to answer.", ["method", "route"])
TOO_LARGE = encode(TooLarge().body())
HUNG_UP = 499
"""The status in figures of a request whose client left before it was answered; nobody gets it."""


@cache
def figures(method: str, route: str, status: int) -> tuple[Counter, Histogram]:
    """Found once: by its labels, a figure costs as much as the rest of this layer."""
    return REQUESTS.labels(method, route, status), SECONDS.labels(method, route)


class Edge:
    """Wraps the application; costs a few microseconds a request."""

    def __init__(self, app: ASGIApp) -> None:
        here = settings()
        self.app = app
        self.client = ClientAddress(here.trusted_proxies, here.proxy_hops)
        self.hosts = Hosts(here.public_url, here.hosts, any_host=here.in_development)
        self.headers = AnswerHeaders(here.public_url)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        status = 500
        too_large = started_answering = hung_up = False
        page: Message | None = None

        async def receive_on() -> Message:
            nonlocal hung_up
            message = await receive()
            if message["type"] == "http.disconnect" and not started_answering:
                hung_up = True
            return message

        async def send_on(message: Message) -> None:
            nonlocal status, too_large, started_answering, page
            if message["type"] == "http.response.start":
                started_answering = True
                status = message["status"]
                if status == TooLarge.status and PROBLEM_JSON not in message["headers"]:
                    too_large = True  # the server refused the body before the app could say so
                    length = (b"content-length", str(len(TOO_LARGE)).encode())
                    message = {**message, "headers": [PROBLEM_JSON, length]}
                headers, given = self.headers.complete(scope["path"], message["headers"])
                headers += scope.get("rate", ())
                message = {**message, "headers": headers}
                if given.get(b"content-type") == HTML and POLICY not in given:
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
            self.client.note(scope)
            refused = oversized(scope) or self.hosts.refusal(scope)
            await (answer(refused) if refused else self.app)(scope, receive_on, send_on)
        except ClientDisconnect:
            hung_up = True
        except Exception as error:
            # Answered here and not passed on: the server would log its text, which may quote what
            # somebody sent.
            internal_error = said_aloud(Request(scope), Problem(), error)
            if not started_answering:
                await internal_error(scope, receive, send_on)
        finally:
            route = getattr(scope.get("route"), "path", "none")
            answered, seconds = figures(scope["method"], route, HUNG_UP if hung_up else status)
            answered.inc()
            seconds.observe(time.perf_counter() - started)
