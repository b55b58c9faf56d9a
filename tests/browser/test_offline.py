"""A site opened once opens again with its server gone, says so on every page, and gives way to a newer build."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree
from typing import Literal

import axe_playwright_python
import pytest
from continuity.adapters.bundle.offline import write_offline
from gonehost import GoneHost
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
SERVICE = "services/dispensing.html"


@pytest.fixture(params=["/", "/intranet/continuity/"])
def host(request: pytest.FixtureRequest, built_site: Path) -> Iterator[GoneHost]:
    """The site at the root of its server, and below a path."""
    running = GoneHost(built_site, request.param)
    yield running
    running.stop()


@pytest.fixture
def lone_host(built_site: Path) -> Iterator[GoneHost]:
    running = GoneHost(built_site)
    yield running
    running.stop()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone of its own. A policy that is violated fails the test; a server that does not answer is what the tests are about."""
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **PHONE)  # type: ignore[arg-type]
    said: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(f"exception: {error.error}"))
    yield context.new_page()
    context.close()
    assert [line for line in said if "Content Security Policy" in line or line.startswith("exception")] == []


def visit(page: Page, host: GoneHost) -> None:
    """Opens the first page and waits until the browser says that it keeps a copy."""
    page.goto(f"{host.address}index.html")
    expect(page.locator(".continuity-kept")).to_have_text(", copy kept on this device", timeout=60_000)


def eventually(holds: Callable[[], bool]) -> None:
    """Waits until something holds that the page does not show."""
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it never came to that")


def newer(site: Path, folder: Path) -> Path:
    """The same site as a build of the next day would be, with one word changed."""
    copy = copytree(site, folder / "newer")
    script = copy / "assets/continuity/build.js"
    build = json.loads(re.search(r"\{.*\}", script.read_text(encoding="utf-8")).group())  # type: ignore[union-attr]
    build["built"] = "2026-11-24T09:00:00Z"
    script.write_text(f"window.__continuity_build = {json.dumps(build)};\n", encoding="utf-8")
    service = copy / SERVICE
    service.write_text(service.read_text(encoding="utf-8").replace("</h1>", " of the new build</h1>", 1), encoding="utf-8")
    write_offline(copy, build)
    return copy


def test_pages_never_seen_open_with_the_server_gone(page: Page, host: GoneHost) -> None:
    visit(page, host)
    host.stop()
    page.goto(f"{host.address}{SERVICE}")
    expect(page.locator("h1")).to_have_text("Pharmacy dispensing")
    note = page.locator(".continuity-copy")
    expect(note).to_contain_text("Offline copy, built 23 Nov 2026, 09:00 GMT")
    expect(note).to_contain_text("The server does not answer.")
    expect(page.locator("a[href^='tel:']").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('.continuity-copy')).backgroundColor") == "rgb(255, 213, 79)"
    # The search of the copy finds, and leads on to another page of the copy.
    page.locator(".continuity-search").tap()
    page.get_by_role("combobox", name="Search").fill("pharmacy cannot print labels")
    page.get_by_role("option").filter(has=page.get_by_text("Labels do not print", exact=True)).first.tap()
    page.wait_for_url("**/runbooks/label-printers.html*")
    expect(page.locator(".continuity-copy")).to_be_visible()
    # A folder stands for its first page, there as here.
    page.goto(f"{host.address}services/")
    expect(page.locator(".continuity-copy")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_what_has_failed_and_a_run_are_worked_with_the_server_gone(page: Page, lone_host: GoneHost) -> None:
    """On pages that were never opened while it was there."""
    visit(page, lone_host)
    lone_host.stop()
    page.goto(f"{lone_host.address}scenarios/data-centre-loss.html")
    page.get_by_text("Say what has failed, and see what follows").tap()
    tool = page.locator(".ct-situation-tool")
    tool.get_by_label("What has failed?").fill("sign-in (service)")
    page.keyboard.press("Enter")
    expect(tool.get_by_role("link", name="Operations chat")).to_be_visible()
    tool.get_by_role("link", name="Fail dispensing over to South").tap()
    expect(page.locator("h1")).to_have_text("Fail dispensing over to South")
    page.get_by_role("button", name="Start a run", exact=True).tap()
    page.get_by_role("button", name="Start", exact=True).tap()
    page.get_by_role("button", name="Done: step 1", exact=True).tap()
    page.reload()
    expect(page.locator("[aria-current=step]")).to_have_id("step-stop-interface")
    page.get_by_role("button", name="Hand over", exact=True).tap()
    expect(page.get_by_role("img", name="Code with the link")).to_be_visible()


def test_a_page_from_the_server_does_not_pose_as_a_copy(page: Page, lone_host: GoneHost) -> None:
    visit(page, lone_host)
    lone_host.asked.clear()
    page.goto(f"{lone_host.address}{SERVICE}")
    expect(page.locator("h1")).to_be_visible()
    assert f"/{SERVICE}" in lone_host.asked
    assert page.locator(".continuity-copy").count() == 0
    assert page.evaluate("document.documentElement.dataset.continuityCopy") is None


@pytest.mark.parametrize(
    ("mood", "said"),
    [
        ("slow", "The server did not answer within 3 seconds."),
        ("failing", "The server answers with an error (502)."),
        ("sign-in", "The server asks you to sign in first."),
    ],
)
def test_a_server_that_does_not_help_is_as_good_as_gone(page: Page, lone_host: GoneHost, mood: str, said: str) -> None:
    visit(page, lone_host)
    lone_host.mood = mood
    page.goto(f"{lone_host.address}{SERVICE}", wait_until="domcontentloaded")
    expect(page.locator("h1")).to_have_text("Pharmacy dispensing")
    expect(page.locator(".continuity-copy")).to_contain_text(said)


def test_a_reader_gets_to_the_sign_in(page: Page, lone_host: GoneHost) -> None:
    visit(page, lone_host)
    lone_host.mood = "sign-in"
    page.goto(f"{lone_host.address}{SERVICE}")
    page.get_by_role("link", name="Try the server").tap()
    expect(page.locator("h1")).to_have_text("Sign in")


def test_trying_the_server_says_whether_it_is_back_and_loses_nothing(page: Page, lone_host: GoneHost) -> None:
    visit(page, lone_host)
    lone_host.stop()
    page.goto(f"{lone_host.address}{SERVICE}")
    page.get_by_role("link", name="Try the server").tap()
    expect(page.locator(".continuity-copy")).to_contain_text("Still no answer from the server.")
    expect(page.locator("h1")).to_have_text("Pharmacy dispensing")
    lone_host.start()
    page.get_by_role("link", name="Try the server").tap()
    expect(page.locator(".continuity-copy")).to_have_count(0)
    expect(page.locator("h1")).to_have_text("Pharmacy dispensing")


def test_a_copy_says_when_the_server_has_a_newer_build(page: Page, lone_host: GoneHost, built_site: Path, tmp_path: Path) -> None:
    visit(page, lone_host)
    lone_host.stop()
    page.goto(f"{lone_host.address}{SERVICE}")
    lone_host.folder = newer(built_site, tmp_path)
    lone_host.start()
    page.evaluate("dispatchEvent(new Event('online'))")
    note = page.locator(".continuity-copy")
    expect(note).to_contain_text("Older than the server's.")
    expect(note).to_contain_text("built 23 Nov 2026, 09:00 GMT; the server has one built 24 Nov 2026, 09:00 GMT")
    page.get_by_role("link", name="Open the newer").tap()
    expect(page.locator("h1")).to_contain_text("of the new build")
    expect(page.locator(".continuity-copy")).to_have_count(0)


def test_a_page_left_open_says_that_it_is_older(page: Page, lone_host: GoneHost, built_site: Path, tmp_path: Path) -> None:
    visit(page, lone_host)
    lone_host.folder = newer(built_site, tmp_path)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".continuity-copy")).to_contain_text("Older than the server's.")
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header'), '::after').content") == '"! Older than the server\'s"'


def test_a_newer_build_takes_the_place_of_the_copy(page: Page, host: GoneHost, built_site: Path, tmp_path: Path) -> None:
    visit(page, host)
    before = page.evaluate("caches.keys()")
    host.folder = newer(built_site, tmp_path)
    page.goto(f"{host.address}index.html")
    eventually(lambda: len(now := page.evaluate("caches.keys()")) == 1 and now != before)
    host.stop()
    page.goto(f"{host.address}{SERVICE}")
    expect(page.locator("h1")).to_contain_text("of the new build")
    expect(page.locator(".continuity-copy")).to_contain_text("built 24 Nov 2026, 09:00 GMT")


def test_half_a_copy_is_none(page: Page, built_site: Path, tmp_path: Path) -> None:
    site = copytree(built_site, tmp_path / "broken")
    pack = site / "assets/continuity/offline/pack.bin"
    pack.write_bytes(pack.read_bytes()[:-2000])
    host = GoneHost(site)
    try:
        page.goto(f"{host.address}index.html")
        expect(page.locator(".continuity-kept")).to_have_text(", no copy kept on this device", timeout=60_000)
        assert page.evaluate("caches.keys()") == []
    finally:
        host.stop()


def test_a_page_that_is_in_no_copy_says_so(page: Page, lone_host: GoneHost) -> None:
    visit(page, lone_host)
    lone_host.stop()
    page.goto(f"{lone_host.address}services/never-heard-of.html")
    expect(page.locator("h1")).to_have_text("Not in the offline copy")
    page.get_by_role("link", name="Its first page").tap()
    expect(page.locator(".continuity-copy")).to_be_visible()


def test_a_site_without_an_offline_copy_takes_away_the_one_it_had(
    page: Page, lone_host: GoneHost, built_site: Path, tmp_path: Path
) -> None:
    visit(page, lone_host)
    plain = copytree(built_site, tmp_path / "plain")
    script = plain / "assets/continuity/build.js"
    script.write_text(script.read_text(encoding="utf-8").replace('"offline": true', '"offline": false'), encoding="utf-8")
    (plain / "sw.js").unlink()
    lone_host.folder = plain

    def left() -> int:
        # A busy machine may answer too late, and the visit is served from the copy once more; or the next visit comes while this one is still
        # taking away. Each visit takes away what it finds.
        page.goto(f"{lone_host.address}index.html", wait_until="networkidle")
        workers = page.evaluate("navigator.serviceWorker.getRegistrations().then(found => found.length)")
        return int(workers) + len(page.evaluate("caches.keys()"))

    eventually(lambda: left() == 0)


def test_a_disk_needs_no_worker_and_says_that_it_is_one(page: Page, built_site: Path) -> None:
    page.goto((built_site / SERVICE).as_uri())
    expect(page.locator(".continuity-kept")).to_have_text(", opened from a disk")
    expect(page.locator(".continuity-age")).to_contain_text("built 23 Nov 2026, 09:00 GMT")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_read_a_copy(page: Page, lone_host: GoneHost, scheme: Literal["light", "dark"]) -> None:
    page.emulate_media(color_scheme=scheme)
    visit(page, lone_host)
    lone_host.stop()
    page.goto(f"{lone_host.address}{SERVICE}")
    expect(page.locator(".continuity-copy")).to_be_visible()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = page.evaluate(
        "tags => axe.run({include: ['.continuity-copy']}, {runOnly: tags}).then(found => found.violations.map(v => v.help))", tags
    )
    assert found == []


def test_an_installed_site_has_a_name_and_a_picture(page: Page, lone_host: GoneHost) -> None:
    visit(page, lone_host)
    manifest = page.evaluate("fetch(document.querySelector('link[rel=manifest]').href).then(answer => answer.json())")
    assert manifest["name"] == "Northmoor Hospitals — IT service continuity"
    icon = page.request.get(f"{lone_host.address}{manifest['icons'][0]['src']}")
    assert icon.ok


def test_a_file_that_is_no_page_comes_as_it_is(browser: Browser, lone_host: GoneHost) -> None:
    context = browser.new_context()  # whose console nobody reads: a browser's own frame around a picture breaks the policy
    page = context.new_page()
    visit(page, lone_host)
    lone_host.stop()
    page.goto(f"{lone_host.address}assets/images/favicon.png")
    assert page.evaluate("document.images[0].naturalWidth") > 0
    context.close()
