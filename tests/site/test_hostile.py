"""Every text of every kind is hostile at once: titles, names, keys, Markdown, commands, notes. Nothing of it may become markup, an address or a link.

The plans are made by walking the model, so that a field that is added is hostile here without anybody thinking of it.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from zlib import crc32

import pytest
from browsing import serving, watched_page
from continuity.adapters.build import build_site
from continuity.pages.page import Site
from filled import Filler
from playwright.sync_api import Browser
from selectolax.lexbor import LexborHTMLParser, LexborNode

DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
#: Text that no place may take for anything but text: with it, a page has the elements and attributes it has with plain words.
PLAIN = {
    "script": "<script>alert(1)</script>",
    "attribute": "\"'><img src=x onerror=alert(1)>",
    "unquoted": "x onmouseover=alert(1) style=color:red autofocus",
    "template": "{{ 7*7 }}{% raw %}{{ x.mro() }}",
    "title": "</title></h1></div></main></body><b id=escaped>",
    "raw text": "]]><!-- --><!--><svg/onload=alert(1)></textarea></style></script><script>alert(1)</script>",
    "direction": "\u202eabc\u2066\u200b\ufeff @everyone",
    "long": "x" * 10_000,
}
#: Markdown, which is markup where an author may write it.
MARKDOWN = {
    "link": "[click](javascript:alert(1)) <javascript:alert(1)> [data](data:text/html,x) [b](JaVaScRiPt&colon;alert(1)) [c](vbscript:x)",
    "spaces": "[a]( javascript:alert(1)) [b](java\tscript:alert(1)) [c](&#106;avascript:alert(1)) [d](//elsewhere.example/x)",
    "reference": "[a][1] [b](service/one#\"onclick=alert(1)) [c](service/one'><script>alert(1)</script>)\n\n[1]: javascript:alert(1)",
    "image": "![x](https://elsewhere.example/pixel.png) <iframe src=https://elsewhere.example>",
    "blocks": "# h\n\n> q\n\n```\n</code></pre><script>\n```\n\n| a | b |\n|---|---|\n| <b onclick=x> | `<i>` |\n\n<details open ontoggle=alert(1)>",
}
PAYLOADS = {**PLAIN, **MARKDOWN}


def _plans(payload: str) -> dict[str, str]:
    return Filler(("one", "two", "three"), lambda _, __: payload).plans()


@cache
def _site(payload: str) -> Site:
    files = ((path, text.encode()) for path, text in _plans(payload).items())
    built = build_site(files, as_of=DAY, now=NOW, audience="restricted", fail_on="never")
    assert built.site is not None, [f"{found.position}: {found.message}" for found in built.findings][:20]
    return built.site


def _elements(node: LexborHTMLParser | LexborNode) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Tag and attribute names of every element below."""
    return ((str(found.tag), tuple(sorted(found.attributes))) for found in node.css("*"))


def _addresses(tree: LexborHTMLParser) -> Iterator[str]:
    for found in tree.css("[href], [src], [action], [formaction], [data], [xlink\\:href]"):
        for name in ("href", "src", "action", "formaction", "data", "xlink:href"):
            # What a browser drops before it looks for a scheme (WHATWG URL, 4.4: basic URL parser).
            yield re.sub(r"[\t\n\r]", "", (found.attributes.get(name) or "").lstrip("".join(map(chr, range(33))))).lower()


def test_nothing_of_it_is_refused() -> None:
    """A text that the reader refuses would not be tried."""
    from continuity.load import load

    for name, payload in PAYLOADS.items():
        assert load((path, text.encode()) for path, text in _plans(payload).items()).findings == (), name


@pytest.mark.parametrize("name", sorted(PAYLOADS))
def test_hostile_text_stays_text(name: str) -> None:
    site = _site(PAYLOADS[name])
    assert len(site.pages) > 70
    for page in site.pages:
        tree = LexborHTMLParser(page.html)
        assert not tree.css("script, img:not(.ct-code > img), iframe, object, embed, form, style, link, base, meta, b, i"), page.path
        assert not tree.css("#escaped"), page.path
        for tag, attributes in _elements(tree):
            assert not [key for key in attributes if key.startswith("on") or key in ("style", "srcset", "formaction")], (page.path, tag)
        for address in _addresses(tree):
            assert not address.startswith(("javascript:", "data:", "vbscript:")), (page.path, address)
    for asset in site.assets:
        # Calendars and cards are plain text to whoever opens them.
        assert asset.path.endswith((".ics", ".vcf")) or b"</script" not in asset.content.lower(), asset.path


@pytest.mark.parametrize("name", sorted(PLAIN))
def test_no_element_and_no_attribute_is_added(name: str) -> None:
    plain = {page.path: page for page in _site("Words").pages}
    for page in _site(PLAIN[name]).pages:
        usual = set(_elements(LexborHTMLParser(plain[page.path].html)))
        added = set(_elements(LexborHTMLParser(page.html))) - usual
        assert not added, page.path


def test_the_payload_is_shown() -> None:
    """What is hostile is printed, escaped: a page that leaves it out would pass the tests above for nothing."""
    for page in _site(PAYLOADS["script"]).pages:
        if page.path.endswith(("/one.html", "/two.html")):
            assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.html, page.path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A real site in which each field says something hostile of its own."""
    names = sorted(PAYLOADS)
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "docs").mkdir()
    (folder / "mkdocs.yml").write_text(
        "site_name: Hostile\nsite_url: https://example.org/\ntheme: {name: material}\nuse_directory_urls: false\n"
        "plugins: [{continuity: {audience: restricted, fail_on: never}}]\n",
        encoding="utf-8",
    )
    turn = iter(range(1_000_000))
    # Titles and names come first in a record; counting on makes each of the three say another thing.
    filler = Filler(("one", "two", "three"), lambda cls, name: PAYLOADS[names[(crc32(f"{cls}{name}".encode()) + next(turn)) % len(names)]])
    for path, text in filler.plans().items():
        (folder / "plans" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "plans" / path).write_text(text, encoding="utf-8")
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795424400", "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet"]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-4000:]
    return folder / "site"


def test_the_theme_around_a_page_is_whole(built: Path) -> None:
    """Titles reach the tab, the contents, the breadcrumbs and the description of the page, which the theme prints unescaped."""
    pages = sorted(built.rglob("*.html"))
    assert len(pages) > 70
    for path in pages:
        tree = LexborHTMLParser(path.read_text(encoding="utf-8"))
        where = path.relative_to(built)
        assert len(tree.css("head > title")) == len(tree.css("h1")) == len(tree.css("main")) == len(tree.css("body")) == 1, where
        assert not tree.css("img:not(.ct-code > img), iframe, object, embed, body style, base, b, i, textarea, #escaped"), where
        assert not tree.css("style") or where.parts[0] == "pocket", where  # which has one of its own, under a policy that knows it
        assert not [node.html for node in tree.css("script") if not node.attributes.get("src") and node.attributes.get("type") is None], (
            where
        )
        for tag, attributes in _elements(tree):
            assert not [key for key in attributes if key.startswith("on") or key == "style"], (where, tag)
        for address in _addresses(tree):
            assert not address.startswith(("javascript:", "data:text", "vbscript:")), (where, address)


@pytest.mark.browser
def test_a_browser_runs_nothing_of_it(built: Path, browser: Browser) -> None:
    """No dialog, no error, no request to another host: the watch over the page fails the test on the last two."""
    opened: list[str] = []
    with serving(built, {}) as address, watched_page(browser) as page:
        page.on("dialog", lambda dialog: (opened.append(f"{page.url}: {dialog.message}"), dialog.dismiss())[0])
        for path in ("index.html", "find.html", *(str(path.relative_to(built)) for path in sorted(built.glob("*/one.html")))):
            page.goto(f"{address}/{path}")
            assert page.locator("h1").count() == 1
        page.goto(f"{address}/index.html")
        page.locator(".continuity-search").click()
        page.get_by_role("combobox", name="Search").fill("script alert")
        page.get_by_role("option").first.wait_for()
    assert opened == []
