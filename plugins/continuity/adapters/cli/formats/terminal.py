"""For people at a terminal: ``text`` with the source line and a caret, ``concise`` with a line for each finding."""

from __future__ import annotations

import unicodedata
from collections import Counter
from itertools import groupby

from continuity.adapters.cli.formats.report import Report, count, visible
from continuity.findings import Finding, Severity

_COLOURS = {Severity.ERROR: "31", Severity.WARNING: "33", Severity.NOTE: "36"}
#: Columns of a source line that are shown around the place.
_WIDTH = 100
#: From so many findings on, a table by rule helps more than the list alone.
_MANY = 20
#: From so many on, only the first findings of each rule are shown with source and help: the others differ in their place.
_VERY_MANY, _WHOLE = 200, 20


def concise(report: Report) -> str:
    """As compilers print it, so that terminals and editors make the place a link; help in brackets."""
    return "".join(f"{line(report, finding)}\n" for finding in report.findings)


def line(report: Report, finding: Finding) -> str:
    """One finding on one line."""
    hint = f" ({finding.help})" if finding.help else ""
    return visible(f"{report.place(finding)}: {finding.level.value}: {finding.message}{hint} [{finding.rule.id}]")


def text(report: Report, *, colour: bool = False) -> str:
    """Grouped by file; when there are many, the number of findings by rule at the end, where the eye is."""
    paint = _Paint(colour)
    lines: list[str] = []
    seen: Counter[str] = Counter()
    for path, group in groupby(report.findings, key=report.path):
        found = list(group)
        seen.update(finding.rule.id for finding in found)
        short = {rule for rule, number in seen.items() if number > _WHOLE} if len(report.findings) >= _VERY_MANY else set()
        lines += [f"{paint(visible(path), '1;4')}  {paint(count(found), '2')}", ""]
        for finding in found:
            lines += _short(report, finding, paint) if finding.rule.id in short else [*_finding(report, finding, paint), ""]
        lines += [""] if lines[-1] else []
    if any(number > _WHOLE for number in seen.values()) and len(report.findings) >= _VERY_MANY:
        lines += [
            f"Source and help are shown for the first {_WHOLE} of a rule; continuity explain RULE says more, --select RULE shows one.",
            "",
        ]
    if len(report.findings) >= _MANY:
        lines += [*_by_rule(report.findings, paint), ""]
    files = f"{report.files:,} file{'' if report.files == 1 else 's'}"
    lines.append(f"{paint(count(report.findings), '1')} in {files}, judged as of {report.as_of.isoformat()}")
    return "\n".join(lines) + "\n"


def _short(report: Report, finding: Finding, paint: _Paint) -> list[str]:
    level = paint(finding.level.value, "1;" + _COLOURS[finding.level])
    return [f"  {level}: {visible(finding.message)} {paint('[' + finding.rule.id + ']', '2')} {visible(report.place(finding))}"]


def _finding(report: Report, finding: Finding, paint: _Paint) -> list[str]:
    level = paint(finding.level.value, "1;" + _COLOURS[finding.level])
    lines = [
        f"  {level}: {paint(visible(finding.message), '1')} {paint('[' + finding.rule.id + ']', '2')}",
        f"    {visible(report.place(finding))}",
    ]
    source = report.line(finding.position)
    if source and source.strip():
        shown, caret = excerpt(source, finding.position.column)
        number = str(finding.position.line)
        lines += [f"    {number} | {shown}", f"    {' ' * len(number)} | {' ' * caret}{paint('^', '1;' + _COLOURS[finding.level])}"]
    if finding.help:
        lines.append(f"    help: {visible(finding.help)}")
    return lines


def excerpt(source: str, column: int) -> tuple[str, int]:
    """The part of a line around a column (from 1), made visible, and how many cells of a terminal stand before that column in it."""
    index = min(column - 1, len(source))
    start = 0 if len(source) <= _WIDTH else max(0, min(index - _WIDTH // 3, len(source) - _WIDTH))
    end = start + _WIDTH
    before = ("…" if start else "") + visible(source[start:index])
    after = visible(source[index:end].rstrip()) + ("…" if end < len(source) else "")
    return before + after, sum(_cells(char) for char in before)


def _cells(char: str) -> int:
    if unicodedata.combining(char):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def _by_rule(findings: tuple[Finding, ...], paint: _Paint) -> list[str]:
    counted = Counter((finding.level.rank, finding.level, finding.rule.id) for finding in findings)
    rows = sorted(counted.items(), key=lambda row: (row[0][0], -row[1], row[0][2]))
    most = max(len(f"{number:,}") for _, number in rows)
    return [f"  {number:>{most},}  {paint(f'{level.value:<7}', _COLOURS[level])}  {rule}" for (_, level, rule), number in rows]


class _Paint:
    def __init__(self, on: bool) -> None:
        self._on = on

    def __call__(self, words: str, code: str) -> str:
        return f"\x1b[{code}m{words}\x1b[0m" if self._on else words
