"""What somebody wrote, without what they quoted and their signature, read in a process of its own.

The library that knows how mail programs quote does so by regular expressions, and some texts keep
them busy for ever: a page of line breaks takes it a minute. Here that costs the process its life,
and the text is kept whole.
"""

import asyncio
import importlib
import json
import os
import re
import resource
import signal
import sys
from contextlib import suppress
from html import unescape
from pathlib import Path

Piece = tuple[str, str]
"""`plain` or `html`, and the text."""
LONGEST_FULL_TEXT = 200_000
LONGEST_TEXT = 20_000
"""As long as feedback may be."""
STRIPPED_FROM = 60_000
MOST_SECONDS = 3
PATIENCE = 20.0
MOST_MEMORY = 2**30
HOME = Path(__file__).parent.parent.parent
NEEDED_BY_PYTHON = ("PATH", "PYTHONPATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
LANGUAGES = ("en", "de", "fr", "es", "nl", "it", "da", "sv", "pl", "cs", "ja", "ko", "zh")
QUOTES = (
    "//blockquote[@type='cite']|//*[contains(@class,'gmail_quote')]"
    "|//*[@id='appendonsend' or @id='divRplyFwdMsg']/following-sibling::*"
    "|//*[@id='divRplyFwdMsg']|//*[contains(@class,'moz-cite-prefix')]"
)
SAID_BY = re.compile(r"(\d|@).*[:：]\s*$")
TAGS = re.compile(r"<[^<>]*>")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
TOKENS = re.compile(r"(/[fcu]/|/calendar/|\+)[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])")
"""Of links and reply addresses in what was quoted: they open something, and are kept nowhere."""


async def strip(pieces: list[Piece]) -> tuple[str, str]:
    """What they wrote, and all of the text. Both are fit to be stored."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=HOME,
        env={name: os.environ[name] for name in NEEDED_BY_PYTHON if name in os.environ},
        start_new_session=True,
    )  # fmt: skip
    said = b""
    try:
        async with asyncio.timeout(PATIENCE):
            said, _ = await process.communicate(json.dumps(pieces).encode())
    except TimeoutError:
        pass  # the machine is that busy: kept whole, like a text that cannot be read
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):  # it has just ended by itself
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()
    answers: list[str] = [json.loads(line) for line in said.split(b"\n")[:-1]]
    full_text = answers[0] if answers else cleaned("\n\n".join(text for _, text in pieces))
    text = answers[1] if len(answers) > 1 else ""
    return (text or full_text)[:LONGEST_TEXT], full_text


def cleaned(text: str) -> str:
    """Without what PostgreSQL, a terminal or a stranger should not be given."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return TOKENS.sub(r"\1…", CONTROLS.sub("", text)).strip()[:LONGEST_FULL_TEXT]


def text_of_html(html: str, *, quotes: bool) -> str:
    import html_text
    from lxml.etree import ParserError

    try:
        tree = html_text.parse_html(html)
    except ParserError:  # nothing is in it
        return ""
    if not quotes:
        for element in tree.xpath(QUOTES):
            if element.getparent() is not None:
                element.drop_tree()
    # Nested deeper than the parser goes, all of it would be lost.
    return str(html_text.extract_text(tree)) or (unescape(TAGS.sub(" ", html)) if quotes else "")


def all_of(pieces: list[Piece], *, quotes: bool) -> str:
    return cleaned(
        "\n\n".join(
            text_of_html(text, quotes=quotes) if kind == "html" else text for kind, text in pieces
        )
    )


def without_quotes(text: str) -> str:
    from mailparser_reply.parser import EmailMessage

    text = re.sub(r"\n{3,}", "\n\n", re.sub(r"[^\S\n]+", " ", text[:STRIPPED_FROM]))
    text = without_last_quote(text)
    message = EmailMessage(text, list(LANGUAGES), keep_hyphen_lists=True).read()
    return without_last_quote(message.replies[0].body) if message.replies else ""


def without_last_quote(text: str) -> str:
    """In any language: the quoted lines it ends in, and the line that says who wrote them."""
    lines = text.strip().splitlines()
    cut = len(lines)
    while cut and (not lines[cut - 1].strip() or lines[cut - 1].startswith(">")):
        cut -= 1
    quoted = cut < len(lines)
    if quoted and cut and SAID_BY.search(lines[cut - 1]):
        cut -= 1
    return "\n".join(lines[:cut]).strip()


def main() -> None:
    """All of the text on the first line, what they wrote on the second, as JSON; the second is
    missing when it took too long."""
    for library in ("html_text", "mailparser_reply"):
        importlib.import_module(library)  # may write byte code, which the limits forbid
    for limit, most in (
        (resource.RLIMIT_AS, MOST_MEMORY),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(limit, (most, most))
    pieces: list[Piece] = json.load(sys.stdin)
    signal.alarm(MOST_SECONDS)
    say(all_of(pieces, quotes=True))
    signal.alarm(MOST_SECONDS)
    say(without_quotes(all_of(pieces, quotes=False)))


def say(text: str) -> None:
    sys.stdout.write(json.dumps(text) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
