"""The frame of the site in a real Chromium: under the strictest content security policy, and opened from a disk."""

from __future__ import annotations

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from adapter_sites import CONFIG, make, run

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


class _Guarded(http.server.SimpleHTTPRequestHandler):
    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make(
        tmp_path_factory.mktemp("browser"), {f"services/{name}.yaml": f"title: {name}" for name in ("one", "two", "three", "four", "five")}
    )
    assert run(folder, "build", "--strict").returncode == 0
    return folder / "site"


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Guarded, directory=str(site))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{running.server_port}"
        running.shutdown()


@pytest.fixture(params=["http", "file"])
def address(request: pytest.FixtureRequest, server: str, site: Path) -> str:
    return server if request.param == "http" else site.as_uri()


def opened(browser: Any, **options: Any) -> tuple[Any, list[str], list[str]]:
    page = browser.new_context(**options).new_page()
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    return page, complaints, requests


@pytest.mark.parametrize("path", ["index.html", "services/one.html", "services/index.html", "about.html", "404.html"])
def test_nothing_is_refused_and_nothing_leaves_the_host(browser: Any, server: str, path: str) -> None:
    page, complaints, requests = opened(browser)
    page.goto(f"{server}/{path}", wait_until="networkidle")
    assert complaints == []
    assert [url for url in requests if not url.startswith(server)] == []


@pytest.mark.parametrize(("prefers", "label", "becomes"), [("light", "Dark", "slate"), ("dark", "Light", "default")])
def test_colours_follow_the_system_until_chosen_and_then_the_choice(
    browser: Any, address: str, prefers: str, label: str, becomes: str
) -> None:
    page, complaints, _ = opened(browser, color_scheme=prefers)
    page.goto(f"{address}/services/one.html")
    assert page.get_attribute("body", "data-md-color-scheme") == {"light": "default", "dark": "slate"}[prefers]
    page.click(f"label[title={label}]")
    page.goto(f"{address}/about.html")
    assert page.get_attribute("body", "data-md-color-scheme") == becomes
    keys = page.evaluate("Object.keys(localStorage)")
    root = page.evaluate("new URL('.', location).pathname")
    assert keys and all(key.startswith(root) for key in keys)
    assert complaints == []


def test_the_foot_says_when_this_copy_was_made(browser: Any, address: str) -> None:
    page, _, _ = opened(browser, timezone_id="UTC", locale="en-GB")
    page.goto(f"{address}/services/one.html")
    # What follows says where the copy was opened from, which is another test's.
    assert page.inner_text(".continuity-age").startswith("As of 2026-11-23, built 23 Nov 2026, 00:00 UTC")


def test_the_menu_opens_from_the_keyboard_on_a_phone(browser: Any, address: str) -> None:
    page, _, _ = opened(browser, viewport={"width": 390, "height": 844})
    page.goto(f"{address}/services/one.html")
    menu = page.get_by_role("button", name="Menu")
    menu.focus()
    page.keyboard.press("Enter")
    assert menu.get_attribute("aria-expanded") == "true"
    page.get_by_role("navigation", name="Navigation").get_by_role("link", name="Home").wait_for(state="visible")
    page.keyboard.press("Escape")
    assert menu.get_attribute("aria-expanded") == "false"
    page.get_by_role("navigation", name="Navigation").get_by_role("link", name="Home").wait_for(state="hidden")


def test_without_tabs_the_themes_menu_unfolds_from_the_keyboard(browser: Any, tmp_path: Path) -> None:
    folder = make(tmp_path / "plain", config=CONFIG.replace("navigation.tabs, ", ""))
    assert run(folder, "build", "--strict").returncode == 0
    page, _, _ = opened(browser, viewport={"width": 390, "height": 844})
    page.goto(f"{folder.as_uri()}/site/services/one.html")
    page.get_by_role("button", name="Menu").click()
    page.locator("label.md-nav__link", has_text="Using this site").focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="About").click()
    page.wait_for_url("**/about.html")


def test_tabs_that_stick_stand_below_the_header(browser: Any, tmp_path: Path) -> None:
    folder = make(tmp_path / "sticky", config=CONFIG.replace("navigation.tabs,", "navigation.tabs, navigation.tabs.sticky,"))
    assert run(folder, "build", "--strict").returncode == 0
    page, _, _ = opened(browser, viewport={"width": 1280, "height": 400})
    page.goto(f"{folder.as_uri()}/site/services/one.html")
    page.evaluate("scrollTo(0, 500)")
    header, tabs = (page.locator(place).bounding_box() for place in (".md-header", ".md-tabs"))
    assert tabs["y"] == header["height"] > 0


def test_without_scripts_the_page_and_its_menu_are_there(browser: Any, address: str) -> None:
    page, _, _ = opened(browser, viewport={"width": 390, "height": 844}, java_script_enabled=False)
    page.goto(f"{address}/services/one.html")
    assert page.locator("h1").inner_text() == "one"
    page.click("label.md-header__button[for=__drawer]")
    page.get_by_role("navigation", name="Navigation").get_by_role("link", name="Home").click()
    page.wait_for_url("**/index.html")
