"""The table of what is reckoned names pages that are built and rules that there are."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from continuity.adapters.build import build_site, read_folder
from continuity.checks import RULES

ROOT = Path(__file__).parents[1]
ROWS = [
    line.strip("| ").split(" | ")
    for line in (ROOT / "docs" / "analysis.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("| **")
]


@pytest.fixture(scope="module")
def paths() -> set[str]:
    now = dt.datetime(2026, 11, 23, 9, tzinfo=dt.UTC)
    built = build_site(read_folder(ROOT / "plans"), as_of=now.date(), now=now, audience="internal")
    assert built.site is not None
    return {page.path for page in built.site.pages}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0].split("**")[1])
def test_pages_and_rules_of_a_row_exist(row: list[str], paths: set[str]) -> None:
    _, pages, rules = row
    named, ids = re.findall(r"`([^`]+)`", pages), re.findall(r"`([^`]+)`", rules)
    assert named
    assert ids
    for name in named:
        pattern = re.compile(re.escape(name).replace("ID", "[a-z0-9-]+"))
        assert any(pattern.fullmatch(path) and (name == path or path.rpartition("/")[2] != "index.html") for path in paths), name
    assert [rule for rule in ids if rule not in RULES] == []


def test_each_thing_that_is_reckoned_has_a_row() -> None:
    assert len(ROWS) == 14
    assert all(len(row) == 3 for row in ROWS)


def test_every_page_of_the_programme_and_of_recovery_is_in_the_table(paths: set[str]) -> None:
    named = {name for row in ROWS for name in re.findall(r"`([^`]+)`", row[1])}
    assert {p for p in paths if p.startswith(("programme/", "recovery/"))} <= named
