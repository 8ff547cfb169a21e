"""The candidate's page as she holds it: empty and full, by day and by night, in any script."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from playwright.async_api import expect

from tests.browser.phone import Phone, picture
from tests.browser.portal_situations import PRIVATE, full, offered_times, with_others
from tests.factories import Agency
from tests.feedback.situations import TUESDAY
from tests.portal.situations import path_of

NOW = time_machine.travel(TUESDAY, tick=False)


@NOW
async def test_with_nothing_on_it_yet(agency: Agency, phone: Phone) -> None:
    path = await path_of(agency, await agency.candidate())
    await phone.opens(path)
    await phone.shows("portal-empty")
    await phone.opens(f"{path}/happened")
    await phone.reads("Your agency added you")
    await picture(phone.page, "portal-happened-begun")


@NOW
async def test_with_everything_on_it(agency: Agency, phone: Phone) -> None:
    page = await full(agency)
    coming = await with_others(agency, page)
    await phone.opens(page.path)
    await phone.reads("That day is past, and we are asking.")
    await phone.page.get_by_text("What is over").click()
    await phone.shows("portal-overview")
    for where, name in (
        (f"{page.path}/interviews/{coming['id']}", "interview-to-come"),
        (f"{page.path}/interviews/{page.interview['id']}", "interview-held"),
        (page.debrief, "debrief"),
        (page.thank_you, "thank-you"),
        (page.about("verdict"), "verdict"),
        (page.about("withdrawal"), "withdrawal"),
        (page.told, "feedback"),
        (f"{page.path}/referees", "referees"),
        (f"{page.path}/happened", "happened"),
    ):
        await phone.opens(where)
        await phone.shows(f"portal-{name}")
        assert PRIVATE not in await phone.page.content()


@NOW
async def test_what_cannot_be_taken_comes_back_with_what_was_typed(
    agency: Agency, either_phone: Phone
) -> None:
    page = await full(agency)
    for where, button, label in (
        (page.about("verdict"), "Keep it", "What speaks for it"),
        (page.about("withdrawal"), "Withdraw", "Anything you would like to say"),
        (f"{page.path}/referees", "Name them", "What they are to you"),
    ):
        await either_phone.opens(where)
        await either_phone.page.evaluate(
            "document.querySelector('#form').noValidate = true"
        )  # as old browsers do
        await either_phone.page.get_by_label(label).fill("Close to home")
        answer = await either_phone.presses(button)
        assert answer.status == 422
        await expect(either_phone.page.get_by_label(label)).to_have_value("Close to home")
        await picture(either_phone.page, f"portal-{where.rpartition('/')[2]}-with-complaints")
    await either_phone.shows("portal-complaints")
    await either_phone.page.get_by_role("alert").get_by_role("link").click()
    await expect(either_phone.page.get_by_label("Their name")).to_be_in_viewport()


@NOW
async def test_what_is_told_is_kept_and_thanked_for(agency: Agency, either_phone: Phone) -> None:
    told = await full(agency)
    page = either_phone.page
    await either_phone.opens(told.debrief)
    await page.get_by_label("What they asked").first.fill("Why the night shift?")
    await page.get_by_label("What you answered").first.fill("I like it quiet.")
    await page.get_by_label("How it went").first.select_option("Well")
    await page.get_by_role("group", name="How much do you want it now?").get_by_label("5").check()
    await either_phone.presses("Keep it")
    await either_phone.reads("Thank you, we have it.")
    await picture(page, "portal-debrief-kept")
    await either_phone.opens(told.thank_you)
    await page.get_by_label("Your words").fill("Thank you for your time, Ryan.")
    await either_phone.presses("Keep for later")
    await either_phone.reads("Nobody sees it before you send it.")
    await either_phone.presses("Send it")
    await either_phone.reads("Your thank-you is on its way.")
    await picture(page, "portal-thanked")
    await either_phone.opens(told.about("verdict"))
    await page.get_by_label("I would take it").check()
    await either_phone.presses("Keep it")
    await either_phone.reads("we know now where you stand")
    await picture(page, "portal-all-done")


@NOW
async def test_withdrawing_asks_once(agency: Agency, either_phone: Phone) -> None:
    told = await full(agency)
    page = either_phone.page
    await either_phone.opens(told.path)
    await page.get_by_role("link", name="I do not want to go on with this one").click()
    await page.get_by_role("link", name="No, I stay in").click()
    await either_phone.reads("That day is past, and we are asking.")
    await page.get_by_role("link", name="I do not want to go on with this one").click()
    await page.get_by_label("I have another offer").check()
    await either_phone.presses("Withdraw")
    await either_phone.reads("Thank you for letting us know.")
    await picture(page, "portal-withdrawn")
    application = await agency.viewer.reads(f"/v1/applications/{told.interview['application_id']}")
    assert application["stage"] == "withdrawn"


@NOW
async def test_reading_what_they_said_and_talking_about_it(
    agency: Agency, either_phone: Phone
) -> None:
    told = await full(agency)
    page = either_phone.page
    await either_phone.opens(told.told)
    await either_phone.presses("I have read this")
    await page.get_by_label("When does it suit you?").fill("After six")
    await either_phone.presses("I would like to talk")
    await either_phone.reads("You asked for a call")
    await either_phone.shows("portal-call-wanted")
    await offered_times(agency, told)
    await either_phone.opens(told.told)
    await picture(page, "portal-call-offered")
    await page.get_by_label("Thursday 3 December, 12:00").check()
    await either_phone.presses("Book the call")
    await either_phone.reads("Your call: Thursday 3 December, 12:00")
    await either_phone.shows("portal-call-booked")
    with time_machine.travel(TUESDAY + timedelta(days=3), tick=False):
        await either_phone.opens(told.told)
        await either_phone.reads("We missed each other")
        await picture(page, "portal-call-missed")


@NOW
async def test_what_is_hers_leaves_with_her(
    agency: Agency, either_phone: Phone, tmp_path: Path
) -> None:
    told = await full(agency)
    page = either_phone.page
    await either_phone.opens(f"{told.path}/yours")
    await page.get_by_label("Show times as they are in").select_option("Pacific/Auckland")
    await either_phone.presses("Show times so")
    await either_phone.presses("Get the address")
    subscribing = await page.get_by_role("link", name="Subscribe").get_attribute("href")
    assert subscribing is not None
    assert subscribing.startswith("webcal://")
    await page.get_by_text("Ask for your data to be erased").click()
    await either_phone.shows("portal-yours-with-calendar")
    async with page.expect_download() as leading:
        await page.get_by_role("button", name="Download it").click()
    download = await leading.value
    await download.save_as(tmp_path / "hers.json")
    hers = (tmp_path / "hers.json").read_text()
    assert json.loads(hers)
    assert PRIVATE not in hers
    await either_phone.presses("Please erase my data")
    await either_phone.reads("We have your wish")
    await either_phone.opens(told.path)
    await either_phone.reads("your time, 08:00 in London")
    await picture(page, "portal-another-zone")


@NOW
@pytest.mark.parametrize(
    ("given", "family", "contact", "words"),
    [
        pytest.param("נועה", "בן־דוד", "יוסף אבו־ח׳דיר", "מקצועית, רגועה", id="hebrew"),
        pytest.param("Maximiliana-" * 7, "Wolfeschlegel" * 8, "R" * 180, "Kapitän" * 28, id="long"),
    ],
)
async def test_any_name_and_any_words_fit(
    agency: Agency,
    phone: Phone,
    request: pytest.FixtureRequest,
    given: str,
    family: str,
    contact: str,
    words: str,
) -> None:
    page = await full(agency, {"given": given, "family": family}, contact, words)
    for where in ("home", "interview", "thank-you", "feedback", "happened"):
        await phone.opens(
            {
                "home": page.path, "thank-you": page.thank_you, "feedback": page.told,
                "interview": f"{page.path}/interviews/{page.interview['id']}",
                "happened": f"{page.path}/happened",
            }[where]
        )  # fmt: skip
        await phone.fits()
        await picture(phone.page, f"portal-{where}-{request.node.callspec.id}")
