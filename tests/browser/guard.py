"""What no page may do to whoever opens it, whatever the test is about."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.async_api import BrowserContext, ConsoleMessage, Request, Response, WebError

from app.links.opening import TOKEN

REFUSED = "Failed to load resource: the server responded with a status of"
"""A browser says so of the page itself too, where a 404 may be what the test is about."""


@dataclass
class Guard:
    """Watches one browser that should ask `host` and nobody else."""

    host: str
    requests: list[Request] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def watch(self, context: BrowserContext) -> None:
        context.on("request", self.note_request)
        context.on("response", self.judge_response)
        context.on("console", self.judge_console)
        context.on("weberror", self.judge_error)

    def note_request(self, request: Request) -> None:
        self.requests.append(request)

    def judge_response(self, response: Response) -> None:
        if response.status >= 400 and response.request.resource_type != "document":
            self.seen.append(f"{response.request.method} {response.url}: {response.status}")

    def judge_console(self, message: ConsoleMessage) -> None:
        """Breaches of the Content-Security-Policy come here too."""
        if message.type in ("error", "warning") and not message.text.startswith(REFUSED):
            self.seen.append(f"console: {message.text}")

    def judge_error(self, error: WebError) -> None:
        self.seen.append(f"script: {error.error}")

    async def complaints(self) -> list[str]:
        """Everything that should not have happened so far."""
        found = list(self.seen)
        for request in self.requests:
            address = urlsplit(request.url)
            if address.scheme in ("data", "blob"):
                continue
            if address.netloc != self.host:
                found.append(f"asked somebody else: {request.url}")
                continue
            referer = (await request.all_headers()).get("referer", "")
            if TOKEN.search(referer):
                found.append(f"told {request.url} where it came from: {referer}")
        return found
