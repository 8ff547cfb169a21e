"""A candidate with a page of their own, and what stands on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from app.settings import settings
from tests.factories import Agency, Json, number
from tests.feedback.situations import TUESDAY, held_interview, mailed_contact
from tests.forms.situations import Page, Visitor, visitor


@dataclass
class Portal:
    """Their page, open in a browser that remembers cookies."""

    agency: Agency
    browser: Visitor
    candidate: Json
    path: str

    async def opens(self, where: str = "", status: int = 200) -> Page:
        return await self.browser.opens(f"{self.path}{where}", status)

    async def sends(self, where: str, status: int = 200, **typed: str) -> Page:
        """With the key of the overview, which is good for every form of the page."""
        page = await self.opens()
        key = {"form_key": await self.key()} if "form_key" not in page.fields else {}
        page.fields = {name: page.fields[name] for name in page.fields if name == "form_key"}
        return await self.browser.sends(f"{self.path}{where}", page, status, **key, **typed)

    async def key(self) -> str:
        return (await self.opens("/yours")).fields["form_key"]


async def path_of(agency: Agency, candidate: Json) -> str:
    link = await agency.recruiter.does(f"/v1/candidates/{candidate['id']}/portal-link")
    path: str = link["url"].removeprefix(settings().public_url)
    return path


@asynccontextmanager
async def portal_of(agency: Agency, candidate: Json) -> AsyncIterator[Portal]:
    async with visitor(agency) as browser:
        yield Portal(agency, browser, candidate, await path_of(agency, candidate))


async def interviewed(agency: Agency, **fields: Any) -> tuple[Json, Json]:
    """A candidate whose interview was over an hour and a quarter ago, and that interview."""
    contact = await mailed_contact(agency)
    candidate = await agency.candidate(
        emails=[f"maria-{next(number)}@{agency.slug}.example"], **fields
    )
    interview = await held_interview(agency, contact, candidate_id=candidate["id"])
    return candidate, interview


async def to_be_interviewed(agency: Agency, **fields: Any) -> tuple[Json, Json]:
    """A candidate, and their interview tomorrow."""
    contact = await mailed_contact(agency)
    vacancy = await agency.vacancy(
        employer_id=contact["employer_id"], responsibilities=["run the night shift"]
    )
    candidate = await agency.candidate()
    application = await agency.application(
        candidate_id=candidate["id"], vacancy_id=vacancy["id"], stage="interviewing"
    )
    interview = await agency.interview(
        application_id=application["id"], interviewer_ids=[contact["id"]],
        starts_in=timedelta(days=1), location="2 Dock Road, https://maps.example/dock", **fields,
    )  # fmt: skip
    return candidate, interview


__all__ = ["TUESDAY", "Portal", "interviewed", "path_of", "portal_of", "to_be_interviewed"]
