"""Whoever tries the API on the docs page leaves nothing behind in the browser."""

import json

from playwright.async_api import Browser, expect

from tests.factories import PASSWORD, Agency

STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])"


async def test_the_docs_page_keeps_no_password(
    browser: Browser, agency: Agency, address: str
) -> None:
    page = await browser.new_page()
    await page.goto(f"{address}/docs")
    await page.locator(".auth-wrapper .authorize").first.click()
    await page.fill("#oauth_username", agency.recruiter.email)
    await page.fill("#oauth_password", PASSWORD)
    await page.locator(".auth-btn-wrapper .authorize").first.click()
    await expect(page.locator(".auth-container h6").first).to_contain_text("Authorized")
    stored = await page.evaluate(STORED)
    assert json.loads(stored) == [{}, {}, ""]
    await page.reload()
    await page.locator(".auth-wrapper .authorize").first.click()
    await expect(page.locator("#oauth_password")).to_have_value("")
    await page.close()
