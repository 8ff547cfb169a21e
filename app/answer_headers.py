"""What answers carry beside what their route says: for browsers and for whatever keeps copies."""

import base64
import hashlib
import re
from urllib.parse import urlsplit

Header = tuple[bytes, bytes]

HTML = b"text/html; charset=utf-8"
PROBLEM_JSON = (b"content-type", b"application/problem+json")
JSON = {b"application/json", PROBLEM_JSON[1]}
POLICY = b"content-security-policy"
NOTHING_RUNS = (POLICY, b"default-src 'none'; frame-ancestors 'none'")
KEPT_NOWHERE = (b"cache-control", b"no-store")
PRIVATE = ("/v1/", "/files/", "/inbound/", "/healthz", "/readyz", "/metrics")
"""Where answers are for whoever asked alone, or true for this moment only."""
YEAR = 365 * 24 * 3600
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


def strict_transport(host: str) -> bytes:
    """With the names below, where the host is surely not a whole organisation's: `agency.co.uk`
    is one, `debrief.agency.com` and `debrief.agency.co.uk` are not."""
    labels = host.split(".")
    beneath = len(labels) > 3 or (len(labels) == 3 and len(labels[-1]) > 2)
    return f"max-age={YEAR}{'; includeSubDomains' if beneath else ''}".encode()


class AnswerHeaders:
    """Adds them; the lists are made once."""

    def __init__(self, public_url: str) -> None:
        public = urlsplit(public_url)
        self.always: list[Header] = [(b"x-content-type-options", b"nosniff")]
        if public.scheme == "https":
            strict = strict_transport(public.hostname or "")
            self.always.append((b"strict-transport-security", strict))

    def complete(self, path: str, headers: list[Header]) -> tuple[list[Header], dict[bytes, bytes]]:
        """All headers of an answer, and those that its route gave, by name."""
        given = dict(headers)
        completed = [*headers, *self.always]
        content_type = given.get(b"content-type")
        if content_type in JSON and POLICY not in given:
            completed.append(NOTHING_RUNS)
        refused = content_type == PROBLEM_JSON[1]
        if (refused or path.startswith(PRIVATE)) and b"cache-control" not in given:
            completed.append(KEPT_NOWHERE)
        return completed, given
