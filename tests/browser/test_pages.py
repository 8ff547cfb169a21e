"""The other pages, briefly: no more messages, public vacancies, the documentation."""

import time_machine
from playwright.async_api import expect

from app.settings import settings
from tests.browser.phone import Phone, picture
from tests.browser.situations import asked_about
from tests.factories import Agency
from tests.feedback.situations import TUESDAY

NOW = time_machine.travel(TUESDAY, tick=False)


@NOW
async def test_no_more_messages_please(agency: Agency, either_phone: Phone) -> None:
    await asked_about(agency)
    await agency.sweep()
    [mail] = await agency.deliver_mail()
    link = str(mail["List-Unsubscribe"]).strip(" <>")
    await either_phone.opens(link.removeprefix(settings().public_url))
    await either_phone.shows("unsubscribing")
    await either_phone.presses("No more messages, please")
    await either_phone.reads("You will not be written to again")
    await either_phone.shows("unsubscribed")
    [suppressed] = (await agency.viewer.reads("/v1/suppressions"))["items"]
    assert suppressed["email"] in str(mail["To"])


@NOW
async def test_vacancies_and_interest_in_one(agency: Agency, either_phone: Phone) -> None:
    vacancy = await agency.vacancy(
        title="Depot Manager",
        description="You run the depot.\n\nNights now and then.",
        responsibilities=["lead twelve people", "keep the trucks moving"],
        location={"name": "Reading", "country": "GB"},
        salary_from={"amount": "38000", "currency": "GBP"},
        published=True,
    )
    page = either_phone.page
    await either_phone.opens(f"/public/{agency.slug}/vacancies")
    await either_phone.shows("vacancies")
    await page.get_by_role("link", name="Depot Manager").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Depot Manager")
    await either_phone.shows("vacancy")
    await page.get_by_label("First name").fill("Maria")
    await page.get_by_label("Last name").fill("Gregg")
    await page.get_by_label("E-mail").fill("maria@gregg.example")
    await page.get_by_label("I agree").check()
    await either_phone.presses("Send")
    await either_phone.shows("vacancy-thanks")
    [application] = (await agency.viewer.reads("/v1/applications", vacancy_id=vacancy["id"]))[
        "items"
    ]
    assert application["candidate_name"] == "Maria Gregg"


async def test_the_documentation_loads_without_the_internet(phone: Phone) -> None:
    await phone.opens("/docs")
    await expect(phone.page.get_by_text("Log feedback").first).to_be_visible(timeout=20_000)
    await picture(phone.page, "docs", whole=False)
