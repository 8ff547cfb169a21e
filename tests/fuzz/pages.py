"""Walking through pages that people without an account see, and sending their forms filled in by
somebody careless, hurried or hostile."""

import random
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html

TELLTALE = "<script>alert('telltale')</script>"
WORDS = (
    "", " ", "Fine.", "0", "-1", "5", "2026-02-30", "2031-05-04", "2031-05-04T10:00", "NaN",
    "1e400", "\x00", "a\r\nBcc: everybody@example.com", TELLTALE, "\"><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}", "{% for x in y %}", "../../etc/passwd", "' OR 1=1 --", "%s%n", "9" * 400,
    "x" * 6_000, "Ünïcödé", "مرحبا بالعالم", "שלום", "👩🏽‍🚀" * 40, "\u202ereversed", "\ufeff",
        "one\n\n\ntwo\n" * 50, "00000000-0000-0000-0000-000000000000", "maria@example.com",
)  # fmt: skip


class Walk:
    """From page to page, within the first page's own addresses. `faults` is what must not be."""

    def __init__(self, client: httpx.AsyncClient, start: str, seed: int) -> None:
        self.client, self.start, self.chance = client, start, random.Random(seed)
        self.faults: list[str] = []
        self.sent = 0

    async def go(self, steps: int) -> None:
        page = await self.get(self.start)
        for _ in range(steps):
            forms, links = self.ways_on(page)
            if forms and self.chance.random() < 0.7:
                page = await self.send(page, self.chance.choice(forms))
            elif links and self.chance.random() < 0.8:
                page = await self.get(self.chance.choice(links))
            else:
                page = await self.get(self.start)

    def ways_on(self, page: httpx.Response) -> tuple[list[html.FormElement], list[str]]:
        if not page.headers.get("content-type", "").startswith("text/html") or not page.text:
            return [], []
        tree = html.fromstring(page.text)
        hrefs = [link for link in tree.xpath("//a/@href") if not link.startswith("#")]
        links = [urljoin(str(page.url), link) for link in hrefs]
        return list(tree.forms), [link for link in links if self.is_ours(link)]

    def is_ours(self, link: str) -> bool:
        return urlsplit(link).path.startswith(urlsplit(self.start).path)

    async def get(self, url: str) -> httpx.Response:
        return self.seen(await self.client.get(url, follow_redirects=True))

    async def send(self, page: httpx.Response, form: html.FormElement) -> httpx.Response:
        fields = list(self.filled_in(form))
        where = urljoin(str(page.url), form.get("action") or "")
        self.sent += 1
        if form.method == "GET":
            return self.seen(await self.client.get(where, params=fields, follow_redirects=True))
        body = httpx.QueryParams(fields) if self.chance.random() < 0.97 else "%zz&=&%ED%A0%80=%00"
        answer = await self.client.post(
            where,
            content=str(body),
            headers={"content-type": "application/x-www-form-urlencoded"},
            follow_redirects=True,
        )
        return self.seen(answer)

    def filled_in(self, form: html.FormElement) -> Iterator[tuple[str, str]]:
        """Most fields as somebody might fill them in; now and then one is gone, twice or new."""
        for field in form.inputs:
            if not field.name or self.chance.random() < 0.03:
                continue
            for _ in range(1 + (self.chance.random() < 0.02)):
                yield field.name, printable(self.value_of(field))
        if self.chance.random() < 0.05:
            yield "unexpected", self.chance.choice(("", "1", "x" * 100))

    def value_of(self, field: html.HtmlElement) -> str:
        kind = field.get("type", field.tag)
        own = field.get("value") or ""
        if kind == "hidden" and self.chance.random() < 0.95:
            return own
        if field.tag == "select" and self.chance.random() < 0.9:
            return str(self.chance.choice(field.value_options))
        if kind in {"radio", "checkbox"} and self.chance.random() < 0.9:
            return own or "on"
        if self.chance.random() < 0.3:
            return str(field.value or own or "")
        return self.chance.choice(WORDS)

    def seen(self, page: httpx.Response) -> httpx.Response:
        request = f"{page.request.method} {urlsplit(str(page.url)).path.split('/')[3:]}"
        if page.status_code >= 500:
            self.faults.append(f"{request} answered {page.status_code}")
        if TELLTALE in page.text and page.headers["content-type"].startswith("text/html"):
            self.faults.append(f"{request} shows markup that somebody typed")
        if "content-security-policy" not in page.headers and "html" in page.headers["content-type"]:
            self.faults.append(f"{request} has no policy")
        return page


def printable(words: str) -> str:
    """Half a letter cannot be sent in a form; the bytes it would be can, by the raw body."""
    return words.encode("utf-8", "replace").decode()
