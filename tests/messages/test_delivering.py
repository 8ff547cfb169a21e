"""From the queue to the mail server: each message once, and what fails is seen."""

import asyncio
from datetime import timedelta
from mailbox import Maildir
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr

from app import clock, mail
from app.database import Db
from app.mail import FOLDER
from app.messages import composing, delivering
from app.messages.composing import reply_address
from app.messages.delivering import (
    DELAYS,
    MOST_FAULTS,
    deliver,
    deliver_overdue,
    due_messages,
    settle_interrupted,
)
from app.messages.models import Message
from app.settings import settings
from tests.factories import Agency, Json
from tests.mail_server import MailServer, used
from tests.messages.situations import queued, shown, text_of


async def delivered(agency: Agency, message: Json) -> Json:
    await deliver(agency.database, agency.id, UUID(message["id"]))
    return await shown(agency, message["id"])


async def test_the_server_is_handed_it_and_the_record_says_so(agency: Agency) -> None:
    message = await queued(agency)
    assert (message["status"], message["attempts"]) == ("queued", 0)
    async with used(MailServer()) as server:
        sent = await delivered(agency, message)
        await delivered(agency, message)
    assert text_of(server.message()) == "For everything.\n"
    assert server.taken[0].rcpt_tos == [f"ryan@{agency.slug}.example"]
    assert server.taken[0].mail_from == reply_address(UUID(message["id"]))
    assert (sent["status"], sent["attempts"]) == ("sent", 1)
    assert sent["handed_over_at"] <= sent["sent_at"]
    assert await agency.events_of(message["id"]) == ["message.sent"]


async def test_two_workers_at_once_send_it_once(agency: Agency) -> None:
    messages = [await queued(agency, email=f"{n}@{agency.slug}.example") for n in range(5)]
    async with used(MailServer()) as server:
        await asyncio.gather(*(delivered(agency, message) for message in messages * 4))
    assert len(server.taken) == 5
    assert {one["Message-ID"] for one in server.messages()} == {
        f"<{message['id']}@debrief.example>" for message in messages
    }


async def test_what_is_not_due_yet_waits(agency: Agency) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    message = await queued(agency, at=tomorrow)
    async with used(MailServer()) as server:
        assert (await delivered(agency, message))["status"] == "queued"
        assert server.taken == []
        with clock.at(tomorrow):
            assert (await delivered(agency, message))["status"] == "sent"


async def test_an_address_the_server_does_not_know_fails_for_good(agency: Agency) -> None:
    message = await queued(agency)
    async with used(MailServer(f"ryan@{agency.slug}.example")) as server:
        failed = await delivered(agency, message)
        assert server.taken == []
    assert (failed["status"], failed["failure"]) == ("failed", "refused")
    assert failed["detail"] == "550 no such mailbox"
    assert failed["handed_over_at"] is None, "it was never on its way"
    assert await agency.events_of(message["id"]) == ["message.failed"]


async def test_a_server_that_is_busy_is_tried_again_later_and_later(agency: Agency) -> None:
    message = await queued(agency)
    now = clock.now()
    async with used(MailServer(says="451 try again later")) as server:
        for attempt, delay in enumerate(DELAYS, 1):
            with clock.at(now):
                waiting = await delivered(agency, message)
            assert (waiting["status"], waiting["attempts"]) == ("queued", attempt)
            assert waiting["detail"] == "451 try again later"
            now += delay
            assert waiting["due_at"] == now.isoformat().replace("+00:00", "Z")
        with clock.at(now):
            failed = await delivered(agency, message)
    assert (failed["status"], failed["failure"]) == ("failed", "unreachable")
    assert server.taken == []
    assert sum(DELAYS, timedelta()) >= timedelta(days=2)


async def test_a_server_that_is_away_is_tried_again(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await queued(agency)
    async with used(MailServer()) as server:
        address = settings().smtp_url
    monkeypatch.setattr(settings(), "smtp_url", address)  # nobody listens there any more
    waiting = await delivered(agency, message)
    assert (waiting["status"], waiting["attempts"]) == ("queued", 1)
    monkeypatch.undo()
    async with used(server):
        with clock.at(clock.now() + DELAYS[0]):
            assert (await delivered(agency, message))["status"] == "sent"
    assert len(server.taken) == 1


async def test_a_server_that_says_nothing_is_not_waited_for(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mail, "SECONDS", 0.2)
    message = await queued(agency)
    loop = asyncio.get_running_loop()
    async with await loop.create_server(asyncio.Protocol, "127.0.0.1", 0) as silent:
        port = silent.sockets[0].getsockname()[1]
        monkeypatch.setattr(settings(), "smtp_url", SecretStr(f"smtp://127.0.0.1:{port}"))
        assert (await delivered(agency, message))["status"] == "queued"


async def test_a_message_the_server_refuses_once_it_has_it(agency: Agency) -> None:
    message = await queued(agency)
    async with used(MailServer(says="554 looks like spam")):
        failed = await delivered(agency, message)
    assert (failed["status"], failed["failure"]) == ("failed", "refused")
    assert failed["handed_over_at"] is not None


async def test_a_connection_lost_before_the_answer_may_have_taken_it(agency: Agency) -> None:
    message = await queued(agency)
    async with used(MailServer(hangs_up=True)) as server:
        failed = await delivered(agency, message)
        await delivered(agency, message)
    assert len(server.taken) == 1, "it did, and it was not sent again by itself"
    assert (failed["status"], failed["failure"]) == ("failed", "interrupted")


async def test_a_worker_that_dies_on_the_way_leaves_a_message_that_says_so(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await queued(agency)

    async def die(*_: object) -> None:
        raise KeyboardInterrupt

    async with used(MailServer()) as server:
        monkeypatch.setattr(mail.Server, "give", die)
        with pytest.raises(KeyboardInterrupt):
            await delivered(agency, message)
        assert (await shown(agency, message["id"]))["status"] == "sending"
        monkeypatch.undo()
        await delivered(agency, message)
        assert server.taken == [], "whether it had arrived, nobody could know"
    now = clock.now()
    before = now - timedelta(minutes=10)
    assert await settle_interrupted(agency.database, agency.id, before) == 0, "it may be under way"
    assert await settle_interrupted(agency.database, agency.id, now) == 1
    failed = await shown(agency, message["id"])
    assert (failed["status"], failed["failure"]) == ("failed", "interrupted")
    assert await agency.events_of(message["id"]) == ["message.failed"]


async def test_an_answer_that_nobody_waited_for_any_more_still_counts(agency: Agency) -> None:
    """A worker so slow that its message was given up by another one."""
    message = await queued(agency)
    give = mail.Server.give

    async def slowly(self: mail.Server, name: str, content: bytes) -> None:
        await give(self, name, content)
        await settle_interrupted(agency.database, agency.id, clock.now())

    async with used(MailServer()):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(mail.Server, "give", slowly)
            sent = await delivered(agency, message)
    assert (sent["status"], sent["failure"]) == ("sent", None)
    assert await agency.events_of(message["id"]) == ["message.failed", "message.sent"]


async def test_what_lost_its_job_is_found(agency: Agency) -> None:
    message = await queued(agency)
    now = clock.now()
    assert await due_messages(agency.database, agency.id, now) == [UUID(message["id"])]
    assert await due_messages(agency.database, agency.id, now - timedelta(minutes=5)) == []


async def test_whoever_wants_no_mail_by_now_gets_none(agency: Agency) -> None:
    unwilling, gone = await queued(agency), await queued(agency, email=f"bo@{agency.slug}.example")
    await agency.recruiter.changes(
        f"/v1/contacts/{unwilling['contact_id']}", {"do_not_email": True}
    )
    await agency.recruiter.creates("/v1/suppressions", {"email": f"BO@{agency.slug}.example"})
    async with used(MailServer()) as server:
        for message in (unwilling, gone):
            failed = await delivered(agency, message)
            assert (failed["status"], failed["failure"]) == ("failed", "suppressed")
        assert server.taken == []


async def test_without_a_server_it_is_kept_for_a_mail_program_to_read(
    agency: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "data_dir", tmp_path / "not" / "yet")
    message = await queued(agency, body="Für alles\n" * 400)
    sent = await delivered(agency, message)
    assert sent["status"] == "sent"
    outbox = tmp_path / "not" / "yet" / FOLDER
    for folder in (outbox, outbox / "new", outbox / "cur", outbox / "tmp"):
        assert folder.stat().st_mode & 0o777 == 0o700
    assert len(Maildir(outbox)) == 1


async def test_a_folder_that_cannot_be_written_is_tried_again(
    agency: Agency, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setattr(settings(), "data_dir", tmp_path / "file")
    waiting = await delivered(agency, await queued(agency))
    assert (waiting["status"], waiting["attempts"]) == ("queued", 1)


async def test_what_nobody_expected_leaves_it_to_the_next_attempt(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = await queued(agency)

    async def fail(*_: object) -> None:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(delivering, "take", fail)
    async with used(MailServer()):
        with pytest.raises(RuntimeError, match="disk"):
            await delivered(agency, message)
        monkeypatch.undo()
        assert (await delivered(agency, message))["status"] == "sent"


async def test_what_fails_again_and_again_for_a_fault_of_ours_is_seen_and_stops_no_other(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, other = await queued(agency), await queued(agency, email=f"bo@{agency.slug}.example")
    write = composing.written

    async def fail_with_one(db: Db, message: Message) -> bytes:
        if str(message.id) == odd["id"]:
            raise RuntimeError("nobody expected that")
        return await write(db, message)

    monkeypatch.setattr(composing, "written", fail_with_one)
    now = clock.now()
    async with used(MailServer()) as server:
        for _ in range(MOST_FAULTS):
            with clock.at(now), pytest.raises(ExceptionGroup):
                await deliver_overdue(agency.database, agency.id, now)
            now += DELAYS[3]
        assert [one.rcpt_tos for one in server.taken] == [other["to"][0]["email"].split()]
        failed = await shown(agency, odd["id"])
        assert (failed["status"], failed["failure"]) == ("failed", "fault")
        assert (await agency.viewer.reads("/v1/desk"))["messages_failed"]["count"] == 1
        monkeypatch.undo()
        await agency.recruiter.does(f"/v1/messages/{odd['id']}/resend")
        assert (await delivered(agency, odd))["status"] == "sent"


async def test_who_wants_no_mail_while_the_server_is_asked_gets_none(agency: Agency) -> None:
    message = await queued(agency)

    class Meanwhile(MailServer):
        async def handle_RCPT(self, *arguments: Any) -> str:
            path = f"/v1/contacts/{message['contact_id']}"
            await agency.recruiter.changes(path, {"do_not_email": True})
            return await super().handle_RCPT(*arguments)

    async with used(Meanwhile()) as server:
        assert (await delivered(agency, message))["status"] == "queued"
        failed = await delivered(agency, message)
    assert server.taken == []
    assert (failed["status"], failed["failure"]) == ("failed", "suppressed")
