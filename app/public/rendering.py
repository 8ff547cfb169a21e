"""From rows to pages and feeds: the templates in `pages/`, and the headers they go out with.

Pages work without a script and fetch nothing but their style; the policy allows nothing else. What
they carry for search engines is data, which browsers neither run nor count as a script.
"""

import hashlib
import re
from datetime import datetime
from email.utils import format_datetime
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import Response

from app.statements import Row, encode

PAGES = Path(__file__).parent / "pages"
STYLE = (PAGES / "style.css").read_bytes()
STYLE_VERSION = hashlib.sha256(STYLE).hexdigest()[:12]
YEAR = 365 * 24 * 3600

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self';"
        " base-uri 'none'; frame-ancestors 'none'"
    ),
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
    "vary": "Accept",
}
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
    found = Environment(
        loader=FileSystemLoader(PAGES),
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
    }  # fmt: skip
    found.globals["style"] = f"/public/style.css?v={STYLE_VERSION}"
    return found


def page(name: str, *, status: int = 200, **values: Any) -> Response:
    text = templates().get_template(f"{name}.html").render(**values)
    return Response(text, status, HEADERS, media_type="text/html")


def feed(name: str, media_type: str, **values: Any) -> Response:
    text = templates().get_template(f"{name}.xml").render(**values)
    headers = {"x-content-type-options": "nosniff", "access-control-allow-origin": "*"}
    return Response(text, headers=headers, media_type=media_type)


def style() -> Response:
    """Its address changes with it, so it may be kept."""
    headers = {"cache-control": f"public, max-age={YEAR}, immutable", "etag": f'"{STYLE_VERSION}"'}
    return Response(STYLE, headers=headers, media_type="text/css")
