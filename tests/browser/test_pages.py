"""The built example in a real browser: found, followed and called on a phone; clear to everybody on every kind of page."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from urllib.parse import urljoin

import pytest
from axe_playwright_python.sync_playwright import Axe
from kinds import KINDS
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("where", ["http", "file"])
def test_labels_at_three_in_the_morning(phone: Page, site_url: str, built_site: Path, where: str) -> None:
    """From "pharmacy cannot print labels" to the right step and a number to tap."""
    phone.goto(f"{site_url}/index.html" if where == "http" else (built_site / "index.html").as_uri())
    phone.locator(".continuity-search").tap()
    phone.get_by_role("combobox", name="Search").fill("pharmacy cannot print labels")
    phone.get_by_role("option").filter(has=phone.get_by_text("Labels do not print", exact=True)).first.tap()
    phone.wait_for_url("**/runbooks/label-printers.html")
    expect(phone.locator("h1")).to_have_text("Labels do not print")
    expect(phone.locator("#steps")).to_be_attached()
    expect(phone.locator("a[href^='tel:']").first).to_be_visible()
    assert phone.locator(".ct-step").count() > 3


@pytest.mark.parametrize("path", ["services/dispensing.html", "recovery/objectives.html"])
def test_a_screen_reader_is_told_which_cells_head_rows_and_which_columns(desk: Page, site_url: str, path: str) -> None:
    """The markup leaves it to the browser, from where they stand."""
    desk.goto(f"{site_url}/{path}")
    nodes = desk.context.new_cdp_session(desk).send("Accessibility.getFullAXTree")["nodes"]
    told = Counter(node["role"]["value"] for node in nodes)
    assert told["rowheader"] == desk.locator("tbody tr:not(.ct-group) > th").count() > 5
    assert told["columnheader"] == desk.locator("thead th").count() >= 5


def test_home_leads_to_a_page_in_one_tap(phone: Page, site_url: str) -> None:
    phone.goto(f"{site_url}/index.html")
    phone.get_by_role("row", name="cannot issue blood").get_by_role("link", name="Blood transfusion", exact=True).tap()
    expect(phone.locator("h1")).to_have_text("Blood transfusion")


def lowest_seen(page: Page) -> float:
    """Where the first screen of a phone ends: at the bar over its foot."""
    bar = page.locator(".ct-bar").bounding_box()
    assert bar is not None
    return bar["y"]


@pytest.mark.usefixtures("arial")
def test_the_number_to_call_is_on_the_first_screen(phone: Page, site_url: str) -> None:
    phone.goto(f"{site_url}/services/dispensing.html")
    box = phone.locator(".ct-lead a[href^='tel:']").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= lowest_seen(phone)


@pytest.mark.usefixtures("arial")
def test_at_night_the_number_that_is_answered_stands_out(phone: Page, site_url: str) -> None:
    phone.clock.install(time="2026-11-24T03:00:00Z")
    phone.goto(f"{site_url}/services/dispensing.html")
    first = phone.locator(".ct-lead .ct-contacts > li").first
    expect(first.get_by_role("listitem").filter(has_text="Duty number")).to_contain_text("not answered now")
    other = first.get_by_role("listitem").filter(has_text="Other hours")
    expect(other).to_contain_text("24x7")
    expect(other).not_to_contain_text("not answered now")
    box = other.get_by_role("link").first.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= lowest_seen(phone)
    phone.clock.set_fixed_time("2026-11-24T12:00:00Z")
    phone.clock.run_for(31_000)
    expect(first.get_by_role("listitem").filter(has_text="Duty number")).to_contain_text("✓ answered now")


def test_on_a_phone_the_matrix_of_risks_is_a_list(phone: Page, desk: Page, site_url: str) -> None:
    phone.set_viewport_size({"width": 360, "height": 740})
    matrices = phone.locator(".ct-grid")
    phone.goto(f"{site_url}/risks/index.html")
    assert matrices.count() == 2
    first = matrices.first
    expect(first.get_by_text("Likely", exact=True)).to_be_visible()
    expect(first.get_by_text("Almost certain", exact=True)).to_be_hidden()
    drawings = phone.locator(".ct-drawing")
    assert drawings.evaluate_all("(all) => all.every((one) => one.scrollWidth <= one.clientWidth)")
    # What is said of a list stands above it, and each field says whose column it was.
    caption, drawn = phone.locator(".ct-figure figcaption").first.bounding_box(), drawings.first.bounding_box()
    assert caption is not None
    assert drawn is not None
    assert caption["y"] < drawn["y"]
    said = first.locator("td[data-title]").evaluate_all("(all) => all.map((one) => getComputedStyle(one, '::before').content)")
    assert {'"Moderate: "', '"Severe: "'} <= set(said)
    desk.goto(f"{site_url}/risks/index.html")
    expect(desk.get_by_role("columnheader", name="Severe").first).to_be_visible()
    every = desk.locator(".ct-grid").first.locator("a").all_text_contents()
    assert len(every) > 5
    for name in every:
        expect(first.get_by_role("link", name=name, exact=True)).to_be_visible()


@pytest.mark.usefixtures("arial")
def test_an_address_is_whole_where_people_stand_deep_in_a_tree(phone: Page, site_url: str) -> None:
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.goto(f"{site_url}/contact-trees/major-incident.html")
    addresses = phone.locator("a[href^='mailto:']").filter(visible=True)
    assert addresses.count() > 20
    lines = (
        "(all) => all.map((one) => { const range = document.createRange(); range.selectNodeContents(one);"
        " return new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size; })"
    )
    assert set(addresses.evaluate_all(lines)) == {1}


@pytest.mark.usefixtures("arial")
@pytest.mark.parametrize(
    "path", ["programme/strategies.html", "recovery/capability.html", "programme/coverage.html", "processes/run-theatres.html"]
)
def test_on_a_phone_a_grid_keeps_its_words_whole_and_the_names_of_its_rows(phone: Page, site_url: str, path: str) -> None:
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.goto(f"{site_url}/{path}")
    grid = phone.locator(".ct-drawing:has(.ct-grid)").first
    # Words are broken where a text takes more lines than it has words.
    broken = (
        "(all) => all.map((one) => { const range = document.createRange(); range.selectNodeContents(one);"
        " const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.top))).size;"
        " return lines > one.textContent.split(/[\\s-]+/).length ? one.textContent : ''; }).filter(Boolean)"
    )
    assert grid.locator("td a, th").evaluate_all(broken) == []
    name = grid.locator("tbody th").first
    name.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
    grid.evaluate("(one) => { one.scrollLeft = one.scrollWidth; }")
    expect(name).to_be_in_viewport()
    assert name.evaluate(
        "(one) => { const box = one.getBoundingClientRect(); return document.elementFromPoint(box.left + box.width / 2, box.top + 8) === one; }"
    )


def test_a_long_title_has_no_empty_line_below_it(phone: Page, site_url: str) -> None:
    phone.set_viewport_size({"width": 360, "height": 740})
    phone.goto(f"{site_url}/programme/strategies.html")
    empty = phone.get_by_role("heading", level=2).first.evaluate(
        "(title) => { const link = title.querySelector('a'), found = [];"
        " for (let letters = 20; letters < 60; letters += 1) { link.textContent = 'i'.repeat(letters);"
        " const range = document.createRange(); range.selectNodeContents(link.firstChild);"
        " if (title.getBoundingClientRect().bottom - range.getBoundingClientRect().bottom > 15) found.push(letters); }"
        " return found; }"
    )
    assert empty == []


def test_step_can_be_linked_to(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/runbooks/dispensing-failover.html#step-stop-interface")
    expect(desk.locator("#step-stop-interface")).to_be_in_viewport()


def test_due_dates_are_judged_on_the_day_of_reading(browser: Browser, site_url: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.clock.install(time="2030-01-01T09:00:00Z")
        page.goto(f"{site_url}/reviews/index.html")
        states = page.locator(".ct-due .ct-state").all_text_contents()
    assert states
    assert set(states) == {"overdue since"}


def test_whole_without_javascript(browser: Browser, site_url: str) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        page.goto(f"{site_url}/runbooks/dispensing-failover.html")
        assert page.locator(".ct-step").count() == 9
        assert page.locator("a[href^='tel:']").count() > 0
        page.locator(".continuity-search").click()
        expect(page.locator("h1")).to_have_text("A to Z")


@pytest.mark.parametrize("path", KINDS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_clear_to_everybody(browser: Browser, site_url: str, path: str, scheme: str) -> None:
    """axe-core, WCAG 2.2 AA: a phone in the dark, a desk in the light."""
    for width, height in ((390, 844) if scheme == "dark" else (1280, 900),):
        with browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme) as context:  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(urljoin(f"{site_url}/", path))
            tags = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
            found = Axe().run(page, options=tags).response["violations"]
            assert [(v["id"], v["nodes"][0]["html"][:200]) for v in found] == []


def test_nothing_breaks_a_strict_policy(phone: Page, built_site: Path, serve_folder) -> None:  # type: ignore[no-untyped-def]
    """A complaint of the browser fails the test: see the fixture."""
    address = serve_folder(built_site, {"Content-Security-Policy": POLICY})
    for path in KINDS:
        phone.goto(f"{address}/{path}")
    phone.locator(".continuity-search").tap()
    phone.get_by_role("combobox", name="Search").fill("label")
    expect(phone.get_by_role("option").first).to_be_visible()
