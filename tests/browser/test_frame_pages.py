"""Generated pages without the theme's script and with its style sheet cut: nothing a reader would miss is missing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser

SERVICE = "services/dispensing.html"
PAGES = (SERVICE, "index.html", "runbooks/dispensing-failover.html", "scenarios/ransomware.html", "risks/index.html", "programme/coverage.html",
         "contact-trees/major-incident.html", "find.html")  # fmt: skip
LOST = """([whole, cut]) => {
  const selectors = (text) => {
    const found = [], sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    const walk = (rules) => {
      for (const rule of rules) {
        if (rule.selectorText && Array.from(rule.style).some((name) => !name.startsWith("--"))) found.push(rule.selectorText);
        else if (!rule.selectorText && rule.cssRules) walk(rule.cssRules);
      }
    };
    walk(sheet.cssRules);
    return found.flatMap((list) => list.split(/,(?![^(]*\\))/).map((one) => one.trim()));
  };
  const kept = new Set(selectors(cut));
  const states = "-webkit-[\\\\w-]+|-moz-[\\\\w-]+|before|after|marker|backdrop|hover|focus(?:-visible|-within)?|active|checked|target|disabled";
  const state = new RegExp("::?(?:" + states + ")(?:\\\\([^)]*\\\\))?", "g");
  return selectors(whole).filter((one) => {
    if (kept.has(one)) return false;
    const there = one.replace(state, "").replace(/([>+~]) *$/, "$1 *").trim() || "*";
    try { return document.querySelector(there) !== null; } catch { return false; }
  });
}"""


def sheet(site: Path, name: str) -> str:
    """The text of a style sheet with a hash in its name."""
    return next(site.glob(f"assets/stylesheets/{name}.*.min.css")).read_text("utf-8").replace(".focus-visible", ":focus-visible")


def test_no_rule_is_cut_that_a_page_uses(desk: Page, site_url: str, built_site: Path) -> None:
    """In any state: hovered, reached by the keyboard, unfolded, on any screen or on paper."""
    whole, cut = sheet(built_site, "main") + sheet(built_site, "palette"), sheet(built_site, "frame")
    for path in PAGES:
        desk.goto(f"{site_url}/{path}")
        assert desk.evaluate(LOST, [whole, cut]) == [], path
    # The check sees what it is there to see.
    assert desk.evaluate(LOST, [whole, ""]) != []


def test_no_variable_is_cut_that_a_rule_reads(built_site: Path) -> None:
    whole, cut = sheet(built_site, "main") + sheet(built_site, "palette"), sheet(built_site, "frame")
    read = set(re.findall(r"var\(\s*(--[\w-]+)", cut + sheet(built_site, "continuity")))
    assert read
    assert {name for name in read if f"{name}:" in whole and f"{name}:" not in cut} == set()


def test_a_page_asks_for_what_it_names_and_for_nothing_more(desk: Page, site_url: str, built_site: Path) -> None:
    """So what is counted from the file is what goes over the line."""
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(f"{site_url}/{SERVICE}", wait_until="load")
    named = re.findall(r'<(?:script|link rel="stylesheet")[^>]*? (?:src|href)="\.\./([^"]+)"', (built_site / SERVICE).read_text("utf-8"))
    before = {url.removeprefix(f"{site_url}/") for url in asked if url.startswith("http")}
    later = ("sw.js", "site.webmanifest", "assets/images/favicon.png", "assets/continuity/offline/")
    assert {url for url in before if not url.startswith(later)} == {SERVICE, *named}
    assert not [url for url in asked if "bundle" in url or "/main." in url]


def test_pages_written_by_hand_keep_the_theme_whole(desk: Page, site_url: str) -> None:
    asked: list[str] = []
    desk.on("request", lambda request: asked.append(request.url))
    desk.goto(f"{site_url}/about.html")
    assert [url for url in asked if "/javascripts/bundle." in url]
    assert [url for url in asked if "/stylesheets/main." in url]


@pytest.mark.parametrize("prefers", ["light", "dark"])
def test_colours_are_right_at_the_first_paint(browser: Browser, site_url: str, prefers: str) -> None:
    """The body has them before the rest of the page is read: nothing is painted in the others first."""
    with browser.new_context(color_scheme=prefers) as context:  # type: ignore[arg-type]
        page = context.new_page()
        page.route("**/continuity.*.min.js", lambda route: route.abort())  # what comes after the paint
        page.goto(f"{site_url}/{SERVICE}")
        assert page.get_attribute("body", "data-md-color-scheme") == {"light": "default", "dark": "slate"}[prefers]


def test_colours_follow_the_device_while_nothing_is_chosen(desk: Page, site_url: str) -> None:
    desk.emulate_media(color_scheme="light")
    desk.goto(f"{site_url}/{SERVICE}")
    desk.emulate_media(color_scheme="dark")
    expect(desk.locator("body")).to_have_attribute("data-md-color-scheme", "slate")
    desk.get_by_role("radio", name="Switch to light colours").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    desk.reload()
    expect(desk.locator("body")).to_have_attribute("data-md-color-scheme", "default")


def test_contents_say_what_is_read(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/{SERVICE}")
    desk.locator("#backups").evaluate("(heading) => heading.scrollIntoView()")
    contents = desk.get_by_role("navigation", name="Table of contents")
    expect(contents.get_by_role("link", name="Backups and data")).to_have_class(re.compile("md-nav__link--active"))
    expect(desk.locator(".md-header__topic", has_text="Pharmacy dispensing")).to_be_in_viewport()


def test_where_the_site_wants_it_the_address_says_what_is_read(desk: Page, site_url: str, built_site: Path) -> None:
    page = (built_site / SERVICE).read_text("utf-8").replace(" data-scope=", " data-track data-scope=", 1)
    desk.route(f"**/{SERVICE}", lambda route: route.fulfill(body=page, content_type="text/html"))
    desk.goto(f"{site_url}/{SERVICE}")
    desk.locator("#backups").evaluate("(heading) => heading.scrollIntoView()")
    desk.wait_for_url("**#backups")
    desk.evaluate("scrollTo(0, 0)")
    desk.wait_for_url(f"**/{SERVICE}")


def test_there_is_a_way_back_up(desk: Page, site_url: str) -> None:
    desk.goto(f"{site_url}/{SERVICE}")
    button = desk.get_by_role("button", name="Back to top")
    expect(button).to_have_css("opacity", "0")
    desk.evaluate("scrollTo(0, 2500)")
    desk.wait_for_function("scrollY > 2000")
    desk.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    desk.evaluate("scrollTo(0, 2200)")
    expect(button).to_have_css("opacity", "1")
    button.click()
    desk.wait_for_function("scrollY === 0")


def test_the_menu_leads_to_the_pages_of_each_part(phone: Page, site_url: str) -> None:
    phone.goto(f"{site_url}/{SERVICE}")
    link = phone.get_by_role("navigation", name="Navigation").get_by_role("link", name="Glossary")
    expect(link).to_be_hidden()
    phone.get_by_role("button", name="Menu").tap()
    link.tap()
    phone.wait_for_url("**/glossary.html")


def test_a_link_of_the_menu_to_the_same_page_closes_it(phone: Page, site_url: str) -> None:
    phone.goto(f"{site_url}/services/index.html")
    menu = phone.get_by_role("button", name="Menu")
    menu.tap()
    expect(menu).to_have_attribute("aria-expanded", "true")
    phone.get_by_role("navigation", name="Navigation").locator("a[href^='#']").first.tap()
    expect(phone.locator("#__drawer")).not_to_be_checked()


WAITED = (
    "window.waited = false; new MutationObserver(() => { window.waited ||= document.documentElement.classList.contains('continuity-first'); })"
    ".observe(document, { attributes: true, subtree: true });"
)


def test_what_is_far_below_waits_for_the_first_paint_alone(phone: Page, site_url: str) -> None:
    phone.add_init_script(WAITED)
    phone.goto(f"{site_url}/{SERVICE}")
    assert phone.evaluate("window.waited")
    expect(phone.locator("html")).not_to_contain_class("continuity-first")
    assert phone.evaluate("document.querySelector('#about').checkVisibility({ contentVisibilityAuto: true })")


@pytest.mark.parametrize("path", ["reviews/index.html#reviewers", "services/dispensing.html#capability", "scenarios/ransomware.html#hit"])
def test_a_page_opened_at_a_place_shows_that_place(phone: Page, site_url: str, path: str) -> None:
    phone.add_init_script(WAITED)
    phone.goto(f"{site_url}/{path}")
    assert not phone.evaluate("window.waited")
    box = phone.locator(f"#{path.partition('#')[2]}").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 150


def test_a_jump_before_the_first_paint_ends_where_it_should(phone: Page, site_url: str) -> None:
    phone.route("**/continuity.*.js", lambda route: None)  # never there, so the page is never loaded
    phone.add_init_script("window.PerformanceObserver = class { observe() { throw new TypeError(); } };")
    phone.goto(f"{site_url}/{SERVICE}", wait_until="commit")
    expect(phone.locator("html")).to_contain_class("continuity-first")
    phone.locator(".ct-bar").get_by_role("link", name="Needs").tap()
    expect(phone.locator("html")).not_to_contain_class("continuity-first")
    box = phone.locator("#needs").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 150
    phone.unroute_all(behavior="ignoreErrors")
