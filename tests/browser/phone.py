"""A real browser of the size of a phone, in somebody's hand."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Browser, Page, Response, async_playwright, expect

from tests.browser.guard import Guard

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--font-render-hinting=none",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)  # fmt: skip
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True,
    "locale": "en-GB", "timezone_id": "Europe/London",
}  # fmt: skip
PICTURES = Path(__file__).parents[2] / ".artefacts"
EVERYTHING = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
BY_NIGHT = ["color-contrast"]
"""Nothing but the colours is another then."""
WIDER_THAN_THE_SCREEN = """() => {
  const page = document.documentElement;
  return page.scrollWidth - page.clientWidth;
}"""
SMALL_TARGETS = """() => {
  const targets = document.querySelectorAll("a[href], button, input, select, textarea, summary");
  return [...targets].map(one => one.closest("label") ?? one)
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > 0)
    .filter(one => getComputedStyle(one).display != "inline")
    .map(one => [one.outerHTML.slice(0, 80), one.getBoundingClientRect()])
    .filter(([_, box]) => Math.min(box.width, box.height) < 24)
    .map(([html, box]) => `${html} is ${box.width} by ${box.height}`);
}"""
"""But for links in a sentence, which WCAG lets be as small as its words."""


@asynccontextmanager
async def chromium() -> AsyncIterator[Browser]:
    program = next(filter(None, map(shutil.which, PROGRAMS)), None)
    assert program, "there is no Chromium: `make test-browser` says what to install"
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        await browser.close()


async def picture(page: Page, name: str, *, whole: bool = True) -> None:
    """Of the whole page or of what is on the screen, for whoever wants to see what a test saw."""
    PICTURES.mkdir(exist_ok=True)
    await page.screenshot(path=PICTURES / f"{name}.png", full_page=whole)


@dataclass
class Phone:
    """One page in a browser of its own: its cookies are nobody else's."""

    page: Page
    guard: Guard
    address: str
    script: bool

    async def opens(self, path: str, status: int = 200) -> None:
        answer = await self.page.goto(f"{self.address}{path}")
        assert answer is not None
        assert answer.status == status, answer.status

    async def presses(self, button: str) -> Response:
        """And sees the page it leads to, whose answer this is."""
        async with self.page.expect_navigation() as leading:
            await self.page.get_by_role("button", name=button, exact=True).click()
        answer: Response = await leading.value
        return answer

    async def reads(self, words: str) -> None:
        await expect(self.page.get_by_text(words).first).to_be_visible()

    async def fits(self) -> None:
        """Nothing stands beyond the screen's edge."""
        assert await self.page.evaluate(WIDER_THAN_THE_SCREEN) == 0, "it scrolls sideways"

    async def shows(self, name: str) -> None:
        """A page as it should be: within the screen, with room for a finger, readable for
        everybody by day and by night; kept as a picture."""
        await self.fits()
        complain(await self.page.evaluate(SMALL_TARGETS))
        if not self.script:
            return  # axe needs some, and the page looks the same
        await picture(self.page, name)
        await self.page.evaluate(AXE_SCRIPT)
        complain(await violations(self.page, EVERYTHING))
        await self.page.emulate_media(color_scheme="dark")
        await picture(self.page, f"{name}-dark")
        complain(await violations(self.page, BY_NIGHT))
        await self.page.emulate_media(color_scheme="light")


def complain(about: list[str]) -> None:
    assert not about, "\n".join(about)


async def violations(page: Page, rules: list[str]) -> list[str]:
    """Of WCAG 2.2 AA and good practice, as axe finds them."""
    options = {
        "resultTypes": ["violations"], "runOnly": rules,
        "rules": {"target-size": {"enabled": rules is EVERYTHING}},
    }  # fmt: skip
    found = await page.evaluate("options => axe.run(options)", options)
    return [
        f"{rule['id']}: {node['target']} {node['failureSummary']}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]


@asynccontextmanager
async def in_hand(
    browser: Browser, address: str, *, script: bool = True, **options: Any
) -> AsyncIterator[Phone]:
    """In the block; afterwards nothing may have happened that the guard complains about."""
    context = await browser.new_context(**PHONE, java_script_enabled=script, **options)
    guard = Guard(urlsplit(address).netloc)
    guard.watch(context)
    try:
        phone = Phone(await context.new_page(), guard, address, script)
        yield phone
        await phone.fits()
        complain(await guard.complaints())
    finally:
        await context.close()
