"""What `make run` ends with."""

import shlex

import httpx
from rich.text import Text

from app import demo
from app.cli.welcome import welcome
from app.database import Database
from app.demo.loading import SLUG


async def curl(command: str, token: str = "") -> httpx.Response:
    """Do what curl would, up to the first pipe: an address, `-H` headers, and `-d` to post."""
    words = shlex.split(command.partition(" | ")[0].replace("$TOKEN", token))
    given = [(name, words[at + 1]) for at, name in enumerate(words) if name in {"-H", "-d"}]
    headers = dict(value.split(": ") for name, value in given if name == "-H")
    headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
    posted = "&".join(value for name, value in given if name == "-d")
    [url] = [word for word in words if word.startswith("http://")]
    async with httpx.AsyncClient(timeout=30) as client:
        if posted:
            return await client.post(url, headers=headers, content=posted)
        return await client.get(url, headers=headers)


async def test_its_commands_work_as_pasted(database: Database, address: str) -> None:
    await demo.load(database, lambda *_: None)
    text = Text.from_markup(await welcome(database, address, "PostgreSQL at [::1]:5432")).plain
    assert f"{address}/docs" in text
    assert "Database: PostgreSQL at [::1]:5432" in text
    for role in ("admin", "recruiter", "viewer"):
        assert f"{role}@demo.example" in text

    sign_in, log, show = [line for line in text.splitlines() if "curl" in line]
    # Other tests have demos of their own, with the same people.
    sign_in = sign_in.replace("-d password=", f"-d client_id={SLUG} -d password=")
    signed_in = await curl(sign_in.removeprefix("TOKEN=$("))
    token = signed_in.json()["access_token"]
    logged = await curl(log, token)
    assert logged.status_code == 201, logged.text
    shown = await curl(show, token)
    newest = shown.json()["items"][0]
    assert newest["type"] == "feedback.received"
    assert newest["subject"]["id"] == logged.json()["id"]
    assert "curl" in await welcome(database, address, "another one to answer")
