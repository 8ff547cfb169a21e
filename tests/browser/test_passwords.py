"""A colleague chooses a password on the page that their invitation leads to."""

from playwright.async_api import expect

from tests.browser.phone import Phone
from tests.factories import Agency
from tests.passwords.letters import token_sent

THREE_WORDS = "gravel orbit lantern"


async def test_a_colleague_chooses_a_password_once(either_phone: Phone, agency: Agency) -> None:
    email = f"ada@{agency.slug}.example"
    await agency.admin.creates("/v1/users", {"email": email, "name": "Ada Birch", "role": "viewer"})
    path = f"/password/{await token_sent(agency)}"
    page = either_phone.page

    await either_phone.opens(path)
    await expect(page.locator("input:visible")).to_have_count(2)  # a password manager needs a third
    await either_phone.shows("password")

    await page.get_by_label("New password").fill(THREE_WORDS)
    await page.get_by_label("Enter it again").fill("gravel orbit lanterns")
    assert (await either_phone.presses("Save password")).status == 422
    await either_phone.shows("password-twice")

    await page.get_by_label("New password").fill(THREE_WORDS)
    await page.get_by_label("Enter it again").fill(THREE_WORDS)
    await either_phone.presses("Save password")
    await either_phone.reads("You can now sign in")
    await either_phone.opens(path, 404)
