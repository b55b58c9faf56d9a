"""Two windows of one browser on the same runbook: nothing that is done in one is lost by the other."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from browsing import watched_page
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

NIGHT = "2026-11-24T03:00:00Z"
# A window that is not told: as one in the background, or in the moment before it hears.
DEAF = "addEventListener('storage', (event) => { if (window.deaf) event.stopImmediatePropagation(); }, true);"

Windows = tuple[Page, Page]


@pytest.fixture
def windows(browser: Browser) -> Iterator[Windows]:
    with watched_page(browser, viewport={"width": 1280, "height": 900}) as one:
        one.context.add_init_script(DEAF)
        yield one, one.context.new_page()


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def work(windows: Windows, address: str) -> None:
    """The first window starts a run, the second comes to see it."""
    one, other = windows
    for page in windows:
        page.clock.install(time=NIGHT)
    one.goto(address)
    button(one, "Start a run").click()
    button(one, "Start").click()
    other.goto(address)
    expect(button(other, "Done: step 1")).to_be_visible()


def deaf(windows: Windows, value: bool) -> None:
    for page in windows:
        page.evaluate("(value) => { window.deaf = value; }", value)


def test_acts_of_one_moment_are_all_kept(windows: Windows, site_url: str) -> None:
    work(windows, f"{site_url}/runbooks/dispensing-failover.html")
    one, other = windows
    deaf(windows, True)
    button(one, "Done: step 1").click()
    button(other, "Put off step 2").click()
    button(other, "Clock").click()
    button(other, "Outage began: now").click()
    other.keyboard.press("Escape")
    deaf(windows, False)
    button(one, "Done: step 3").click()
    for page in windows:
        for number, said in ((1, "✓ Done"), (2, "… Put off"), (3, "✓ Done")):
            expect(page.locator(".ct-step").nth(number - 1).locator(".ct-marked")).to_contain_text(said)
        expect(page.locator(".ct-clock")).to_contain_text("Elapsed0 min")
        button(page, "Log and export").click()
        for line in ("Step 1 done", "Step 2 put off", "Outage began: 03:00", "Step 3 done"):
            expect(page.locator(".ct-log li").filter(has_text=line)).to_have_count(1)


def test_runs_begun_in_one_moment_are_two(windows: Windows, site_url: str) -> None:
    one, other = windows
    for page in windows:
        page.clock.set_fixed_time(NIGHT)
        page.goto(f"{site_url}/runbooks/dispensing-failover.html")
    deaf(windows, True)
    # As where a window has not been told of what the other wrote.
    other.evaluate("Storage.prototype.getItem = () => null")
    for page, name in ((one, "First"), (other, "Second")):
        button(page, "Start a run").click()
        page.get_by_label("Name of this run").fill(name)
        button(page, "Start").click()
    button(one, "Done: step 1").click()
    button(other, "Put off step 1").click()
    one.reload()
    shown, seen = one.locator(".ct-run-name strong"), {}
    for _ in range(2):
        name = shown.inner_text()
        seen[name] = one.locator(".ct-step").first.locator(".ct-marked").inner_text()
        one.get_by_text("Other runs").click()
        one.get_by_role("button", name="03:00: open").click()
        expect(shown).not_to_have_text(name)
    assert seen == {"First": "✓ Done 03:00", "Second": "… Put off 03:00"}


def test_of_two_answers_to_one_step_the_later_counts_and_both_are_in_the_log(windows: Windows, site_url: str) -> None:
    work(windows, f"{site_url}/runbooks/dispensing-failover.html")
    one, other = windows
    deaf(windows, True)
    button(one, "Done: step 1").click()
    other.clock.fast_forward(2000)
    button(other, "Skip step 1").click()
    other.get_by_label("Why is it skipped?").fill("They know")
    other.keyboard.press("Enter")
    deaf(windows, False)
    button(other, "Done: step 2").click()
    for page in windows:
        expect(page.locator(".ct-step").first).to_contain_text("– Skipped 03:00: They know")
        button(page, "Log and export").click()
        expect(page.locator(".ct-log li").filter(has_text="Step 1")).to_have_count(2)


def test_a_value_filled_in_elsewhere_stays(windows: Windows, site_url: str) -> None:
    work(windows, f"{site_url}/runbooks/label-printers.html")
    one, other = windows
    deaf(windows, True)
    box = one.get_by_label("Printer name on its sticker")
    box.fill("LBL-S007")
    box.press("Tab")
    button(other, "Done: step 1").click()
    one.reload()
    expect(box).to_have_value("LBL-S007")
    expect(one.locator("#step-clear-queue code").first).to_contain_text("cancel -a LBL-S007")
    expect(button(one, "Take back step 1")).to_be_visible()


def test_what_is_typed_for_another_run_stays_whatever_happens_to_this_one(windows: Windows, site_url: str) -> None:
    work(windows, f"{site_url}/runbooks/dispensing-failover.html")
    one, other = windows
    one.get_by_text("Other runs").click()
    button(one, "Start another").click()
    one.get_by_label("Who holds the list").fill("Ada Lovell")
    one.get_by_label("Name of this run").fill("Second")
    one.keyboard.press("End")
    button(other, "Done: step 1").click()
    # The window has heard of it, and leaves the place where somebody types alone.
    expect(one.locator(".ct-step").first).to_contain_text("✓ Done")
    expect(one.get_by_label("Name of this run")).to_be_focused()
    one.keyboard.type(" night")
    button(other, "End the run").click()
    button(other, "Abandoned").click()
    other.get_by_label("Why is it abandoned?").fill("A drill")
    other.keyboard.press("Enter")
    button(other, "Forget this run").click()
    button(other, "Forget it").click()
    expect(button(other, "Start a run")).to_be_visible()
    expect(one.locator(".ct-step").first).not_to_contain_text("✓ Done")
    button(one, "Start").click()
    expect(one.locator(".ct-run")).to_contain_text("Second night")
    expect(one.locator(".ct-run")).to_contain_text("Ada Lovell holds the list")
    # Whoever has no run open sees that there is one.
    button(other, "Second night, 03:00: open").click()
    expect(other.locator(".ct-run")).to_contain_text("Ada Lovell holds the list")


def test_an_open_sheet_hears_of_the_other_window_and_keeps_what_is_typed(windows: Windows, site_url: str) -> None:
    work(windows, f"{site_url}/runbooks/dispensing-failover.html")
    one, other = windows
    button(one, "Log and export").click()
    note = one.get_by_label("Add a line")
    note.press_sequentially("Bridge is")
    button(other, "Done: step 1").click()
    log = one.get_by_role("dialog", name="Log")
    expect(log.get_by_role("listitem").filter(has_text="Step 1 done")).to_be_visible()
    expect(note).to_be_focused()
    one.keyboard.type(" open")
    one.keyboard.press("Enter")
    expect(log.get_by_role("listitem").filter(has_text="Bridge is open")).to_be_visible()
    one.keyboard.press("Escape")
    # The end, where the other window says meanwhile that the service is back.
    button(one, "End the run").click()
    button(other, "Clock").click()
    button(other, "Service is back: now").click()
    expect(one.get_by_label("Service is back since")).to_have_value("2026-11-24T03:00")
    button(one, "Abandoned").click()
    one.get_by_label("Why is it abandoned?").fill("A drill")
    one.keyboard.press("Enter")
    for page in windows:
        expect(page.locator(".ct-run")).to_contain_text("Ended: abandoned")
    button(one, "Log and export").click()
    expect(log.get_by_role("textbox", name="As Markdown", include_hidden=True)).to_have_value(re.compile("recovered: 2026-11-24T03:00"))
    expect(log.get_by_role("listitem").filter(has_text="not known")).to_have_count(0)
