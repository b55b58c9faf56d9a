"""Somebody who never saw the site is told "pharmacy cannot print labels, it is 03:00", and knows nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, Route, expect

pytestmark = pytest.mark.browser

#: At two seconds a tap and a third of a second a letter they take 21 seconds; the rest of thirty is for reading.
MOST_TAPS = 6
MOST_LETTERS = 28


@pytest.mark.usefixtures("arial")
def test_from_home_to_the_right_step_and_the_right_number(phone: Page, site_url: str) -> None:
    phone.clock.install(time="2026-11-24T03:00:00Z")
    phone.goto(f"{site_url}/index.html")
    taps = 0
    words = "pharmacy cannot print labels"
    # 1. The one box on the first screen.
    prompt = phone.locator(".ct-search-prompt a")
    expect(prompt).to_be_in_viewport()
    prompt.tap()
    taps += 1
    phone.get_by_role("combobox", name="Search").fill(words)
    # 2. A stranger takes what comes first; the runbook is offered on its first screen.
    expect(phone.get_by_role("option").nth(1)).to_contain_text("Labels do not print")
    phone.get_by_role("option").first.tap()
    taps += 1
    phone.wait_for_url("**/services/label-printing.html")
    runbook = phone.locator(".ct-lead").get_by_role("link", name="Labels do not print")
    expect(runbook).to_be_in_viewport()
    runbook.tap()
    taps += 1
    expect(phone.locator("h1")).to_have_text("Labels do not print")
    # The wrong page is caught before any action, on the first screen.
    expect(phone.locator(".ct-lead").get_by_text("PharmX itself has no connection")).to_be_in_viewport()
    # 3. The number that is answered at this hour, under the thumb. A busy machine may still be loading what opens the sheet.
    expect(phone.locator(".ct-run").get_by_role("button").first).to_be_attached()
    phone.locator(".ct-bar-call").tap()
    taps += 1
    sheet = phone.get_by_role("dialog", name="Call")
    answered = sheet.locator(".ct-points > li:not(.ct-closed) a[href^='tel:']").first
    expect(answered).to_be_in_viewport()
    assert answered.get_attribute("href") == "tel:+447700900124"
    sheet.get_by_role("button", name="Close").tap()
    taps += 1
    # 4. The step.
    phone.locator(".ct-bar-steps").tap()
    taps += 1
    expect(phone.locator("#step-look-at-light")).to_be_in_viewport()
    expect(phone.locator("#step-look-at-light")).to_contain_text("Look at the printer's light")
    assert taps <= MOST_TAPS
    assert len(words) <= MOST_LETTERS


def test_a_tap_on_call_before_the_scripts_are_there_leads_to_the_numbers(phone: Page, site_url: str) -> None:
    held: list[Route] = []
    phone.route("**/continuity/run/*.js", lambda route: held.append(route))
    phone.goto(f"{site_url}/runbooks/label-printers.html", wait_until="domcontentloaded")
    phone.locator(".ct-bar-call").tap()
    expect(phone.locator("#call a[href^='tel:']").first).to_be_in_viewport()
    assert held
    phone.unroute_all(behavior="ignoreErrors")
