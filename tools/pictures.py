"""Takes the README's pictures, `make pictures`: pages of the demo on a phone, on a day that is
always the same, so that another picture means another page (or another Chromium or font).
"""

import asyncio
import io
import os
import socket
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import httpx
import time_machine
import uvicorn
from PIL import Image
from playwright.async_api import Browser

from app import demo
from app.cli.welcome import PASSWORD, RECRUITER
from app.database import Database
from app.embedded.server import running
from app.main import create_app
from app.migrating import migrate
from app.statements import Row
from tests.browser.phone import Phone, chromium, in_hand

TUESDAY = datetime(2026, 12, 1, 10, 0, tzinfo=UTC)
FOLDER = Path(__file__).parents[1] / "docs" / "pictures"
COLOURS, LARGEST = 96, 150_000


@dataclass(frozen=True)
class Picture:
    """Of the page whose link the API gives at `link`: for the feedback request that is due
    longest, or for the candidate who has feedback to read. What is `typed` stands in the fields; it
    begins at the words `at`."""

    name: str
    link: str
    chosen: str | None = None
    typed: tuple[tuple[str, str], ...] = ()
    at: str | None = None


FORM = "/v1/feedback-requests/{id}/form-link"
HERS = "/v1/candidates/{candidate_id}/portal-link"
PICTURES = (
    Picture("form", FORM, chosen="Yes, we go on"),
    Picture(
        "form-private", FORM, at="What to do better next time",
        typed=(
            ("What to do better next time", "Bring figures"),
            ("In your own words", "You stayed calm when the caller did not."),
            ("A private note", "First choice, if the salary fits. Please do not tell her yet."),
        ),
    ),
    Picture("portal", HERS),
)  # fmt: skip


@asynccontextmanager
async def demo_served() -> AsyncIterator[tuple[Database, str]]:
    """The demo on a database of its own, and its address."""
    with tempfile.TemporaryDirectory(dir="/tmp", prefix="debrief-pictures-") as folder:
        os.chmod(folder, 0o711)  # noqa: S103 - PostgreSQL refuses root: its user must reach it
        os.environ["DEBRIEF_DATA_DIR"] = folder
        with running(Path(folder) / "data", durable=False) as urls:
            await migrate(urls.owner)
            database = Database(urls.app, pool_size=4)
            app = create_app(database)
            async with app.router.lifespan_context(app):
                await demo.load(database, lambda *_: None)
                listener = socket.create_server(("127.0.0.1", 0))
                server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
                serving = asyncio.create_task(server.serve([listener]))
                yield database, f"http://127.0.0.1:{listener.getsockname()[1]}"
                server.should_exit = True
                await serving


async def signed_in(address: str) -> httpx.AsyncClient:
    client = httpx.AsyncClient(base_url=address)
    sign_in = {"username": RECRUITER, "password": PASSWORD}
    token = (await client.post("/v1/auth/token", data=sign_in)).json()["access_token"]
    client.headers["authorization"] = f"Bearer {token}"
    return client


async def feedback_to_read(client: httpx.AsyncClient) -> Row:
    """The latest that a candidate was given and has not read."""
    given = (await client.get("/v1/feedback", params={"released": True})).json()["items"]
    unread = (one for one in given if not one["acknowledged_at"])
    found: Row = max(unread, key=lambda one: one["released_at"])
    return found


async def link_to(picture: Picture, client: httpx.AsyncClient, request: Row) -> str:
    """Its path."""
    about = await feedback_to_read(client) if picture.link == HERS else request
    answer = await client.post(picture.link.format(**about))
    return httpx.URL(answer.raise_for_status().json()["url"]).path


async def take(picture: Picture, phone: Phone, path: str) -> bytes:
    page = phone.page
    await phone.opens(path)
    if picture.chosen:
        await page.get_by_label(picture.chosen).check()
    for label, words in picture.typed:
        await page.get_by_label(label).fill(words)
    await page.evaluate("document.activeElement.blur()")
    if picture.at:
        await page.get_by_text(picture.at).evaluate("one => one.scrollIntoView()")
    return smaller(await page.screenshot())


def smaller(png: bytes) -> bytes:
    """In as few colours as the pages have."""
    kept = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()


async def take_all(browser: Browser, database: Database, address: str) -> None:
    request = await demo.request_to_answer(database)
    assert request is not None
    client = await signed_in(address)
    for picture in PICTURES:
        path = await link_to(picture, client, request)
        async with in_hand(browser, address, device_scale_factor=2) as phone:
            png = await take(picture, phone, path)
        assert len(png) < LARGEST, f"{picture.name} is {len(png)} bytes"
        (FOLDER / f"{picture.name}.png").write_bytes(png)
        print(f"{FOLDER.name}/{picture.name}.png: {len(png)} bytes")
    await client.aclose()


async def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with time_machine.travel(TUESDAY, tick=False):
        async with demo_served() as (database, address), chromium() as browser:
            await take_all(browser, database, address)


if __name__ == "__main__":
    asyncio.run(main())
