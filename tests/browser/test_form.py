"""The employer's form as somebody holds it: every state of it, by day and by night."""

from datetime import timedelta

import pytest
import time_machine
from playwright.async_api import expect

from tests.browser.phone import Phone, picture
from tests.browser.situations import asked_about, offered_a_call
from tests.factories import Agency
from tests.feedback.situations import TUESDAY, again

NOW = time_machine.travel(TUESDAY, tick=False)
QUESTIONS = ["Would you see her again?", "What would you pay her?"]


async def fill_in(phone: Phone) -> None:
    page = phone.page
    await page.get_by_label("Yes, we go on").check()
    await page.get_by_label("What went well").fill("Warm with customers\nKnows the depot")
    await page.get_by_label("What to do better next time").fill("Bring figures")
    await page.get_by_label("A private note").fill("Too expensive for us.")
    await page.get_by_role("group", name="Communication").get_by_label("5").check()


@NOW
async def test_it_opens(agency: Agency, either_phone: Phone) -> None:
    _, path = await asked_about(agency, questions=QUESTIONS)
    await either_phone.opens(path)
    await either_phone.reads("Maria Gregg’s interview")
    await either_phone.shows("form-open")


@NOW
async def test_it_is_sent_and_sent_again_with_changes(agency: Agency, either_phone: Phone) -> None:
    request, path = await asked_about(agency)
    await either_phone.opens(path)
    await fill_in(either_phone)
    await either_phone.presses("Send")
    await either_phone.reads("Thank you, that is with Acorn Talent now.")
    await either_phone.shows("form-sent")
    assert (await again(agency, request))["status"] == "received"
    await either_phone.page.get_by_label("Not decided yet").check()
    await either_phone.presses("Send the changes")
    await either_phone.reads("Thank you, that is with Acorn Talent now.")
    await picture(either_phone.page, "form-sent-again")
    found = await agency.viewer.reads("/v1/feedback", interview_id=request["interview_id"])
    [feedback] = found["items"]
    assert (feedback["outcome"], len(feedback["amendments"])) == ("hold", 1)


@NOW
async def test_nothing_typed_is_lost_when_it_cannot_be_taken(
    agency: Agency, either_phone: Phone
) -> None:
    _, path = await asked_about(agency)
    page = either_phone.page
    await either_phone.opens(path)
    await page.evaluate("document.querySelector('#form').noValidate = true")  # as old browsers do
    await page.get_by_label("A private note").fill("Too expensive for us.")
    answer = await either_phone.presses("Send")
    assert answer.status == 422
    await expect(page.get_by_label("A private note")).to_have_value("Too expensive for us.")
    await either_phone.shows("form-with-complaints")
    await page.get_by_role("alert").get_by_role("link").click()
    await expect(page.get_by_role("group", name="Do you go on with Maria?")).to_be_in_viewport()


@NOW
async def test_what_is_typed_is_kept_by_the_script(agency: Agency, phone: Phone) -> None:
    request, path = await asked_about(agency)
    await phone.opens(path)
    await phone.page.get_by_label("What went well").press_sequentially("Warm with customers")
    await phone.reads("Kept as a draft.")
    await phone.shows("form-draft-kept")
    await phone.page.reload()
    await expect(phone.page.get_by_label("What went well")).to_have_value("Warm with customers")
    assert (await again(agency, request))["status"] == "awaiting"


@NOW
async def test_a_draft_is_kept_by_the_button(agency: Agency, either_phone: Phone) -> None:
    _, path = await asked_about(agency)
    await either_phone.opens(path)
    await either_phone.page.get_by_label("What went well").fill("Warm with customers")
    await either_phone.presses("Keep as a draft")
    await either_phone.reads("You can close this page and go on later")
    await picture(either_phone.page, "form-kept")
    await expect(either_phone.page.get_by_label("What went well")).to_have_value(
        "Warm with customers"
    )


@NOW
async def test_told_another_way_it_takes_what_there_is_to_add(
    agency: Agency, either_phone: Phone
) -> None:
    request, path = await asked_about(agency)
    await agency.feedback(request)
    await either_phone.opens(path)
    await either_phone.shows("form-told")
    await either_phone.page.get_by_label("What else they should know").fill("And punctual.")
    await either_phone.presses("Send")
    await either_phone.reads("Acorn Talent has it.")
    await picture(either_phone.page, "form-added-to")


@NOW
async def test_closed_it_says_so(agency: Agency, either_phone: Phone) -> None:
    request, path = await asked_about(agency)
    reason = {"reason": "Placed elsewhere."}
    await agency.recruiter.does(f"/v1/feedback-requests/{request['id']}/closure", reason)
    await either_phone.opens(path)
    await either_phone.reads("no longer needs an answer")
    await either_phone.shows("form-closed")


@NOW
async def test_i_will_answer_later(agency: Agency, either_phone: Phone) -> None:
    request, path = await asked_about(agency)
    page = either_phone.page
    await either_phone.opens(path)
    await page.get_by_text("I will answer later").click()
    await page.get_by_label("By when").fill("2026-12-08")
    await either_phone.shows("form-later")
    await either_phone.presses("I will answer by then")
    await either_phone.reads("Nobody will remind you before Tuesday 8 December.")
    await picture(either_phone.page, "form-promised")
    assert (await again(agency, request))["promised_by"] == "2026-12-08T23:59:00Z"


@NOW
async def test_i_would_rather_not_say(agency: Agency, either_phone: Phone) -> None:
    request, path = await asked_about(agency)
    page = either_phone.page
    await either_phone.opens(path)
    await page.locator("summary", has_text="I would rather not say").click()
    await page.get_by_label("Why?").fill("  ")
    answer = await either_phone.presses("I would rather not say")
    assert answer.status == 422
    await either_phone.shows("form-refusal")
    await page.get_by_label("Why?").fill("Our lawyers forbid it.")
    await either_phone.presses("I would rather not say")
    await either_phone.reads("Understood, and thank you for saying so.")
    await picture(either_phone.page, "form-declined")
    assert (await again(agency, request))["status"] == "declined"


@NOW
async def test_i_would_rather_talk(agency: Agency, either_phone: Phone) -> None:
    request, path = await asked_about(agency)
    page = either_phone.page
    await either_phone.opens(path)
    await page.get_by_text("I would rather talk: call me").click()
    await page.get_by_label("Your number").fill("+44 20 7946 0018")
    await either_phone.presses("Please call me")
    await either_phone.reads("You asked for a call")
    await picture(page, "form-call-wanted")
    await offered_a_call(agency, request)
    await either_phone.opens(path)
    await either_phone.shows("form-call-offered")
    await page.get_by_label("Thursday 3 December, 12:00").check()
    await either_phone.presses("Book the call")
    await either_phone.reads("Your call: Thursday 3 December, 12:00")
    await picture(page, "form-call-booked")
    with time_machine.travel(TUESDAY + timedelta(days=3), tick=False):
        await either_phone.opens(path)
        await either_phone.reads("We missed each other")
        await picture(page, "form-call-missed")


@NOW
@pytest.mark.parametrize(
    ("given", "family", "contact", "words"),
    [
        pytest.param("נועה", "בן־דוד", "יוסף אבו־ח׳דיר", "מקצועית, רגועה", id="hebrew"),
        pytest.param("ليلى", "الخطيب", "سارة منصور", "هادئة مع الزبائن", id="arabic"),
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
    name = {"given": given, "family": family}
    _, path = await asked_about(agency, name, contact, questions=[f"{words}?", "And in English?"])
    await phone.opens(path)
    await phone.page.get_by_label("What went well").fill(words)
    await phone.page.get_by_label("A private note").fill(f"{words}\n{given} is {words}")
    await phone.shows(f"form-{request.node.callspec.id}")


@NOW
async def test_a_link_that_opens_nothing_says_so_kindly(either_phone: Phone) -> None:
    await either_phone.opens("/f/" + "A" * 43, status=404)
    await either_phone.reads("This link does not open anything")
    await either_phone.shows("link-gone")


@NOW
async def test_who_asks_too_often_is_told_when_to_come_again(either_phone: Phone) -> None:
    for letter in "abcdefghijklmnopqrst":
        await either_phone.page.context.request.get(f"{either_phone.address}/f/{'A' * 42}{letter}")
    await either_phone.opens("/f/" + "A" * 43, status=429)
    await either_phone.reads("One moment, please")
    await either_phone.shows("too-many")
