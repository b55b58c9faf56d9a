"""A change that takes evidence away from clauses of a framework says so, and one that takes none does not."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from continuity.adapters.build import read_folder
from continuity.changes.clauses_lost import CLAUSE_LOSES_EVIDENCE
from continuity.changes.compare import Difference, compare
from continuity.load import Loaded, load

DAY = date(2026, 11, 23)
Files = dict[str, bytes]


@cache
def _base() -> tuple[Files, Loaded]:
    files = dict(read_folder(Path(__file__).parents[2] / "plans"))
    return files, load(files.items())


def _difference(change: Callable[[Files], Files]) -> Difference:
    files, base = _base()
    return compare(base, load(change(files).items(), base), DAY)


def _lost(difference: Difference) -> list[str]:
    return [impact.text for impact in difference.impacts if impact.code == CLAUSE_LOSES_EVIDENCE]


def _without(path: str) -> Callable[[Files], Files]:
    return lambda files: {name: data for name, data in files.items() if name != path}


def _with(path: str, pattern: str, text: str) -> Callable[[Files], Files]:
    def change(files: Files) -> Files:
        changed = re.sub(pattern, text, files[path].decode())
        assert changed.encode() != files[path]
        return {**files, path: changed.encode()}

    return change


TAKEN: dict[str, tuple[Callable[[Files], Files], str]] = {
    "audit": (_without("records/2026-04-internal-audit.yaml"), "iso-22301-2019 9.2.1, 9.2.2; nist-csf-2-continuity ID.IM-01; .*: audits in force, 0 of 0"),
    "exercise": (_without("exercises/epr-failover-2026.yaml"), "services exercised in time, 22 of 35 instead of 23 of 35"),
    "backups": (_with("services/dispensing.yaml", r"\nbackups:\n(?:[ -].*\n)+", "\n"), "services with a backup, 32 instead of 33"),
    "scope": (_with("programme.yaml", r"\nscope:.*\n(?:[ -].*\n)*", "\n"), "iso-22301-2019 4.3.1, 4.3.2: a scope of the programme, 0 instead of 1"),
}  # fmt: skip


@pytest.mark.parametrize("what", sorted(TAKEN))
def test_what_takes_evidence_away_says_of_which_clauses(what: str) -> None:
    change, said = TAKEN[what]
    difference = _difference(change)
    lost = [text for text in _lost(difference) if re.search(said, text)]
    assert len(lost) == 1, _lost(difference)
    assert any(lost[0] in found.impact for found in difference.changes), "it stands with the change that it comes from"


@pytest.mark.parametrize(
    "change",
    [
        _with("services/dispensing.yaml", "description: ", "description: Edited. "),
        _with("services/dispensing.yaml", "rto: 2h", "rto: 4h"),
        lambda files: {**files, "services/brand-new.yaml": b"name: Brand new\n"},
        _without("reviews/" + next(path for path in sorted(_base()[0]) if path.startswith("reviews/")).partition("/")[2]),
    ],
    ids=["text", "objective", "new service", "review"],
)
def test_what_takes_none_away_says_nothing(change: Callable[[Files], Files]) -> None:
    """A change waits to be looked at again, which is said elsewhere; a new service has yet to be exercised."""
    assert _lost(_difference(change)) == []


def test_a_record_that_a_clause_names_is_missed() -> None:
    files, _ = _base()
    own = b"name: Our own\nsource: Ours\nclauses:\n  - {id: P1, title: Pay is run, evidence: [runbook/payroll-bank-file]}\n"
    before = {**files, "frameworks/own.yaml": own}
    after = _without("runbooks/payroll-bank-file.yaml")(before)
    difference = compare(load(before.items()), load(after.items()), DAY)
    assert "runbook/payroll-bank-file is gone, which is evidence for own P1" in _lost(difference)
