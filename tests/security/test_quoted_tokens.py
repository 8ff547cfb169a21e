"""Whoever may read replies never holds a link or a reply address that works, however the mail
programs and gateways on the way have wrapped what was quoted."""

import base64
import html
import random
import string
import time
from collections.abc import Callable
from email.message import EmailMessage
from urllib.parse import quote

import pytest

from app.links.tokens import token_for
from app.messages.actions import REPLY
from app.replies.quoted_tokens import Finder
from tests.factories import Agency
from tests.replies.letters import ask


def encoded(text: str) -> str:
    return quote(text, safe="")


def proofpoint_2(url: str) -> str:
    """`-` and `_` stand for `%` and `/`, so they are escaped themselves."""
    escaped = quote(url, safe="/").replace("-", "%2D").replace("_", "%5F").replace("~", "%7E")
    return f"https://urldefense.proofpoint.com/v2/url?u={escaped.translate({37: 45, 47: 95})}&d=Dw"


def base64_of(url: str) -> str:
    return base64.urlsafe_b64encode(url.encode()).decode().rstrip("=")


WRAPPED: dict[str, Callable[[str], str]] = {
    "as it was": lambda url: url,
    "Safe Links": lambda url: (
        "https://eur02.safelinks.protection.outlook.com/?url="
        f"{encoded(url)}&data=05%7C02%7C{'a' * 64}%7C&sdata={'B' * 44}%3D&reserved=0"
    ),
    "Safe Links, once more": lambda url: f"https://x.example/?url={encoded(encoded(url))}",
    "three times": lambda url: f"https://x.example/?url={encoded(encoded(encoded(url)))}",
    "Proofpoint 2": proofpoint_2,
    "Proofpoint 2 in Safe Links": lambda url: (
        f"https://x.example/?url={encoded(proofpoint_2(url))}"
    ),
    "Proofpoint 3": lambda url: f"https://urldefense.com/v3/__{url}__;!!Abc-_12345678!Xy-z_987$",
    "Barracuda": lambda url: (
        f"https://linkprotect.cudasvc.com/url?a={encoded(url)}&c=E,1,{'x' * 90}"
    ),
    "Mimecast": lambda url: f"https://protect-eu.mimecast.com/s/AbC?domain=x&u={encoded(url)}",
    "Cisco": lambda url: f"https://secure-web.cisco.com/1{'Ab-_' * 40}/{encoded(url)}",
    "Avanan": lambda url: f"https://url.avanan.click/v2/___{url}___.YXAzOmFjb3Ju",
    "base64": lambda url: f"https://x.sophos.example/?d=debrief.example&u={base64_of(url)}&p=m",
    "base64, shifted": lambda url: f"https://x.example/{base64_of('x' + url)}",
    "base64, in the middle": lambda url: f"https://x.example/{base64_of('{xy:' + url + '}')}",
    "base64 of an encoded one": lambda url: f"https://x.example/?u={base64_of(encoded(url))}",
    "an encoded base64": lambda url: f"https://x.example/?u={encoded(base64_of(url) + '==')}",
    "letters before it": lambda url: f"abc{url.rpartition('/')[2]}",
    "letters around it": lambda url: f"AbCdE_-{url.rpartition('/')[2]}_-xyz",
    "entities": lambda url: url.replace("-", "&#45;").replace("_", "&#x5f;").replace("/", "&sol;"),
    "quoted-printable": lambda url: f"<a href=3D{encoded(url)}>".replace("-", "=2D"),
    "a soft line break": lambda url: f"{url[:-20]}=\n{url[-20:]}",
    "quoted lines": lambda url: f"{url[:-20]}\n> > {url[-20:]}",
    "three lines": lambda url: f"> {url[:-30]}\n> {url[-30:-10]}\n> {url[-10:]}",
    "invisible characters": lambda url: "\u200b".join((url[:-20], url[-20:-3], url[-3:])),
    "in brackets": lambda url: f"<{url}>.",
    "as HTML": html.escape,
}


@pytest.mark.parametrize("wrapping", WRAPPED)
async def test_no_gateway_hides_a_token(agency: Agency, wrapping: str) -> None:
    wrap = WRAPPED[wrapping]
    request = await agency.feedback_request()
    form = await agency.recruiter.does(f"/v1/feedback-requests/{request['id']}/form-link")
    portal = await agency.recruiter.does(f"/v1/candidates/{request['candidate_id']}/portal-link")
    asked = await ask(agency, request)
    urls = [form["url"], portal["url"], f"https://x.example/u/{token_for(REPLY, asked.id)}"]
    said = "\n\n".join(f"See {wrap(url)} for it." for url in urls)
    of_one_line = [url if "\n" in wrap(url) else wrap(url) for url in urls]
    letter = asked.letter(f"She was great.\n\n{said}", Subject=f"Re: {of_one_line[0]}")
    letter.add_attachment(said, filename="old.txt")
    letter.add_attachment(b"%PDF", "application", "pdf", filename=f"{of_one_line[1][-150:]}.pdf")
    reply = await asked.reply_to(letter)
    everything = Finder("nowhere.example")
    for words in (reply["full_text"], reply["text"], reply["subject"], reply["attachments"]):
        everything.look_at(str(words))
    for url in urls:
        token = url.rpartition("/")[2]
        assert token not in everything.candidates
        assert token[5:] not in str(reply)
    assert "She was great." in reply["text"]
    assert [one["path"] is None for one in reply["attachments"]] == [True, False]


async def test_an_attached_mail_of_ours_is_not_kept(agency: Agency) -> None:
    """What was forwarded as a file could be opened like what was quoted."""
    asked = await ask(agency)
    inner = EmailMessage()
    inner["Subject"], inner["Reply-To"] = "How was Maria?", asked.address
    inner.set_content("Dear Ryan", cte="base64")
    other = EmailMessage()
    other["Subject"] = "Lunch?"
    other.set_content("At one? " * 300, cte="base64")
    letter = asked.letter()
    for one in (inner, other):
        letter.add_attachment(one)
    reply = await asked.reply_to(letter)
    assert [one["path"] is None for one in reply["attachments"]] == [True, False]


async def test_links_of_other_agencies_are_taken_out_too(
    agency: Agency, other_agency: Agency
) -> None:
    theirs = await ask(other_agency)
    reply = await (await ask(agency)).reply_to(
        (await ask(agency)).letter(f"x{theirs.address[6:49]}x")
    )
    assert theirs.address[6:49] not in reply["full_text"]


def random_token(chance: random.Random) -> str:
    return base64.urlsafe_b64encode(chance.randbytes(32)).decode().rstrip("=")


HONEST = (
    "Her number is in https://www.linkedin.com/in/maria-gregg-0123456789abcdefghijklmnopqr/",
    "https://calendar.example/?eid=" + "MXZhcmlvdXMgdGhpbmdz" * 8,
    "_" * 300 + "\n" + "=" * 300 + "\n" + "-" * 300,
    "\n".join(f"candidate.number.{n}@northwind.example" for n in range(2_000)),
    "日本語の長い文章。" * 2_000,
    "Sie war gut. " * 5_000,
    "> " * 500 + "quoted\n" * 500,
)


@pytest.mark.parametrize("text", HONEST, ids=range(len(HONEST)))
def test_honest_words_stay_as_they_are(text: str) -> None:
    finder = Finder("debrief.example")
    finder.look_at(text)
    tokens = {random_token(random.Random(1))} | finder.certain
    assert finder.without(text, tokens) == text


HOSTILE = {
    "one run": lambda chance: "".join(chance.choices(string.ascii_letters + "_-", k=200_000)),
    "percents": lambda chance: "%25" * 66_000,
    "escapes": lambda chance: "=3D-2D%2525&amp;" * 12_000,
    "runs": lambda chance: " ".join(random_token(chance) for _ in range(4_500)),
    "lines": lambda chance: "a\n" * 100_000,
    "broken": lambda chance: "=\n> " * 50_000,
    "base64": lambda chance: base64.b64encode(base64.b64encode(b"%2525" * 22_000)).decode(),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_the_work_is_bounded_and_what_nobody_read_goes(kind: str) -> None:
    text = HOSTILE[kind](random.Random(1))[:200_000]
    hidden = random_token(random.Random(2))
    finder = Finder("debrief.example")
    began = time.process_time()
    finder.look_at(f"{text}{hidden} {hidden}")
    cleaned = finder.without(f"{text}{hidden} {hidden}", {hidden})
    assert time.process_time() - began < 5
    assert len(finder.candidates) < 40_000
    assert hidden not in cleaned
