"""The e-mail itself, as a mail server and a mail program get it."""

from email.message import EmailMessage

import pytest

from app import clock
from app.access.actors import Actor
from app.settings import settings
from tests.factories import Agency
from tests.mail_server import MailServer, used
from tests.messages.situations import html_of, queued, text_of

INVITE = "\r\n".join(
    ("BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:CANCEL", "BEGIN:VEVENT", "END:VEVENT",
     "END:VCALENDAR", "")
)  # fmt: skip


async def sent(agency: Agency, **fields: object) -> EmailMessage:
    await queued(agency, **fields)
    async with used(MailServer()) as server:
        await agency.deliver_mail()
    return server.message()


async def test_what_a_mail_program_shows(agency: Agency) -> None:
    message = await sent(agency, subject="Grüße 🎉", body="Dear Ryan,\n\nfür alles — Łukasz")
    assert message["From"] == "Acorn Talent <no-reply@debrief.example>"
    assert message["To"] == f"Ryan Walters <ryan@{agency.slug}.example>"
    assert message["Subject"] == "Grüße 🎉"
    assert text_of(message) == "Dear Ryan,\n\nfür alles — Łukasz\n"
    assert abs(message["Date"].datetime - clock.now()).total_seconds() < 60
    assert message["Message-ID"].endswith("@debrief.example>")


async def test_the_same_words_as_html_and_nothing_that_they_could_become(agency: Agency) -> None:
    body = 'Dear <b>Ryan</b>,\ntwo # *lines*\n\nhttps://debrief.example/f/x?a=1&b=2"><script>'
    page = html_of(await sent(agency, body=body))
    assert "Dear &lt;b&gt;Ryan&lt;/b&gt;,<br" in page
    assert "two # *lines*" in page
    assert '<a href="https://debrief.example/f/x?a=1&amp;b=2' in page
    assert "<script" not in page
    assert "<img" not in page
    assert "Acorn Talent" in page


async def test_an_answer_goes_where_debrief_files_it(agency: Agency) -> None:
    message = await sent(agency)
    [address] = message["Reply-To"].addresses
    mailbox, _, token = address.username.partition("+")
    assert (mailbox, address.domain, len(token)) == ("reply", "debrief.example", 43)


async def test_an_answer_goes_to_the_recruiter_when_debrief_reads_none(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (await sent(agency, reply_to="a@b.example"))["Reply-To"] == "a@b.example"
    monkeypatch.setattr(settings(), "reply_address", None)
    assert (await sent(agency, email=f"bo@{agency.slug}.example"))["Reply-To"] is None


async def test_what_a_machine_sent_says_so(agency: Agency) -> None:
    assert (await sent(agency))["Auto-Submitted"] is None, "the recruiter sent it"
    by_itself = await sent(
        agency, email=f"bo@{agency.slug}.example", actor=Actor(agency.id, "system")
    )
    assert by_itself["Auto-Submitted"] == "auto-generated"


async def test_an_invitation_is_a_part_that_calendars_act_on_and_a_file(agency: Agency) -> None:
    message = await sent(agency, invite=INVITE)
    calendars = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    acted_on, attached = calendars
    assert acted_on.get_param("method") == "CANCEL"
    assert attached.get_filename() == "invite.ics"
    for part in calendars:
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        assert content.replace(b"\r\n", b"\n") == INVITE.replace("\r\n", "\n").encode()
    assert text_of(message) == "For everything.\n"


async def test_names_in_any_script_and_addresses_in_any_form(agency: Agency) -> None:
    message = await sent(agency, name="Zoë “Z.” Łuczak, CEO", email="zoe@bücher.example")
    [address] = message["To"].addresses
    assert (address.display_name, address.addr_spec) == (
        "Zoë “Z.” Łuczak, CEO",
        "zoe@xn--bcher-kva.example",
    )


async def test_an_address_beyond_ascii_is_no_obstacle_to_a_server_that_knows_them(
    agency: Agency,
) -> None:
    await queued(agency, email="żółw@northwind.example")
    async with used(MailServer()) as server:
        await agency.deliver_mail()
    assert server.taken[0].rcpt_tos == ["żółw@northwind.example"]


@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\x85", "\u2028", "\n\n", "\0"])
async def test_a_line_break_makes_no_header(agency: Agency, line_break: str) -> None:
    evil = f"Hi{line_break}Bcc: everybody@evil.example{line_break}{line_break}Buy!"
    if line_break == "\0":
        evil = evil.replace("\0", "\x1b")  # PostgreSQL keeps no NUL; the API refuses it
    await queued(agency, name=evil, subject=evil, body="Hello")
    async with used(MailServer()) as server:
        await agency.deliver_mail()
    message = server.message()
    assert message["Bcc"] is None
    assert server.taken[0].rcpt_tos == [f"ryan@{agency.slug}.example"]
    assert message["Subject"] == "Hi Bcc: everybody@evil.example Buy!"
    assert text_of(message).strip() == "Hello"


async def test_an_agency_s_name_makes_no_header(agency: Agency) -> None:
    await agency.admin.changes("/v1/agency", {"name": 'Acorn "A" <x@evil.example>, Ltd'})
    message = await sent(agency)
    [address] = message["From"].addresses
    assert address.addr_spec == "no-reply@debrief.example"
    assert address.display_name == 'Acorn "A" <x@evil.example>, Ltd'
