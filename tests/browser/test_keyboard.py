"""The employer's form and the candidate's page by Tab, Space and Enter, always seeing where."""

import time_machine

from tests.browser.phone import Phone
from tests.browser.portal_situations import full
from tests.browser.situations import asked_about
from tests.factories import Agency
from tests.feedback.situations import TUESDAY, again

NOW = time_machine.travel(TUESDAY, tick=False)
WHERE = """async () => {
  const drawn = () => new Promise(requestAnimationFrame);
  await drawn();
  await drawn();  // scrolled to, too
  const here = document.activeElement;
  const outline = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  return {
    name: here.name || here.textContent,
    outlined: outline.outlineStyle == "solid" ? parseFloat(outline.outlineWidth) : 0,
    seen: box.left >= 0 && box.right <= innerWidth && box.top < innerHeight && box.bottom > 0,
  };
}"""
ORDER = [
    "To the content", "outcome", "strengths", "improvements", "summary_for_candidate",
    "private_notes", "rating_communication", "rating_experience", "rating_motivation",
    "rating_fit", "Send", "Keep as a draft", "I would rather talk: call me",
    "I will answer later", "I would rather not say",
]  # fmt: skip


async def tab(phone: Phone, key: str = "Tab") -> str:
    """What it leads to, which must show that it does."""
    await phone.page.keyboard.press(key)
    where = await phone.page.evaluate(WHERE)
    assert where["outlined"] >= 2, f"nobody sees that the focus is on {where['name']}"
    assert where["seen"], f"{where['name']} is not on the screen"
    name: str = where["name"]
    return name


@NOW
async def test_tab_leads_through_it_in_the_order_it_is_read(agency: Agency, phone: Phone) -> None:
    _, path = await asked_about(agency)
    await phone.opens(path)
    assert [await tab(phone) for _ in ORDER] == ORDER
    assert [await tab(phone, "Shift+Tab") for _ in ORDER[1:]] == ORDER[-2::-1]


@NOW
async def test_it_is_filled_in_and_sent(agency: Agency, phone: Phone) -> None:
    request, path = await asked_about(agency)
    keyboard = phone.page.keyboard
    await phone.opens(path)
    await tab(phone)
    await keyboard.press("Enter")  # past what comes before the content
    assert await tab(phone) == "outcome"
    await keyboard.press("Space")
    await keyboard.press("ArrowDown")
    assert await tab(phone) == "strengths"
    await keyboard.type("Warm with customers")
    while await tab(phone) != "rating_fit":
        pass
    await keyboard.press("ArrowUp")
    assert await tab(phone) == "Send"
    async with phone.page.expect_navigation():
        await keyboard.press("Enter")
    await phone.reads("Thank you, that is with Acorn Talent now.")
    [feedback] = (await agency.viewer.reads("/v1/feedback", interview_id=request["interview_id"]))[
        "items"
    ]
    assert (feedback["outcome"], feedback["strengths"]) == ("offer", ["Warm with customers"])
    assert feedback["ratings"] == {"fit": 5}


@NOW
async def test_what_is_folded_opens_with_enter(agency: Agency, phone: Phone) -> None:
    request, path = await asked_about(agency)
    keyboard = phone.page.keyboard
    await phone.opens(path)
    await phone.page.get_by_role("button", name="Keep as a draft").focus()
    while await tab(phone) != "I would rather not say":
        pass
    await keyboard.press("Enter")
    assert await tab(phone) == "reason"
    await keyboard.type("Our lawyers forbid it.")
    await tab(phone)
    async with phone.page.expect_navigation():
        await keyboard.press("Enter")
    assert (await again(agency, request))["status"] == "declined"


@NOW
async def test_the_candidate_tells_what_she_thinks(agency: Agency, phone: Phone) -> None:
    told = await full(agency)
    keyboard = phone.page.keyboard
    await phone.opens(told.about("verdict"))
    order = [
        "To the content", "Overview", "So far", "Referees", "Yours", "lean", "pros", "cons",
        "wished_salary", "currency", "per", "wished_benefits", "deal_breakers", "Keep it",
    ]  # fmt: skip
    assert [await tab(phone) for _ in order] == order
    while await tab(phone, "Shift+Tab") != "lean":
        pass
    await keyboard.press("Space")
    while await tab(phone) != "Keep it":
        pass
    async with phone.page.expect_navigation():
        await keyboard.press("Enter")
    await phone.reads("we know now where you stand")
