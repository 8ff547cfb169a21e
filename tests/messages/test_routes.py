"""Messages and suppressed addresses over the API."""

from uuid import UUID

import pytest

from app.access.actors import Actor
from app.messages.actions import note_bounce
from app.messages.models import Message
from app.transaction import transaction
from tests.factories import Agency, Json
from tests.mail_server import MailServer, used
from tests.messages.situations import queued, shown


async def failed(agency: Agency, email: str | None = None) -> Json:
    message = await queued(agency, email=email)
    async with used(MailServer(message["to"][0]["email"])):
        await agency.deliver_mail()
    return await shown(agency, message["id"])


async def test_every_message_is_a_record(agency: Agency) -> None:
    message = await queued(agency, subject="Thanks", body="For the tour.")
    assert message["to"] == [
        {
            "name": "Ryan Walters",
            "email": f"ryan@{agency.slug}.example",
            "contact_id": message["contact_id"],
        }
    ]
    assert (message["subject"], message["body"]) == ("Thanks", "For the tour.")
    assert (message["kind"], message["by_itself"]) == ("thank_you", False)
    assert (message["contact_name"], message["candidate_name"]) == ("Ryan Walters", None)
    assert message["feedback_request_ids"] == []


async def test_they_are_listed_by_what_they_are_about(agency: Agency) -> None:
    bad = await failed(agency)
    good = await queued(agency, email=f"bo@{agency.slug}.example")

    async def listed(**filters: str) -> list[str]:
        page = await agency.viewer.reads("/v1/messages", **filters)
        return [row["id"] for row in page["items"]]

    assert await listed() == [good["id"], bad["id"]]
    assert await listed(status="failed") == [bad["id"]]
    assert await listed(contact_id=good["contact_id"]) == [good["id"]]
    assert await listed(to=f"BO@{agency.slug}.example") == [good["id"]]
    assert await listed(kind="heads_up") == []


async def test_what_failed_is_sent_again(agency: Agency) -> None:
    message = await failed(agency)
    again = await agency.recruiter.does(f"/v1/messages/{message['id']}/resend")
    assert (again["status"], again["failure"], again["attempts"]) == ("queued", None, 0)
    async with used(MailServer()) as server:
        await agency.deliver_mail()
    assert len(server.taken) == 1
    assert await agency.events_of(message["id"]) == [
        "message.failed",
        "message.queued_again",
        "message.sent",
    ]
    problem = await agency.recruiter.is_refused(
        409, "message-settled", "POST", f"/v1/messages/{message['id']}/resend"
    )
    assert (problem["message_status"], problem["allowed_statuses"]) == ("sent", ["bounced"])


async def test_it_stands_on_the_desk_until_then(agency: Agency) -> None:
    message = await failed(agency)
    for desk in ("/v1/desk", f"/v1/desk?owner_id={agency.recruiter.user_id}"):
        section = (await agency.viewer.reads(desk))["messages_failed"]
        assert section["count"] == 1
        [item] = section["items"]
        assert item["why"] == "An e-mail was not sent (refused): Thank you"
        assert item["action"] == {"method": "POST", "path": f"/v1/messages/{message['id']}/resend"}
    await agency.recruiter.does(item["action"]["path"])
    assert (await agency.viewer.reads("/v1/desk"))["messages_failed"]["count"] == 0


async def test_one_that_waits_is_cancelled(agency: Agency) -> None:
    message = await queued(agency)
    path = f"/v1/messages/{message['id']}/cancellation"
    assert (await agency.recruiter.does(path))["status"] == "cancelled"
    async with used(MailServer()) as server:
        await agency.deliver_mail()
    assert server.taken == []
    await agency.recruiter.is_refused(409, "message-settled", "POST", path)
    assert await agency.events_of(message["id"]) == ["message.cancelled"]


async def test_one_that_failed_is_put_aside_and_leaves_the_desk(agency: Agency) -> None:
    message = await failed(agency)
    path = f"/v1/messages/{message['id']}/cancellation"
    assert (await agency.recruiter.does(path))["status"] == "cancelled"
    assert (await agency.viewer.reads("/v1/desk"))["messages_failed"]["count"] == 0
    await agency.recruiter.is_refused(
        409, "message-settled", "POST", f"/v1/messages/{message['id']}/resend"
    )
    assert await agency.events_of(message["id"]) == ["message.failed", "message.cancelled"]


@pytest.mark.parametrize("for_good", [True, False])
async def test_one_that_comes_back_is_seen_and_for_good_nobody_writes_there(
    agency: Agency, for_good: bool
) -> None:
    message = await queued(agency)
    await agency.deliver_mail()
    email = message["to"][0]["email"]
    async with transaction(agency.database, Actor(agency.id, "system")) as db:
        row = await db.hold(Message, UUID(message["id"]))
        await note_bounce(db, row, email, for_good=for_good)
    assert (await shown(agency, message["id"]))["status"] == "bounced"
    assert (await agency.viewer.reads("/v1/desk"))["messages_failed"]["count"] == 1
    suppressed = (await agency.viewer.reads("/v1/suppressions", email=email))["items"]
    assert [row["reason"] for row in suppressed] == (["bounced"] if for_good else [])
    path = f"/v1/messages/{message['id']}/resend"
    if for_good:
        problem = await agency.recruiter.is_refused(409, "address-suppressed", "POST", path)
        assert problem["emails"] == [email]
        await agency.recruiter.sends("DELETE", f"/v1/suppressions/{suppressed[0]['id']}", 204)
    assert (await agency.recruiter.does(path))["status"] == "queued"


async def test_an_address_is_suppressed_by_hand_once(agency: Agency) -> None:
    made = await agency.recruiter.creates("/v1/suppressions", {"email": "Ryan@Northwind.example"})
    assert (made["email"], made["reason"]) == ("ryan@northwind.example", "by_hand")
    await agency.recruiter.is_refused(
        409, "suppression-exists", "POST", "/v1/suppressions",
        json={"email": "ryan@northwind.EXAMPLE"},
    )  # fmt: skip
    path = f"/v1/suppressions/{made['id']}"
    assert await agency.viewer.reads(path) == made
    await agency.recruiter.sends("DELETE", path, 204)
    assert await agency.events_of(made["id"]) == ["suppression.added", "suppression.removed"]


async def test_who_only_reads_sends_nothing_again(agency: Agency) -> None:
    message = await failed(agency)
    await agency.viewer.is_refused(
        403, "missing-scope", "POST", f"/v1/messages/{message['id']}/resend"
    )
