"""A server says of itself what its operator set, never what somebody asked for."""

from collections.abc import AsyncIterator, Callable

import httpx
import pytest

from app.database import Database
from app.main import create_app
from tests.factories import Agency
from tests.security.conftest import ask, serving

SetUp = Callable[..., None]
EVIL = {
    "host": "evil.example",
    "x-forwarded-host": "evil.example",
    "forwarded": "host=evil.example",
}
PUBLIC = "https://debrief.agency.co.uk"


@pytest.fixture
async def production(set_up: SetUp, database: Database) -> AsyncIterator[httpx.AsyncClient]:
    set_up(
        env="production", secret_key="f3b1a9d7c5e24860b1d3f5a79c8e6420", public_url=PUBLIC,
        hosts="jobs.agency.co.uk, debrief.internal:8000",
    )  # fmt: skip
    transport = httpx.ASGITransport(create_app(database), raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=PUBLIC) as client:
        yield client


async def test_in_development_any_host_is_answered_and_none_is_repeated(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    vacancy = await agency.vacancy(published=True)
    document = await agency.document()
    home = f"/public/{agency.slug}"
    pages = [
        f"{home}/vacancies", f"{home}/vacancies/{vacancy['id']}", f"{home}/vacancies.rss",
        f"{home}/sitemap.xml", f"{home}/thanks", "/docs/", "/v1/me/", "/healthz", "/docs",
        "/openapi.json", "/problems/invalid", "/nothing", f"{home}/vacancies/",
    ]  # fmt: skip
    for path in pages:
        for accept in ("text/html", "application/json"):
            answer = await anyone.get(path, headers={**EVIL, "accept": accept})
            assert "evil" not in answer.text, path
            assert "evil" not in str(answer.headers), path
    link = await agency.recruiter.sends(
        "POST", f"/v1/documents/{document['id']}/link", 201, headers=EVIL
    )
    assert link["url"].startswith("http://127.0.0.1:8000/files/")
    made = await agency.recruiter.post("/v1/employers", json={"name": "A"}, headers=EVIL)
    assert "evil" not in f"{made.text}{made.headers}"


async def test_a_form_sends_itself_to_where_the_page_came_from(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    vacancy = await agency.vacancy(published=True)
    path = f"/public/{agency.slug}/vacancies/{vacancy['id']}"
    page = await anyone.get(path, headers={"accept": "text/html"})
    assert f'action="{path}/interest#interest"' in page.text, "as `form-action 'self'` wants it"
    assert f'rel="canonical" href="http://127.0.0.1:8000{path}"' in page.text
    assert page.headers["vary"] == "Accept"


async def test_production_answers_for_its_own_hosts(production: httpx.AsyncClient) -> None:
    for host in (
        "debrief.agency.co.uk", "DEBRIEF.agency.co.uk:443", "debrief.agency.co.uk.",
        "jobs.agency.co.uk", "debrief.internal:8000",
    ):  # fmt: skip
        answer = await production.get("/robots.txt", headers={"host": host})
        assert answer.status_code == 200, host


@pytest.mark.parametrize(
    "host",
    [
        "evil.example", "debrief.agency.co.uk.evil.example", "evil.example:443", "127.0.0.1", "",
        "debrief.agency.co.uk@evil.example", "evil.example#debrief.agency.co.uk", "[::1]", "a b",
        "xdebrief.agency.co.uk", "agency.co.uk", "debrief.agency.co.uk:443:evil", "\xe9vil",
    ],
)  # fmt: skip
async def test_production_answers_for_no_other(production: httpx.AsyncClient, host: str) -> None:
    headers = [(b"host", host.encode("latin-1"))]
    for path in ("/robots.txt", "/v1/me", "/docs/", "/f/x"):
        answer = await production.get(path, headers=headers)
        assert (answer.status_code, answer.json()["type"]) == (421, "/problems/misdirected"), path
    assert (await production.get("/healthz", headers=headers)).status_code == 200


async def test_on_this_machine_all_its_names_are_good(set_up: SetUp, database: Database) -> None:
    set_up(env="production", secret_key="f3b1a9d7c5e24860b1d3f5a79c8e6420")
    transport = httpx.ASGITransport(create_app(database))
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
        for host, status in (("localhost:8000", 200), ("[::1]", 200), ("debrief.example", 421)):
            answer = await client.get("/robots.txt", headers={"host": host})
            assert answer.status_code == status, host


async def test_production_redirects_to_itself(production: httpx.AsyncClient) -> None:
    answer = await production.get("/docs/", headers={"host": "jobs.agency.co.uk"})
    assert answer.headers["location"] == f"{PUBLIC}/docs"


async def test_two_hosts_are_none(production: httpx.AsyncClient, agency: Agency) -> None:
    hosts = [("host", "debrief.agency.co.uk"), ("host", "evil.example")]
    assert (await production.get("/robots.txt", headers=hosts)).status_code == 400
    async with serving(agency.transport.app) as port:
        asked = b"GET /robots.txt HTTP/1.1\r\nhost: a\r\nhost: b\r\nconnection: close\r\n\r\n"
        assert (await ask(port, asked)).startswith(b"HTTP/1.1 400")


async def test_what_is_private_is_kept_nowhere(agency: Agency, anyone: httpx.AsyncClient) -> None:
    candidate = await agency.candidate()
    document = await agency.document()
    key = {"name": "Sync", "scopes": ["events:read"]}
    answers = [
        await agency.recruiter.get(f"/v1/candidates/{candidate['id']}"),
        await agency.recruiter.get(f"/v1/candidates/{candidate['id']}/timeline"),
        await agency.recruiter.get("/v1/feedback"),
        await agency.recruiter.get("/v1/desk"),
        await agency.admin.post("/v1/api-keys", json=key),
        await agency.recruiter.patch(f"/v1/candidates/{candidate['id']}", json={"headline": "A"}),
        await agency.recruiter.post("/v1/auth/logout"),
        await anyone.get("/v1/me"),
        await anyone.get("/v1/nothing"),
        await anyone.get("/readyz"),
        await anyone.get(f"/public/{agency.slug}/vacancies/nothing"),
    ]
    link = await agency.admin.sends("POST", f"/v1/documents/{document['id']}/link", 201)
    answers += [await anyone.get(link["url"]), await anyone.get(link["url"] + "x")]
    for answer in answers:
        assert "no-store" in answer.headers["cache-control"], answer.request.url
        assert len(answer.headers.get_list("cache-control")) == 1
    shown = await anyone.get(f"/public/{agency.slug}/vacancies")
    assert "no-store" not in shown.headers.get("cache-control", "")


async def test_an_answer_for_programs_is_no_page(agency: Agency) -> None:
    for path in ("/v1/me", "/v1/nothing", "/v1/candidates"):
        policy = (await agency.viewer.get(path)).headers["content-security-policy"]
        assert policy == "default-src 'none'; frame-ancestors 'none'"


@pytest.mark.parametrize(
    ("public_url", "expected"),
    [
        (PUBLIC, "max-age=31536000; includeSubDomains"),
        ("https://debrief.agency.com", "max-age=31536000; includeSubDomains"),
        ("https://agency.co.uk", "max-age=31536000"),
        ("https://agency.com", "max-age=31536000"),
    ],
)
async def test_tls_is_for_names_below_where_they_are_surely_ours(
    set_up: SetUp, database: Database, public_url: str, expected: str
) -> None:
    set_up(public_url=public_url)
    transport = httpx.ASGITransport(create_app(database))
    async with httpx.AsyncClient(transport=transport, base_url=public_url) as client:
        answer = await client.get("/robots.txt")
    assert answer.headers["strict-transport-security"] == expected


async def test_whom_to_tell_of_a_weakness(set_up: SetUp, anyone: httpx.AsyncClient) -> None:
    assert (await anyone.get("/.well-known/security.txt")).status_code == 404
    set_up(security_contact="mailto:security@agency.example")
    told = await anyone.get("/.well-known/security.txt")
    assert told.headers["content-type"].startswith("text/plain")
    assert told.text.startswith("Contact: mailto:security@agency.example\nExpires: ")
