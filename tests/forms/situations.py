"""A contact with a link to their form, and a browser that remembers cookies."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from uuid import UUID

import httpx

from app.access.actors import Actor
from app.links.actions import link_for, url_of
from app.links.models import LinkKind
from app.settings import settings
from app.transaction import transaction
from tests.factories import Agency, Json
from tests.feedback.situations import asked, held_interview, mailed_contact


@dataclass
class Page(HTMLParser):
    """What somebody sees and can fill in: the first form's fields, and all the words."""

    source: str
    fields: dict[str, str] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.area: str | None = None
        self.feed(self.source)
        self.text = " ".join("".join(self.words).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "textarea":
            self.area = name
            self.fields.setdefault(name, "")
        elif tag == "input" and given.get("type") in ("radio", "checkbox"):
            if "checked" in given:
                self.fields[name] = given.get("value", "on")
        elif tag == "input" and name:
            self.fields.setdefault(name, given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self.area = None

    def handle_data(self, data: str) -> None:
        if self.area is not None:
            self.fields[self.area] += data
        else:
            self.words.append(data)


class Visitor(httpx.AsyncClient):
    """Somebody with a link."""

    async def opens(self, path: str, status: int = 200) -> Page:
        answer = await self.get(path, headers={"accept": "text/html"})
        assert answer.status_code == status, (answer.status_code, Page(answer.text).text)
        return Page(answer.text)

    async def sends(self, path: str, page: Page, status: int = 200, **typed: str) -> Page:
        """The page's form with what was typed, and the page that it leads to."""
        answer = await self.post(
            path,
            data={**page.fields, **typed},
            headers={"accept": "text/html", "origin": str(self.base_url).rstrip("/")},
            follow_redirects=True,
        )
        assert answer.status_code == status, (answer.status_code, Page(answer.text).text)
        return Page(answer.text)


@asynccontextmanager
async def visitor(agency: Agency) -> AsyncIterator[Visitor]:
    async with Visitor(transport=agency.transport, base_url="http://debrief") as client:
        yield client


async def request_with_form(agency: Agency, **fields: Any) -> tuple[Json, str]:
    """A feedback request, and the path of its form."""
    contact = await mailed_contact(agency)
    request = await asked(agency, await held_interview(agency, contact), contact, **fields)
    return request, await form_of(agency, request)


async def form_of(agency: Agency, request: Json) -> str:
    async with transaction(agency.database, Actor(agency.id, "system")) as db:
        link = await link_for(db, LinkKind.form, feedback_request_id=UUID(request["id"]))
        return url_of(link).removeprefix(settings().public_url)
