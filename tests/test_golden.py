"""Pages as they were when somebody last looked at them.

``tests/golden/plans`` is a small organisation with one of every kind that has a page; ``tests/golden/pages`` holds what is made of it. A change
that is meant is written with ``GOLDEN=write pytest tests/test_golden.py``, looked at, and committed with the code that makes it.
"""

from __future__ import annotations

import datetime as dt
import os
from pathlib import Path

import pytest
from continuity.adapters.build import build_site, read_folder
from continuity.pages.page import Page

GOLDEN = Path(__file__).parent / "golden"
NOW = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)


def _pages() -> dict[str, Page]:
    built = build_site(read_folder(GOLDEN / "plans"), as_of=dt.date(2026, 11, 23), now=NOW, audience="internal")
    assert built.site is not None, [finding.message for finding in built.findings]
    return {page.path: page for page in built.site.pages}


PAGES = _pages()


def _stored(path: str) -> Path:
    return GOLDEN / "pages" / path


@pytest.mark.parametrize("path", sorted(PAGES))
def test_page_is_as_it_was(path: str) -> None:
    html = PAGES[path].html.rstrip() + "\n"
    stored = _stored(path)
    if os.environ.get("GOLDEN") == "write":
        stored.parent.mkdir(parents=True, exist_ok=True)
        stored.write_text(html, encoding="utf-8")
    assert stored.exists(), f"{path} is new: look at it, and write it with GOLDEN=write"
    assert html == stored.read_text(encoding="utf-8")


def test_no_page_is_forgotten() -> None:
    stored = {path.relative_to(GOLDEN / "pages").as_posix() for path in (GOLDEN / "pages").rglob("*.html")}
    assert stored == set(PAGES)
