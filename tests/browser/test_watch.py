"""The watch over pages sees what it is there to see; and the sites' first pages pass it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from browsing import watched_page
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("markup", "seen"),
    [
        ("<script>console.error('the pump failed')</script>", "the pump failed"),
        ("<script>throw new Error('no such valve')</script>", "no such valve"),
        ("<img src='https://tracker.example.org/pixel.gif' alt=''>", "request to another host: https://tracker.example.org/pixel.gif"),
        ("<img src='gone.png' alt=''>", "404"),
    ],
)
def test_what_goes_wrong_on_a_page_fails_its_test(
    browser: Browser, serve_folder: Callable[..., str], tmp_path: Path, markup: str, seen: str
) -> None:
    (tmp_path / "index.html").write_text(f"<!doctype html><link rel=icon href=data:,><title>t</title>{markup}", encoding="utf-8")
    with pytest.raises(AssertionError, match=seen.replace(".", r"\.")), watched_page(browser) as page:
        page.goto(serve_folder(tmp_path), wait_until="networkidle")


def test_a_clean_page_passes(desk: Page, serve_folder: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<!doctype html><link rel=icon href=data:,><title>fine</title>", encoding="utf-8")
    desk.goto(serve_folder(tmp_path), wait_until="networkidle")
    assert desk.title() == "fine"


@pytest.mark.parametrize("size", ["phone", "desk"])
@pytest.mark.parametrize("site", ["built_site", "cloud_gov_site"])
def test_the_first_page_of_each_site_fits_its_screen(
    request: pytest.FixtureRequest, serve_folder: Callable[..., str], site: str, size: str
) -> None:
    page: Page = request.getfixturevalue(size)
    page.goto(f"{serve_folder(request.getfixturevalue(site))}/index.html", wait_until="networkidle")
    assert page.locator("h1").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
