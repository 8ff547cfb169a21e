"""Calendars to subscribe to, and the file of one interview."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
import time_machine
from structlog.testing import capture_logs

from app.access.actors import Actor
from app.calendars.queries import OF_CANDIDATE, OF_RECRUITER
from app.calls.models import Call
from app.database import Reads
from app.events.kinds import CallBooked, CandidateCallBooked
from app.events.recorder import record
from app.statements import Statement
from app.transaction import transaction
from tests.calendars.rules import strictly_read
from tests.calendars.situations import NOW, begins, events_by_summary, interview_to_come, read_back
from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY, asked, held_interview, mailed_contact


async def path_of(agency: Agency, candidate_id: str | None = None) -> str:
    """Where a feed is read: the recruiter's, or a candidate's."""
    whose = f"/v1/candidates/{candidate_id}" if candidate_id else "/v1/me"
    link = await agency.recruiter.does(f"{whose}/calendar-link")
    return "/calendar/" + link["url"].rpartition("/")[2]


async def read(anyone: httpx.AsyncClient, path: str, **headers: str) -> str:
    answer = await anyone.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    strictly_read(answer.text)
    return answer.text


async def call(agency: Agency, *, with_: str = "contact", **fields: Any) -> Json:
    """One that was booked by hand for the day after tomorrow; answers what it is about."""
    contact = await mailed_contact(agency, email=None)
    candidate = await agency.candidate(name={"given": "Maria", "family": "Gregg"})
    interview = await held_interview(agency, contact, candidate_id=candidate["id"])
    request = await asked(agency, interview, contact)
    about = {"feedback_request_id": UUID(request["id"])}
    kind: type[CallBooked | CandidateCallBooked] = CallBooked
    if with_ == "candidate":
        feedback = await agency.feedback(request)
        about, kind = {"feedback_id": UUID(feedback["id"])}, CandidateCallBooked
    values = {
        "with_": with_, "interview_id": UUID(interview["id"]),
        "status": "booked", "starts_at": TUESDAY + timedelta(days=2),
        "duration_minutes": 20, "phone": "+44 20 7946 0018", "notes": "She sounded unsure.",
        "wish": "Not before ten.", "caller_id": UUID(agency.recruiter.user_id), **about, **fields,
    }  # fmt: skip
    actor = Actor(agency.id, "user", UUID(agency.recruiter.user_id))
    async with transaction(agency.database, actor) as db:
        made = Call(agency_id=agency.id, **values)
        db.add(made)
        booked = kind(starts_at=values["starts_at"], timezone="Europe/London")
        record(db, booked, made.id)
    return {"id": str(made.id), "candidate_id": candidate["id"]}


@NOW
async def test_a_candidate_reads_their_interviews_and_calls(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    coming = await interview_to_come(agency, title="Second interview", location="1 Dock Road")
    await agency.interview(starts_in=timedelta(days=3))  # somebody else's
    text = await read(anyone, await path_of(agency, coming.candidate["id"]))
    [event] = read_back(text).events
    assert event.summary == "Interview: Depot Manager at Northwind"
    assert event.description == "Second interview\nBy video\nWith Ryan Walters"
    assert event.location == "1 Dock Road"
    assert event.uid == coming.interview["id"]
    with_her = await call(agency, with_="candidate")
    [held, talk] = read_back(
        await read(anyone, await path_of(agency, with_her["candidate_id"]))
    ).events
    assert held.summary == "Interview: Depot Manager at Northwind"
    assert talk.summary == "Call about Depot Manager at Northwind"
    assert (begins(talk), talk.dtend - talk.dtstart) == (
        TUESDAY + timedelta(days=2),
        timedelta(minutes=20),
    )


@NOW
async def test_a_recruiter_reads_the_interviews_of_their_candidates_and_their_calls(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    await interview_to_come(agency, round=2)
    await call(agency)
    await call(agency, with_="candidate", starts_at=TUESDAY + timedelta(days=3))
    await call(agency, caller_id=UUID(agency.admin.user_id))
    events = events_by_summary(await read(anyone, await path_of(agency)))
    assert set(events) == {
        "Maria Gregg, Depot Manager at Northwind, interview 2",
        "Call Ryan Walters about Maria Gregg, Depot Manager at Northwind",
        "Call Maria Gregg, Depot Manager at Northwind",
    }
    ring = events["Call Ryan Walters about Maria Gregg, Depot Manager at Northwind"]
    assert ring.location == "+44 20 7946 0018"


@NOW
async def test_nothing_told_in_confidence_is_in_a_feed(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    theirs = await call(agency, with_="candidate")
    await call(agency)
    for path in (await path_of(agency, theirs["candidate_id"]), await path_of(agency)):
        text = await read(anyone, path)
        for words in ("Too expensive", "unsure", "Not before ten", "more numbers", "/c/", "/f/"):
            assert words not in text.replace("\r\n ", "")


@NOW
async def test_a_call_with_the_contact_is_nothing_the_candidate_sees(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    theirs = await call(agency)
    text = await read(anyone, await path_of(agency, theirs["candidate_id"]))
    assert "Call" not in text


@NOW
@pytest.mark.parametrize("status", ["wanted", "offered"])
async def test_a_call_without_an_agreed_time_is_in_no_calendar(
    agency: Agency, anyone: httpx.AsyncClient, status: str
) -> None:
    theirs = await call(agency, with_="candidate", status=status)
    for path in (await path_of(agency, theirs["candidate_id"]), await path_of(agency)):
        assert "Call" not in await read(anyone, path)


async def test_what_was_cancelled_is_said_for_a_while(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    with time_machine.travel(TUESDAY, tick=False) as clock:
        coming = await interview_to_come(agency)
        paths = [await path_of(agency), await path_of(agency, coming.candidate["id"])]
        await coming.changes(starts_at=(TUESDAY + timedelta(days=60)).isoformat())
        await agency.recruiter.does(f"{coming.path}/cancellation", {"reason": "He was rude."})
        for days, shown in ((0, 1), (29, 1), (2, 0)):
            clock.shift(timedelta(days=days))
            for path in paths:
                text = await read(anyone, path)
                assert "He was rude" not in text
                events = read_back(text).events
                assert len(events) == shown
                for event in events:
                    assert (event.status, event.sequence) == ("CANCELLED", 2)


async def test_a_feed_goes_ninety_days_back(agency: Agency, anyone: httpx.AsyncClient) -> None:
    with time_machine.travel(TUESDAY, tick=False) as clock:
        coming = await interview_to_come(agency)
        path = await path_of(agency, coming.candidate["id"])
        for days, shown in ((96, 1), (2, 0)):
            clock.shift(timedelta(days=days))
            assert len(read_back(await read(anyone, path)).events) == shown


@NOW
async def test_what_is_unchanged_is_not_sent_again(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    coming = await interview_to_come(agency)
    path = await path_of(agency, coming.candidate["id"])
    first = await anyone.get(path)
    assert first.headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert first.headers["cache-control"] == "private, max-age=300"
    assert first.headers["referrer-policy"] == "no-referrer"
    same = await anyone.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    await coming.changes(location="2 Dock Road")
    other = await anyone.get(path, headers={"if-none-match": first.headers["etag"]})
    assert other.status_code == 200
    assert other.headers["etag"] != first.headers["etag"]


async def test_unknown_revoked_and_expired_links_are_answered_alike(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    with time_machine.travel(TUESDAY, tick=False) as clock:
        revoked = await path_of(agency)
        await agency.recruiter.sends("DELETE", "/v1/me/calendar-link", 204)
        candidate = await agency.candidate()
        expired = await path_of(agency, candidate["id"])
        page = await agency.recruiter.does(f"/v1/candidates/{candidate['id']}/portal-link")
        token = page["url"].rpartition("/")[2]
        clock.shift(timedelta(days=367))
        paths = [
            revoked, expired, "/calendar/x.ics", f"/calendar/{'x' * 43}.ics",
            f"/calendar/{token}.ics",
        ]  # fmt: skip
        answers = [await anyone.get(path) for path in paths]
    assert {answer.status_code for answer in answers} == {404}
    assert {answer.text for answer in answers} == {"This link does not open anything."}
    assert {answer.headers["content-type"] for answer in answers} == {"text/plain; charset=utf-8"}
    assert {answer.headers["cache-control"] for answer in answers} == {"no-store"}


async def test_who_guesses_is_slowed_down(anyone: httpx.AsyncClient) -> None:
    answers = [await anyone.get(f"/calendar/{'x' * 40}{n:03}.ics") for n in range(21)]
    assert [answer.status_code for answer in answers] == [404] * 20 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0
    assert answers[-1].headers["content-type"] == "text/plain; charset=utf-8"


@NOW
async def test_opening_is_noted_once_and_the_token_stands_nowhere(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    coming = await interview_to_come(agency)
    path = await path_of(agency, coming.candidate["id"])
    with capture_logs() as logged:
        for _ in range(2):
            await read(anyone, path)
    events = (await agency.admin.reads("/v1/events", limit=200))["items"]
    assert [event["type"] for event in events].count("link.opened") == 1
    token = path.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in str(events) + str(logged) + (await anyone.get("/metrics")).text


@NOW
async def test_somebody_who_may_not_sign_in_any_more_reads_nothing(
    agency: Agency, anyone: httpx.AsyncClient
) -> None:
    await interview_to_come(agency)
    await call(agency)
    path = await path_of(agency)
    assert len(read_back(await read(anyone, path)).events) == 2
    await agency.admin.changes(f"/v1/users/{agency.recruiter.user_id}", {"active": False})
    assert (await anyone.get(path)).status_code == 404


@NOW
async def test_a_feed_is_one_statement_and_of_one_agency(
    agency: Agency,
    other_agency: Agency,
    anyone: httpx.AsyncClient,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for one in (other_agency, agency):
        await interview_to_come(one)
        theirs = await call(one)
    run: list[Statement] = []
    fetch = Reads.fetch

    async def counted(self: Reads, statement: Statement, **values: Any) -> Any:
        run.append(statement)
        return await fetch(self, statement, **values)

    monkeypatch.setattr(Reads, "fetch", counted)
    for path, statement, entries in (
        (await path_of(agency), OF_RECRUITER, 2),
        (await path_of(agency, theirs["candidate_id"]), OF_CANDIDATE, 1),
    ):
        run.clear()
        assert len(read_back(await read(anyone, path)).events) == entries
        assert run == [statement]


@NOW
async def test_the_file_of_an_interview(agency: Agency) -> None:
    coming = await interview_to_come(agency, location="1 Dock Road")
    path = f"{coming.path}/invite.ics"
    answer = await agency.viewer.get(path)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    name = 'filename="Maria Gregg, Depot Manager at Northwind, interview 1.ics"'
    assert name in answer.headers["content-disposition"]
    strictly_read(answer.text)
    [event] = read_back(answer.text).events
    assert (event.uid, event.sequence) == (coming.interview["id"], 0)
    assert "mailto:maria" not in answer.text
    held = {"if-none-match": answer.headers["etag"]}
    assert (await agency.viewer.get(path, headers=held)).status_code == 304
    await coming.changes(starts_at=(TUESDAY + timedelta(days=9)).isoformat())
    moved = await agency.viewer.get(path, headers=held)
    [event] = read_back(moved.text).events
    assert (begins(event), event.sequence) == (TUESDAY + timedelta(days=9), 1)
    await agency.recruiter.does(f"{coming.path}/cancellation")
    [event] = read_back((await agency.viewer.get(path)).text).events
    assert (event.status, event.sequence) == ("CANCELLED", 2)


async def test_the_file_is_for_who_may_read_interviews(agency: Agency) -> None:
    interview = await agency.interview()
    key = await agency.admin.creates("/v1/api-keys", {"name": "CRM", "scopes": ["events:read"]})
    answer = await agency.viewer.get(
        f"/v1/interviews/{interview['id']}/invite.ics",
        headers={"authorization": f"Bearer {key['secret']}"},
    )
    assert answer.status_code == 403
