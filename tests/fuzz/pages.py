"""Walking through pages that people without an account see, and sending their forms filled in by
somebody careless, hurried or hostile."""

import random
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
from lxml import html

TELLTALE = "<script>alert('telltale')</script>"
IMAGE = '"><img src=x onerror=alert(1)>'
PRIVATE_WORDS = "Between us, the swordfish was off."
"""What an employer says in private: planted over the API, and typed into the form."""
OF_ONE_PERSON = ("/f/", "/c/", "/u/")
FORM = {"content-type": "application/x-www-form-urlencoded"}
WORDS = (
    "", " ", "Fine.", "0", "-1", "5", "2026-02-30", "2031-05-04", "2031-05-04T10:00", "NaN",
    "1e400", "\x00", "a\r\nBcc: everybody@example.com", TELLTALE, IMAGE,
    "{{ 7 * 7 }}", "{% for x in y %}", "../../etc/passwd", "' OR 1=1 --", "%s%n", "9" * 400,
    "x" * 6_000, "Ünïcödé", "مرحبا بالعالم", "שלום", "👩🏽‍🚀" * 40, "\u202ereversed", "\ufeff",
        "one\n\n\ntwo\n" * 50, "00000000-0000-0000-0000-000000000000", "maria@example.com",
)  # fmt: skip


class Walk:
    """From page to page, within the first page's own addresses. `faults` is what must not be.

    `secrets` are the tokens that open other pages, which none of these may name.
    """

    def __init__(
        self, client: httpx.AsyncClient, start: str, seed: int, secrets: Sequence[str] = ()
    ) -> None:
        self.client, self.start, self.chance = client, start, random.Random(f"{seed} {start[:3]}")
        self.others = [secret for secret in secrets if secret not in start]
        self.private = start.startswith(OF_ONE_PERSON)
        self.faults: list[str] = []
        self.sent = self.taken = 0

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

    async def send(self, page: httpx.Response, form: html.FormElement) -> httpx.Response:
        fields = list(self.filled_in(form))
        where = urljoin(str(page.url), form.get("action") or "")
        self.sent += 1
        if form.method == "GET":
            return await self.answer("GET", where, fields, params=fields)
        if form.get("enctype") == "multipart/form-data":
            parts = [(name, (None, words.encode())) for name, words in fields]
            papers = [
                (field.name, (self.chance.choice(("cv.txt", TELLTALE, "..")), self.paper()))
                for field in form.xpath(".//input[@type='file']")
            ]
            return await self.answer("POST", where, fields, files=[*parts, *papers])
        body = str(httpx.QueryParams(fields))
        if self.chance.random() < 0.03:
            body = "%zz&=&%ED%A0%80=%00"
        return await self.answer("POST", where, fields, content=body, headers=FORM)

    def filled_in(self, form: html.FormElement) -> Iterator[tuple[str, str]]:
        """Most fields as somebody might fill them in; now and then one is gone, twice or new."""
        for field in self.chosen(form):
            if self.chance.random() < 0.03:
                continue
            for _ in range(1 + (self.chance.random() < 0.02)):
                yield field.get("name"), printable(self.value_of(field))
        if self.chance.random() < 0.05:
            yield "unexpected", self.chance.choice(("", "1", "x" * 100))

    def chosen(self, form: html.FormElement) -> Iterator[html.HtmlElement]:
        """Every field once: of the buttons and of each question's choices only one."""
        among: dict[str, list[html.HtmlElement]] = {}
        for field in form.xpath(".//input[@name] | .//select[@name] | .//textarea[@name]"):
            kind = field.get("type", "")
            if kind == "radio":
                among.setdefault(field.name, []).append(field)
            elif kind != "file" and (kind != "checkbox" or self.chance.random() < 0.7):
                yield field
        if buttons := form.xpath(".//button[@name]"):
            among["button"] = buttons
        yield from map(self.chance.choice, among.values())

    def value_of(self, field: html.HtmlElement) -> str:
        kind = field.get("type", field.tag)
        own = field.get("value") or ""
        if kind == "hidden" and self.chance.random() < 0.95:
            return own
        if field.get("name") == "private_notes" and self.chance.random() < 0.7:
            return PRIVATE_WORDS
        if field.tag == "select" and self.chance.random() < 0.9:
            return str(self.chance.choice(field.value_options))
        if kind in {"radio", "checkbox"} and self.chance.random() < 0.9:
            return own or "on"
        if field.tag == "button" and self.chance.random() < 0.95:
            return own
        if self.chance.random() < 0.3:
            return own or str(getattr(field, "value", None) or "")
        return self.chance.choice(WORDS)

    def paper(self) -> bytes:
        return self.chance.choice(
            (b"", b"Ten years of night shifts.", b"%PDF-1.7\n\x00\xff", b"PK")
        )

    async def get(self, url: str) -> httpx.Response:
        return await self.answer("GET", url, [])

    async def answer(
        self, method: str, url: str, typed: list[tuple[str, str]], **sent: Any
    ) -> httpx.Response:
        page = await self.client.request(method, url, follow_redirects=True, **sent)
        self.taken += page.is_success
        # A token is named by no more than its beginning, as everywhere.
        _, kind, _, *rest = urlsplit(url).path.split("/")
        where = f"{method} /{kind}/…/{'/'.join(rest)}"
        told = [field for field in typed if field[0] != "form_key"]  # which names the token
        self.faults += [f"{where} {fault}: {told}" for fault in self.faults_of(page)]
        return page

    def faults_of(self, page: httpx.Response) -> Iterator[str]:
        if page.status_code >= 500:
            yield f"answered {page.status_code}"
        if any(secret in page.text for secret in self.others):
            yield "names what opens another's page"
        if self.start.startswith("/c/") and PRIVATE_WORDS in page.text:
            yield "shows what the employer said in private"
        if self.private and "no-store" not in page.headers.get("cache-control", ""):
            yield "may be kept"
        if self.private and "noindex" not in page.headers.get("x-robots-tag", ""):
            yield "may be indexed"
        if not page.headers.get("content-type", "").startswith("text/html"):
            return
        if TELLTALE in page.text or IMAGE in page.text:
            yield "shows markup that somebody typed"
        if "content-security-policy" not in page.headers:
            yield "has no policy"


def printable(words: str) -> str:
    """Half a letter cannot be sent in a form; the bytes it would be can, by the raw body."""
    return words.encode("utf-8", "replace").decode()
