"""Nothing that somebody types adds a header, an addressee or a part to a mail."""

from contextlib import suppress
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from app.messages import composing, mime_check
from app.messages.mime import Letter, Mailbox, Text, Unwritable, to_bytes
from app.messages.mime_check import written
from app.messages.models import CHASING, MessageKind
from app.templates.models import TemplateName
from app.templates.rendering import SHIPPED_WORDING
from app.templates.shipped import PLACEHOLDERS
from tests.calendars.rules import strictly_read
from tests.calendars.situations import NOW, interview_to_come
from tests.factories import Agency, Json
from tests.faults import mail as campaign
from tests.feedback.situations import asked, held_interview, mailed_contact
from tests.mail_server import MailServer, used
from tests.messages.situations import html_of, queued, shown, text_of
from tests.portal.situations import interviewed, portal_of

ENCODED = (
    "=?utf-8?q?Hi=0d=0aBcc=3A=20all=40evil.example=0d=0aContent-Type=3A=20text/html"
    "=0d=0a=0d=0a=3Cb=3EBuy=3C/b=3E?="
)
QUOTED = "Bob <ceo@bank.example>, Al; x: y@evil.example, " * 4
BROKEN = "Hi\r\nBcc: all@evil.example\u2028Cc: all@evil.example\x85X: y\x0b\x0c\x1b\u202e ,"
ATTACKS = (ENCODED, f"=?utf-8?b?DQpCY2M6IHhAZXZpbC5leGFtcGxlDQo=?= {BROKEN}", QUOTED[:180])
HEADERS = {
    "From", "To", "Subject", "Reply-To", "Date", "Message-ID", "Auto-Submitted",
    "List-Unsubscribe", "List-Unsubscribe-Post", "MIME-Version", "Content-Type",
}  # fmt: skip


def expect_sound(message: EmailMessage, *to: str) -> EmailMessage:
    """It has our headers, each once, goes to these people, and is made of our parts."""
    assert set(message.keys()) <= HEADERS
    assert len(set(message.keys())) == len(message.keys())
    assert [one.addr_spec for one in message["To"].addresses] == [*to]
    assert len(message["From"].addresses) == 1
    assert message["From"].addresses[0].addr_spec == "no-reply@debrief.example"
    if message["Reply-To"]:
        [answer_to] = message["Reply-To"].addresses
        assert not answer_to.addr_spec.endswith("evil.example")
    kinds = [part.get_content_type() for part in message.walk() if not part.is_multipart()]
    assert kinds[:2] == ["text/plain", "text/html"]
    assert kinds[2:] in ([], ["text/calendar", "text/calendar"])
    assert message.get_content_type() == (
        "multipart/mixed" if kinds[2:] else "multipart/alternative"
    )
    return message


async def only_mail(agency: Agency, *to: str) -> EmailMessage:
    [message] = await agency.deliver_mail()
    return expect_sound(message, *to)


@pytest.mark.parametrize("name", TemplateName)
async def test_no_placeholder_of_the_shipped_wording_can(
    agency: Agency, name: TemplateName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each by itself with one of the attacks, and all of them with each attack."""

    async def leave_the_words(*_: object) -> None:
        """What is worded when it is sent has no request here to be worded from."""

    async def put_nothing_in(_: object, __: object, words: str) -> str:
        """Nor has a link to choose a password a row here."""
        return words

    monkeypatch.setattr(composing, "word", leave_the_words)
    monkeypatch.setattr(composing.tokens, "put_in", put_nothing_in)
    examples = {one.name: one.example for one in PLACEHOLDERS[name]}
    filled = [examples | {one: attack} for one, attack in zip(examples, cycle(ATTACKS))]
    filled += [dict.fromkeys(examples, attack) for attack in ATTACKS]
    for nth, values in enumerate(filled):
        wording = SHIPPED_WORDING[name].filled_in(values)
        email = f"ryan-{nth}@{agency.slug}.example"
        await queued(
            agency, name=ATTACKS[nth % len(ATTACKS)], email=email, kind=MessageKind(name),
            subject=wording.subject, body=wording.body,
        )  # fmt: skip
    mails = await agency.deliver_mail()
    assert len(mails) == len(filled)
    for mail in mails:
        expect_sound(mail, mail["To"].addresses[0].addr_spec)
        assert ("List-Unsubscribe" in mail) == (MessageKind(name) in CHASING)


@pytest.mark.parametrize("attack", ATTACKS)
@NOW
async def test_an_agency_s_own_wording_cannot(agency: Agency, attack: str) -> None:
    ours = {"subject": f"{attack} {{{{ given_name }}}}", "body": f"{attack}\n{{{{ page_link }}}}"}
    await agency.admin.sends("PUT", "/v1/templates/portal_link", 200, json=ours)
    email = f"maria@{agency.slug}.example"
    candidate = await agency.candidate(name={"given": attack, "family": attack}, emails=[email])
    await agency.recruiter.does(f"/v1/candidates/{candidate['id']}/portal-link", {"send": True})
    await only_mail(agency, email)


@NOW
async def test_a_candidate_s_thank_you_cannot(agency: Agency) -> None:
    """They need no account, and it goes to the employer from the agency's own address."""
    candidate, interview = await interviewed(agency)
    page = await agency.viewer.reads(f"/v1/interviews/{interview['id']}/follow-ups")
    where = f"/thank-yous/{page['items'][0]['id']}"
    body = f"Thanks\u2028\r\n--=_\r\n.\r\n{ENCODED}"
    async with portal_of(agency, candidate) as maria:
        await maria.sends(where, way="send", subject=ENCODED, body=body)
    message = await only_mail(agency, f"ryan@{agency.slug}.example")
    assert "Bcc" in message["Subject"], "the words are shown as they were typed"
    assert text_of(message).startswith("Thanks\n\n--=_\n.\n=?utf-8?q?Hi=0d")
    assert "<b>" not in html_of(message)


@NOW
async def test_a_stranger_s_first_name_cannot(agency: Agency, anyone: AsyncClient) -> None:
    """Typed on the public form, it greets them and stands in the subjects to the employer."""
    vacancy = await agency.vacancy(published=True)
    path = f"/public/{agency.slug}/vacancies/{vacancy['id']}/interest"
    email = f"bob@{agency.slug}.example"
    name = {"given": ENCODED, "family": QUOTED[:190]}
    body = {"name": name, "email": email, "consent": True}
    assert (await anyone.post(path, json=body)).status_code == 202
    [candidate] = (await agency.viewer.reads("/v1/candidates"))["items"]
    await agency.recruiter.does(f"/v1/candidates/{candidate['id']}/portal-link", {"send": True})
    await only_mail(agency, email)
    contact = await mailed_contact(agency, name=ENCODED)
    interview = await held_interview(agency, contact, candidate_id=candidate["id"])
    await asked(agency, interview, contact)
    await agency.sweep()
    message = await only_mail(agency, contact["email"])
    assert "List-Unsubscribe" in message


@NOW
async def test_a_referee_s_name_and_words_cannot(agency: Agency) -> None:
    referee, application = await agency.referee_and_application(
        name=QUOTED[:190], relationship=ENCODED, company=BROKEN, email="priya@northwind.example"
    )
    path = f"/v1/referees/{referee['id']}/heads-ups"
    await agency.recruiter.creates(path, {"application_id": application["id"]})
    await only_mail(agency, "priya@northwind.example")


@pytest.mark.parametrize("attack", ATTACKS)
@NOW
async def test_no_word_of_an_invitation_becomes_a_property_or_a_person(
    agency: Agency, attack: str
) -> None:
    crlf = f'{attack}"\r\nATTENDEE:mailto:x@evil.example\\nEND:VEVENT;CN="x":,'
    invited = await interview_to_come(agency, title=crlf[:190], location=crlf[:190])
    await agency.admin.changes("/v1/agency", {"name": crlf[:190]})
    await agency.recruiter.changes(
        f"/v1/candidates/{invited.candidate['id']}",
        {"name": {"given": crlf[:190], "family": attack}},
    )
    await invited.invite()
    for address, one in (await invited.mails()).items():
        expect_sound(one.mail, address)
        [event] = strictly_read(one.ics).named("VEVENT")
        assert len(event.all("ATTENDEE")) == len(event.all("ORGANIZER")) == 1
        assert event.one("ATTENDEE").value == f"mailto:{address}"
        names = [prop.name for prop in event.properties]
        assert len(set(names)) == len(names)
        assert not set(names) & {"ATTACH", "X", "BCC", "URL"}


async def test_an_address_that_mail_programs_would_decode_is_refused_and_never_written(
    agency: Agency,
) -> None:
    """The standard allows such a mailbox, and the standard library decodes it."""
    evil = "=?utf-8?q?a=0d=0abcc=3ax?=@evil.example"
    await agency.recruiter.is_refused(
        422, "invalid", "POST", "/v1/candidates",
        json={"name": {"given": "Bo", "family": "Xi"}, "emails": [evil]},
    )  # fmt: skip
    with pytest.raises(Unwritable):
        written(letter(to=Mailbox("Bo", evil)))


async def test_what_would_not_say_what_was_meant_is_not_sent_and_stands_on_the_desk(
    agency: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = to_bytes

    def with_one_more(meant: Letter) -> bytes:
        return b"Bcc: all@evil.example\r\n" + write(meant)

    monkeypatch.setattr(mime_check, "to_bytes", with_one_more)
    message = await queued(agency)
    async with used(MailServer()) as server:
        await agency.deliver_mail()
    assert server.taken == []
    failed = await shown(agency, message["id"])
    assert (failed["status"], failed["failure"]) == ("failed", "unwritable")
    desk = await agency.recruiter.reads("/v1/desk")
    assert message["id"] in str(desk)
    monkeypatch.undo()
    await agency.recruiter.does(f"/v1/messages/{message['id']}/resend")
    await only_mail(agency, f"ryan@{agency.slug}.example")


def letter(**fields: Any) -> Letter:
    to = fields.pop("to", Mailbox("Ryan Walters", "ryan@northwind.example"))
    meant: Json = {
        "sender": Mailbox("Acorn Talent", "no-reply@debrief.example"), "to": (to,),
        "reply_to": None, "subject": "Thank you", "headers": (("Message-ID", "<1@d.example>"),),
        "texts": (Text("plain", "Hello"), Text("html", "<p>Hello</p>")), **fields,
    }  # fmt: skip
    return Letter(**meant)


@pytest.mark.parametrize(
    ("part", "other"),
    [
        (b"\r\nDate", b"\r\nBcc: x@evil.example\r\nDate"),
        (b"To: ", b"To: x@evil.example, "),
        (b"debrief.example>", b"debrief.example>, x@evil.example"),
        (b"To: ", b"To: x@evil.example,\r\n "),
        (b"Subject: Thank", b"Subject: Tank"),
        (b"Subject: Thank you", b"Subject: =?utf-8?q?Thank=0Ayou?="),
        (b"text/html", b"text/calendar"),
        (b"Hello", b"Hell"),
        (b"Hello", b"Hello\n"),
        (b"\r\n\r\n--", b"\r\n\r\nMore\r\n--"),
        (b"--\r\n", b"--\r\nMore"),
        (b"MIME-Version", b"\r\nMIME-Version"),
        (b"no-reply@", b"yes-reply@"),
    ],
)
def test_a_mail_that_differs_is_found(part: bytes, other: bytes) -> None:
    meant = letter(headers=(("Date", "Tue"),))
    raw = written(meant)
    assert mime_check.read(raw) == meant
    changed = raw.replace(part, other, 1)
    assert changed != raw
    with suppress(Unwritable):
        assert mime_check.read(changed) != meant


@pytest.mark.parametrize(
    "typed", ["Grüße 🎉", "= ?", "a=b?", "日本語" * 60, "x" * 190, "", "Zoë, Łukasz & Søn"]
)
def test_honest_words_arrive_as_they_were_typed(typed: str) -> None:
    message = message_from_bytes(
        written(letter(subject=typed, to=Mailbox(typed, "a@b.example"))), policy=default
    )
    assert message["Subject"] == typed
    assert message["To"].addresses[0].display_name.replace(" ", "") == typed.replace(" ", "")


def test_hostile_letters_by_the_hundred() -> None:
    assert campaign.run(200, seed=7) == []


def test_every_other_python_writes_them_as_soundly() -> None:
    """Before 3.11.10 the standard library itself is at fault."""
    for python in campaign.others():
        line, code = campaign.run_on(python, 60)
        assert code == 0, line


def test_what_writes_a_mail_needs_nothing_but_the_standard_library() -> None:
    for module in ("typed_text", "messages/encoded_words", "messages/mime", "messages/mime_check"):
        source = Path(composing.__file__).parents[1] / f"{module}.py"
        for line in source.read_text().splitlines():
            assert not line.startswith(("from app", "import app")) or line.startswith(
                (
                    "from app.typed_text",
                    "from app.messages.encoded_words",
                    "from app.messages.mime ",
                )
            ), line
        assert "import pydantic" not in source.read_text()
