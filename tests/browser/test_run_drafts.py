"""Words typed for a run are not lost when what they were typed into is left: they wait there, and above the steps, until they are sent or dropped."""

from __future__ import annotations

import pytest
from browsing import watched_page
from playwright.sync_api import Browser, Locator, Page, expect

pytestmark = pytest.mark.browser

NIGHT = "2026-11-24T03:00:00Z"
FAILOVER = "runbooks/dispensing-failover.html"


def button(page: Page | Locator, name: str) -> Locator:
    return page.get_by_role("button", name=name, exact=True)


def work(page: Page, site_url: str, *, keeper: str = "Ada Lovell") -> Locator:
    """A run that has begun; the place above its steps."""
    page.clock.install(time=NIGHT)
    page.goto(f"{site_url}/{FAILOVER}")
    button(page, "Start a run").click()
    page.get_by_label("Who holds the list").fill(keeper)
    button(page, "Start").click()
    return page.locator(".ct-run")


def test_a_line_of_the_log_waits_until_it_is_added(phone: Page, site_url: str) -> None:
    strip = work(phone, site_url)
    note, waits = phone.get_by_label("Add a line"), strip.locator(".ct-drafts")
    button(phone, "Log and export").tap()
    note.press_sequentially("Bridge is op")
    phone.keyboard.press("Escape")
    expect(waits).to_have_text("! Not in the log yet: “Bridge is op”Go on with thisLeave it out")
    expect(button(phone, "Log and export")).to_be_focused()
    # It is no part of the run, and comes through a reload.
    button(phone, "Hand over").tap()
    assert "Bridge" not in phone.get_by_role("textbox", name="The link").input_value()
    button(phone, "Close").tap()
    phone.reload()
    button(phone, "Go on with this: Not in the log yet").tap()
    expect(note).to_have_value("Bridge is op")
    note.press("End")
    note.press_sequentially("en")
    # However the sheet is left.
    button(phone, "Close").tap()
    expect(waits).to_contain_text("“Bridge is open”")
    button(phone, "Log and export").tap()
    note.press("Enter")
    expect(phone.get_by_role("dialog").get_by_role("listitem").filter(has_text="Bridge is open")).to_have_count(1)
    expect(note).to_have_value("")
    phone.keyboard.press("Escape")
    expect(waits).to_have_count(0)
    phone.reload()
    button(phone, "Log and export").tap()
    expect(note).to_have_value("")
    expect(phone.get_by_role("dialog").get_by_role("listitem").filter(has_text="Bridge is open")).to_have_count(1)


def test_reasons_wait_each_at_its_own_step(desk: Page, site_url: str) -> None:
    strip = work(desk, site_url)
    why, waits = desk.get_by_label("Why is it skipped?"), strip.locator(".ct-drafts > div")
    for number, words in ((2, "Nobody is in"), (3, "No replica")):
        button(desk, f"Skip step {number}").click()
        expect(why).to_have_value("")
        why.press_sequentially(words)
        desk.keyboard.press("Escape")
        expect(button(desk, f"Skip step {number}")).to_be_focused()
    expect(waits).to_contain_text(["! Step 2 is not skipped yet: “Nobody is in”", "! Step 3 is not skipped yet: “No replica”"])
    # One is dropped, the other goes on where it was.
    button(desk, "Leave it out: Step 2 is not skipped yet").click()
    expect(waits).to_contain_text(["Step 3"])
    button(desk, "Skip step 2").click()
    expect(why).to_have_value("")
    desk.keyboard.press("Escape")
    button(desk, "Skip step 3").click()
    expect(why).to_have_value("No replica")
    desk.keyboard.press("Enter")
    expect(desk.locator(".ct-step").nth(2)).to_contain_text("– Skipped 03:00: No replica")
    expect(waits).to_have_count(0)
    # Words on a step that is done meanwhile ask for nothing.
    button(desk, "Skip step 1").click()
    why.fill("They know")
    desk.keyboard.press("Escape")
    expect(waits).to_have_count(1)
    button(desk, "Done: step 1").click()
    expect(waits).to_have_count(0)


def test_the_name_at_a_hand_over_and_the_reason_at_the_end_wait_too(desk: Page, site_url: str) -> None:
    strip = work(desk, site_url)
    waits = strip.locator(".ct-drafts > div")
    button(desk, "Hand over").click()
    desk.get_by_label("Who holds the list now").fill("Bo Hale")
    desk.keyboard.press("Escape")
    expect(waits).to_contain_text(["! Not handed over yet: “Bo Hale”"])
    button(desk, "Go on with this: Not handed over yet").click()
    expect(desk.get_by_label("Who holds the list now")).to_have_value("Bo Hale")
    button(desk, "It is handed over").click()
    expect(strip).to_contain_text("Bo Hale holds the list; this is a copy")
    expect(waits).to_have_count(0)
    button(desk, "End the run").click()
    button(desk, "Abandoned").click()
    desk.get_by_label("Why is it abandoned?").fill("A drill")
    desk.keyboard.press("Escape")
    expect(waits).to_contain_text(["! The run is not abandoned yet: “A drill”"])
    button(desk, "Go on with this: The run is not abandoned yet").click()
    button(desk, "Abandoned").click()
    desk.keyboard.press("Enter")
    expect(strip).to_contain_text("Ended: abandoned")
    # What may still be done with a run that has ended is said; and forgotten with it.
    button(desk, "Log and export").click()
    desk.get_by_label("Add a line").fill("Room is locked")
    desk.keyboard.press("Escape")
    expect(waits).to_contain_text(["! Not in the log yet: “Room is locked”"])
    button(desk, "Forget this run").click()
    button(desk, "Forget it").click()
    expect(button(desk, "Start a run")).to_be_visible()
    assert desk.evaluate("Object.keys(sessionStorage)") == []


def test_a_refused_time_comes_through_a_reload_as_well(desk: Page, site_url: str) -> None:
    strip = work(desk, site_url)
    button(desk, "Clock").click()
    desk.get_by_label("Noticed", exact=True).fill("2026-11-24T04:15")
    desk.keyboard.press("Escape")
    expect(strip).to_contain_text("Noticed, 04:15: not kept. This is in the future.")
    desk.reload()
    expect(strip).to_contain_text("Noticed, 04:15: not kept. This is in the future.")
    button(desk, "Mend it on the clock").click()
    expect(desk.get_by_label("Noticed", exact=True)).to_have_value("2026-11-24T04:15")
    desk.keyboard.press("Escape")
    button(desk, "Leave it out").click()
    desk.reload()
    expect(strip).to_contain_text("Ada Lovell holds the list")
    expect(strip).not_to_contain_text("not kept")


def test_each_run_has_its_own_words_and_the_other_window_none_of_them(browser: Browser, site_url: str) -> None:
    with watched_page(browser, viewport={"width": 1280, "height": 900}) as page:
        strip = work(page, site_url)
        button(page, "Log and export").click()
        page.get_by_label("Add a line").fill("Of the first")
        page.keyboard.press("Escape")
        other = page.context.new_page()
        other.clock.install(time=NIGHT)
        other.goto(f"{site_url}/{FAILOVER}")
        expect(button(other, "Done: step 1")).to_be_visible()
        expect(other.locator(".ct-drafts")).to_have_count(0)
        page.get_by_text("Other runs").click()
        button(page, "Start another").click()
        page.get_by_label("Name of this run").fill("Second")
        button(page, "Start").click()
        expect(strip).to_contain_text("Second")
        expect(strip).not_to_contain_text("Of the first")
        page.get_by_text("Other runs").click()
        page.get_by_role("button", name="03:00: open").click()
        expect(strip).to_contain_text("! Not in the log yet: “Of the first”")


def test_without_storage_words_stay_until_the_page_is_left(desk: Page, site_url: str) -> None:
    desk.add_init_script(
        "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, { get() { throw new DOMException('no'); } });"
    )
    strip = work(desk, site_url)
    expect(strip).to_contain_text("Not kept")
    button(desk, "Log and export").click()
    desk.get_by_label("Add a line").fill("Bridge is open")
    desk.keyboard.press("Escape")
    button(desk, "Go on with this: Not in the log yet").click()
    expect(desk.get_by_label("Add a line")).to_have_value("Bridge is open")


def test_the_form_for_a_run_is_there_again_after_escape_and_anew_after_cancel(desk: Page, site_url: str) -> None:
    desk.clock.install(time=NIGHT)
    desk.goto(f"{site_url}/{FAILOVER}")
    button(desk, "Start a run").click()
    desk.get_by_label("Name of this run").fill("Night of the labels")
    desk.get_by_label("Who holds the list").fill("Ada Lovell")
    desk.get_by_label("Live or drill").select_option("functional")
    desk.keyboard.press("Escape")
    expect(button(desk, "Start a run")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_label("Name of this run")).to_have_value("Night of the labels")
    expect(desk.get_by_label("Who holds the list")).to_have_value("Ada Lovell")
    expect(desk.get_by_label("Live or drill")).to_have_value("functional")
    button(desk, "Cancel").click()
    button(desk, "Start a run").click()
    expect(desk.get_by_label("Who holds the list")).to_have_value("")
    desk.get_by_label("Name of this run").fill("Again")
    button(desk, "Start").click()
    expect(desk.locator(".ct-run")).to_contain_text("Again")
    # A run that has begun leaves nothing for the next.
    desk.get_by_text("Other runs").click()
    button(desk, "Start another").click()
    expect(desk.get_by_label("Name of this run")).not_to_have_value("Again")
