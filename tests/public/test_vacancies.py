"""What an agency shows to everybody: what is published and open, and nothing else of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
import time_machine

from app.database import Reads
from app.settings import settings
from tests.factories import Agency, Json, Person

SHOWN = {"published": True, "status": "open"}
HIDDEN: tuple[Json, ...] = (
    {"published": False, "status": "open"},
    {"published": True, "status": "draft"},
    {"published": True, "status": "on_hold"},
    {"published": True, "status": "filled"},
    {"published": True, "status": "closed"},
)
PAY = {"amount": "38000.00", "currency": "GBP", "per": "year"}


async def shown(agency: Agency, visitor: Person, **asked: Any) -> list[str]:
    page = await visitor.reads(f"/public/{agency.slug}/vacancies", **asked)
    return [row["title"] for row in page["items"]]


async def test_a_published_open_vacancy_is_shown_without_credentials(
    agency: Agency, visitor: Person
) -> None:
    vacancy = await agency.vacancy(
        **SHOWN, description="Runs a depot.", responsibilities=["plan the week"],
        location={"name": "Reading", "country": "GB", "latitude": 51.45431, "longitude": -0.97812},
        work_mode="hybrid", employment_type="permanent", salary_from=PAY,
    )  # fmt: skip
    path = f"/public/{agency.slug}/vacancies"
    expected = {
        "id": vacancy["id"], "url": f"{settings().public_url}{path}/{vacancy['id']}",
        "agency": {"name": "Acorn Talent", "slug": agency.slug}, "title": "Depot Manager",
        "description": "Runs a depot.", "responsibilities": ["plan the week"],
        "location": {"name": "Reading", "country": "GB"}, "work_mode": "hybrid",
        "employment_type": "permanent", "salary_from": PAY, "salary_to": None,
        "published_at": vacancy["published_at"], "updated_at": vacancy["updated_at"],
    }  # fmt: skip
    assert await visitor.reads(path) == {"items": [expected], "next_cursor": None}
    assert await visitor.reads(f"{path}/{vacancy['id']}") == expected
    listed = await visitor.get(path)
    assert listed.headers["vary"] == "Accept"
    assert listed.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("state", HIDDEN, ids=lambda state: f"{state}")
async def test_any_other_vacancy_does_not_exist_outside(
    agency: Agency, visitor: Person, browser: Person, state: Json
) -> None:
    hidden = await agency.vacancy(title="Secret Agent", **state)
    base = f"/public/{agency.slug}"
    await visitor.is_refused(404, "not-found", "GET", f"{base}/vacancies/{hidden['id']}")
    await visitor.is_refused(
        404, "not-found", "POST", f"{base}/vacancies/{hidden['id']}/interest",
        json={"name": {"given": "M", "family": "G"}, "email": "m@example.com", "consent": True},
    )  # fmt: skip
    page = await browser.get(f"{base}/vacancies/{hidden['id']}")
    assert page.status_code == 404
    assert page.headers["content-type"].startswith("text/html")
    for someone in (visitor, browser):
        for path in ("vacancies", "vacancies?q=secret", "vacancies.rss", "sitemap.xml"):
            answer = await someone.get(f"{base}/{path}")
            assert answer.status_code == 200
            assert "Secret" not in answer.text
            assert hidden["id"] not in answer.text


async def test_it_is_gone_as_soon_as_it_is_taken_back(agency: Agency, visitor: Person) -> None:
    vacancy = await agency.vacancy(**SHOWN)
    assert await shown(agency, visitor) == ["Depot Manager"]
    await agency.recruiter.changes(f"/v1/vacancies/{vacancy['id']}", {"published": False})
    assert await shown(agency, visitor) == []


async def test_nothing_tells_who_the_employer_is(
    agency: Agency, visitor: Person, browser: Person
) -> None:
    """Nor can it be asked for: a search for the name finds nothing."""
    employer = await agency.employer(
        name="Zanzibar Freight", priorities=["xylophone"], notes="They are quarrelsome.",
        website="https://zanzibar.example/",
    )  # fmt: skip
    await agency.contact(employer_id=employer["id"], name="Quentin Ombersley")
    vacancy = await agency.vacancy(
        employer_id=employer["id"], **SHOWN, external_ref={"system": "bullhorn", "id": "777001"},
        location={"name": "Reading", "latitude": 51.45431, "longitude": -0.97812},
    )  # fmt: skip
    base = f"/public/{agency.slug}"
    for someone in (visitor, browser):
        for path in (
            "vacancies", f"vacancies/{vacancy['id']}", "vacancies.rss", "sitemap.xml",
            "vacancies?near=Reading",
        ):  # fmt: skip
            text = (await someone.get(f"{base}/{path}")).text
            for secret in (
                "Zanzibar", "zanzibar", employer["id"], "xylophone", "quarrelsome", "Ombersley",
                "bullhorn", "777001", "51.45431", "0.97812",
            ):  # fmt: skip
                assert secret not in text, f"{path} tells {secret}"
    assert await shown(agency, visitor, q="Zanzibar") == []


async def test_agencies_do_not_meet(agency: Agency, other_agency: Agency, visitor: Person) -> None:
    theirs = await other_agency.vacancy(**SHOWN, title="Theirs")
    assert await shown(agency, visitor) == []
    assert await shown(other_agency, visitor) == ["Theirs"]
    await visitor.is_refused(
        404, "not-found", "GET", f"/public/{agency.slug}/vacancies/{theirs['id']}"
    )


@pytest.mark.parametrize("path", ["vacancies", "vacancies.rss", "sitemap.xml", "thanks"])
async def test_an_unknown_agency_has_nothing(visitor: Person, path: str) -> None:
    for slug in ("nobody", "NOBODY", "%00", "a" * 500, "%F0%9F%92%A9", "'--"):
        await visitor.is_refused(404, "not-found", "GET", f"/public/{slug}/{path}")


async def test_newest_first_page_by_page(agency: Agency, visitor: Person) -> None:
    """By when they were published, not by when they were written."""
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    vacancies = [await agency.vacancy(title=str(number), status="open") for number in range(5)]
    for days, number in enumerate((3, 1, 4, 0, 2)):
        with time_machine.travel(start + timedelta(days=days), tick=False):
            path = f"/v1/vacancies/{vacancies[number]['id']}"
            await agency.recruiter.changes(path, {"published": True})
    path = f"/public/{agency.slug}/vacancies"
    seen: list[str] = []
    asked: Json = {"limit": 2, "count": True}
    while asked.get("cursor", "more"):
        page = await visitor.reads(path, **asked)
        assert page["total"] == 5
        seen += [row["title"] for row in page["items"]]
        asked["cursor"] = page["next_cursor"]
    assert seen == ["2", "0", "4", "1", "3"]
    assert await shown(agency, visitor, sort="published_at", limit=1) == ["3"]


async def test_the_public_searches_as_the_agency_does(agency: Agency, visitor: Person) -> None:
    await agency.vacancy(
        **SHOWN, title="Depot Manager", location={"name": "Reading"}, work_mode="onsite",
        salary_to={**PAY, "amount": "20.00", "per": "hour"},
    )  # fmt: skip
    await agency.vacancy(
        **SHOWN, title="Planner", location={"name": "Wokingham"}, work_mode="hybrid",
        description="Managing the routes.",
    )  # fmt: skip
    await agency.vacancy(**SHOWN, title="Nurse", location={"name": "Leeds"})
    near = await visitor.reads(f"/public/{agency.slug}/vacancies", near="RG1 1AF")
    assert [(row["title"], row["distance_km"]) for row in near["items"]] == [
        ("Depot Manager", 0), ("Planner", 10)
    ]  # fmt: skip
    assert await shown(agency, visitor, near="Leeds", radius_km=10) == ["Nurse"]
    assert sorted(await shown(agency, visitor, q="manager")) == ["Depot Manager", "Planner"]
    assert await shown(agency, visitor, work_mode="hybrid") == ["Planner"]
    assert await shown(agency, visitor, salary_at_least=39_000) == ["Depot Manager"]
    assert await shown(agency, visitor, salary_at_least=39_001) == []


async def test_what_makes_no_sense_is_named(agency: Agency, visitor: Person) -> None:
    path = f"/public/{agency.slug}/vacancies"
    for asked, pointer in (
        ({"near": "Nowhereville"}, "/near"),
        ({"radius_km": 10}, "/radius_km"),
        ({"sort": "distance"}, "/sort"),
        ({"status": "draft"}, "/status"),
        ({"employer_id": "x"}, "/employer_id"),
        ({"limit": 0}, "/limit"),
        ({"cursor": "x"}, "/cursor"),
    ):
        answer = await visitor.get(path, params=asked)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer
    await visitor.is_refused(422, "invalid", "GET", f"{path}/not-an-id")


async def test_it_takes_as_many_queries_whatever_there_is(
    agency: Agency, visitor: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    fetch = Reads.fetch

    async def counted(self: Reads, statement: Any, **values: Any) -> Any:
        asked.append(statement.sql)
        return await fetch(self, statement, **values)

    monkeypatch.setattr(Reads, "fetch", counted)
    for _ in range(3):
        vacancy = await agency.vacancy(**SHOWN)
    for path in ("vacancies", "vacancies?near=Reading", f"vacancies/{vacancy['id']}",
                 "vacancies.rss", "sitemap.xml"):  # fmt: skip
        asked.clear()
        assert (await visitor.get(f"/public/{agency.slug}/{path}")).status_code == 200
        assert len(asked) == 1, path


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        (None, False),
        ("*/*", False),
        ("application/json", False),
        ("application/json, text/html;q=0.9", False),
        ("text/html", True),
        ("text/html;q=0", False),
        ("text/html;q=nonsense", False),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("TEXT/HTML", True),
        (",;,", False),
    ],
)
async def test_a_page_is_for_who_asks_for_one(
    agency: Agency, anyone: httpx.AsyncClient, accept: str | None, page: bool
) -> None:
    vacancy = await agency.vacancy(**SHOWN)
    for path in ("vacancies", f"vacancies/{vacancy['id']}"):
        headers = {} if accept is None else {"accept": accept}
        answer = await anyone.get(f"/public/{agency.slug}/{path}", headers=headers)
        assert answer.headers["content-type"].startswith("text/html") is page
        assert answer.headers["vary"] == "Accept"
