"""Somebody says that they are interested: a candidate and an application that wait for a look."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from fastapi import FastAPI

from tests.factories import Agency, Json, Person
from tests.public.conftest import arriving

MARIA: Json = {
    "name": {"given": "Maria", "family": "Gregg"}, "email": "Maria.Gregg@example.com",
    "phone": "020 7946 0021", "message": "I ran a depot for six years.", "consent": True,
}  # fmt: skip
FORM = {
    "given_name": "Maria", "family_name": "Gregg", "email": "maria.gregg@example.com",
    "phone": "", "message": "I ran a depot.\r\n\r\nFor six years.", "website": "",
    "consent": "true",
}  # fmt: skip
MONDAY = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


async def interest_in(agency: Agency, **fields: object) -> tuple[str, Json]:
    """Where to be interested in a vacancy that is shown, and the vacancy."""
    vacancy = await agency.vacancy(published=True, **fields)
    return f"/public/{agency.slug}/vacancies/{vacancy['id']}/interest", vacancy


async def everybody(agency: Agency) -> list[Json]:
    found: list[Json] = (await agency.viewer.reads("/v1/candidates"))["items"]
    return found


async def applications(agency: Agency) -> list[Json]:
    found: list[Json] = (await agency.viewer.reads("/v1/applications"))["items"]
    return found


async def test_it_makes_a_candidate_and_an_application_that_waits(
    agency: Agency, visitor: Person
) -> None:
    path, vacancy = await interest_in(agency)
    with time_machine.travel(MONDAY, tick=False):
        answer = await visitor.sends("POST", path, 202, json=MARIA)
    assert answer["received"] is True
    [candidate] = await everybody(agency)
    assert candidate["name"] == MARIA["name"]
    assert candidate["emails"] == ["maria.gregg@example.com"]
    assert candidate["phones"] == ["020 7946 0021"]
    assert candidate["source"] == "public vacancy page"
    assert candidate["consent"] == {
        "basis": "consent", "given_at": "2026-11-23T10:00:00Z",
        "expires_at": "2028-11-23T10:00:00Z",
    }  # fmt: skip
    [application] = await applications(agency)
    expected = {
        "candidate_id": candidate["id"], "vacancy_id": vacancy["id"], "stage": "submitted",
        "permission_given_at": "2026-11-23T10:00:00Z", "source": "public vacancy page",
        "review_due_at": "2026-11-24T17:30:00Z",
    }  # fmt: skip
    assert {name: application[name] for name in expected} == expected
    [note] = (await agency.viewer.reads(f"/v1/applications/{application['id']}/notes"))["items"]
    assert (note["body"], note["kind"]) == (MARIA["message"], "email")
    assert (note["visibility"], note["author_id"]) == ("internal", None)


async def test_the_timeline_says_where_they_came_from(agency: Agency, visitor: Person) -> None:
    path, vacancy = await interest_in(agency)
    await visitor.sends("POST", path, 202, json=MARIA)
    [candidate] = await everybody(agency)
    timeline = await agency.viewer.reads(f"/v1/candidates/{candidate['id']}/timeline")
    assert [item["summary"] for item in reversed(timeline["items"])] == [
        "The public vacancy page added the candidate",
        "The public vacancy page submitted the candidate for Depot Manager at Northwind",
        "The candidate is interested in Depot Manager",
        "The public vacancy page noted (email): I ran a depot for six years.",
    ]
    *_, interested = await agency.log_of(candidate["id"])
    assert interested["type"] == "candidate.interested"
    assert interested["actor"] == {"type": "visitor", "id": None, "api_key_id": None}
    assert interested["data"] == {"vacancy_id": vacancy["id"]}
    assert interested["application_id"]


async def test_only_a_name_an_address_and_consent_are_needed(
    agency: Agency, visitor: Person
) -> None:
    path, _ = await interest_in(agency)
    asked = {name: MARIA[name] for name in ("name", "email", "consent")}
    await visitor.sends("POST", path, 202, json=asked)
    [application] = await applications(agency)
    assert (await everybody(agency))[0]["phones"] == []
    notes = await agency.viewer.reads(f"/v1/applications/{application['id']}/notes")
    assert notes["items"] == []


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"consent": False}, "/consent"),
        ({"consent": None}, "/consent"),
        ({"email": "nowhere"}, "/email"),
        ({"email": None}, "/email"),
        ({"name": {"given": "", "family": ""}}, "/name"),
        ({"name": "Maria"}, "/name"),
        ({"phone": "12"}, "/phone"),
        ({"message": "x" * 5001}, "/message"),
        ({"message": "\x00"}, "/message"),
        ({"message": "\ud800"}, "/message"),
        ({"vacancy_id": "x"}, "/vacancy_id"),
    ],
)
async def test_what_is_missing_or_wrong_is_named_and_nothing_is_kept(
    agency: Agency, visitor: Person, change: Json, pointer: str
) -> None:
    path, _ = await interest_in(agency)
    body = json.dumps({**MARIA, **change})
    problem = await visitor.is_refused(
        422, "invalid", "POST", path, content=body, headers={"content-type": "application/json"}
    )
    assert problem["errors"][0]["pointer"] == pointer
    assert await everybody(agency) == []
    if pointer == "/consent" and change["consent"] is False:
        assert "without it the agency may not keep" in problem["errors"][0]["detail"]


@pytest.mark.parametrize(
    ("content", "content_type", "status"),
    [
        (b"{", "application/json", 422),
        (b"[]", "application/json", 422),
        (b"", "application/json", 422),
        (b"\xff", "application/json", 400),
        (b"[" * 60_000, "application/json", 400),
        (b"[" * 100_000, "application/json", 413),
        (b'{"consent": NaN}', "application/json", 422),
        (b"x", "text/plain", 415),
        (b"x", "", 415),
        (b"x", "multipart/form-data", 400),
        (b"--b\r\nnonsense", "multipart/form-data; boundary=b", 422),
        (b"%ff=%00&consent=on", "application/x-www-form-urlencoded", 422),
        (b"&".join(b"f%d=1" % n for n in range(50)), "application/x-www-form-urlencoded", 400),
    ],
)
async def test_a_body_that_is_no_good_is_a_problem(
    agency: Agency, visitor: Person, content: bytes, content_type: str, status: int
) -> None:
    path, _ = await interest_in(agency)
    answer = await visitor.post(path, content=content, headers={"content-type": content_type})
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert await everybody(agency) == []


async def test_who_is_known_already_gets_the_same_answer_and_stays_as_they_were(
    agency: Agency, visitor: Person
) -> None:
    known = await agency.candidate(emails=["maria.gregg@example.com"], headline="Driver")
    path, _ = await interest_in(agency)
    stranger_path, _ = await interest_in(agency)
    answer = await visitor.sends("POST", path, 202, json=MARIA)
    assert answer == await visitor.sends(
        "POST", stranger_path, 202, json={**MARIA, "email": "somebody@else.example"}
    )
    assert await agency.viewer.reads(f"/v1/candidates/{known['id']}") == known
    application = (await applications(agency))[-1]
    assert application["candidate_id"] == known["id"]
    [note] = (await agency.viewer.reads(f"/v1/applications/{application['id']}/notes"))["items"]
    assert note["body"] == (
        "I ran a depot for six years.\n\nName: Maria Gregg\n\nPhone: 020 7946 0021"
    )


async def test_a_telephone_alone_says_nothing_of_who_it_is(agency: Agency, visitor: Person) -> None:
    await agency.candidate(emails=["someone@else.example"], phones=["020 7946 0021"])
    path, _ = await interest_in(agency)
    await visitor.sends("POST", path, 202, json=MARIA)
    assert len(await everybody(agency)) == 2


async def test_twice_is_once(agency: Agency, visitor: Person) -> None:
    path, _ = await interest_in(agency)
    first = await visitor.sends("POST", path, 202, json=MARIA)
    before = (await everybody(agency), await applications(agency))
    assert await visitor.sends("POST", path, 202, json=MARIA) == first
    assert (await everybody(agency), await applications(agency)) == before
    assert len(await agency.log_of(before[0][0]["id"])) == 2


async def test_two_at_once_are_one(agency: Agency, visitor: Person) -> None:
    path, _ = await interest_in(agency)
    answers = await asyncio.gather(*(visitor.post(path, json=MARIA) for _ in range(4)))
    assert {answer.status_code for answer in answers} == {202}
    assert len(await everybody(agency)) == 1
    assert len(await applications(agency)) == 1


async def test_after_an_end_they_may_come_again(agency: Agency, visitor: Person) -> None:
    path, _ = await interest_in(agency)
    await visitor.sends("POST", path, 202, json=MARIA)
    [application] = await applications(agency)
    await agency.recruiter.does(
        f"/v1/applications/{application['id']}/rejection",
        {"ended_by": "agency", "reason": "not_suitable"},
    )
    await visitor.sends("POST", path, 202, json=MARIA)
    assert len(await applications(agency)) == 2


async def test_the_form_of_the_page_does_the_same(agency: Agency, browser: Person) -> None:
    path, vacancy = await interest_in(agency)
    answer = await browser.post(path, data=FORM)
    assert answer.status_code == 303
    page = await browser.get(answer.headers["location"])
    assert page.status_code == 200
    assert "Thank you" in page.text
    [application] = await applications(agency)
    assert application["vacancy_id"] == vacancy["id"]
    assert application["candidate_name"] == "Maria Gregg"


async def test_a_form_that_is_not_right_comes_back_filled_in(
    agency: Agency, browser: Person
) -> None:
    path, _ = await interest_in(agency)
    sent = {**FORM, "email": "nowhere", "given_name": '"><script>'}
    del sent["consent"]
    page = await browser.post(path, data=sent)
    assert page.status_code == 422
    assert "Consent: must be given" in page.text
    assert "Email: " in page.text
    assert 'value="nowhere"' in page.text
    assert "For six years." in page.text
    assert "<script>" not in page.text.replace('<script type="application/ld+json">', "")
    assert await everybody(agency) == []


async def test_a_form_without_a_page_is_answered_in_json(agency: Agency, visitor: Person) -> None:
    path, _ = await interest_in(agency)
    assert (await visitor.sends("POST", path, 202, data=FORM))["received"] is True
    problem = await visitor.is_refused(422, "invalid", "POST", path, data={"email": "a@b.example"})
    assert {error["pointer"] for error in problem["errors"]} == {"/consent", "/name"}


async def test_a_machine_is_thanked_and_forgotten(agency: Agency, visitor: Person) -> None:
    path, _ = await interest_in(agency)
    for _ in range(9):
        answer = await visitor.sends("POST", path, 202, json={**MARIA, "website": "https://spam"})
        assert answer["received"] is True
    assert await everybody(agency) == []


async def test_one_address_is_not_interested_in_everything(agency: Agency, app: FastAPI) -> None:
    path, _ = await interest_in(agency)
    async with arriving(app, "203.0.113.50") as somebody, arriving(app, "203.0.113.51") as other:
        for number in range(10):
            await somebody.sends("POST", path, 202, json={**MARIA, "email": f"{number}@a.example"})
        answer = await somebody.post(path, json={**MARIA, "email": "eleven@a.example"})
        assert (answer.status_code, answer.json()["type"]) == (429, "/problems/too-many-requests")
        assert 3500 < int(answer.headers["retry-after"]) <= 3600
        page = await somebody.post(path, data=FORM, headers={"accept": "text/html"})
        assert page.status_code == 429
        assert page.headers["content-type"].startswith("text/html")
        assert "retry-after" in page.headers
        await other.sends("POST", path, 202, json=MARIA)
    assert len(await everybody(agency)) == 11


async def test_an_ipv6_household_is_one_address(agency: Agency, app: FastAPI) -> None:
    path, _ = await interest_in(agency)
    for number in range(11):
        async with arriving(app, f"2001:db8:0:1::{number:x}") as somebody:
            answer = await somebody.post(path, json={**MARIA, "email": f"{number}@a.example"})
    assert answer.status_code == 429
    async with arriving(app, "2001:db8:0:2::1") as neighbour:
        await neighbour.sends("POST", path, 202, json=MARIA)


async def test_an_agency_is_not_flooded_from_many_addresses(agency: Agency, app: FastAPI) -> None:
    path, _ = await interest_in(agency)
    for number in range(100):
        async with arriving(app, f"198.51.100.{number}") as somebody:
            await somebody.sends("POST", path, 202, json={**MARIA, "message": None})
    async with arriving(app, "198.51.100.200") as somebody:
        await somebody.is_refused(429, "too-many-requests", "POST", path, json=MARIA)


async def test_what_is_refused_counts_too(agency: Agency, app: FastAPI) -> None:
    path, _ = await interest_in(agency)
    async with arriving(app, "203.0.113.60") as somebody:
        for _ in range(10):
            await somebody.is_refused(
                422, "invalid", "POST", path, json={**MARIA, "consent": False}
            )
        unread = {"content": b"[" * 60_000, "headers": {"content-type": "application/json"}}
        await somebody.is_refused(429, "too-many-requests", "POST", path, **unread)


async def test_only_a_file_may_be_large(agency: Agency, app: FastAPI) -> None:
    path, _ = await interest_in(agency)
    async with arriving(app, "203.0.113.61") as somebody:
        long = {**MARIA, "message": "x" * 64_000}
        await somebody.is_refused(413, "too-large", "POST", path, json=long)
        await somebody.is_refused(
            413, "too-large", "POST", path, data={**FORM, "message": "x" * 64_000}
        )
        cv = {"cv": ("cv.txt", b"Six years as a stevedore. " * 10_000, "text/plain")}
        await somebody.sends("POST", path, 202, data=FORM, files=cv)


async def test_the_end_of_consent_is_a_day_that_exists(agency: Agency, visitor: Person) -> None:
    await agency.admin.changes("/v1/agency", {"policy": {"retention_months": 6}})
    path, _ = await interest_in(agency)
    with time_machine.travel(datetime(2026, 8, 31, 12, 0, tzinfo=UTC), tick=False):
        await visitor.sends("POST", path, 202, json=MARIA)
    assert (await everybody(agency))[0]["consent"]["expires_at"] == "2027-02-28T12:00:00Z"


async def test_it_is_reviewed_by_the_agencys_clock(agency: Agency, visitor: Person) -> None:
    """Friday evening: Monday's close, by a policy of one business day."""
    path, _ = await interest_in(agency)
    with time_machine.travel(MONDAY - timedelta(days=3, hours=-12), tick=False):
        await visitor.sends("POST", path, 202, json=MARIA)
    assert (await applications(agency))[0]["review_due_at"] == "2026-11-23T17:30:00Z"


async def test_a_cv_is_kept_and_found_by_its_words(agency: Agency, visitor: Person) -> None:
    path, _ = await interest_in(agency)
    cv = {"cv": ("../Maria.txt", b"Six years as a stevedore in Felixstowe.", "application/pdf")}
    await visitor.sends("POST", path, 202, data=FORM, files=cv)
    [candidate] = await everybody(agency)
    kept = await agency.viewer.reads(f"/v1/candidates/{candidate['id']}/documents")
    [document] = kept["items"]
    assert (document["name"], document["kind"], document["format"]) == ("Maria.txt", "cv", "text")
    await agency.read_documents()
    found = await agency.viewer.reads("/v1/candidates", q="felixstowe")
    assert [row["id"] for row in found["items"]] == [candidate["id"]]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 422, "invalid"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", 415, "unsupported-document"),
        (b"a" * (10 * 1024 * 1024 + 1), 413, "too-large"),
    ],
    ids=["empty", "a picture", "too large"],
)
async def test_a_cv_that_cannot_be_kept_leaves_nothing_behind(
    agency: Agency, visitor: Person, content: bytes, status: int, code: str
) -> None:
    path, _ = await interest_in(agency)
    await visitor.is_refused(
        status, code, "POST", path, data=FORM, files={"cv": ("cv.pdf", content)}
    )
    assert await everybody(agency) == []


async def test_a_browser_is_told_on_the_page_what_is_wrong_with_the_cv(
    agency: Agency, browser: Person
) -> None:
    path, _ = await interest_in(agency)
    page = await browser.post(path, data=FORM, files={"cv": ("cv.pdf", b"MZ\x00\x01")})
    assert page.status_code == 415
    assert "Cv: is not a PDF, a DOCX or plain text." in page.text
