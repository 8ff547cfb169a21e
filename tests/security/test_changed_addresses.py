"""Whoever read a mailbox that was not theirs reads nothing any more once the address is corrected,
and whoever had a record made and merged does not read the page of the person who remains."""

from email.message import EmailMessage

import time_machine

from app.settings import settings
from tests.factories import Agency, Json
from tests.feedback.situations import TUESDAY, again, asked, at, held_interview, mailed_contact
from tests.forms.situations import form_of, visitor

NOW = time_machine.travel(TUESDAY, tick=False)


def address(agency: Agency, name: str) -> str:
    return f"{name}@{agency.slug}.example"


async def links_of(agency: Agency, candidate: Json) -> list[str]:
    """The addresses of their page and their calendar."""
    return [
        (await agency.recruiter.does(f"/v1/candidates/{candidate['id']}/{kind}-link"))["url"]
        for kind in ("portal", "calendar")
    ]


async def open_now(agency: Agency, urls: list[str]) -> list[bool]:
    async with visitor(agency) as anyone:
        return [
            (await anyone.get(url.removeprefix(settings().public_url))).status_code == 200
            for url in urls
        ]


async def revoked(agency: Agency) -> int:
    return len((await agency.admin.reads("/v1/events", types="link.revoked"))["items"])


def mailed(mails: list[EmailMessage]) -> list[tuple[str, str]]:
    """To whom, and what."""
    found = []
    for mail in mails:
        body = mail.get_body(("plain",))
        assert body is not None
        found.append((str(mail["to"]), body.get_content()))
    return found


@NOW
async def test_a_corrected_first_address_ends_the_links_and_the_answer_says_so(
    agency: Agency,
) -> None:
    maria = await agency.candidate(emails=[address(agency, "wrong"), address(agency, "second")])
    path = f"/v1/candidates/{maria['id']}"
    old = await links_of(agency, maria)
    await agency.recruiter.changes(path, {"emails": [address(agency, "WRONG")]})
    assert await open_now(agency, old) == [True, True], "the same mailbox"
    await agency.recruiter.does(f"{path}/portal-link", {"send": True})  # and not sent yet
    changed = await agency.recruiter.changes(path, {"emails": [address(agency, "right")]})
    [warning] = changed["warnings"]
    assert warning["pointer"] == "/emails/0"
    assert "open nothing any more" in warning["detail"]
    assert await open_now(agency, old) == [False, False]
    assert await revoked(agency) == 2
    assert (await agency.viewer.reads(path)).get("warnings", []) == []
    [(to, words)] = mailed(await agency.deliver_mail())
    assert "right@" in to
    [new, _] = await links_of(agency, maria)
    assert new in words
    assert old[0] not in words
    assert await open_now(agency, [new]) == [True]


@NOW
async def test_what_waits_for_an_address_that_was_removed_goes_to_nobody(agency: Agency) -> None:
    maria = await agency.candidate(emails=[address(agency, "wrong")])
    path = f"/v1/candidates/{maria['id']}"
    old = await links_of(agency, maria)
    await agency.recruiter.does(f"{path}/portal-link", {"send": True})
    await agency.recruiter.changes(path, {"emails": []})
    assert await agency.deliver_mail() == []
    [message] = (await agency.viewer.reads("/v1/messages"))["items"]
    assert message["status"] == "cancelled"
    assert await open_now(agency, old) == [False, False]


@NOW
async def test_what_failed_at_the_old_address_is_sent_again_to_the_new_one(agency: Agency) -> None:
    maria = await agency.candidate(emails=[address(agency, "wrong")])
    path = f"/v1/candidates/{maria['id']}"
    await agency.recruiter.does(f"{path}/portal-link", {"send": True})
    [message] = (await agency.viewer.reads("/v1/messages"))["items"]
    await agency.recruiter.creates("/v1/suppressions", {"email": address(agency, "wrong")})
    assert await agency.deliver_mail() == []
    await agency.recruiter.changes(path, {"emails": [address(agency, "right")]})
    await agency.recruiter.does(f"/v1/messages/{message['id']}/resend")
    [(to, words)] = mailed(await agency.deliver_mail())
    assert "right@" in to
    assert (await links_of(agency, maria))[0] in words


@NOW
async def test_a_synchronised_address_counts_as_much(agency: Agency) -> None:
    ref = "/v1/candidates/by-ref/bullhorn/7"
    body = {"name": {"given": "Maria", "family": "Gregg"}, "emails": [address(agency, "wrong")]}
    maria = await agency.recruiter.sends("PUT", ref, 201, json=body)
    old = await links_of(agency, maria)
    body["emails"] = [address(agency, "right")]
    changed = await agency.recruiter.sends("PUT", ref, 200, json=body)
    assert changed["warnings"]
    assert await open_now(agency, old) == [False, False]


@NOW
async def test_a_stranger_whose_record_is_merged_reads_nothing(agency: Agency) -> None:
    """They had a record made under the victim's name, with an address of their own."""
    victim = await agency.candidate(emails=[address(agency, "victim")])
    stranger = await agency.candidate(emails=[address(agency, "stranger")])
    theirs, hers = await links_of(agency, stranger), await links_of(agency, victim)
    await agency.recruiter.does(f"/v1/candidates/{stranger['id']}/portal-link", {"send": True})
    merged = await agency.recruiter.does(
        f"/v1/candidates/{victim['id']}/merge", {"duplicate_id": stranger["id"]}
    )
    assert [warning["pointer"] for warning in merged["warnings"]] == ["/duplicate_id"]
    assert await open_now(agency, theirs) == [False, False]
    assert await open_now(agency, hers) == [True, True]
    [(to, words)] = mailed(await agency.deliver_mail())
    assert "victim@" in to
    assert hers[0] in words
    assert theirs[0] not in words
    assert await links_of(agency, victim) == hers, "and stay the same"
    assert await revoked(agency) == 2


@NOW
async def test_a_contact_s_forms_end_with_their_address_and_they_are_asked_again(
    agency: Agency,
) -> None:
    contact = await mailed_contact(agency, email=address(agency, "wrong"))
    answered = await asked(agency, await held_interview(agency, contact), contact)
    await agency.feedback(answered)
    request = await asked(agency, await held_interview(agency, contact), contact)
    assert len(await at(agency, TUESDAY)) == 1
    assert (await again(agency, request))["asked_at"]
    old = [await form_of(agency, one) for one in (answered, request)]
    path = f"/v1/contacts/{contact['id']}"
    changed = await agency.recruiter.changes(path, {"email": address(agency, "right")})
    assert [warning["pointer"] for warning in changed["warnings"]] == ["/email"]
    assert await open_now(agency, old) == [False, False]
    assert (await again(agency, request))["asked_at"] is None
    assert "feedback.readdressed" in await agency.events_of(request["id"])
    await agency.sweep()
    [(to, words)] = mailed(await agency.deliver_mail())
    assert "right@" in to
    new = await form_of(agency, request)
    assert new in words
    assert new not in old
    assert await open_now(agency, [new]) == [True]
    assert (await again(agency, request))["chase_count"] == 0


@NOW
async def test_what_waits_for_a_contact_goes_to_their_new_address(agency: Agency) -> None:
    contact = await mailed_contact(agency, email=address(agency, "wrong"))
    request = await asked(agency, await held_interview(agency, contact), contact)
    offer = {"times": ["2026-12-02T10:00:00Z"]}
    await agency.recruiter.does(f"/v1/feedback-requests/{request['id']}/call/times", offer)
    old = await form_of(agency, request)
    changed = {"email": address(agency, "right")}
    await agency.recruiter.changes(f"/v1/contacts/{contact['id']}", changed)
    [(to, words)] = mailed(await agency.deliver_mail())
    assert "right@" in to
    assert await form_of(agency, request) in words
    assert old not in words


@NOW
async def test_what_waits_for_a_referee_goes_to_their_new_address(agency: Agency) -> None:
    referee, application = await agency.referee_and_application()
    about = {"application_id": application["id"]}
    await agency.recruiter.creates(f"/v1/referees/{referee['id']}/heads-ups", about)
    changed = {"email": address(agency, "right")}
    await agency.recruiter.changes(f"/v1/referees/{referee['id']}", changed)
    [(to, _)] = mailed(await agency.deliver_mail())
    assert "right@" in to
