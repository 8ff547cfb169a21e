"""Pages that anybody can read: no script, no third party, found and understood by machines too."""

import re
from html.parser import HTMLParser

import httpx
import pytest

from app.settings import settings
from tests.factories import Agency, Json, Person

SHOWN: Json = {
    "published": True, "title": "Depot Manager",
    "description": "Runs a depot.\nOf vans.\n\nIn Kent.", "responsibilities": ["plan the week"],
    "location": {"name": "Reading", "country": "GB"}, "work_mode": "hybrid",
    "employment_type": "fixed_term",
    "salary_from": {"amount": "38000.00", "currency": "GBP", "per": "year"},
    "salary_to": {"amount": "45000.00", "currency": "GBP", "per": "year"},
}  # fmt: skip
EMPTY = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}


class Outline(HTMLParser):
    """Every element with its attributes; complains about what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)
        assert not self.open

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag not in EMPTY:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


async def outline_of(browser: Person, path: str) -> Outline:
    page = await browser.get(path)
    assert page.status_code == 200, page.text
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    return Outline(page.text)


async def test_pages_run_nothing_and_fetch_nothing_from_elsewhere(
    agency: Agency, browser: Person
) -> None:
    vacancy = await agency.vacancy(**SHOWN)
    base = f"/public/{agency.slug}"
    for path in ("vacancies", f"vacancies/{vacancy['id']}", "thanks", "vacancies?near=Nowhere"):
        answer = await browser.get(f"{base}/{path}")
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script" not in policy
        assert "unsafe" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["referrer-policy"] == "strict-origin-when-cross-origin"
        outline = Outline(answer.text)
        for tag, attributes in outline.elements:
            assert not any(name.startswith("on") or name == "style" for name in attributes)
            for name in ("src", "href", "action"):
                where = attributes.get(name) or ""
                ours = ("#", "/assets/", "/public/", f"{settings().public_url}/public/")
                assert where.startswith(ours) or not where, tag
        assert all(found["type"] == "application/ld+json" for found in outline.all("script"))


async def test_a_page_is_made_for_a_phone_and_for_readers_aloud(
    agency: Agency, browser: Person
) -> None:
    vacancy = await agency.vacancy(**SHOWN)
    for path in ("vacancies", f"vacancies/{vacancy['id']}"):
        outline = await outline_of(browser, f"/public/{agency.slug}/{path}")
        assert outline.all("html") == [{"lang": "en"}]
        assert "width=device-width" in str(outline.all("meta"))
        assert len(outline.all("h1")) == len(outline.all("main")) == 1
        fields = sum(len(outline.all(tag)) for tag in ("input", "select", "textarea"))
        assert len(outline.all("label")) == fields


async def test_the_list_tells_what_is_needed_and_leads_on(agency: Agency, browser: Person) -> None:
    vacancies = [await agency.vacancy(**SHOWN) for _ in range(3)]
    path = f"/public/{agency.slug}/vacancies"
    page = (await browser.get(f"{path}?limit=2&near=Reading&q=depot")).text
    assert page.count("Depot Manager") == 2
    for words in (
        "Reading", "Partly from home", "Fixed term", "£38,000 to £45,000 a year", "Runs a depot.",
        'value="depot"', 'value="Reading"',
    ):  # fmt: skip
        assert words in page
    [following] = [link for link in Outline(page).all("a") if link.get("rel") == "next"]
    rest = (await browser.get(str(following["href"]))).text
    assert rest.count("Depot Manager") == 1
    assert sum(row["id"] in page for row in vacancies) == 2
    assert sum(row["id"] in rest for row in vacancies) == 1
    assert "More vacancies" not in rest


async def test_a_form_may_be_sent_half_empty(agency: Agency, browser: Person) -> None:
    vacancy = await agency.vacancy(**SHOWN)
    empty = {"q": "", "near": "", "radius_km": "40", "work_mode": "", "utm_source": "x"}
    page = await browser.get(f"/public/{agency.slug}/vacancies", params=empty)
    assert page.status_code == 200
    assert vacancy["id"] in page.text


async def test_a_search_without_result_says_so(agency: Agency, browser: Person) -> None:
    path = f"/public/{agency.slug}/vacancies"
    assert "No vacancy matches" in (await browser.get(f"{path}?q=zebra")).text
    unknown = await browser.get(f"{path}?near=Nowhereville")
    assert unknown.status_code == 422
    assert "Near: is no place that we know" in unknown.text
    assert 'value="Nowhereville"' in unknown.text
    nonsense = await browser.get(f"{path}?work_mode=upside-down")
    assert nonsense.status_code == 422
    assert nonsense.headers["content-type"].startswith("text/html")


async def test_a_vacancys_page_is_found_and_described(agency: Agency, browser: Person) -> None:
    vacancy = await agency.vacancy(**SHOWN)
    path = f"/public/{agency.slug}/vacancies/{vacancy['id']}"
    page = (await browser.get(f"{path}?utm_source=x")).text
    outline = Outline(page)
    assert "<title>Depot Manager in Reading · Acorn Talent</title>" in page
    assert "<p>Runs a depot.<br>Of vans.</p><p>In Kent.</p>" in page
    assert "<li>plan the week</li>" in page
    metas = {meta.get("name"): meta.get("content") for meta in outline.all("meta")}
    assert metas["description"] == "Depot Manager in Reading. Runs a depot. Of vans. In Kent."
    links = {link["rel"]: link["href"] for link in outline.all("link")}
    assert links["canonical"] == f"{settings().public_url}{path}"
    assert links["alternate"] == f"{settings().public_url}/public/{agency.slug}/vacancies.rss"
    [form] = outline.all("form")
    assert form["action"] == f"{path}/interest#interest"
    assert (form["method"], form["enctype"]) == ("post", "multipart/form-data")


async def test_addresses_are_as_the_operator_set_them(agency: Agency, browser: Person) -> None:
    await agency.vacancy(**SHOWN)
    path = f"/public/{agency.slug}/vacancies"
    page = await browser.get(path, headers={"host": "jobs.acorn.example"})
    assert f'href="{settings().public_url}{path}"' in page.text
    assert "jobs.acorn.example" not in page.text


@pytest.mark.parametrize("host", ["[", "a b", '"><script>', "x" * 5000, "", "::1", "a:99999"])
async def test_a_host_that_is_none_breaks_nothing(
    agency: Agency, browser: Person, host: str
) -> None:
    vacancy = await agency.vacancy(**SHOWN)
    base = f"/public/{agency.slug}"
    for path in ("vacancies", f"vacancies/{vacancy['id']}", "vacancies.rss", "sitemap.xml"):
        answer = await browser.get(f"{base}/{path}", headers={"host": host})
        assert answer.status_code in (200, 400, 404), path
        assert "<script>" not in answer.text


async def test_the_style_is_kept_until_it_changes(
    agency: Agency, browser: Person, anyone: httpx.AsyncClient
) -> None:
    outline = await outline_of(browser, f"/public/{agency.slug}/vacancies")
    [address] = [link["href"] for link in outline.all("link") if link["rel"] == "stylesheet"]
    assert re.fullmatch(r"/assets/style\.css\?v=[0-9a-f]{12}", str(address))
    style = await anyone.get(str(address))
    assert style.headers["content-type"].startswith("text/css")
    assert "immutable" in style.headers["cache-control"]
    assert "prefers-color-scheme: dark" in style.text
    assert "url(" not in style.text


async def test_a_vacancy_that_is_gone_leads_to_the_others(agency: Agency, browser: Person) -> None:
    gone = await agency.vacancy(title="Spy")
    page = await browser.get(f"/public/{agency.slug}/vacancies/{gone['id']}")
    assert page.status_code == 404
    assert "no longer" in page.text
    assert f"/public/{agency.slug}/vacancies" in page.text
    assert "Spy" not in page.text
