"""Vacancies are found by words, by how far away they are and by pay, whatever its period."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine

from tests.factories import Agency, Json

READING = {"name": "Reading", "country": "GB", "latitude": 51.4543, "longitude": -0.9781}
YEARLY = {"amount": "38000.00", "currency": "GBP", "per": "year"}


async def titles(agency: Agency, **asked: Any) -> list[str]:
    page = await agency.viewer.reads("/v1/vacancies", **asked)
    return [row["title"] for row in page["items"]]


async def in_towns(agency: Agency, *towns: str, **fields: Any) -> None:
    """A vacancy in each, known by name only."""
    employer = await agency.employer()
    for town in towns:
        await agency.vacancy(
            employer_id=employer["id"], title=town, location={"name": town}, **fields
        )


async def is_refused(agency: Agency, pointer: str, **asked: Any) -> None:
    answer = await agency.viewer.get("/v1/vacancies", params=asked)
    assert answer.status_code == 422, answer.text
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


async def test_words_are_found_in_any_form_wherever_they_stand(agency: Agency) -> None:
    northgate = (await agency.employer(name="Northgate Parcels"))["id"]
    await agency.vacancy(
        title="Depot Manager", employer_id=northgate, description="Runs a team of twelve.",
        responsibilities=["plan the week's routes"],
    )  # fmt: skip
    await agency.vacancy(title="Nurse", description="A part-time post at three companies.")
    for words in (
        "depot", "DEPOT MANAGERS", "manager depot", "running teams", "route planning",
        "northgate", "northgate depot", "the depot", "mana",
    ):  # fmt: skip
        assert await titles(agency, q=words) == ["Depot Manager"], words
    for words in ("nurses", "company", "part time", "nursing post"):
        assert await titles(agency, q=words) == ["Nurse"], words
    for words in ("depot nurse", "art", "HR", "zebra", "!!!", "c++", "[", "\\", "(?:x", "%"):
        assert await titles(agency, q=words) == [], words


async def test_words_of_a_trade_are_taken_as_they_are(agency: Agency) -> None:
    await agency.vacancy(title="C++ developer")
    await agency.vacancy(title="C# developer (.NET)")
    await agency.vacancy(title="IT support")
    assert await titles(agency, q="c++") == ["C++ developer"]
    assert await titles(agency, q="c# .net") == ["C# developer (.NET)"]
    assert await titles(agency, q="it") == ["IT support"]


async def test_near_a_place_the_nearest_comes_first_with_its_distance(agency: Agency) -> None:
    await in_towns(agency, "London", "Wokingham", "Oxford", "Inverness")
    await agency.vacancy(title="Here", location=READING)
    await agency.vacancy(title="Anywhere", work_mode="remote")
    page = await agency.viewer.reads("/v1/vacancies", near="Reading")
    assert [row["title"] for row in page["items"]] == ["Here", "Wokingham", "Oxford"]
    here, wokingham, oxford = (row["distance_km"] for row in page["items"])
    assert (here, wokingham) == (pytest.approx(0.5, abs=0.3), pytest.approx(10.6, abs=0.5))
    assert oxford == pytest.approx(38, abs=1)
    assert oxford == round(oxford, 1)
    assert await titles(agency, near="RG1 1AF", radius_km=12) == ["Here", "Wokingham"]
    assert await titles(agency, near="51.4543,-0.9781", radius_km=1) == ["Here"]
    assert len(await titles(agency, near="Readng", radius_km=500)) == 4
    assert await titles(agency, near="Reading", sort="-distance", limit=1) == ["Oxford"]
    assert await titles(agency, near="Reading", sort="created_at") == [
        "Wokingham", "Oxford", "Here"
    ]  # fmt: skip
    assert "distance_km" not in (await agency.viewer.reads("/v1/vacancies"))["items"][0]


async def test_the_circle_is_round(agency: Agency) -> None:
    """35 km north and 35 km east are inside 40 km; both together are in the box, and are not."""
    for title, north, east in (("N", 0.315, 0.0), ("E", 0.0, 0.504), ("NE", 0.315, 0.504)):
        place = {**READING, "latitude": 51.4543 + north, "longitude": -0.9781 + east}
        await agency.vacancy(title=title, location=place)
    assert sorted(await titles(agency, near="51.4543,-0.9781")) == ["E", "N"]


async def test_across_the_date_line_it_is_not_far(agency: Agency) -> None:
    await agency.vacancy(title="Fiji", location={"name": "F", "latitude": -17, "longitude": 179.9})
    await agency.vacancy(title="Pole", location={"name": "P", "latitude": 90, "longitude": 0})
    assert await titles(agency, near="-17,-179.9") == ["Fiji"]
    assert await titles(agency, near="89.9,120") == ["Pole"]


async def test_the_nearest_page_by_page(agency: Agency) -> None:
    await in_towns(agency, "Reading", "Reading", "Reading", "Wokingham", "Bracknell")
    seen: list[Json] = []
    cursor = None
    while cursor or not seen:
        asked = {"near": "Reading", "limit": 2, "count": True} | (
            {"cursor": cursor} if cursor else {}
        )
        page = await agency.viewer.reads("/v1/vacancies", **asked)
        assert page["total"] == 5
        seen += page["items"]
        cursor = page["next_cursor"]
    assert len({row["id"] for row in seen}) == 5
    distances = [row["distance_km"] for row in seen]
    assert distances == sorted(distances)


async def test_what_makes_no_sense_near_a_place_is_named(agency: Agency) -> None:
    await is_refused(agency, "/near", near="Nowhereville")
    await is_refused(agency, "/near", near="ZZ9 9ZZ")
    await is_refused(agency, "/radius_km", radius_km=10)
    await is_refused(agency, "/radius_km", near="Reading", radius_km=0.5)
    await is_refused(agency, "/radius_km", near="Reading", radius_km=501)
    await is_refused(agency, "/radius_km", near="Reading", radius_km="nan")
    await is_refused(agency, "/sort", sort="distance")
    await is_refused(agency, "/salary_per", salary_per="hour")
    await is_refused(agency, "/salary_at_least", salary_at_least=-1)
    await is_refused(agency, "/salary_currency", salary_currency="pounds")


async def test_a_place_moves_with_its_name(agency: Agency) -> None:
    vacancy = await agency.vacancy(location={"name": "Leeds"})
    path = f"/v1/vacancies/{vacancy['id']}"
    assert await titles(agency, near="Leeds") == ["Depot Manager"]
    await agency.recruiter.changes(path, {"location": {"name": "Reading", "country": "GB"}})
    assert await titles(agency, near="Leeds") == []
    assert await titles(agency, near="Reading") == ["Depot Manager"]
    await agency.recruiter.changes(path, {"location": {"name": "Reading", "country": "FR"}})
    assert await titles(agency, near="Reading") == []
    await agency.recruiter.changes(path, {"location": {"name": "The depot", **{"latitude": 51.45}}})
    assert await titles(agency, near="Reading") == []
    await agency.recruiter.changes(path, {"location": READING})
    await agency.recruiter.changes(path, {"location": None})
    assert await titles(agency, near="Reading") == []


async def test_the_agencys_country_decides_which_place_is_meant(agency: Agency) -> None:
    await in_towns(agency, "Cambridge")
    await agency.vacancy(title="Harvard", location={"name": "Cambridge", "country": "US"})
    assert await titles(agency, near="Cambridge") == ["Cambridge"]
    assert await titles(agency, near="Cambridge, US") == ["Harvard"]
    await agency.admin.changes("/v1/agency", {"country": "US"})
    assert await titles(agency, near="Cambridge") == ["Harvard"]


async def test_pay_is_compared_by_the_year(agency: Agency) -> None:
    async def paid(title: str, lowest: Json | None, highest: Json | None = None) -> None:
        await agency.vacancy(title=title, salary_from=lowest, salary_to=highest)

    await paid("year", YEARLY, {**YEARLY, "amount": "45000"})
    await paid("month", {**YEARLY, "amount": "3000", "per": "month"})
    await paid("day", {**YEARLY, "amount": "400", "per": "day"})
    await paid("hour", None, {"amount": "20.50", "currency": "EUR", "per": "hour"})
    await paid("unsaid", None)
    assert sorted(await titles(agency, salary_at_least=45_000)) == ["day", "year"]
    assert sorted(await titles(agency, salary_at_least=45_000.01)) == ["day"]
    assert sorted(await titles(agency, salary_at_least=36_000)) == ["day", "hour", "month", "year"]
    assert sorted(await titles(agency, salary_at_least=20.5, salary_per="hour")) == [
        "day", "hour", "year"
    ]  # fmt: skip
    assert await titles(agency, salary_at_least=1, salary_currency="EUR") == ["hour"]
    assert await titles(agency, salary_currency="EUR") == ["hour"]


async def test_pay_follows_a_change(agency: Agency) -> None:
    vacancy = await agency.vacancy(salary_from=YEARLY)
    assert await titles(agency, salary_at_least=40_000) == []
    path = f"/v1/vacancies/{vacancy['id']}"
    await agency.recruiter.changes(path, {"salary_to": {**YEARLY, "amount": "41000"}})
    assert await titles(agency, salary_at_least=40_000) == ["Depot Manager"]
    await agency.recruiter.changes(path, {"salary_to": None})
    assert await titles(agency, salary_at_least=40_000) == []


async def test_filters_narrow_together(agency: Agency) -> None:
    await in_towns(agency, "Reading", work_mode="hybrid", salary_from=YEARLY)
    await in_towns(agency, "Reading", work_mode="onsite", salary_from=YEARLY)
    await in_towns(agency, "Reading", work_mode="hybrid", status="on_hold", salary_from=YEARLY)
    await in_towns(agency, "Leeds", work_mode="hybrid", salary_from=YEARLY)
    asked = {
        "near": "Reading", "work_mode": "hybrid", "status": "open", "q": "reading",
        "salary_at_least": 30_000,
    }  # fmt: skip
    assert await titles(agency, **asked) == ["Reading"]


async def test_it_is_published_since_it_was_first_shown(agency: Agency) -> None:
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        vacancy = await agency.vacancy()
        assert vacancy["published_at"] is None
    path = f"/v1/vacancies/{vacancy['id']}"

    async def changed(days: int, **change: Any) -> str | None:
        with time_machine.travel(start + timedelta(days=days), tick=False):
            shown: str | None = (await agency.recruiter.changes(path, change))["published_at"]
            return shown

    assert await changed(1, published=True) == "2026-11-24T09:00:00Z"
    assert await changed(2, title="Depot Lead") == "2026-11-24T09:00:00Z"
    assert await changed(3, published=False) is None
    assert await changed(4, published=True) == "2026-11-27T09:00:00Z"
