"""Changes of the plans for people at a terminal."""

from __future__ import annotations

from continuity.adapters.cli.formats.diff_report import DiffReport, counted, named, values
from continuity.adapters.cli.formats.report import visible
from continuity.changes.compare import unplaced
from continuity.changes.difference import Change
from continuity.changes.edits import Action
from continuity.changes.families import ChangeSeverity

_COLOURS = {ChangeSeverity.WEAKENS: "31", ChangeSeverity.ATTENTION: "33", ChangeSeverity.INFO: "36"}
_WIDTH = 110


def text(report: DiffReport, *, colour: bool = False) -> str:
    """What weakens first, each with what it does elsewhere; the number of changes at the end, where the eye is."""
    lines: list[str] = []
    for change in report.difference.changes:
        lines += [*_change(report, change, colour), ""]
    rest = unplaced(report.difference)
    if rest:
        lines += [_paint("what else gets worse", "1;31", colour), *(f"  {visible(impact.text)}" for impact in rest), ""]
    if report.notices:
        lines += [_paint("not compared", "1;33", colour), *(f"  {visible(notice)}" for notice in report.notices), ""]
    in_part = " in what could be compared," if report.notices and not report.difference.changes else ""
    lines.append(
        _paint(counted(report.difference.changes), "1", colour)
        + visible(f"{in_part} from {_side(report, 'base')} to {_side(report, 'head')}")
    )
    return "\n".join(lines) + "\n"


def _side(report: DiffReport, which: str) -> str:
    side = report.base if which == "base" else report.head
    return f"{side.name} ({side.commit[:10]})" if side.commit else side.name


def _change(report: DiffReport, change: Change, colour: bool) -> list[str]:
    level = _paint(change.rule.severity.value, "1;" + _COLOURS[change.rule.severity], colour)
    field = f" {change.field}" if change.field else ""
    head = f"{change.ref}{field}: {change.rule.title.lower()}"
    lines = [f"{level}: {_paint(visible(head), '1', colour)} {_paint('[' + change.rule.id + ']', '2', colour)}"]
    lines += [f"    {visible(line)}" for line in _values(change)]
    lines += [f"    {_paint('worse', '31', colour)}: {visible(impact)}" for impact in change.impact]
    if change.needs_approval_from:
        lines.append(f"    approval: {visible(named(change.needs_approval_from))}")
    if change.makes_stale:
        subjects = sorted({report.difference.signed[ref] for ref in change.makes_stale})
        many = len(change.makes_stale)
        lines.append(f"    makes stale: {many} signature{'' if many == 1 else 's'} of {visible(named(subjects, 5))}")
    if place := report.place(change):
        lines.append(f"    {visible(place)}")
    return lines


def _values(change: Change) -> list[str]:
    before, after = values(change, _WIDTH)
    if change.edit is None and change.action is not Action.RENAMED:
        return [f"{change.action.value}: {change.label}"]
    return [f"{sign} {value}" for sign, value in (("-", before), ("+", after)) if value]


def _paint(words: str, code: str, colour: bool) -> str:
    return f"\x1b[{code}m{words}\x1b[0m" if colour else words
