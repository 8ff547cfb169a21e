"""A link is no way around a right: who makes one may read what it opens, it ends with what it hangs
on, and it is opened in mail only where Debrief put it."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
import time_machine

from app import all_models
from app.calendars import queries as calendars
from app.links.models import LinkKind
from app.links.rights import READS
from app.portal import download, story
from app.settings import settings
from app.statements import Statement
from tests.calls.situations import of_request
from tests.factories import Agency, Json, Person
from tests.feedback.situations import TUESDAY, asked, held_interview, mailed_contact
from tests.forms.situations import visitor

NOW = time_machine.travel(TUESDAY, tick=False)
EVERYTHING = ["candidates", "applications", "interviews", "feedback"]
SCOPES = {
    "candidates": {"candidates", "documents", "notes", "referees", "users", "agencies"},
    "applications": {
        "applications", "application_moves", "offers", "placements", "verdicts", "vacancies",
        "employers", "tasks",
    },
    "interviews": {
        "interviews", "interviewers", "debriefs", "decision_processes", "follow_ups", "contacts",
        "follow_up_contacts",
    },
    "feedback": {"feedback", "feedback_requests", "calls", "messages", "feedback_amendments"},
}  # fmt: skip
"""Which right the API asks for to read what stands in these tables. The titles of vacancies and the
names of employers and contacts stand in the answers about applications and interviews."""


@asynccontextmanager
async def key_with(
    agency: Agency, *scopes: str, acts_for: str | None = None, **fields: str
) -> AsyncIterator[tuple[Person, Json]]:
    """An integration with these rights, and its key."""
    new = {"name": "ATS", "scopes": list(scopes), **fields}
    key = await agency.admin.creates("/v1/api-keys", new)
    headers = {"authorization": f"Bearer {key['secret']}"}
    if acts_for is not None:
        headers["on-behalf-of"] = acts_for
    async with Person(
        transport=agency.transport, base_url="http://debrief", headers=headers
    ) as program:
        yield program, key


async def makers(agency: Agency) -> dict[str, tuple[str, set[str]]]:
    """Where a link can be had, with the right to make it and those to read what it opens."""
    contact = await mailed_contact(agency)
    request = await asked(agency, await held_interview(agency, contact), contact)
    candidate = await agency.candidate(emails=[f"maria@{agency.slug}.example"])
    whose = f"/v1/candidates/{candidate['id']}"
    return {
        f"/v1/feedback-requests/{request['id']}/form-link": ("feedback:write", {"feedback:read"}),
        f"{whose}/portal-link": ("candidates:write", {f"{noun}:read" for noun in EVERYTHING}),
        f"{whose}/calendar-link": ("candidates:write", {"interviews:read"}),
        "/v1/me/calendar-link": ("interviews:write", {"interviews:read"}),
    }


async def opens(agency: Agency, url: str) -> int:
    async with visitor(agency) as anyone:
        return (await anyone.get(url.removeprefix(settings().public_url))).status_code


@NOW
async def test_making_a_link_takes_the_right_to_read_all_that_it_opens(agency: Agency) -> None:
    for path, (write, reads) in (await makers(agency)).items():
        acts_for = agency.recruiter.user_id
        for missing in reads:
            others = reads - {missing}
            async with key_with(agency, write, *others, acts_for=acts_for) as (program, _):
                refused = await program.is_refused(403, "missing-scope", "POST", path)
                assert refused["scope"] == missing
                await program.sends("DELETE", path, 204)
        async with key_with(agency, write, *reads, acts_for=acts_for) as (program, _):
            assert await opens(agency, (await program.does(path))["url"]) == 200


def tables_in(*statements: Statement) -> set[str]:
    known = set(all_models.metadata.tables)
    return {
        name
        for statement in statements
        for name in re.findall(r"(?:FROM|JOIN|,) (\w+)", statement.sql)
        if name in known
    }


@pytest.mark.parametrize(
    ("kind", "statements"),
    [
        (LinkKind.portal, (story.STORY, *download.WRITTEN.values())),
        (LinkKind.calendar, (calendars.OF_CANDIDATE, calendars.OF_RECRUITER)),
    ],
)
def test_a_link_that_shows_more_needs_more(
    kind: LinkKind, statements: tuple[Statement, ...]
) -> None:
    """A page that reads one more table needs the right to read it, here and in `READS`."""
    tables = tables_in(*statements)
    assert len(tables) > 5
    assert tables <= set().union(*SCOPES.values()), "say whose right these are"
    of_calls = {"calls", "feedback_requests"} if kind is LinkKind.calendar else set()
    needed = {f"{noun}:read" for noun in EVERYTHING if SCOPES[noun] & (tables - of_calls)}
    if kind is LinkKind.portal:
        assert needed == {*READS[kind]}
    else:  # whose interview it is, the API tells with the interview
        assert needed - {"candidates:read", "applications:read"} == {*READS[kind]}


@NOW
async def test_what_a_key_made_ends_with_the_key(agency: Agency) -> None:
    for path, (write, reads) in (await makers(agency)).items():
        async with key_with(agency, write, *reads, acts_for=agency.recruiter.user_id) as (
            program,
            key,
        ):
            link = await program.does(path)
            assert link["made_by_key_id"] == key["id"]
            assert (await program.does(path))["url"] == link["url"]
        ours = await agency.recruiter.does(path)
        assert ours["url"] != link["url"]
        assert (ours["made_by_key_id"], ours["made_by_id"]) == (None, agency.recruiter.user_id)
        assert await opens(agency, link["url"]) == 200
        await agency.admin.sends("DELETE", f"/v1/api-keys/{key['id']}", 204)
        assert await opens(agency, link["url"]) == 404
        assert await opens(agency, ours["url"]) == 200
    events = (await agency.admin.reads("/v1/events", types="link.revoked"))["items"]
    assert len(events) == 4


async def test_what_a_key_made_does_not_outlast_it(agency: Agency) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        path, (write, reads) = list((await makers(agency)).items())[1]
        ends = (TUESDAY + timedelta(days=3)).isoformat()
        async with key_with(agency, write, *reads, expires_at=ends) as (program, _):
            link = await program.does(path)
        assert link["expires_at"] == "2026-12-04T10:00:00Z"
    with time_machine.travel(TUESDAY + timedelta(days=2), tick=False):
        assert await opens(agency, link["url"]) == 200
    with time_machine.travel(TUESDAY + timedelta(days=4), tick=False):
        assert await opens(agency, link["url"]) == 404


@NOW
async def test_a_leaver_s_calendar_ends_and_what_they_made_for_others_stays(
    agency: Agency,
) -> None:
    urls = {path: (await agency.recruiter.does(path))["url"] for path in await makers(agency)}
    leaver = f"/v1/users/{agency.recruiter.user_id}"
    await agency.admin.changes(leaver, {"active": False})
    for path, url in urls.items():
        assert await opens(agency, url) == (404 if path == "/v1/me/calendar-link" else 200)
    await agency.admin.changes(leaver, {"active": True})
    assert await opens(agency, urls["/v1/me/calendar-link"]) == 404, "nor does it come back"


@NOW
async def test_a_key_without_the_right_to_read_calls_makes_a_calendar_without_them(
    agency: Agency,
) -> None:
    contact = await mailed_contact(agency, phone="+44 20 7946 0018")
    request = await asked(agency, await held_interview(agency, contact), contact)
    booking = {"starts_at": "2026-12-02T10:00:00Z", "caller_id": agency.recruiter.user_id}
    await agency.recruiter.sends("PUT", of_request(request), 201, json=booking)
    may = ("interviews:write", "interviews:read")
    for more, seen in (((), False), (("feedback:read",), True)):
        async with key_with(agency, *may, *more, acts_for=agency.recruiter.user_id) as (program, _):
            url = (await program.does("/v1/me/calendar-link"))["url"]
        async with visitor(agency) as anyone:
            feed = (await anyone.get(url.removeprefix(settings().public_url))).text
        assert ("7946 0018" in feed) is seen


@NOW
async def test_a_link_s_id_in_typed_words_is_never_opened(agency: Agency) -> None:
    """Whoever reads the log knows the ids of links, and could have their pages mailed to them."""
    victim = await agency.candidate(emails=[f"victim@{agency.slug}.example"])
    url = (await agency.recruiter.does(f"/v1/candidates/{victim['id']}/portal-link"))["url"]
    [made] = (await agency.admin.reads("/v1/events", types="link.created"))["items"]
    typed = f"{settings().public_url}/c/{made['subject']['id']}"
    request = await agency.feedback_request(starts_in=timedelta(days=-1))
    await agency.recruiter.changes(
        f"/v1/contacts/{request['contact_id']}", {"email": f"mallory@{agency.slug}.example"}
    )
    await agency.recruiter.does(
        f"{of_request(request)}/times",
        {"times": ["2026-12-02T10:00:00Z"], "message": f"Look: {typed}"},
    )
    referee, application = await agency.referee_and_application()
    await agency.recruiter.creates(
        f"/v1/referees/{referee['id']}/heads-ups",
        {"application_id": application["id"], "message": f"Look: {typed}"},
    )
    await agency.recruiter.does(f"/v1/candidates/{victim['id']}/portal-link", {"send": True})
    mails = [mail.get_body(("plain",)).get_content() for mail in await agency.deliver_mail()]
    token = url.rpartition("/")[2]
    to_victim = [mail for mail in mails if token in mail]
    assert len(mails) == 3
    assert len(to_victim) == 1, "their own mail, where we put it"
    assert sum(f"Look: {typed}" in mail for mail in mails) == 2
    offered = next(mail for mail in mails if "/f/" in mail)
    assert re.search(rf"{re.escape(settings().public_url)}/f/[\w-]{{43}}\s", offered)


@NOW
async def test_a_typed_mention_stays_shut_in_mail_to_the_person_it_is_for(agency: Agency) -> None:
    """Even beside the link that we put there."""
    contact = await mailed_contact(agency)
    first = await asked(agency, await held_interview(agency, contact), contact)
    await agency.recruiter.does(f"/v1/feedback-requests/{first['id']}/form-link")
    [made] = (await agency.admin.reads("/v1/events", types="link.created"))["items"]
    typed = f"{settings().public_url}/f/{made['subject']['id']}"
    second = await asked(agency, await held_interview(agency, contact), contact)
    offer = {"times": ["2026-12-02T10:00:00Z"], "message": f"Look: {typed}"}
    await agency.recruiter.does(f"{of_request(second)}/times", offer)
    [mail] = await agency.deliver_mail()
    assert f"Look: {typed}" in mail.get_body(("plain",)).get_content()
