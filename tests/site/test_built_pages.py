"""The built example, page by page: every link leads somewhere, every id is there once, nothing a strict policy forbids, nothing half-printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import html5lib
import pytest
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def pages(built_site: Path) -> dict[Path, LexborHTMLParser]:
    """Every HTML file of the site, parsed."""
    return {path: LexborHTMLParser(path.read_text(encoding="utf-8")) for path in sorted(built_site.rglob("*.html"))}


def test_every_link_leads_to_a_file_and_an_anchor_that_exist(built_site: Path, pages: dict[Path, LexborHTMLParser]) -> None:
    ids = {path: {node.attributes["id"] for node in tree.css("[id]")} for path, tree in pages.items()}
    wrong = []
    for path, tree in pages.items():
        if path.name == "404.html":
            continue  # its addresses are from the root of a server
        for node in tree.css("[href], [src]"):
            address = node.attributes.get("href") or node.attributes.get("src") or ""
            parts = urlsplit(address)
            if parts.scheme or parts.netloc:
                continue
            goal = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            if goal.is_dir():
                goal /= "index.html"
            if not goal.exists() or (
                parts.fragment and goal in ids and unquote(parts.fragment) not in ids[goal] and parts.fragment != "__skip"
            ):
                wrong.append(f"{path.relative_to(built_site)}: {address}")
    assert not wrong


def test_every_id_is_there_once(built_site: Path, pages: dict[Path, LexborHTMLParser]) -> None:
    wrong = []
    for path, tree in pages.items():
        found = [node.attributes["id"] for node in tree.css("[id]")]
        wrong += [f"{path.relative_to(built_site)}: {name}" for name in {name for name in found if found.count(name) > 1}]
    assert not wrong


def test_every_page_says_what_it_is(pages: dict[Path, LexborHTMLParser]) -> None:
    for path, tree in pages.items():
        assert len(tree.css("h1")) == 1, path
        assert tree.css_first("title").text().strip(), path
        assert tree.css_first("html").attributes.get("lang"), path


def test_nothing_inline_that_a_strict_policy_forbids(pages: dict[Path, LexborHTMLParser]) -> None:
    for path, tree in pages.items():
        for node in tree.css("body *, head *"):
            # Material's own layout of its drawer has no style attributes; ours must not bring any.
            handlers = [name for name in node.attributes if name.startswith("on")]
            assert not handlers, (path, node.tag, handlers)
            assert "style" not in node.attributes, (path, node.html)
            if node.tag == "script" and not node.attributes.get("src"):
                assert node.attributes.get("type") == "application/json", (path, node.html)
            # A pocket plan is one file that is carried away: its style is in it, under a policy of its own.
            assert node.tag != "style" or path.parent.name == "pocket", path


def test_nothing_is_loaded_from_elsewhere(pages: dict[Path, LexborHTMLParser]) -> None:
    for path, tree in pages.items():
        for node in tree.css("script[src], link[rel=stylesheet][href], img[src], iframe[src]"):
            address = node.attributes.get("src") or node.attributes.get("href") or ""
            assert not urlsplit(address).netloc, (path, address)


def test_nothing_is_half_printed(pages: dict[Path, LexborHTMLParser]) -> None:
    for path, tree in pages.items():
        text = tree.css_first("article").text() if tree.css_first("article") else tree.body.text()
        for word in ("Undefined", "None,", "[object", "<bound method", "{%", "Traceback", "continuity.invalid"):
            assert word not in text, (path, word)


#: Read as errors by a strict parser, and meant so by the theme.
_TOLERATED = ("unexpected-", "expected-doctype")


@pytest.mark.parametrize(
    "page", ["index.html", "services/dispensing.html", "runbooks/dispensing-failover.html", "continuity-plans/it-disaster-recovery.html", "reviews/index.html",
             "contact-trees/major-incident.html", "scenarios/ransomware.html", "risks/index.html", "exercises/index.html", "find.html"]
)  # fmt: skip
def test_pages_are_valid_html(built_site: Path, page: str) -> None:
    text = (built_site / page).read_text(encoding="utf-8")
    body = re.search(r'<div class="ct-page.*</div>\s*</article>', text, re.DOTALL)
    assert body is not None
    parser = html5lib.HTMLParser(strict=False)
    parser.parseFragment(body[0].rpartition("</article>")[0])
    assert not parser.errors


def test_two_builds_are_the_same_to_the_byte(built_site: Path, tmp_path: Path) -> None:
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1795424400", "NO_MKDOCS_2_WARNING": "1", "PYTHONHASHSEED": "7"}
    outputs = []
    for name in ("one", "two"):
        environment["PYTHONHASHSEED"] = str(len(name) + len(outputs))
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--site-dir", str(tmp_path / name)]
        subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)
        outputs.append({p.relative_to(tmp_path / name): p.read_bytes() for p in (tmp_path / name).rglob("*") if p.is_file()})
    first, second = outputs
    assert first.keys() == second.keys()
    assert [str(path) for path in first if first[path] != second[path]] == []
