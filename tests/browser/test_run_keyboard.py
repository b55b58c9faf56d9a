"""A runbook worked without a pointer: every act by keys alone, and the focus always on something that shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

NIGHT = "2026-11-24T03:00:00Z"

# What has the focus: its name, and what is wrong with it where somebody looks for it.
FOCUS = """() => {
  const one = document.activeElement;
  const words = (place) => place.textContent.trim().replace(/\\s+/g, ' ');
  const name = one.getAttribute('aria-label') || (one.labels && one.labels.length ? words(one.labels[0]) : words(one));
  if (one === document.body) return { name: '', wrong: 'nothing has the focus' };
  const { top, bottom, left, right } = one.getBoundingClientRect(), style = getComputedStyle(one);
  const x = (Math.max(left, 0) + Math.min(right, innerWidth)) / 2, y = (Math.max(top, 0) + Math.min(bottom, innerHeight)) / 2;
  const there = document.elementFromPoint(x, y);
  const ring = one.matches(':focus-visible') && style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const wrong = !there || !(one.contains(there) || there.contains(one)) ? 'out of sight' : !ring ? 'no ring' : '';
  return { name, wrong };
}"""


class Keys:
    """A person with a keyboard in front of ``page``."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def stands_on(self, name: str) -> None:
        """Fails unless what begins with ``name`` gets the focus, in sight and with a ring."""
        self.page.wait_for_function(f"(name) => ({FOCUS})().name.startsWith(name)", arg=name, timeout=20_000)
        found = self.page.evaluate(FOCUS)
        assert found["wrong"] == "", found

    def to(self, name: str, key: str = "Tab") -> None:
        """Goes on by ``key`` to what is called ``name``, which then is in sight and has a ring."""
        passed = []
        for _ in range(120):
            self.page.keyboard.press(key)
            found = self.page.evaluate(FOCUS)
            passed.append(found["name"])
            if found["name"] == name:
                assert found["wrong"] == "", found
                return
        raise AssertionError(f"{name} is not reached by {key}: {passed}")

    def press(self, name: str, *, back: bool = False, key: str = "Enter") -> None:
        """Goes to the button ``name`` and presses it."""
        self.to(name, "Shift+Tab" if back else "Tab")
        self.page.keyboard.press(key)

    def close(self, title: str, then: str) -> None:
        """Closes the sheet ``title`` by Escape; what opened it has the focus again."""
        expect(self.page.get_by_role("dialog", name=title)).to_be_visible()
        self.page.keyboard.press("Escape")
        expect(self.page.get_by_role("dialog")).to_have_count(0)
        self.stands_on(then)


@pytest.fixture(params=["desk", "phone"])
def keys(request: pytest.FixtureRequest) -> Keys:
    """On a desk, and on a phone that somebody put a keyboard to."""
    page: Page = request.getfixturevalue(request.param)
    page.clock.install(time=NIGHT)
    # Nothing here can dial.
    page.add_init_script(
        "addEventListener('click', (event) => { if (event.target.closest('a[href^=\"tel:\"]')) event.preventDefault(); });"
    )
    return Keys(page)


def test_every_act_of_a_run_has_a_key(keys: Keys, site_url: str) -> None:
    page = keys.page
    page.goto(f"{site_url}/runbooks/dispensing-failover.html")
    keys.press("Start a run")
    keys.stands_on("Name of this run")
    page.keyboard.press("Escape")
    keys.stands_on("Start a run")
    page.keyboard.press("Space")
    keys.to("Who holds the list")
    page.keyboard.type("Ada Lovell")
    keys.press("Start")
    keys.stands_on("Step 1 of 9")

    # Steps: tick, put off, skip with a reason, take back, answer.
    keys.press("Done: step 1", key="Space")
    keys.stands_on("Step 2 of 9")
    keys.press("Done: step 2")
    keys.press("Skip step 3")
    keys.stands_on("Why is it skipped?")
    page.keyboard.press("Escape")
    keys.stands_on("Skip step 3")
    page.keyboard.press("Enter")
    page.keyboard.type("No replica to ask")
    page.keyboard.press("Enter")
    keys.stands_on("Step 4 of 9")
    keys.press("Take back step 3", back=True)
    keys.stands_on("Step 3 of 9")
    keys.press("Done: step 3")
    keys.press("Yes")
    keys.stands_on("Step 5 of 9")

    # What cannot be undone.
    keys.press("Confirm before doing step 5")
    keys.stands_on("This cannot be undone")
    keys.to("Confirmed on the bridge with")
    page.keyboard.press("Enter")
    keys.stands_on("Confirmed on the bridge with")
    page.keyboard.type("Bo Hale")
    page.keyboard.press("Enter")
    keys.stands_on("Step 5 of 9")
    keys.press("Done: step 5")
    keys.press("Put off step 6")
    keys.stands_on("Step 7 of 9")

    # The clock: times of now, and one that is mended figure by figure. Day, month and year come first in any order, then hour and minute.
    keys.press("Clock", back=True)
    keys.stands_on("Clock")
    keys.press("Outage began: now")
    keys.stands_on("Outage began: now")
    keys.press("Noticed: now")
    keys.to("Outage began: now", "Shift+Tab")
    for _ in range(4):
        page.keyboard.press("Tab")
    keys.stands_on("Noticed")
    page.keyboard.type("0215")
    keys.to("Noticed: now")
    clock = page.get_by_role("dialog", name="Clock")
    expect(clock.get_by_label("Noticed", exact=True)).to_have_value("2026-11-24T02:15")
    expect(clock.get_by_role("listitem").filter(has_text="Dispensing is down")).to_contain_text("since 02:30")
    keys.press("Sent: Dispensing is down")
    assert page.evaluate("document.activeElement.closest('dialog') !== null")
    keys.close("Clock", "Clock")

    # A call without an answer.
    keys.press("Call", back=True)
    keys.stands_on("Call")
    for _ in range(9):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('a[href^=\"tel:\"]')"):
            break
    page.keyboard.press("Enter")
    keys.close("Call", "Call")
    keys.press("No answer", back=True)
    keys.stands_on("Call")
    page.keyboard.press("Escape")
    expect(page.locator(".ct-calling")).to_be_empty()
    assert page.evaluate(FOCUS)["wrong"] == ""

    # The log.
    keys.press("Log and export")
    keys.to("Add a line")
    page.keyboard.type("Bridge is open")
    page.keyboard.press("Enter")
    keys.stands_on("Add a line")
    file = page.get_by_role("dialog").locator("summary").last.inner_text()
    keys.press(file)
    with page.expect_download() as saved:
        keys.press("Save as a file")
    text = Path(saved.value.path()).read_text(encoding="utf-8")
    assert "Bridge is open" in text
    # Each act is one line, a time that was typed too.
    assert re.findall("Noticed: [0-9:]+", text) == ["Noticed: 03:00", "Noticed: 02:15"]
    assert "did not answer" in text
    keys.close("Log", "Log and export")

    # Handing over: left by Escape, then done.
    keys.press("Hand over")
    keys.close("Hand over", "Hand over")
    page.keyboard.press("Enter")
    # The run is packed first: a key before the sheet is there would be for the page, which then has the focus again at the end.
    expect(page.get_by_role("dialog", name="Hand over")).to_be_visible()
    keys.to("Who holds the list now")
    page.keyboard.type("Bo Hale")
    page.keyboard.press("Enter")
    keys.stands_on("Hand over")

    for number in (7, 8, 9):
        keys.press(f"Done: step {number}")
    keys.stands_on("Step 6 of 9")

    # What was changed for a time, and the end.
    keys.press("End the run", back=True)
    keys.stands_on("End the run")
    keys.press("Undone: step 2")
    keys.stands_on("Service is back since")
    keys.close("End the run", "End the run")
    page.keyboard.press("Enter")
    keys.press("Service is back now")
    keys.press("Complete except deferred")
    expect(page.locator(".ct-run")).to_contain_text("Ended: complete except deferred")
    expect(page.locator(".ct-run")).to_be_focused()
    assert page.evaluate(FOCUS)["wrong"] == ""
    keys.press("Forget this run")
    keys.press("Forget it")
    expect(page.locator(".ct-run")).to_be_focused()
    keys.to("Start a run")


def test_a_blank_is_filled_in_on_the_way(keys: Keys, site_url: str) -> None:
    page = keys.page
    page.goto(f"{site_url}/runbooks/label-printers.html")
    keys.press("Start a run")
    page.keyboard.press("Enter")
    keys.stands_on("Step 1 of")
    box = page.locator(".ct-placeholders input").first
    name = box.get_attribute("aria-label") or ""
    for key in ("Tab", "Shift+Tab"):
        keys.to(name, "Shift+Tab")
        page.keyboard.type("LBL-S007" if key == "Tab" else "LBL-S008")
        page.keyboard.press(key)
        found = page.evaluate(FOCUS)
        assert (found["wrong"], found["name"] == name) == ("", False), found
        expect(page.locator("#step-clear-queue code").first).to_contain_text("cancel -a LBL-S00" + ("7" if key == "Tab" else "8"))
        if key == "Tab":
            assert page.evaluate(FOCUS)["name"] == found["name"]


def test_a_time_that_does_not_count_is_not_dropped_without_a_word(keys: Keys, site_url: str) -> None:
    page = keys.page
    page.goto(f"{site_url}/runbooks/dispensing-failover.html")
    keys.press("Start a run")
    page.keyboard.press("Enter")
    keys.stands_on("Step 1 of 9")
    keys.press("Clock", back=True)
    keys.press("Noticed: now")
    # One hour ahead, and the key that closes right after the last figure. The date stands there already.
    keys.to("Outage began: now", "Shift+Tab")
    for _ in range(4):
        page.keyboard.press("Tab")
    keys.stands_on("Noticed")
    page.keyboard.type("0415")
    keys.close("Clock", "Clock")
    strip = page.locator(".ct-run")
    expect(strip.get_by_role("status").filter(has_text="not kept")).to_have_text(
        re.compile("Noticed, 04:15: not kept. This is in the future.")
    )
    # It waits on the clock as it was typed, to be mended.
    keys.press("Mend it on the clock", back=True)
    clock = page.get_by_role("dialog", name="Clock")
    box = clock.get_by_label("Noticed", exact=True)
    expect(box).to_have_value("2026-11-24T04:15")
    expect(box).to_have_attribute("aria-invalid", "true")
    keys.to("Outage began: now")
    for _ in range(4):
        page.keyboard.press("Tab")
    page.keyboard.type("0215")
    page.keyboard.press("Escape")
    expect(strip).not_to_contain_text("not kept")
    keys.press("Clock")
    expect(box).to_have_value("2026-11-24T02:15")
    # A time typed in part is none, and that is said as well.
    keys.to("Outage began")
    page.keyboard.type("24")
    page.keyboard.press("Escape")
    expect(strip).to_contain_text("Outage began: not kept. This is no time.")
    keys.press("Leave it out", back=True)
    expect(strip).not_to_contain_text("not kept")
    # The end of a run asks for a time as well.
    keys.press("End the run")
    keys.to("Service is back since")
    page.keyboard.type("24")
    keys.close("End the run", "End the run")
    expect(strip).to_contain_text("Service is back: not kept. This is no time.")
    keys.press("Leave it out", back=True)
    assert page.evaluate(FOCUS)["wrong"] == ""
