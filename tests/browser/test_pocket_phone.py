"""A pocket plan on a phone: one file, opened from the disk, whole without anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

PLANS = ("services.dispensing", "roles.recovery-lead", "all")


@pytest.mark.parametrize("name", PLANS)
def test_it_fits_and_every_link_leads_on(phone: Page, built_site: Path, tmp_path: Path, name: str) -> None:
    file = tmp_path / "downloaded.html"  # alone, as on a phone
    file.write_bytes((built_site / "pocket" / f"{name}.html").read_bytes())
    assert file.stat().st_size < 2_100_000
    phone.goto(file.as_uri())
    expect(phone.locator(".pocket-age")).to_contain_text("Built 23 Nov 2026 09:00 UTC, as of 23 Nov 2026. Do not use it after 21 Feb 2027")
    assert phone.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    assert phone.evaluate("getComputedStyle(document.querySelector('.pocket-age')).borderTopWidth") == "2px"  # its policy lets its style in
    broken = phone.evaluate(
        "Array.from(document.querySelectorAll(\"a[href^='#']\"), a => a.hash.slice(1)).filter(id => !document.getElementById(decodeURIComponent(id)))"
    )
    assert broken == []
    outside = phone.evaluate("Array.from(document.links, a => a.protocol).filter(p => !/^(file|tel|sms|mailto|https?):$/.test(p))")
    assert outside == []


def test_from_the_list_to_the_step_and_the_number(phone: Page, built_site: Path) -> None:
    phone.goto((built_site / "pocket" / "services.dispensing.html").as_uri())
    number = phone.locator("a[href^='tel:']").first
    box = number.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    assert box["y"] + box["height"] <= 844
    phone.get_by_role("navigation").get_by_role("link", name="Labels do not print").tap()
    expect(phone.get_by_role("heading", name="Labels do not print", exact=True)).to_be_in_viewport()
    assert phone.locator("article[id='runbooks.label-printers'] .ct-step").count() > 3


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["services.dispensing", "roles.recovery-lead"])
def test_everybody_can_read_it(browser: Browser, built_site: Path, name: str, scheme: str) -> None:
    context = browser.new_context(viewport={"width": 390, "height": 844}, color_scheme=scheme, bypass_csp=True)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto((built_site / "pocket" / f"{name}.html").as_uri())
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    context.close()
    assert found.violations_count == 0, found.generate_report()


def test_a_service_page_offers_it(phone: Page, built_site: Path, site_url: str) -> None:
    phone.goto(f"{site_url}/services/dispensing.html")
    with phone.expect_download() as download:
        phone.get_by_role("link", name="Take it with you").tap()
    assert Path(download.value.path()).read_bytes() == (built_site / "pocket" / "services.dispensing.html").read_bytes()
