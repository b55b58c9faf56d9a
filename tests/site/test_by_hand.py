"""Figures worked out on paper, as the documentation lists them, stand on their pages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from selectolax.lexbor import LexborHTMLParser

ROOT = Path(__file__).parents[2]


def figures(heading: str) -> list[tuple[str, str]]:
    """(page, what it says) of each row below a heading of the document."""
    text = (ROOT / "docs" / "checked-by-hand.md").read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^\|.+\| `([^`]+\.html)` \| (.+) \|$", text, re.M)


def words(page: Path) -> str:
    article = LexborHTMLParser(page.read_text(encoding="utf-8")).css_first("article")
    assert article is not None
    return " ".join(article.text(separator=" ").split())


def test_the_document_is_read_as_written() -> None:
    assert len(figures("Northmoor Hospitals")) >= 14
    assert len(figures("cloud.gov")) >= 6


@pytest.mark.parametrize(("page", "says"), figures("Northmoor Hospitals"))
def test_northmoor(built_site: Path, page: str, says: str) -> None:
    assert re.search(rf"(?<![\w:]){re.escape(says)}(?!\w)", words(built_site / page))


@pytest.mark.parametrize(("page", "says"), figures("cloud.gov"))
def test_cloud_gov(cloud_gov_site: Path, page: str, says: str) -> None:
    assert re.search(rf"(?<![\w:]){re.escape(says)}(?!\w)", words(cloud_gov_site / page))
