"""Links that open one thing for one person: made, sent and revoked by the agency."""

from datetime import datetime, timedelta

import time_machine

from app.settings import settings
from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY, asked, held_interview, mailed_contact
from tests.forms.situations import visitor

NOW = time_machine.travel(TUESDAY, tick=False)


async def links_of(agency: Agency) -> list[str]:
    """Paths at which a link can be had."""
    contact = await mailed_contact(agency)
    request = await asked(agency, await held_interview(agency, contact), contact)
    candidate = await agency.candidate()
    return [
        f"/v1/feedback-requests/{request['id']}/form-link",
        f"/v1/candidates/{candidate['id']}/portal-link",
        f"/v1/candidates/{candidate['id']}/calendar-link",
        "/v1/me/calendar-link",
    ]


@NOW
async def test_a_link_is_the_same_until_it_is_revoked(agency: Agency) -> None:
    for path in await links_of(agency):
        first = await agency.recruiter.does(path)
        assert (await agency.recruiter.does(path))["url"] == first["url"]
        await agency.recruiter.sends("DELETE", path, 204)
        await agency.recruiter.sends("DELETE", path, 204)
        assert (await agency.recruiter.does(path))["url"] != first["url"]


@NOW
async def test_no_two_links_open_the_same(agency: Agency) -> None:
    urls = [(await agency.recruiter.does(path))["url"] for path in await links_of(agency)]
    assert len({url.rpartition("/")[2] for url in urls}) == len(urls)


@NOW
async def test_an_answer_with_a_link_is_kept_nowhere(agency: Agency) -> None:
    for path in await links_of(agency):
        answer = await agency.recruiter.post(path)
        assert answer.headers["cache-control"] == "no-store"


@NOW
async def test_a_viewer_makes_and_revokes_none(agency: Agency) -> None:
    for path in await links_of(agency):
        for method in ("POST", "DELETE"):
            await agency.viewer.sends(method, path, 403)


async def test_a_link_that_runs_out_soon_lasts_longer_when_it_is_wanted_again(
    agency: Agency,
) -> None:
    with time_machine.travel(TUESDAY, tick=False):
        path, *_ = await links_of(agency)
        first = await agency.recruiter.does(path)
    with time_machine.travel(TUESDAY + timedelta(days=20), tick=False):
        again = await agency.recruiter.does(path)
    assert again["url"] == first["url"]
    lasting = datetime.fromisoformat(again["expires_at"]) - TUESDAY
    assert lasting == timedelta(days=50), "thirty days of the policy, from today"


@NOW
async def test_the_candidate_is_sent_their_page(agency: Agency) -> None:
    candidate = await agency.candidate(emails=["maria@example.com", "other@example.com"])
    path = f"/v1/candidates/{candidate['id']}/portal-link"
    await agency.recruiter.does(path)
    assert await agency.deliver_mail() == []
    link = await agency.recruiter.does(path, {"send": True})
    [mail] = await agency.deliver_mail()
    assert "maria@example.com" in mail["to"]
    assert "other@example.com" not in mail["to"]
    body = mail.get_body(("plain",))
    assert body is not None
    assert link["url"] in body.get_content().replace("=\n", "")


@NOW
async def test_nobody_without_an_address_is_sent_a_link(agency: Agency) -> None:
    candidate = await agency.candidate()
    path = f"/v1/candidates/{candidate['id']}/portal-link"
    refused: Json = await agency.recruiter.sends("POST", path, 409, json={"send": True})
    assert "e-mail" in refused["detail"]
    assert await agency.deliver_mail() == []


async def test_an_api_key_has_no_calendar_of_its_own(agency: Agency) -> None:
    new = {"name": "ATS", "scopes": ["interviews:read", "interviews:write"]}
    secret = (await agency.admin.creates("/v1/api-keys", new))["secret"]
    async with visitor(agency) as program:
        answer = await program.post(
            "/v1/me/calendar-link", headers={"authorization": f"Bearer {secret}"}
        )
    assert answer.status_code == 409
    assert "On-Behalf-Of" in answer.json()["detail"]


@NOW
async def test_what_is_on_record_holds_no_token(agency: Agency) -> None:
    urls = [(await agency.recruiter.does(path))["url"] for path in await links_of(agency)]
    events = str(await agency.admin.reads("/v1/events", limit=200))
    assert events.count("link.created") >= len(urls)
    for url in urls:
        assert url.rpartition("/")[2].removesuffix(".ics") not in events


@NOW
async def test_what_is_kept_of_a_message_opens_nothing_and_what_was_sent_does(
    agency: Agency,
) -> None:
    candidate = await agency.candidate(emails=[f"maria@{agency.slug}.example"])
    path = f"/v1/candidates/{candidate['id']}/portal-link"
    url = (await agency.recruiter.does(path, {"send": True}))["url"]
    [mail] = await agency.deliver_mail()
    assert url in mail.get_body(("plain",)).get_content()
    assert f'href="{url}"' in mail.get_body(("html",)).get_content()
    [message] = (await agency.viewer.reads("/v1/messages"))["items"]
    token = url.rpartition("/")[2]
    assert token not in str(message)
    assert "/c/" in message["body"]
    async with visitor(agency) as anyone:
        [kept] = [word for word in message["body"].split() if "/c/" in word]
        await anyone.opens(kept[kept.index("/c/") :], 404)
        await anyone.opens(url[url.index("/c/") :])


@NOW
async def test_a_link_of_another_agency_stays_shut_in_mail(
    agency: Agency, other_agency: Agency
) -> None:
    theirs = await other_agency.candidate()
    await other_agency.recruiter.does(f"/v1/candidates/{theirs['id']}/portal-link")
    [created] = (await other_agency.admin.reads("/v1/events", types="link.created"))["items"]
    guess = f"{settings().public_url}/c/{created['subject']['id']}"
    referee, application = await agency.referee_and_application()
    await agency.recruiter.creates(
        f"/v1/referees/{referee['id']}/heads-ups",
        {"application_id": application["id"], "message": f"Look: {guess}"},
    )
    [mail] = await agency.deliver_mail()
    assert f"Look: {guess}" in mail.get_body(("plain",)).get_content()
