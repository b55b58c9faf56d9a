"""Phones on which text takes more room: a wide font, text made larger or spread, a narrow screen. Nothing leaves the screen sideways or stays out of reach."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from browsing import watched_page
from kinds import KINDS
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

#: The style sheet a reader brings, and the width of the screen. Spread as WCAG 2.2 has it in 1.4.12, which is wider than any common font;
#: 320 pixels as in 1.4.10.
LOOKS = {
    "large": ("html { font-size: 30px !important; }", 390),
    "spread": ("* { letter-spacing: 0.12em !important; word-spacing: 0.16em !important; line-height: 1.5 !important; }", 390),
    "narrow": ("", 320),
}


@pytest.fixture(params=LOOKS)
def small(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A page on a phone whose text looks so from its first paint on, wherever it goes."""
    sheet, width = LOOKS[request.param]
    with watched_page(browser, viewport={"width": width, "height": 844}, has_touch=True, is_mobile=True) as page:
        page.add_init_script(f"{{ const own = new CSSStyleSheet(); own.replaceSync({sheet!r}); document.adoptedStyleSheets = [own]; }}")
        yield page


def test_no_page_is_wider_than_the_screen(small: Page, site_url: str) -> None:
    wider = []
    for path in (*KINDS, "services/wiki.html", "runbooks/label-printers.html"):
        small.goto(f"{site_url}/{path}")
        wide, screen = small.evaluate("[document.documentElement.scrollWidth, screen.width]")
        if wide > screen:
            wider.append(f"{path}: {wide} on {screen}")
    assert wider == []


@pytest.mark.parametrize("path", ["runbooks/dispensing-failover.html", "services/dispensing.html", "scenarios/ransomware.html"])
def test_the_bar_is_whole_at_the_foot_of_the_screen(small: Page, site_url: str, path: str) -> None:
    small.goto(f"{site_url}/{path}")
    bar = small.locator(".ct-bar")
    box = bar.bounding_box()
    assert box is not None
    assert (box["y"] + box["height"], box["width"]) == (844, small.evaluate("screen.width"))
    assert box["height"] < 70  # every word on a line of its own
    for link in bar.get_by_role("link").all():
        assert link.evaluate("(link) => link.scrollWidth <= link.clientWidth")
    small.locator(".ct-bar-search").tap()
    expect(small.get_by_role("combobox", name="Search")).to_be_focused()
    expect(small.get_by_role("button", name="Close")).to_be_in_viewport(ratio=1)


def test_whatever_a_run_asks_can_be_tapped(small: Page, site_url: str) -> None:
    """A tap fails where something lies over its target, or where it cannot be scrolled to."""
    small.clock.install(time="2026-11-24T03:00:00Z")
    small.goto(f"{site_url}/runbooks/dispensing-failover.html")
    small.get_by_role("button", name="Start a run").tap()
    small.get_by_label("Outage began at").fill("2026-11-24T02:50")
    small.get_by_role("button", name="Start", exact=True).tap()
    for name in ("Call", "Clock", "Log"):
        small.locator(f".ct-bar-{name.lower()}").tap()
        sheet = small.get_by_role("dialog", name=name)
        assert sheet.evaluate("(sheet) => sheet.scrollWidth <= sheet.clientWidth"), name
        sheet.get_by_role("button", name="Close").tap()
    for number in (1, 2, 3):
        small.get_by_role("button", name=f"Done: step {number}").tap()
    small.get_by_role("button", name="Yes", exact=True).tap()
    small.get_by_role("button", name="Confirm before doing step 5").tap()
    sheet = small.get_by_role("dialog", name="This cannot be undone")
    sheet.get_by_label("Confirmed on the bridge with").fill("Bo Hale")
    sheet.get_by_role("button", name="Confirmed").tap()
    small.get_by_role("button", name="Done: step 5").tap()
    small.get_by_role("button", name="Skip step 6").tap()
    small.get_by_label("Why is it skipped?").fill("Not needed")
    small.keyboard.press("Enter")
    small.get_by_role("button", name="Hand over").tap()
    small.get_by_role("dialog", name="Hand over").get_by_role("button", name="Close").tap()
    small.get_by_role("button", name="End the run").tap()
    ending = small.get_by_role("dialog", name="End the run")
    assert ending.evaluate("(sheet) => sheet.scrollWidth <= sheet.clientWidth")
    ending.get_by_role("button", name="Abandoned").tap()
    small.get_by_label("Why is it abandoned?").fill("A drill")
    small.keyboard.press("Enter")
    expect(small.locator(".ct-run")).to_contain_text("Ended: abandoned")
    assert small.evaluate("document.documentElement.scrollWidth <= screen.width")
