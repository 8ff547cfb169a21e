"""What is filed of a mail, and what follows from it."""

import asyncio
from email.message import EmailMessage
from uuid import UUID

import pytest

from app.messages.actions import Recipient
from app.messages.models import MessageKind, MessageStatus
from app.replies import filing
from app.replies.models import UnknownRecipient
from tests.factories import Agency, Json
from tests.replies.letters import (
    AUTOMATIC,
    RYAN,
    Asked,
    ask,
    digest_of_two,
    is_suppressed,
    returned,
)


async def events(agency: Agency) -> list[Json]:
    items: list[Json] = (await agency.admin.reads("/v1/events", limit=200))["items"]
    return items


async def test_an_answer_waits_for_review_under_the_request_it_answers(agency: Agency) -> None:
    asked = await ask(agency)
    reply = await asked.reply_to(asked.letter())
    request = asked.requests[0]
    assert (reply["kind"], reply["status"]) == ("reply", "to_review")
    assert reply["text"] == "She was great."
    assert "how was she?" in reply["full_text"]
    assert reply["feedback_request_id"] == request["id"]
    assert reply["feedback_request_ids"] == [request["id"]]
    assert reply["candidate_name"] == request["candidate_name"]
    assert (reply["contact_name"], reply["from_email"]) == ("Ryan Walters", RYAN)
    [event] = await agency.log_of(reply["id"])
    assert (event["type"], event["actor"]["type"]) == ("reply.received", "contact")
    assert (event["actor"]["id"], event["candidate_id"]) == (
        asked.contact_id, request["candidate_id"],
    )  # fmt: skip
    assert "feedback.chasing_paused" in await agency.events_of(request["id"])
    request_now = await asked.request()
    assert request_now["status"] == "awaiting"
    assert request_now["paused_at"] == reply["received_at"]
    assert request_now["next_chase_at"] is None


async def test_no_token_is_kept_of_what_was_quoted(agency: Agency) -> None:
    asked = await ask(agency)
    link = "http://127.0.0.1:8000/f/" + asked.address[6:49]
    reply = await asked.reply_to(asked.letter(f"She was great, see {link}"))
    assert asked.address[6:49] not in reply["full_text"] + reply["text"]


async def test_delivered_twice_it_is_filed_once(agency: Agency) -> None:
    asked = await ask(agency)
    raw = asked.letter().as_bytes()
    both = await asyncio.gather(asked.gets(raw), asked.gets(b"Received: again\r\n" + raw))
    assert sorted(one.already for one in both) == [False, True]
    assert both[0].reply_id == both[1].reply_id
    unnamed = b"From: ryan@northwind.example\n\nShe was great."
    assert not (await asked.gets(unnamed)).already
    assert (await asked.gets(unnamed)).already
    assert (await agency.viewer.reads("/v1/replies", count=True))["total"] == 2


async def test_one_mail_to_two_addresses_answers_both(agency: Agency) -> None:
    first, second = await ask(agency), await ask(agency)
    letter = first.letter()
    assert not (await first.gets(letter)).already
    assert not (await second.gets(letter)).already


async def test_an_address_that_is_nobodys_takes_no_mail(agency: Agency) -> None:
    asked = await ask(agency)
    token = asked.address[6:49]
    for address in (
        "", "reply@debrief.example", "reply+x@debrief.example",
        f"reply+{token[::-1]}@debrief.example",
        f"{token}@debrief.example", f"reply+{token}", f"reply+{token}x@debrief.example",
    ):  # fmt: skip
        with pytest.raises(UnknownRecipient):
            await filing.file(agency.database, address, asked.letter().as_bytes())
    await filing.file(agency.database, f"<{asked.address}>", asked.letter().as_bytes())


async def test_a_token_files_into_its_own_agency_only(agency: Agency, other_agency: Agency) -> None:
    asked = await ask(agency)
    reply = await asked.reply_to(asked.letter())
    assert (await other_agency.admin.reads("/v1/replies"))["items"] == []
    for path in ("", "/attachments/1"):
        await other_agency.admin.is_refused(
            404, "not-found", "GET", f"/v1/replies/{reply['id']}{path}"
        )
    for verb in ("confirmation", "dismissal"):
        await other_agency.admin.is_refused(
            404, "not-found", "POST", f"/v1/replies/{reply['id']}/{verb}", json={"outcome": "hold"}
        )


async def test_an_answer_to_a_digest_names_no_request(agency: Agency) -> None:
    asked = await digest_of_two(agency)
    reply = await asked.reply_to(asked.letter("Both were great."))
    assert reply["feedback_request_id"] is None
    assert set(reply["feedback_request_ids"]) == {one["id"] for one in asked.requests}
    for request in asked.requests:
        assert "feedback.chasing_paused" in await agency.events_of(request["id"])


async def test_a_referee_who_answers_a_heads_up_is_to_be_reviewed_too(agency: Agency) -> None:
    referee = await agency.referee()
    to = Recipient("Priya Shah", "priya@northwind.example", referee_id=UUID(referee["id"]))
    asked = await ask(agency, kind=MessageKind.heads_up, to=[to])
    reply = await asked.reply_to(asked.letter("Happy to."))
    assert (reply["status"], reply["feedback_request_id"]) == ("to_review", None)
    assert (reply["contact_id"], reply["feedback_request_ids"]) == (None, [])
    assert (await agency.log_of(reply["id"]))[0]["actor"]["type"] == "system"


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-replied"},
        {"Auto_Submitted": "auto-generated; owner-email=x@y.example"},
        {"X_Autoreply": "yes"},
        {"X_Autorespond": "Out of office"},
        {"Precedence": "auto_reply"},
        {"Precedence": "bulk"},
        {"Return_Path": "<>", "X_Auto_Response_Suppress": "All"},
        {"Return_Path": "<>"},
        {"Subject": "Automatic reply: How was Maria?"},
        {"Subject": "Abwesenheitsnotiz: How was Maria?"},
        {"Subject": "Réponse automatique : How was Maria?"},
        {"Subject": "Respuesta automática: How was Maria?"},
        {"Subject": "Automatisch antwoord: How was Maria?"},
        {"Subject": "Automatisk svar: How was Maria?"},
        {"Subject": "Automatická odpověď: How was Maria?"},
        {"Subject": "自動返信: How was Maria?"},
    ],
)
async def test_an_out_of_office_note_is_no_answer(agency: Agency, headers: dict[str, str]) -> None:
    asked = await ask(agency)
    reply = await asked.reply_to(asked.letter(AUTOMATIC, **headers))
    assert (reply["kind"], reply["status"]) == ("automatic", "noted")
    assert await agency.events_of(asked.requests[0]["id"]) == ["feedback.requested"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "no"},
        {"Subject": "Re: Automatic reply: How was Maria?"},
        {"Subject": "Officer"},
        {"X_Auto_Response_Suppress": "OOF"},
        {"Precedence": "normal"},
    ],
)
async def test_a_person_is_taken_for_a_person(agency: Agency, headers: dict[str, str]) -> None:
    asked = await ask(agency)
    reply = await asked.reply_to(
        asked.letter("Undelivered mail bothered me, she did not.", **headers)
    )
    assert (reply["kind"], reply["status"]) == ("reply", "to_review")


async def test_mail_that_came_back_for_good_settles_the_message(agency: Agency) -> None:
    asked = await ask(agency)
    reply = await asked.reply_to(returned("failed", "5.1.1"))
    assert (reply["kind"], reply["status"], reply["attachments"]) == ("bounce", "noted", [])
    assert await asked.status() == "bounced"
    assert "message.bounced" in await agency.events_of(str(asked.id))
    assert await is_suppressed(agency.database, agency, RYAN)
    assert (await agency.log_of(reply["id"]))[0]["actor"]["type"] == "system"
    assert (await asked.request())["status"] == "awaiting"


async def test_only_the_address_that_failed_is_written_to_no_more(agency: Agency) -> None:
    contacts = {email: await agency.contact(email=email) for email in (RYAN, "bo@nw.example")}
    people = [
        Recipient("Ryan", email, contact_id=UUID(one["id"])) for email, one in contacts.items()
    ]
    asked = await ask(agency, kind=MessageKind.thank_you, to=people)
    await asked.reply_to(returned("failed", "5.1.1"))
    assert await is_suppressed(agency.database, agency, RYAN)
    assert not await is_suppressed(agency.database, agency, "bo@nw.example")


async def test_one_that_came_back_for_now_is_noted(agency: Agency) -> None:
    asked = await ask(agency)
    reply = await asked.reply_to(returned("delayed", "4.4.1"))
    assert (reply["kind"], reply["status"]) == ("bounce", "noted")
    assert await asked.status() == "sent"
    assert not await is_suppressed(agency.database, agency, RYAN)


async def test_one_given_up_because_the_mailbox_was_full_is_seen_and_may_be_sent_again(
    agency: Agency,
) -> None:
    asked = await ask(agency)
    reply = await asked.reply_to(returned("failed", "4.2.2"))
    assert (reply["kind"], reply["status"]) == ("bounce", "noted")
    assert await asked.status() == "bounced"
    assert not await is_suppressed(agency.database, agency, RYAN)


async def test_a_receipt_is_neither(agency: Agency) -> None:
    asked = await ask(agency)
    delivered = await asked.reply_to(returned("delivered", "2.0.0"))
    assert delivered["kind"] == "automatic"
    read = returned("displayed", "2").replace(b"delivery-status", b"disposition-notification")
    assert (await asked.reply_to(read))["kind"] == "automatic"
    assert await asked.status() == "sent"


async def test_a_bounce_of_an_old_mail_system_is_known_by_its_words(agency: Agency) -> None:
    asked = await ask(agency)
    qmail = (
        b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.northwind.example\nSubject: failure notice\n\n"
        b"Hi. This is the qmail-send program at mx.northwind.example.\n"
        b"I'm afraid I wasn't able to deliver your message to the following addresses.\n"
        b"This is a permanent error; I've given up. Sorry it didn't work out.\n\n"
        b"<ryan@northwind.example>:\nSorry, no mailbox here by that name.\n\n"
        b"--- Below this line is a copy of the message.\n"
    )
    assert (await asked.reply_to(qmail))["kind"] == "bounce"
    assert await asked.status() == "bounced"


async def test_one_that_comes_back_while_it_is_being_sent_has_to_wait(agency: Agency) -> None:
    asked = await ask(agency, status=MessageStatus.sending)
    with pytest.raises(filing.Busy):
        await asked.gets(returned("failed", "5.1.1"))
    assert (await agency.viewer.reads("/v1/replies"))["items"] == []


def with_files(asked: Asked, *files: tuple[str, str, bytes]) -> EmailMessage:
    letter = asked.letter()
    for name, media_type, content in files:
        kind, _, subtype = media_type.partition("/")
        letter.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    return letter


async def test_attachments_are_kept_and_only_ever_saved(agency: Agency) -> None:
    asked = await ask(agency)
    page = b"<script>alert(1)</script>"
    reply = await asked.reply_to(
        with_files(
            asked,
            ("Zeugnis für Maria.pdf", "application/pdf", b"%PDF-1.7"),
            ("../../etc/cron.d/x\u202elmth.html", "text/html", page),
        )
    )
    first, second = reply["attachments"]
    assert (first["name"], first["media_type"], first["size"]) == (
        "Zeugnis für Maria.pdf", "application/pdf", 8,
    )  # fmt: skip
    pdf = await agency.viewer.get(first["path"])
    assert (pdf.content, pdf.headers["content-type"]) == (b"%PDF-1.7", "application/pdf")
    assert pdf.headers["content-disposition"].startswith("attachment; ")
    html = await agency.viewer.get(second["path"])
    assert html.content == page
    assert html.headers["content-type"] == "application/octet-stream"
    assert html.headers["x-content-type-options"] == "nosniff"
    assert "sandbox" in html.headers["content-security-policy"]
    assert "/" not in second["name"]
    for n in (0, 101):
        await agency.viewer.is_refused(
            422, "invalid", "GET", f"/v1/replies/{reply['id']}/attachments/{n}"
        )
    await agency.viewer.is_refused(
        404, "not-found", "GET", f"/v1/replies/{reply['id']}/attachments/3"
    )


async def test_of_what_is_too_much_only_the_name_is_kept(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "MOST_OF_AN_ATTACHMENT", 1000)
    asked = await ask(agency)
    many = [(f"{n}.bin", "application/zip", b"x") for n in range(1, 12)]
    reply = await asked.reply_to(
        with_files(asked, ("large.bin", "application/zip", b"x" * 1001), *many)
    )
    paths = [one["path"] is not None for one in reply["attachments"]]
    assert paths == [False] + [True] * 9 + [False, False]
    await agency.viewer.is_refused(
        404, "not-found", "GET", f"/v1/replies/{reply['id']}/attachments/1"
    )


async def test_what_was_said_is_in_no_event_and_on_no_timeline(agency: Agency) -> None:
    asked = await ask(agency)
    reply = await asked.reply_to(asked.letter("Her breath smelled of gin."))
    confirmed = f"/v1/replies/{reply['id']}/confirmation"
    await agency.recruiter.does(confirmed, {"outcome": "reject"})
    everything = str(await events(agency))
    candidate_id = reply["candidate_id"]
    timeline = await agency.viewer.reads(f"/v1/candidates/{candidate_id}/timeline", limit=100)
    assert "reply.confirmed" in everything
    assert "gin" not in everything.replace("origin", "").replace("beginning", "")
    assert "smelled" not in str(timeline)
