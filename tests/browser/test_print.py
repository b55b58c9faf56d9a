"""What comes out of a printer: read back from the PDF that Chromium makes of a page."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

pytestmark = pytest.mark.browser

RUNBOOK = "runbooks/dispensing-failover.html"
"""Nine steps, one of them a decision; one has a reason folded away."""
TREE = "contact-trees/major-incident.html"
EXPIRY = "Do not use after 21 Feb 2027"
"""90 days after the day all sites of the tests are as of."""


def print_of(page: Page) -> list[str]:
    """The text of each sheet, on one line. What the style sheet says of paper is obeyed."""
    return [" ".join(sheet.extract_text().split()) for sheet in reader_of(page).pages]


def reader_of(page: Page) -> PdfReader:
    return PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True, print_background=True)))


@pytest.fixture
def printed(browser: Browser, site_url: str) -> Iterator[Any]:
    """``printed(path, **options)`` gives the sheets of a page, opened in a browser with these options."""

    def sheets(path: str, **options: Any) -> list[str]:
        with browser.new_context(locale="en-GB", timezone_id="Europe/London", **options) as context:
            page = context.new_page()
            page.goto(f"{site_url}/{path}")
            return print_of(page)

    return sheets


@pytest.mark.usefixtures("arial")
def test_a_runbook_of_nine_steps_takes_two_sheets(printed: Any) -> None:
    sheets = printed(RUNBOOK)
    assert len(sheets) <= 2
    assert [number for sheet in sheets for number in re.findall(r"Step (\d) of 9", sheet)] == list("123456789")


def test_no_step_is_on_two_sheets(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/{RUNBOOK}")
    # Long enough to reach over several sheets wherever they end.
    desk.evaluate(
        "() => document.querySelectorAll('.ct-step').forEach((step, n) => { for (let i = 0; i < 3 + n; i++) {"
        "const line = document.createElement('p'); line.textContent = `Line ${i} of it-${n}.`; step.append(line); } })"
    )
    sheets = print_of(desk)
    assert len(sheets) > 2
    for step in range(9):
        holding = [number for number, sheet in enumerate(sheets) if f"of it-{step}." in sheet or f"Step {step + 1} of 9" in sheet]
        assert len(holding) == 1, f"step {step + 1} is on sheets {holding}"


@pytest.mark.parametrize("scripts", [True, False])
def test_every_branch_and_what_is_folded_is_on_paper(printed: Any, scripts: bool) -> None:
    whole = " ".join(printed(RUNBOOK, java_script_enabled=scripts))
    assert "Yes → step 5" in whole
    assert "No, or nobody knows → Restore PharmX from the vault" in whole
    assert "Orders that arrive during the switch would be lost" in whole


def test_steps_that_a_run_leaves_out_are_on_paper(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/{RUNBOOK}")
    desk.evaluate("() => document.querySelectorAll('.ct-step').forEach((step) => step.classList.add('ct-folded', 'ct-marked-off'))")
    expect(desk.get_by_text("Both duty pharmacists say")).to_be_hidden()
    assert "Both duty pharmacists say" in " ".join(print_of(desk))


@pytest.mark.parametrize("path", [RUNBOOK, TREE, "services/dispensing.html", "about.html"])
def test_every_sheet_says_until_when_and_its_number(printed: Any, path: str) -> None:
    sheets = printed(path)
    for number, sheet in enumerate(sheets, start=1):
        assert f"As of 23 Nov 2026, built 23 Nov 2026, 09:00 GMT · {EXPIRY}" in sheet.replace("UTC", "GMT")
        assert f"{number} / {len(sheets)}" in sheet


def test_the_first_sheet_says_where_the_page_is(printed: Any) -> None:
    assert "https://continuity.northmoor.example.org/runbooks/dispensing-failover.html" in printed(RUNBOOK)[0].replace(" ", "")


def test_paper_needs_no_script_to_say_until_when(printed: Any) -> None:
    first = printed(RUNBOOK, java_script_enabled=False)[0]
    assert EXPIRY in first
    assert "As of 23 Nov 2026" in first


def test_a_copy_on_a_disk_does_not_print_where_it_lies(browser: Browser, cloud_gov_site: Any) -> None:
    """Its site has no address: what is in the bar of the browser is a folder of somebody's machine."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((cloud_gov_site / "index.html").as_uri())
        first = print_of(page)[0]
    assert "Do not use after" in first
    assert "file:" not in first
    assert str(cloud_gov_site) not in first


@pytest.mark.parametrize("scripts", [True, False])
def test_a_site_that_names_no_address_prints_where_it_was_read(
    browser: Browser, cloud_gov_site: Any, serve_folder: Any, scripts: bool
) -> None:
    address = f"{serve_folder(cloud_gov_site)}/index.html"
    with browser.new_context(java_script_enabled=scripts) as context:
        page = context.new_page()
        page.goto(address)
        page.emulate_media(media="print")
        expect(page.locator("[data-continuity-paper=address]")).to_have_text(address if scripts else "")


def test_the_code_is_on_paper_alone(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/{RUNBOOK}")
    expect(desk.locator(".ct-back")).to_be_hidden()
    desk.emulate_media(media="print")
    expect(desk.locator(".ct-back")).to_be_visible()
    box = desk.locator(".ct-back").bounding_box()
    assert box is not None
    assert box["width"] == pytest.approx(20 / 25.4 * 96, abs=1)  # 20 mm: 41 dots of half a millimetre


@pytest.mark.usefixtures("arial")
def test_a_contact_tree_is_on_one_sheet(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/{TREE}")
    sections = desk.locator("section[aria-labelledby=start], section[aria-labelledby=calls]")
    numbers = set(sections.locator("a[href^='tel:']").all_text_contents())
    assert len(numbers) > 20
    first = print_of(desk)[0]
    assert {number for number in numbers if number not in first} == set()


@pytest.mark.usefixtures("arial")
@pytest.mark.parametrize("path", ["programme/strategies.html", "recovery/capability.html", "exercises/index.html"])
def test_no_column_of_a_grid_is_off_the_sheet(desk: Page, site_url: str, path: str) -> None:
    desk.goto(f"{site_url}/{path}")
    desk.emulate_media(media="print")
    # As wide as A4 between its margins.
    desk.set_viewport_size({"width": 718, "height": 1000})
    drawings = desk.locator(".ct-drawing:has(.ct-grid)").filter(visible=True)
    assert drawings.count() > 0
    assert set(drawings.evaluate_all("(all) => all.map((one) => one.scrollWidth - one.clientWidth)")) == {0}


def test_a_long_grid_begins_where_there_is_room(printed: Any) -> None:
    first = printed("programme/strategies.html")[0]
    assert "Which scenario, which service" in first
    assert "Pharmacy dispensing" in first


def test_whoever_takes_part_can_be_read_and_dialled_at_arms_length(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/{RUNBOOK}")
    people = desk.locator("section[aria-labelledby=people]")
    numbers = people.locator("a[href^='tel:']").all_text_contents()
    assert len(numbers) > 15
    whole = " ".join(print_of(desk))
    assert [number for number in numbers if number not in whole] == []
    assert "yusuf.demir@" not in whole, "who has a number is there without an address"
    desk.emulate_media(media="print")
    points = "(parts) => parts.map((part) => parseFloat(getComputedStyle(part).fontSize) * 72 / 96)"
    for what, least in (("a[href^='tel:'], li:has(small) > .ct-point-shown", 9.5), ("strong", 9), ("small, p", 7.5)):
        assert min(people.locator(what).evaluate_all(points)) >= least - 0.01, what
    # A number never stands on the line of another one.
    tops = people.locator("a[href^='tel:']").evaluate_all("(all) => all.map((one) => Math.round(one.getBoundingClientRect().top))")
    assert len(set(tops)) == len(tops)


@pytest.mark.parametrize("path", [RUNBOOK, TREE])
def test_the_dark_prints_as_the_light(browser: Browser, site_url: str, path: str) -> None:
    drawn = []
    for scheme in ("light", "dark"):
        with browser.new_context(color_scheme=scheme) as context:  # type: ignore[arg-type]
            page = context.new_page()
            page.goto(f"{site_url}/{path}")
            expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate" if scheme == "dark" else "default")
            drawn.append([sheet.get_contents().get_data() for sheet in reader_of(page).pages])  # type: ignore[union-attr]
    assert drawn[0] == drawn[1]


def test_what_is_true_now_alone_stays_off_paper(desk: Page, site_url: str) -> None:
    desk.clock.install(time="2026-11-24T03:00:00Z")
    desk.goto(f"{site_url}/services/dispensing.html")
    expect(desk.locator(".ct-answered").first).to_be_visible()
    expect(desk.locator(".ct-fresh")).to_contain_text("copy built yesterday")
    whole = " ".join(print_of(desk))
    assert "answered now" not in whole
    assert "copy built" not in whole
    assert "Mon-Fri 07:00-19:00" in whole  # the hours themselves are
