"""The whole story, with nothing in it that is not real: `debrief serve` with its worker, a mail
server, a recruiter over the API, and two people with a phone."""

import asyncio
import re
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
from ical.calendar import Calendar
from ical.calendar_stream import IcsCalendarStream
from playwright.async_api import Browser, expect

from app.embedded.server import Urls
from tests.browser.phone import Phone, in_hand, picture
from tests.browser.situations import MARIA
from tests.cli.conftest import Machine
from tests.factories import Agency, Json, Person
from tests.mail_server import MailServer, listening
from tests.messages.situations import html_of, text_of
from tests.worker.situations import noon_somewhere_at_work

PATIENCE_S = 20
HIS, HERS = "ryan@northwind.example", "maria@gregg.example"
PRIVATE = "Her salary would break our bands."
FOR_HER = "You were calm with a difficult customer. Bring more figures next time."

THANKS = "Thank you for your time, Ryan. I ran a night shift for a year."
THANKS_FOR = "Thank you for your time"


class Recruiter(Person):
    """Over the network, as an agency's own programs are."""

    async def request(self, method: str, url: Any, **options: Any) -> httpx.Response:
        return await httpx.AsyncClient.request(self, method, url, **options)


@dataclass
class Story:
    address: str
    recruiter: Recruiter
    post: MailServer

    async def mail(self, to: str, subject: str) -> EmailMessage:
        """Once it has arrived."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for letter in self.post.messages():
                    if to in str(letter["To"]) and letter["Subject"] == subject:
                        return letter
                await asyncio.sleep(0.1)

    async def invitation(self, to: str) -> Calendar:
        """What they are invited to, once it has arrived."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                for letter in self.post.messages():
                    for part in letter.walk() if to in str(letter["To"]) else ():
                        if part.get_filename() == "invite.ics":
                            return IcsCalendarStream.calendar_from_ics(part.get_content())
                await asyncio.sleep(0.1)

    def link_in(self, letter: EmailMessage, page: str) -> str:
        """The path of the one link to such a page, as somebody would press it."""
        [path] = set(re.findall(rf"{self.address}(/{page}/[\w-]{{43}})(?![\w-])", text_of(letter)))
        assert path in html_of(letter)
        return path


@asynccontextmanager
async def telling(agency: Agency, urls: Urls, folder: Path) -> AsyncIterator[Story]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    machine, post = Machine(folder), MailServer()
    async with listening(post) as smtp:
        machine.settings |= {
            "DEBRIEF_DATABASE_URL": urls.app,
            "DEBRIEF_PORT": str(port),
            "DEBRIEF_SMTP_URL": f"smtp://127.0.0.1:{smtp}",
            "DEBRIEF_SWEEP_SECONDS": "1",
        }
        with machine.serving() as address:
            async with Recruiter(base_url=address, headers=agency.recruiter.headers) as recruiter:
                recruiter.email = agency.recruiter.email
                yield Story(address, recruiter, post)


async def interview_just_over(agency: Agency) -> Json:
    """It is noon at the agency's; Ryan of Northwind has met Maria."""
    zone, country = noon_somewhere_at_work()
    await agency.admin.changes("/v1/agency", {"timezone": zone, "country": country})
    ryan = await agency.contact(email=HIS)
    vacancy = await agency.vacancy(employer_id=ryan["employer_id"])
    maria = await agency.candidate(name=MARIA, emails=[HERS], owner_id=agency.recruiter.user_id)
    application = await agency.application(candidate_id=maria["id"], vacancy_id=vacancy["id"])
    return await agency.interview(
        application_id=application["id"],
        interviewer_ids=[ryan["id"]],
        starts_in=timedelta(minutes=-45),
    )


async def test_from_an_interview_completed_to_feedback_read(
    agency: Agency, browser: Browser, urls: Urls, tmp_path: Path
) -> None:
    interview = await interview_just_over(agency)
    async with telling(agency, urls, tmp_path) as story:
        await story.recruiter.does(f"/v1/interviews/{interview['id']}/completion")
        async with in_hand(browser, story.address) as phone:
            await ryan_says_what_he_thought(story, phone)
        await the_recruiter_reads_and_releases_it(story, interview)
        async with in_hand(browser, story.address) as phone:
            await maria_tells_how_it_went_and_thanks_him(story, phone)
            await maria_reads_what_he_said(story, phone)
            await they_agree_to_talk(story, phone, interview)
        await it_is_all_on_record(story, interview)


async def ryan_says_what_he_thought(story: Story, phone: Phone) -> None:
    """Nobody asked him but the worker. He is called away in between."""
    letter = await story.mail(HIS, "Your interview with Maria Gregg")
    form = story.link_in(letter, "f")
    page = phone.page
    await phone.opens(form)
    await phone.shows("story-1-ryan-is-asked")
    await page.get_by_label("Yes, we go on").check()
    await page.get_by_label("What went well").press_sequentially("Calm with customers")
    await phone.reads("Kept as a draft.")
    await phone.opens(form)
    await expect(page.get_by_label("Yes, we go on")).to_be_checked()
    await expect(page.get_by_label("What went well")).to_have_value("Calm with customers")
    await page.get_by_label("In your own words").fill(FOR_HER)
    await page.get_by_label("A private note").fill(PRIVATE)
    await page.get_by_role("group", name="Communication").get_by_label("5").check()
    await phone.presses("Send")
    await phone.reads("Thank you, that is with Acorn Talent now.")
    await phone.shows("story-2-ryan-has-answered")


async def the_recruiter_reads_and_releases_it(story: Story, interview: Json) -> None:
    recruiter = story.recruiter
    requests = await recruiter.reads(
        "/v1/feedback-requests", candidate_id=interview["candidate_id"]
    )
    assert [row["status"] for row in requests["items"]] == ["received"]
    [feedback] = (await recruiter.reads("/v1/feedback", interview_id=interview["id"]))["items"]
    assert (feedback["outcome"], feedback["channel"]) == ("advance", "form")
    assert (feedback["strengths"], feedback["private_notes"]) == (["Calm with customers"], PRIVATE)
    assert (feedback["summary_for_candidate"], feedback["released_at"]) == (FOR_HER, None)
    await recruiter.does(f"/v1/feedback/{feedback['id']}/release")


async def maria_tells_how_it_went_and_thanks_him(story: Story, phone: Phone) -> None:
    """By the link in her mail."""
    letter = await story.mail(HERS, "Feedback on your Depot Manager interview")
    assert FOR_HER in text_of(letter)
    page = phone.page
    await phone.opens(story.link_in(letter, "c"))
    await phone.shows("story-3-maria-is-told")
    await page.get_by_role("link", name="Tell us how it went").first.click()
    await page.get_by_label("What they asked").first.fill("How would you calm a customer?")
    await page.get_by_label("What you did not get to say").fill("I ran a night shift for a year.")
    await phone.presses("Keep it")
    await phone.reads("Thank you, we have it.")
    await page.get_by_role("link", name="Overview").click()
    await page.get_by_role("link", name="Thank your interviewers").click()
    await page.get_by_label("Your words").fill(THANKS)
    await phone.presses("Send it")
    await phone.reads("Your thank-you is on its way.")
    thanks = await story.mail(HIS, THANKS_FOR)
    assert THANKS in text_of(thanks)
    assert "/c/" not in text_of(thanks), "her page is hers alone"


async def maria_reads_what_he_said(story: Story, phone: Phone) -> None:
    page = phone.page
    await page.get_by_role("link", name="Overview").click()
    await page.get_by_role("link", name="Would you take it?").click()
    await page.get_by_label("I would take it").check()
    await phone.presses("Keep it")
    await page.get_by_role("link", name="Overview").click()
    await page.get_by_role("link", name="Read what they said").click()
    await phone.reads(FOR_HER)
    await phone.presses("I have read this")
    await phone.reads("Thank you for telling us that you have read it.")
    await picture(page, "story-4-maria-has-read-it")
    await page.get_by_label("Your number").fill("020 7946 0999")
    await phone.presses("I would like to talk")
    await phone.reads("You asked for a call")


async def they_agree_to_talk(story: Story, phone: Phone, interview: Json) -> None:
    """The recruiter names times, Maria picks the second."""
    [feedback] = (await story.recruiter.reads("/v1/feedback", interview_id=interview["id"]))[
        "items"
    ]
    about = f"/v1/feedback/{feedback['id']}/call"
    assert (await story.recruiter.reads(about))["status"] == "wanted"
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0)
    times = [(noon + timedelta(days=days)).isoformat() for days in (2, 3)]
    await story.recruiter.does(f"{about}/times", {"times": times})
    await phone.page.reload()
    await phone.page.get_by_role("group", name="When may").get_by_role("radio").nth(1).check()
    await phone.presses("Book the call")
    await phone.reads("Your call:")
    await picture(phone.page, "story-5-maria-has-a-call")
    call = await story.recruiter.reads(about)
    assert datetime.fromisoformat(call["starts_at"]) == noon + timedelta(days=3)
    for somebody in (HERS, story.recruiter.email):
        [event] = (await story.invitation(somebody)).events
        assert event.dtstart == noon + timedelta(days=3)
    hers = [one for one in story.post.messages() if HERS in str(one["To"])]
    assert not [one for one in hers if "salary" in text_of(one) + html_of(one)]
    assert PRIVATE not in await phone.page.content()


async def it_is_all_on_record(story: Story, interview: Json) -> None:
    """Who did what, and what a machine did reads as such."""
    page = await story.recruiter.reads(f"/v1/candidates/{interview['candidate_id']}/timeline")
    told = [
        "Debrief asked Ryan Walters for feedback on the Depot Manager interview",
        "Debrief e-mailed Ryan Walters the request about Depot Manager",
        "Ryan Walters gave feedback on the Depot Manager interview by form",
        "Recruiter Obi released the Depot Manager feedback to the candidate by email",
        "The Depot Manager interview was debriefed by the candidate",
        "The interviewers for Depot Manager were thanked by email",
        "The candidate's verdict on Depot Manager at Northwind: accept",
        "The candidate acknowledged the Depot Manager feedback",
        "The candidate asked for a call about the Depot Manager feedback",
    ]
    assert [one["summary"] for one in page["items"][::-1] if one["summary"] in told] == told
