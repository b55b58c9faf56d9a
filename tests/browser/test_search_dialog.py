"""Search as a reader uses it, in a real browser: on a phone and at a desk, from a web server that allows little and from the disk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "
    "worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
)
ROOT = Path(__file__).parents[2]
PAGE = "services/epr.html"
Serve = Callable[..., str]


@pytest.fixture(params=["http", "file"])
def root(request: pytest.FixtureRequest, built_site: Path, serve_folder: Serve) -> str:
    """Where the example's site is: behind a strict policy, or on the disk."""
    if request.param == "file":
        return built_site.as_uri()
    return serve_folder(built_site, {"Content-Security-Policy": POLICY})


def opened(page: Page, root: str, path: str = PAGE) -> Page:
    page.goto(f"{root}/{path}")
    page.keyboard.press("/")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    return page


def rows(page: Page) -> list[str]:
    return page.locator(".ct-find-list .ct-find-row").evaluate_all("rows => rows.map(row => row.getAttribute('href'))")


def all_has_come(page: Page) -> None:
    """Waits until rows stay where they are: what comes later may rank them anew, and the chosen one goes where it then stands."""
    scripts = "[...document.querySelectorAll('script[src*=\"/search/\"]')].map(script => script.src)"
    page.wait_for_function(f"() => {scripts}.every(address => performance.getEntriesByName(address).some(entry => entry.responseEnd))")
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def test_an_alert_leads_to_its_page_with_the_keyboard_alone(desk: Page, root: str) -> None:
    opened(desk, root).keyboard.type("pharmx-down")
    expect(desk.get_by_role("option").first).to_contain_text("alert: PharmXDown")
    expect(desk.get_by_role("status").filter(has_text="pages")).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("heading", level=1)).to_have_text("Pharmacy dispensing")


def test_a_step_found_by_its_words_opens_at_the_step(desk: Page, root: str) -> None:
    opened(desk, root).keyboard.type("print one label at each hatch")
    row = desk.get_by_role("option").first
    expect(row).to_contain_text("step 7: Print one label at each hatch")
    row.click()
    expect(desk).to_have_url(f"{root}/runbooks/dispensing-failover.html#step-print-test")


def test_arrows_move_through_the_rows_and_say_which(desk: Page, site_url: str) -> None:
    opened(desk, site_url).keyboard.type("label")
    box = desk.get_by_role("combobox", name="Search")
    expect(box).to_have_attribute("aria-expanded", "true")
    expect(box).to_have_attribute("aria-activedescendant", "ct-find-0")
    all_has_come(desk)
    desk.keyboard.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "ct-find-1")
    expect(desk.locator("#ct-find-1")).to_have_attribute("aria-selected", "true")
    desk.keyboard.press("ArrowUp")
    desk.keyboard.press("ArrowUp")
    last = desk.get_by_role("option").last
    expect(last).to_have_attribute("aria-selected", "true")
    expect(last).to_be_in_viewport()
    expect(desk.get_by_role("option", selected=True)).to_have_count(1)


def test_escape_closes_and_gives_the_focus_back(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/{PAGE}")
    button = desk.locator(".continuity-search")
    button.click()
    expect(desk.get_by_role("dialog", name="Search")).to_be_visible()
    for _ in range(6):
        desk.keyboard.press("Tab")
        assert desk.evaluate("document.activeElement === document.body || document.activeElement.closest('dialog') !== null")
    desk.get_by_role("combobox", name="Search").press("Escape")
    expect(desk.get_by_role("dialog", name="Search")).to_be_hidden()
    expect(button).to_be_focused()


def test_slash_in_a_box_of_the_page_is_a_slash(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/{PAGE}")
    desk.evaluate("document.body.append(document.createElement('textarea'))")
    desk.locator("textarea").press("/")
    expect(desk.locator("textarea")).to_have_value("/")
    expect(desk.get_by_role("dialog")).to_have_count(0)


def test_what_was_asked_is_there_on_the_next_page_and_pages_opened_before_are_offered(desk: Page, root: str) -> None:
    opened(desk, root).keyboard.type("phones dead")
    desk.get_by_role("option").first.click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("Telephones")
    desk.get_by_role("button", name="Search").click()
    box = desk.get_by_role("combobox", name="Search")
    expect(box).to_have_value("phones dead")
    expect(desk.get_by_role("option").first).to_contain_text("Telephones")
    box.fill("")
    expect(desk.get_by_role("heading", name="Opened before")).to_be_visible()
    expect(desk.locator(".ct-find-rest").get_by_role("link", name="Telephones")).to_be_visible()


def test_nothing_found_says_what_to_try_and_whom_to_ring(phone: Page, root: str) -> None:
    opened(phone, root).keyboard.type("qqqqzzzz")
    rest = phone.locator(".ct-find-rest")
    expect(rest).to_contain_text("Try one word of it")
    expect(rest.locator("a[href^='tel:+']")).to_be_visible()
    expect(rest.get_by_role("link", name="A to Z")).to_be_visible()
    expect(phone.get_by_role("status").filter(has_text="Nothing found")).to_be_visible()


def test_a_phone_shows_it_on_the_whole_screen_with_rows_for_thumbs(phone: Page, site_url: str) -> None:
    phone.goto(f"{site_url}/{PAGE}")
    phone.locator(".continuity-search").tap()
    phone.get_by_role("combobox", name="Search").fill("labels do not print")
    expect(phone.get_by_role("option").first).to_be_visible()
    box = phone.locator("dialog.ct-find").bounding_box()
    assert box
    assert (box["x"], box["y"], box["width"]) == (0, 0, 390)
    assert box["height"] >= 840
    # Rows are drawn anew while data still comes in.
    phone.wait_for_function(
        "(rows => rows.length > 3 && rows.every(row => row.getBoundingClientRect().height >= 48))"
        "([...document.querySelectorAll('.ct-find-list .ct-find-row')])"
    )
    assert phone.evaluate("document.documentElement.scrollWidth") == 390


def test_without_scripts_the_button_leads_to_the_a_to_z(browser: Browser, site_url: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{site_url}/{PAGE}")
    page.locator(".continuity-search").click()
    expect(page).to_have_url(f"{site_url}/find.html")
    context.close()


def test_the_page_for_unknown_addresses_can_search(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/404.html")
    desk.keyboard.press("/")
    desk.keyboard.type("pharmxdown")
    expect(desk.get_by_role("option").first).to_contain_text("Pharmacy dispensing")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("query", ["", "labels do not print", "qqqqzzzz"])
def test_the_dialog_has_no_fault_that_axe_knows(phone: Page, site_url: str, scheme: str, query: str) -> None:
    phone.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    opened(phone, site_url).get_by_role("combobox", name="Search").fill(query)
    phone.wait_for_timeout(100)
    found = Axe().run(
        phone, context="dialog.ct-find", options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    )
    assert [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found.response["violations"]] == []


def test_every_name_that_plans_are_found_by_has_its_page_first(desk: Page, root: str) -> None:
    wanted: dict[str, set[str]] = {}
    for path in (ROOT / "plans" / "services").iterdir():
        by = yaml.safe_load(path.read_text(encoding="utf-8")).get("find_by", {})
        for name in (*by.get("alerts", ()), *by.get("hosts", ())):
            wanted.setdefault(name, set()).add(f"services/{path.stem}.html")
    # A runbook may be written for an alert, and is then as good an answer.
    for path in (ROOT / "plans" / "runbooks").iterdir():
        text = path.read_text(encoding="utf-8")
        for name in yaml.safe_load(text.split("---\n")[1] if path.suffix == ".md" else text).get("alerts", ()):
            wanted.setdefault(name, set()).add(f"runbooks/{path.stem}.html")
    assert len(wanted) > 70
    opened(desk, root)
    box = desk.get_by_role("combobox", name="Search")
    first = desk.locator(".ct-find-list .ct-find-row").first
    wrong = {}
    for name, pages in wanted.items():
        box.fill(name)
        expect(first).to_contain_text(name)
        href = first.get_attribute("href") or ""
        if not any(href.split("#")[0].endswith(page) for page in pages):
            wrong[name] = href
    assert wrong == {}
