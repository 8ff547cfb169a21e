"""Hostile, broken and foreign mail: nothing makes reading fail, and nothing is lost."""

from email import message_from_bytes
from email.message import EmailMessage

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.replies.models import ReplyKind
from app.replies.reading import read
from app.replies.stripping import strip
from tests.replies.letters import returned

LIST = "Great:\n- warm\n- quick\n\nMissing:\n- figures"
IN_BETWEEN = "> How was she?\n\nGreat.\n\n> What else?\n\nFigures."


async def said(raw: bytes) -> str:
    text, _ = await strip(read(raw).pieces)
    return text


async def stripped(text: str) -> str:
    return (await strip([("plain", text)]))[0]


@pytest.mark.parametrize(
    "header",
    [
        "On Mon, 23 Nov 2026 at 10:00, Acorn <a@acorn.example> wrote:",
        "Am 23.11.2026 um 10:00 schrieb Acorn <a@acorn.example>:",
        "Le lun. 23 nov. 2026 à 10:00, Acorn <a@acorn.example> a écrit :",
        "El lun, 23 nov 2026 a las 10:00, Acorn (<a@acorn.example>) escribió:",
        "Op ma 23 nov. 2026 om 10:00 schreef Acorn <a@acorn.example>:",
        "Il giorno lun 23 nov 2026 alle ore 10:00 Acorn <a@acorn.example> ha scritto:",
        "pon., 23 lis 2026 o 10:00 Acorn <a@acorn.example> napisał(a):",
        "2026年11月23日(月) 10:00 Acorn <a@acorn.example>:",
    ],
)
async def test_what_was_quoted_is_left_out_in_many_languages(header: str) -> None:
    assert (
        await stripped(f"Très bien.\n\n{header}\n> Dear Ryan,\n>\n> how was she?\n") == "Très bien."
    )


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Good.\n-- \nRyan\nNorthwind Ltd", "Good."),
        ("Good.\n\nSent from my iPhone", "Good."),
        ("Good.\n\nFrom: Acorn <a@b.c>\nSent: Monday\nTo: Ryan\nSubject: Hi\n\nDear Ryan", "Good."),
        (LIST, LIST),
        ("> all quoted\n> and more", "> all quoted\n> and more"),
        (IN_BETWEEN, IN_BETWEEN),
        ("a\x00b\x1b[31m\r\nc\rd\ud800", "ab[31m\nc\nd"),
        ("", ""),
    ],
)  # fmt: skip
async def test_what_they_wrote_is_kept(written: str, kept: str) -> None:
    assert await stripped(written) == kept


async def test_a_text_that_keeps_the_library_busy_is_kept_whole() -> None:
    endless = "Am 1. schrieb " * 1500
    assert await stripped(endless) == endless.strip()[:20_000]


async def test_html_alone_becomes_text_without_its_quotes() -> None:
    raw = (
        b"Content-Type: text/html; charset=utf-8\n\n<html><head><style>p{}</style></head><body>"
        b"<p>She was <b>great</b>.</p><script>x()</script><div class=gmail_quote>On Monday Acorn"
        b" wrote:<blockquote type=cite>Dear Ryan</blockquote></div></body></html>"
    )
    text, full_text = await strip(read(raw).pieces)
    assert text == "She was great."
    assert "Dear Ryan" in full_text


@pytest.mark.parametrize(
    "html", ["", "<", "<div>" * 5000 + "She was great.", "<!-- -->", "\x00<p>x"]
)
async def test_html_that_is_none_does_no_harm(html: str) -> None:
    text, _ = await strip([("html", html)])
    assert "<div>" not in text
    assert ("She was great." in html) <= ("She was great." in text)


def test_the_plain_alternative_is_read_and_texts_around_files_are_joined() -> None:
    message = EmailMessage()
    message.set_content("Plain words.")
    message.add_alternative("<p>Rich words.</p>", subtype="html")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")
    message.attach(message_from_bytes(b"Content-Type: text/plain\n\nAnd a last word."))
    mail = read(message.as_bytes())
    assert [text.strip() for _, text in mail.pieces] == ["Plain words.", "And a last word."]
    assert [one.name for one in mail.attachments] == ["a.pdf"]


def test_of_alternatives_without_plain_words_the_html_is_read() -> None:
    message = EmailMessage()
    message.set_content("  \n")
    message.add_alternative("<p>Rich words.</p>", subtype="html")
    assert [kind for kind, _ in read(message.as_bytes()).pieces] == ["html"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"Content-Type: text/plain; charset=klingon\n\nGr\xc3\xbc\xc3\x9fe", "Grüße"),
        (b"Content-Type: text/plain; charset=utf-8\n\nGr\xfc\xdfe", "Grüße"),
        (b"Content-Type: text/plain; charset=hex\n\nhi", "hi"),
        (b"Content-Type: text/plain; charset=\"\x00\"\n\nhi", "hi"),
        (b"Content-Type: text/plain; charset=utf-16\n\nhi!", "hi!"),
        (b"Content-Transfer-Encoding: base64\n\n*** not base64 ***", ""),
        (b"Content-Transfer-Encoding: quoted-printable\n\n=ZZ=3D=", "=ZZ="),
        (b"Content-Type: multipart/mixed\n\nno boundary", "no boundary"),
        (b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nnever closed", "never closed"),
        (b"Content-Type: ;;;\n\nhi", "hi"),
        (b"hi", ""),
        (b"", ""),
        (b"\n\nhi", "hi"),
        (b"\xff\xfe\x00", ""),
    ],
)  # fmt: skip
async def test_broken_mail_is_read_as_well_as_it_can_be(raw: bytes, text: str) -> None:
    if text:
        assert await said(raw) == text
    else:
        await said(raw)


def test_headers_in_any_form() -> None:
    raw = (
        b"From: =?utf-8?q?Zo=C3=AB?= =?iso-8859-1?q?_M=FCller?= <Zoe@Northwind.example>\n"
        b"Subject: Gr\xc3\xbc\xc3\x9fe =?utf-8?b?8J+Yig==?= =?x-unknown?q?=41?= =?utf-8?b?A?=\n\nhi"
    )
    mail = read(raw)
    assert (mail.from_name, mail.from_email) == ("Zoë Müller", "zoe@northwind.example")
    assert mail.subject
    assert mail.subject.startswith("Grüße")
    for hostile in (b"(" * 5000, b"a," * 50_000, b"=?utf-8?q?" * 3000, b"\xff" * 3000, b"<" * 900):
        assert read(b"From: " + hostile + b"\nSubject: " + hostile + b"\n\nhi").pieces


@pytest.mark.parametrize("depth", [40, 1000, 5000])
def test_however_deeply_it_is_nested_it_is_kept(depth: int) -> None:
    parts = [
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth)
    ]
    mail = read(b"".join(parts) + b"Content-Type: text/plain\n\nShe was great.")
    assert "She was great." in mail.pieces[0][1]


def test_a_mail_of_many_parts_is_read() -> None:
    raw = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 5000 + b"--b--"
    assert len(read(raw).pieces) == 5000


def test_a_report_is_told_from_its_beginning_however_much_comes_back_with_it() -> None:
    bounce = returned("failed", "5.1.1").replace(b"Dear Ryan", b"x\n" * 500_000)
    assert read(bounce).recognised.for_good
    blank = b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\n\n" + b"\n" * 500_000
    assert read(blank).recognised.kind is ReplyKind.automatic


def test_a_forwarded_message_is_a_file() -> None:
    inner = EmailMessage()
    inner["Subject"] = "Inside"
    inner.set_content("Hello")
    outer = EmailMessage()
    outer.set_content("See below.")
    outer.add_attachment(inner)
    mail = read(outer.as_bytes())
    assert [one.name for one in mail.attachments] == ["attachment-1.eml"]
    assert b"Subject: Inside" in mail.attachments[0].content


HEADER = st.sampled_from(
    [
        "From", "Subject", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "Date",
        "Content-Disposition", "Auto-Submitted", "Precedence", "Return-Path", "X-Autoreply",
    ]
)  # fmt: skip
VALUE = st.one_of(
    st.binary(max_size=40),
    st.sampled_from(
        [
            b"multipart/mixed; boundary=b", b"multipart/alternative; boundary=b", b"text/html",
            b"multipart/report; report-type=delivery-status; boundary=b", b"message/rfc822",
            b"message/delivery-status", b"text/plain; charset=utf-7", b"base64", b"<>",
            b"quoted-printable", b"x-uuencode", b"attachment; filename*=utf-8''%ff%00",
            b"MAILER-DAEMON@x.example", b"attachment; filename*0*=a''b; filename*2=c",
            b"message/external-body", b"<a@b.example>",
        ]
    ),
)  # fmt: skip
PART = st.one_of(
    st.binary(max_size=60),
    st.sampled_from(
        [b"\n", b"\n\n", b"\n--b\n", b"\n--b--\n", b"Action: failed\nStatus: 5.1.1\n\n"]
    ),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.tuples(HEADER, VALUE), max_size=6),
    st.lists(st.one_of(PART, st.tuples(HEADER, VALUE)), max_size=12),
)
def test_whatever_comes_is_read(
    headers: list[tuple[str, bytes]], body: list[bytes | tuple[str, bytes]]
) -> None:
    lines = [name.encode() + b": " + value for name, value in headers]
    parts = [
        one if isinstance(one, bytes) else one[0].encode() + b": " + one[1] + b"\n" for one in body
    ]
    raw = b"\n".join(lines) + b"\n\n" + b"".join(parts)
    mail = read(raw)
    assert mail.identity == read(raw).identity
    assert mail.recognised.kind in ReplyKind
    for shown in (mail.subject, mail.from_name, mail.from_email):
        assert shown is None or (shown.isprintable() and len(shown) <= 500)
    for attachment in mail.attachments:
        assert attachment.name
        assert "/" not in attachment.name
