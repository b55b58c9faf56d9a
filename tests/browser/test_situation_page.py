"""Naming what has failed, in a real browser: on a phone, under a strict policy and from the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, built_site: Path, serve_folder: Callable[..., str]) -> str:
    if request.param == "file":
        return built_site.as_uri()
    return serve_folder(built_site, {"Content-Security-Policy": POLICY})


def test_a_second_failure_changes_what_cannot_be_used_and_what_to_work_on(phone: Page, root: str) -> None:
    phone.goto(f"{root}/scenarios/data-centre-loss.html")
    phone.get_by_text("Say what has failed, and see what follows").tap()
    tool = phone.locator(".ct-situation-tool")
    expect(tool.get_by_role("button", name="North data hall (site): take back")).to_be_visible()
    expect(tool.get_by_role("heading", name="Work these runbooks")).to_be_visible()
    expect(tool.get_by_role("link", name="Fail dispensing over to South")).to_be_visible()
    expect(tool.get_by_role("link", name="Restore the array from the vault")).to_be_hidden()
    expect(tool.get_by_role("link", name="Operations chat")).to_have_count(0)
    tool.get_by_label("What has failed?").fill("sign-in (service)")
    phone.keyboard.press("Enter")
    expect(tool.get_by_role("link", name="Operations chat")).to_be_visible()
    expect(tool.get_by_text("critical path").first).to_be_visible()
    phone.reload()
    phone.get_by_text("Say what has failed, and see what follows").tap()
    expect(tool.get_by_role("button", name="Sign-in (service): take back")).to_be_visible()
    tool.get_by_role("button", name="Sign-in (service): take back").tap()
    expect(tool.get_by_role("link", name="Operations chat")).to_have_count(0)
    tool.get_by_role("link", name="Fail dispensing over to South").tap()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Fail dispensing over to South")


def test_a_name_that_fits_several_or_none_is_asked_again(phone: Page, site_url: str) -> None:
    phone.goto(f"{site_url}/situation.html")
    tool = phone.locator(".ct-situation-tool")
    expect(tool.get_by_role("status")).to_have_text("Nothing is named yet.")
    for words, answer in (("dns", "2 names fit: "), ("zeppelin", "No service, site or vendor is called that.")):
        tool.get_by_label("What has failed?").fill(words)
        tool.get_by_role("button", name="It is down").tap()
        expect(tool.get_by_role("status")).to_contain_text(answer)
    tool.get_by_label("What has failed?").fill("DNS north")
    tool.get_by_role("button", name="It is down").tap()
    expect(tool.get_by_role("status")).to_contain_text("1 service stops, 1 needs hands")
    wrong = Axe().run(phone, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
    assert wrong.violations_count == 0, wrong.generate_report()
