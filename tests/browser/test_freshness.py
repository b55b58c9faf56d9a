"""A page judges its own age and its due dates on the day it is read, where the organisation is."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SERVICE = "services/dispensing.html"


@pytest.mark.parametrize(
    ("now", "words", "tone"),
    [
        ("2026-11-23T20:00:00Z", "✓copy built today", "ct-good"),
        ("2026-11-30T20:00:00Z", "✓copy built 7 days ago", "ct-good"),
        ("2026-12-01T09:00:00Z", "!copy built 8 days ago", "ct-soon"),
        ("2026-12-24T09:00:00Z", "✕copy built 31 days ago", "ct-bad"),
        ("2025-01-01T09:00:00Z", "?built after this device's date: one of the clocks is wrong", "ct-unknown"),
    ],
)
def test_the_age_of_a_copy_has_a_word_a_shape_and_a_colour(desk: Page, site_url: str, now: str, words: str, tone: str) -> None:
    desk.clock.install(time=now)
    desk.goto(f"{site_url}/{SERVICE}")
    age = desk.locator(".ct-fresh > .ct-badge").first
    expect(age).to_have_text(words)
    expect(age).to_contain_class(tone)


def test_what_is_overdue_is_counted_and_a_page_left_open_is_judged_anew(desk: Page, site_url: str) -> None:
    desk.clock.install(time="2026-11-23T20:00:00Z")
    desk.goto(f"{site_url}/reviews/index.html")
    before = desk.locator(".ct-due.ct-bad").count()
    expect(desk.locator(".ct-fresh")).to_contain_text(f"{before} dates overdue here")
    desk.clock.set_fixed_time("2030-01-01T09:00:00Z")
    desk.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    after = desk.locator(".ct-due").count()
    assert after > before
    expect(desk.locator(".ct-fresh")).to_contain_text(f"{after} dates overdue here")


def test_the_day_is_the_organisations_wherever_the_reader_is(browser: Browser, site_url: str) -> None:
    """On the evening of a due date in London it is the next day in Auckland, and still due, not overdue."""
    with browser.new_context(timezone_id="Pacific/Auckland") as context:
        page = context.new_page()
        page.clock.install(time="2026-11-23T20:00:00Z")
        page.goto(f"{site_url}/{SERVICE}")
        expect(page.locator(".ct-fresh > .ct-badge").first).to_have_text("✓copy built today")


def test_no_word_about_age_without_scripts(browser: Browser, site_url: str) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site_url}/{SERVICE}")
        expect(page.locator(".ct-fresh")).to_be_hidden()
        expect(page.locator(".continuity-age")).to_contain_text("2026-11-23")
