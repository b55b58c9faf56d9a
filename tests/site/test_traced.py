"""Every figure of the programme's pages can be followed to the data it came from: by a link in its row, or by the plan file named beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser, LexborNode

PAGES = (
    "programme/index.html", "programme/coverage.html", "programme/compliance.html", "programme/strategies.html", "processes/index.html",
    "risks/index.html", "recovery/index.html", "recovery/objectives.html", "recovery/capability.html", "recovery/single-points.html",
    "exercises/index.html", "incidents/index.html", "actions/index.html", "reviews/index.html", "records/index.html",
    "controls/index.html", "resources/index.html", "channels/index.html", "parties/index.html", "frameworks/index.html",
)  # fmt: skip
#: Waves and windows are headings. Nought leads nowhere, and what stands in an empty field of a risk matrix is its scale.
GROUP = "ct-group"


def words(node: LexborNode) -> str:
    return re.sub(r"\s+", " ", node.text(separator=" ")).strip()


def named_beside(node: LexborNode) -> bool:
    """Whether the section it stands in names the plan file of the record it is about."""
    while node.parent is not None:
        node = node.parent
        if node.tag == "section":
            return "Plan file:" in node.text()
    return False


def loose(html: str) -> list[str]:
    page = LexborHTMLParser(html)
    found = []
    for row in page.css("table.ct-table tbody tr, .ct-facts > div, .ct-items > li"):
        heading = GROUP in (row.attributes.get("class") or "")
        if re.search(r"[1-9]", row.text()) and not heading and not row.css("a[href]") and not named_beside(row):
            found.append(words(row)[:80])
    found += [
        words(cell)
        for grid in page.css("table.ct-grid")
        for cell in grid.css("td.ct-cell")
        if " of " in cell.text() and not cell.css("a[href]")
    ]
    return found


@pytest.mark.parametrize("path", PAGES)
def test_each_figure_leads_to_what_it_was_reckoned_from(built_site: Path, path: str) -> None:
    assert loose((built_site / path).read_text(encoding="utf-8")) == []


def test_a_loose_figure_is_seen() -> None:
    row = "<table class='ct-table'><tbody><tr><td>3 h</td></tr></tbody></table>"
    assert loose(f"<section>{row}</section>") == ["3 h"]
    assert loose(f"<section>{row}<p>Plan file: a.yaml</p></section>") == []
    assert loose("<dl class='ct-facts ct-large'><div><dt>Late</dt><dd>4</dd></div></dl>") == ["Late 4"]
    assert loose("<table class='ct-grid'><tr><td class='ct-cell'>3 of 4</td></tr></table>") == ["3 of 4"]
