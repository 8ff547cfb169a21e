"""The secret key is replaced: what was handed out before lasts, or is plainly over."""

from collections.abc import Callable
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr

from app.links.tokens import token_for
from app.messages.actions import REPLY
from app.messages.composing import reply_address
from app.replies.filing import file
from app.replies.models import UnknownRecipient
from app.settings import settings
from tests.factories import Agency
from tests.forms.situations import Visitor, request_with_form, visitor
from tests.links.test_links import NOW, links_of
from tests.messages.situations import queued
from tests.replies.letters import Asked, ask

OLD, NEW, OTHER = "o" * 40, "n" * 40, "x" * 40
ROTATED, RETIRED = f"{NEW},{OLD}", NEW
Turn = Callable[[str], None]


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> Turn:
    """Starts with the old key; called with another ring, everything goes on with that one."""

    def turn(ring: str) -> None:
        monkeypatch.setattr(settings(), "secret_key", SecretStr(ring))

    turn(OLD)
    return turn


def path_of(url: str) -> str:
    return urlsplit(url).path


async def every_link(agency: Agency) -> dict[str, str]:
    """Addresses by where each is to be had."""
    return {path: (await agency.recruiter.does(path))["url"] for path in await links_of(agency)}


@NOW
async def test_links_last_through_a_rotation_and_end_with_their_key(
    agency: Agency, keys: Turn
) -> None:
    before = await every_link(agency)
    keys(ROTATED)
    async with visitor(agency) as anyone:
        for path, url in before.items():
            await anyone.opens(path_of(url))
            assert (await agency.recruiter.does(path))["url"] == url, "one link to one thing"
        keys(RETIRED)
        for path, url in before.items():
            await anyone.opens(path_of(url), 404)
            new = (await agency.recruiter.does(path))["url"]
            assert new != url
            await anyone.opens(path_of(new))
            await anyone.opens(path_of(url), 404)
            assert (await agency.recruiter.does(path))["url"] == new


@NOW
async def test_a_link_made_after_the_rotation_needs_no_old_key(agency: Agency, keys: Turn) -> None:
    keys(ROTATED)
    made = await every_link(agency)
    keys(RETIRED)
    async with visitor(agency) as anyone:
        for url in made.values():
            await anyone.opens(path_of(url))


@NOW
async def test_a_link_of_no_key_of_the_ring_never_opens(agency: Agency, keys: Turn) -> None:
    """Also when somebody learnt a former key and can make what it made."""
    for path, url in (await every_link(agency)).items():
        keys(OTHER)
        async with visitor(agency) as anyone:
            await anyone.opens(path_of(url), 404)
        keys(OLD)
        assert (await agency.recruiter.does(path))["url"] == url


@NOW
@pytest.mark.parametrize("ring", [ROTATED, RETIRED])
async def test_a_message_queued_before_carries_links_that_open(
    agency: Agency, keys: Turn, ring: str
) -> None:
    candidate = await agency.candidate(emails=[f"maria@{agency.slug}.example"])
    path = f"/v1/candidates/{candidate['id']}/portal-link"
    await agency.recruiter.does(path, {"send": True})
    keys(ring)
    [mail] = await agency.deliver_mail()
    url = (await agency.recruiter.does(path))["url"]
    assert url in mail.get_body(("plain",)).get_content()
    async with visitor(agency) as anyone:
        await anyone.opens(path_of(url))


async def answered(asked: Asked, address: str) -> None:
    await file(asked.agency.database, address, asked.letter().as_bytes())


async def test_answers_to_mail_sent_before_are_filed_until_the_key_is_retired(
    agency: Agency, keys: Turn
) -> None:
    asked = await ask(agency)
    address = asked.address
    keys(ROTATED)
    await answered(asked, address)
    keys(RETIRED)
    with pytest.raises(UnknownRecipient):
        await answered(asked, address)
    with pytest.raises(UnknownRecipient):  # not sent again, so nobody has it
        await answered(asked, asked.address)


@pytest.mark.parametrize("ring", [ROTATED, RETIRED])
async def test_a_message_queued_before_can_be_answered(
    agency: Agency, keys: Turn, ring: str
) -> None:
    message = await queued(agency)
    former = reply_address(UUID(message["id"]))
    keys(ring)
    [mail] = await agency.deliver_mail()
    address = str(mail["Reply-To"])
    assert (address == former) is (ring == ROTATED)
    filed = await file(agency.database, address, b"From: ryan@n.example\r\n\r\nGladly.\r\n")
    assert filed.agency_id == agency.id


async def test_unsubscribing_works_until_the_key_is_retired(agency: Agency, keys: Turn) -> None:
    asked = await ask(agency)
    path = f"/u/{token_for(REPLY, asked.id)}"
    async with visitor(agency) as anyone:
        keys(ROTATED)
        await anyone.opens(path)
        keys(RETIRED)
        await anyone.opens(path, 404)
        assert (await anyone.post(path)).status_code == 404


async def sent_form(anyone: Visitor, agency: Agency, keys: Turn, ring: str) -> str:
    with_key = settings().secret_key.get_secret_value()
    _, path = await request_with_form(agency)
    page = await anyone.opens(path)
    keys(ring)
    answers = {**page.fields, "outcome": "advance", "comments": "She was good."}
    sent = await anyone.post(path, data=answers, follow_redirects=True)
    keys(with_key)
    assert sent.status_code < 500
    return sent.text


@NOW
async def test_a_form_that_was_open_meanwhile_can_be_sent(agency: Agency, keys: Turn) -> None:
    async with visitor(agency) as anyone:
        assert "Thank you" in await sent_form(anyone, agency, keys, ROTATED)


async def test_a_document_link_lasts_through_a_rotation(
    agency: Agency, anyone: httpx.AsyncClient, keys: Turn
) -> None:
    document = await agency.document()
    link = await agency.viewer.does(f"/v1/documents/{document['id']}/link")
    for ring, status in ((ROTATED, 200), (RETIRED, 404)):
        keys(ring)
        assert (await anyone.get(link["url"])).status_code == status


async def test_a_retry_is_answered_from_the_seal_or_told_plainly(
    agency: Agency, keys: Turn
) -> None:
    new = {"json": {"name": "Northwind"}, "headers": {"idempotency-key": "once"}}
    first = await agency.recruiter.post("/v1/employers", **new)
    keys(ROTATED)
    again = await agency.recruiter.post("/v1/employers", **new)
    assert (again.status_code, again.json()) == (201, first.json())
    keys(RETIRED)
    await agency.recruiter.is_refused(
        409, "idempotency-answer-unreadable", "POST", "/v1/employers", **new
    )
    assert len((await agency.viewer.reads("/v1/employers"))["items"]) == 1
