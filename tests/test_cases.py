"""Small sets of plans, one folder each: those in ``negative`` break rules and say which, those in ``positive`` break none.

``expected.txt`` is what ``continuity check --format concise`` prints from inside the folder, as far as it is an error or breaks a rule that the
case is about: the one of its name, and those in ``expected.txt``. To add a case, write its plans and run

    CASES=write pytest tests/test_cases.py

then read what it wrote: the test can tell that findings changed, only a person can tell that they are right.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from continuity.adapters.cli import main
from continuity.checks import RULES

CASES = Path(__file__).parent / "cases"
NEGATIVE = sorted(path for path in (CASES / "negative").iterdir() if path.is_dir())
POSITIVE = sorted(path for path in (CASES / "positive").iterdir() if path.is_dir())
AS_OF = "2026-11-23"


def _check(case: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(case)
    result = CliRunner().invoke(main, ["check", "plans", "--format", "concise", "--fail-on", "note", "--as-of", AS_OF])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert result.exit_code == (1 if result.output else 0)
    return result.output


def _of_interest(case: Path, found: str) -> str:
    """Errors, and what breaks the rules that the case is about: so that a new rule does not change every case."""
    about = {case.name, *(_broken(case) if (case / "expected.txt").exists() else ())}
    lines = found.splitlines(keepends=True)
    return "".join(line for line in lines if ": error: " in line or line.rpartition(" [")[2].rstrip("]\n") in about)


@pytest.mark.parametrize("case", NEGATIVE, ids=lambda case: case.name)
def test_breaks_what_it_says(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = case / "expected.txt"
    found = _of_interest(case, _check(case, monkeypatch))
    if os.environ.get("CASES") == "write":
        expected.write_text(found, encoding="utf-8")
    assert found == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize("case", POSITIVE, ids=lambda case: case.name)
def test_breaks_nothing(case: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert _check(case, monkeypatch) == ""


def test_a_case_named_after_a_rule_breaks_that_rule() -> None:
    assert not [case.name for case in NEGATIVE if case.name in RULES and case.name not in _broken(case)]


def test_every_rule_has_a_case() -> None:
    broken = {rule for case in NEGATIVE for rule in _broken(case)}
    assert not sorted(set(RULES) - broken), "write a case that breaks these"


def _broken(case: Path) -> set[str]:
    return set(re.findall(r" \[([a-z0-9-]+)\]$", (case / "expected.txt").read_text(encoding="utf-8"), re.MULTILINE))
