"""From rows to pages: an area's templates in its folder `pages/`, and the headers they go out with.

Pages work without a script, and fetch nothing from anywhere else: the policy allows nothing more.
What they carry for search engines is data, which browsers neither run nor count as a script.
"""

import hashlib
import re
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup, escape
from starlette.responses import Response

from app.errors import NotFound
from app.statements import Row, encode

APP = Path(__file__).parent.parent
SHARED = APP / "pages" / "html"
AREAS = ("calls", "forms", "links", "messages", "passwords", "portal", "public")
ASSETS = {"style.css": "text/css", "draft.js": "text/javascript"}
VERSIONS = {name: hashlib.sha256((SHARED / name).read_bytes()).hexdigest()[:12] for name in ASSETS}
YEAR = 365 * 24 * 3600

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "strict-origin-when-cross-origin",
    "vary": "Accept",
}
PRIVATE = {
    **HEADERS,
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self';"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "referrer-policy": "no-referrer",  # the address holds the token
    "x-robots-tag": "noindex, nofollow",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
"""For a page that only the holder of a link may see."""
NOT_IN_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}
SEVERAL_LINES = re.compile(r"\n\s*\n")
SHOWN_OF_A_DESCRIPTION = 155
"""About what a search engine shows of one."""


def paragraphs(words: str) -> Markup:
    """Plain text as HTML: blank lines part paragraphs, lines stay lines."""
    blocks = [block.strip() for block in SEVERAL_LINES.split(words.replace("\r\n", "\n"))]
    lines = (escape(block).replace("\n", Markup("<br>")) for block in blocks if block)
    return Markup("").join(Markup("<p>{}</p>").format(block) for block in lines)


def money(amount: Row) -> str:
    """`£38,000`, `€20.50`, `CHF 90,000`."""
    number = f"{amount['amount']:,.2f}".removesuffix(".00")
    symbol = SYMBOLS.get(amount["currency"])
    return f"{symbol}{number}" if symbol else f"{amount['currency']} {number}"


def money_per(amount: Row) -> str:
    """`£38,000 a year`."""
    article = "an" if amount["per"] == "hour" else "a"
    return f"{money(amount)} {article} {amount['per']}"


def pay(vacancy: Row) -> str:
    """`£38,000 to £45,000 a year`; nothing when nothing is told."""
    lowest, highest = vacancy["salary_from"], vacancy["salary_to"]
    either = lowest or highest
    if either is None:
        return ""
    article = "an" if either["per"] == "hour" else "a"
    if lowest and highest:
        same = lowest["amount"] == highest["amount"]
        told = money(lowest) if same else f"{money(lowest)} to {money(highest)}"
    else:
        told = f"from {money(lowest)}" if lowest else f"up to {money(either)}"
    return f"{told} {article} {either['per']}"


@cache
def links_alone() -> MarkdownIt:
    """No emphasis, no headings, no pictures: `*` and `#` in a role's title are what they are."""
    plain = MarkdownIt("zero", {"breaks": True, "linkify": True})
    return plain.enable(["newline", "linkify"])


def linked(words: str) -> Markup:
    """One paragraph of plain text, its addresses as links."""
    return Markup(links_alone().renderInline(words))  # noqa: S704 - it escapes all but its own


def day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y}"


def in_short(words: str) -> str:
    """The beginning of a text, on one line, ending with a word."""
    line = " ".join(words.split())
    if len(line) <= SHOWN_OF_A_DESCRIPTION:
        return line
    return line[:SHOWN_OF_A_DESCRIPTION].rpartition(" ")[0].rstrip(",.;:") + " …"


def data_block(value: Any) -> Markup:
    """JSON that nothing in it can end: `</script>` and `<!--` need a `<`."""
    text = encode(value).decode()
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)  # noqa: S704 - no character of it means anything to HTML any more


@cache
def templates() -> Environment:
    """A page is called by its area: `forms/form.html`; what all share has no area."""
    shared = FileSystemLoader(SHARED)
    areas = {area: FileSystemLoader(APP / area / "pages") for area in AREAS}
    found = Environment(
        loader=ChoiceLoader([shared, PrefixLoader(areas)]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.filters |= {
        "paragraphs": paragraphs, "pay": pay, "day": day, "in_short": in_short,
        "data_block": data_block, "in_words": lambda code: code.replace("_", " "),
        "xml": lambda words: NOT_IN_XML.sub("", words), "rfc822": format_datetime,
        "w3c": lambda moment: msgspec.to_builtins(moment),
        "moment": datetime.fromisoformat, "linked": linked,
        "webcal": lambda url: f"webcal:{url.partition(':')[2]}",
    }  # fmt: skip
    found.globals["asset"] = lambda name: f"/assets/{name}?v={VERSIONS[name]}"
    return found


def page(name: str, *, status: int = 200, **values: Any) -> Response:
    """A public page, or one that anybody may see."""
    return Response(written(name, values), status, HEADERS, media_type="text/html")


def private_page(name: str, *, status: int = 200, **values: Any) -> Response:
    """One that is only for the holder of a link: kept nowhere, named to nobody."""
    return Response(written(name, values), status, PRIVATE, media_type="text/html")


def written(name: str, values: dict[str, Any]) -> str:
    return templates().get_template(f"{name}.html").render(**values)


def asset(name: str) -> Response:
    """Its address changes with it, so it may be kept. Raises `NotFound`."""
    if name not in ASSETS:
        raise NotFound
    headers = {
        "cache-control": f"public, max-age={YEAR}, immutable",
        "etag": f'"{VERSIONS[name]}"',
    }
    return Response((SHARED / name).read_bytes(), headers=headers, media_type=ASSETS[name])
