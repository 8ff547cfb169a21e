"""The feed and the sitemap: valid, whatever was typed, and of nothing but what is shown."""

import xml.etree.ElementTree as ElementTree
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import time_machine

from app.public.queries import FEED_LENGTH
from app.settings import settings
from tests.factories import Agency, Person

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
HOSTILE = "A & B <i>\"'</i> ]]> \x01\x0b\ufffe é 東 😀"


async def read(visitor: Person, path: str, content_type: str) -> ElementTree.Element:
    answer = await visitor.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == content_type
    return ElementTree.fromstring(answer.content)


async def test_the_feed_is_rss_2(agency: Agency, visitor: Person) -> None:
    vacancy = await agency.vacancy(
        published=True, description="Runs a depot.", responsibilities=["plan"],
        location={"name": "Reading"},
    )  # fmt: skip
    base = f"{settings().public_url}/public/{agency.slug}"
    feed = await read(visitor, f"/public/{agency.slug}/vacancies.rss", "application/rss+xml")
    assert (feed.tag, feed.attrib) == ("rss", {"version": "2.0"})
    [channel] = feed
    assert channel.findtext("title") == "Vacancies · Acorn Talent"
    assert channel.findtext("link") == f"{base}/vacancies"
    assert channel.findtext("description")
    itself = channel.find(f"{ATOM}link")
    assert itself is not None
    assert itself.get("href") == f"{base}/vacancies.rss"
    [item] = channel.findall("item")
    assert {child.tag for child in item} == {"title", "link", "guid", "pubDate", "description"}
    assert item.findtext("title") == "Depot Manager in Reading"
    assert item.findtext("link") == item.findtext("guid") == f"{base}/vacancies/{vacancy['id']}"
    assert item.findtext("description") == "<p>Runs a depot.</p><ul><li>plan</li></ul>"
    published_at = datetime.fromisoformat(vacancy["published_at"]).replace(microsecond=0)
    assert parsedate_to_datetime(item.findtext("pubDate") or "") == published_at


async def test_the_feed_holds_the_newest(agency: Agency, visitor: Person) -> None:
    employer = await agency.employer()
    start = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
    for number in range(FEED_LENGTH + 1):
        with time_machine.travel(start + timedelta(minutes=number), tick=False):
            await agency.vacancy(employer_id=employer["id"], title=f"{number}", published=True)
    feed = await read(visitor, f"/public/{agency.slug}/vacancies.rss", "application/rss+xml")
    titles = [item.findtext("title") for item in feed.iter("item")]
    assert titles == [str(number) for number in range(FEED_LENGTH, 0, -1)]


async def test_the_sitemap_names_every_page(agency: Agency, visitor: Person) -> None:
    first, second = [await agency.vacancy(published=True) for _ in range(2)]
    base = f"{settings().public_url}/public/{agency.slug}/vacancies"
    found = await read(visitor, f"/public/{agency.slug}/sitemap.xml", "application/xml")
    assert found.tag == f"{SITEMAP}urlset"
    assert {
        (url.findtext(f"{SITEMAP}loc"), url.findtext(f"{SITEMAP}lastmod")) for url in found
    } == {
        (base, None),
        (f"{base}/{first['id']}", first["updated_at"]),
        (f"{base}/{second['id']}", second["updated_at"]),
    }


async def test_whatever_was_typed_they_stay_well_formed(agency: Agency, visitor: Person) -> None:
    await agency.admin.changes("/v1/agency", {"name": HOSTILE})
    await agency.vacancy(
        published=True, title=HOSTILE, description=HOSTILE, responsibilities=[HOSTILE],
        location={"name": HOSTILE},
    )  # fmt: skip
    kept = "A & B <i>\"'</i> ]]>  é 東 😀"
    feed = await read(visitor, f"/public/{agency.slug}/vacancies.rss", "application/rss+xml")
    assert feed.findtext("channel/title") == f"Vacancies · {kept}"
    assert feed.findtext("channel/item/title") == f"{kept} in {kept}"
    await read(visitor, f"/public/{agency.slug}/sitemap.xml", "application/xml")
