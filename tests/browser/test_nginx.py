"""The example's site behind a real nginx with the configuration we ship: no kind of page breaks the policy or asks another host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import webservers
from browsing import watch
from playwright.sync_api import Browser, Page, expect

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(nginx: str, built_site: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with webservers.running("nginx", built_site, tmp_path_factory.mktemp("nginx")) as running:
        yield running


def one_of_each(site: Path) -> list[str]:
    """The index and the largest other page of every folder: what can break a policy is on a full page."""
    found: dict[str, list[Path]] = {}
    for page in sorted(site.rglob("*.html")):
        relative = page.relative_to(site)
        if relative.parts[0] != "pocket":  # saved, never opened there
            found.setdefault(str(relative.parent) if page.name != "index.html" else f"{relative.parent}/index", []).append(page)
    largest = (max(pages, key=lambda page: page.stat().st_size) for pages in found.values())
    top = [page.name for page in sorted(site.glob("*.html"))]
    return sorted({*(page.relative_to(site).as_posix() for page in largest), *top})


def test_no_kind_of_page_breaks_the_policy(phone: Page, address: str, built_site: Path) -> None:
    paths = one_of_each(built_site)
    assert len(paths) > 40
    for path in paths:  # the fixture fails on a complaint of the browser, which a violation is, and on a request to elsewhere
        answer = phone.goto(f"{address}/{path}", wait_until="load")
        assert answer is not None
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert phone.locator("h1").count() >= 1, path


def test_search_works_under_the_policy(phone: Page, address: str) -> None:
    phone.goto(f"{address}/services/")
    phone.locator(".continuity-search").tap()
    phone.get_by_role("combobox", name="Search").fill("pharmacy cannot print labels")
    phone.get_by_role("option").filter(has=phone.get_by_text("Labels do not print", exact=True)).first.tap()
    phone.wait_for_url("**/runbooks/label-printers.html*")


def test_an_address_without_a_page_leads_on(browser: Browser, address: str) -> None:
    context = browser.new_context()
    wrong = watch(context)
    page = context.new_page()
    page.goto(f"{address}/services/never-heard-of.html")
    page.get_by_role("link", name="the first page").click()
    expect(page).to_have_url(f"{address}/index.html")
    context.close()
    # The browser says that the page was not found; it has nothing else to say.
    assert [line for line in wrong if "404" not in line] == []


def test_a_violation_would_be_seen(browser: Browser, address: str) -> None:
    context = browser.new_context()
    wrong = watch(context)
    page = context.new_page()
    page.goto(f"{address}/index.html")
    page.evaluate("document.body.append(Object.assign(document.createElement('style'), {textContent: 'p { color: red }'}))")
    page.wait_for_timeout(100)
    context.close()
    assert any("Content Security Policy" in line for line in wrong)
