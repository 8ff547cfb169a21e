"""What the phones complain about: a guard that lets everything pass would be none."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from tests.browser.phone import Phone, in_hand

TOKEN = "A" * 43
POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'"
HEAD = "HTTP/1.1 {} OK\r\ncontent-type: {}\r\nconnection: close\r\n{}\r\n"
PAGES = {
    "/elsewhere": "<img src='http://elsewhere.example/pixel.png' alt=''>",
    "/script": "<script>throw new Error('mine')</script>",
    "/style": "<style>p { color: red }</style>",
    "/missing": "<script src='/gone.js'></script>",
    "/wide": "<p style='width: 30rem'>Wide</p>",
    f"/f/{TOKEN}": "<script src='/fine.js'></script>",
}


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    request = (await reader.readuntil(b"\r\n\r\n")).decode()
    path = request.split()[1]
    kind = "text/javascript" if path.endswith(".js") else "text/html"
    policy = f"content-security-policy: {POLICY}\r\n" if path == "/style" else ""
    body = f"<!doctype html><meta name=viewport content='width=device-width'>{PAGES.get(path, '')}"
    writer.write(HEAD.format(404 if path == "/gone.js" else 200, kind, policy).encode())
    writer.write(b"" if kind == "text/javascript" else body.encode())
    await writer.drain()
    writer.close()


@pytest.fixture
async def careless() -> AsyncIterator[str]:
    """A server whose every page does something that no page of ours may do."""
    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.mark.parametrize(
    ("path", "complaint"),
    [
        ("/elsewhere", "asked somebody else: http://elsewhere.example/pixel.png"),
        ("/script", "mine"),
        ("/style", "Content Security Policy"),
        ("/missing", "/gone.js: 404"),
        ("/wide", "it scrolls sideways"),
        (f"/f/{TOKEN}", "told .*/fine.js where it came from"),
    ],
)
async def test_it_is_complained_about(
    browser: Browser, careless: str, path: str, complaint: str
) -> None:
    async def look() -> None:
        async with in_hand(browser, careless) as phone:
            await phone.opens(path)

    with pytest.raises(AssertionError, match=complaint):
        await look()


@pytest.mark.parametrize(
    ("flaw", "complaint"),
    [
        ("<p style='color: #999; background: #fff'>Pale</p>", "color-contrast"),
        ("<style>@media (prefers-color-scheme: dark) { p { color: #999 } }</style><p>Pale</p>",
         "color-contrast"),
        ("<input style='height: 2rem'>", "label"),
        ("<button style='width: 1rem; height: 1rem'>I</button>", "is 16 by 16"),
    ],
    ids=["pale", "pale by night", "without a label", "small"],
)  # fmt: skip
async def test_what_not_everybody_can_use_is_complained_about(
    phone: Phone, flaw: str, complaint: str
) -> None:
    await phone.opens("/robots.txt")
    await phone.page.set_content(
        "<!doctype html><html lang=en><meta name=viewport content='width=device-width'>"
        f"<title>Flawed</title><main><h1>Flawed</h1>{flaw}</main></html>"
    )
    with pytest.raises(AssertionError, match=complaint):
        await phone.shows("flawed")
