"""What every format of ``continuity diff`` is given, and values of plans on one line."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from continuity.adapters.sides import Side
from continuity.changes.compare import Difference
from continuity.changes.difference import Change
from continuity.changes.families import ChangeSeverity
from continuity.changes.plain import Plain
from continuity.findings import Position
from continuity.model.base import Ref

__all__ = ["DiffReport", "counted", "named", "pair", "shown", "values", "write_diff"]


@dataclass(frozen=True)
class DiffReport:
    """A comparison with the names of its sides. ``folder`` is the plans folder as it was named."""

    difference: Difference
    base: Side
    head: Side
    as_of: dt.date
    folder: str

    def path(self, position: Position) -> str:
        """The file as an author would open it from where the command was started."""
        return position.path if self.folder in (".", "") else f"{self.folder}/{position.path}"

    def place(self, change: Change) -> str:
        """``file:line:column`` of what is there now, or of what was there before."""
        position = change.head_source or change.base_source
        return f"{self.path(position)}:{position.line}:{position.column}" if position else ""

    @property
    def notices(self) -> tuple[str, ...]:
        """What could not be compared, in words."""
        found = [*self.base.notices, *self.head.notices]
        for side, unread in ((self.base, self.difference.unread_base), (self.head, self.difference.unread_head)):
            found += [f"not read in {side.name}: {finding.position}: {finding.message}" for finding in unread]
        return tuple(found)


def write_diff(report: DiffReport, form: str, *, colour: bool = False) -> str:
    """The report in one of the formats; ``colour`` is for the format ``text`` alone."""
    from continuity.adapters.cli.formats import diff_forge, diff_programs, diff_terminal

    if form == "text":
        return diff_terminal.text(report, colour=colour)
    return {"json": diff_programs.as_json, "markdown": diff_forge.markdown, "github": diff_forge.github}[form](report)


def counted(changes: Iterable[Change]) -> str:
    """``2 weaken, 1 needs attention, 3 are information``; ``nothing changed`` when there are none."""
    levels = Counter(change.rule.severity for change in changes)
    words = {
        ChangeSeverity.WEAKENS: ("weakens", "weaken"),
        ChangeSeverity.ATTENTION: ("needs attention", "need attention"),
        ChangeSeverity.INFO: ("is information", "are information"),
    }
    said = [f"{levels[level]:,} {one if levels[level] == 1 else many}" for level, (one, many) in words.items() if levels[level]]
    return ", ".join(said) or "nothing changed"


def named(refs: Iterable[Ref], most: int = 12) -> str:
    """References, separated by commas; of many, the first and how many more."""
    found = [str(ref) for ref in refs]
    return ", ".join(found[:most]) + (f" and {len(found) - most} more" if len(found) > most else "")


def shown(value: Plain, width: int = 100) -> str:
    """A value on one line, cut at ``width`` characters."""
    text = _said(value)
    return text if len(text) <= width else text[: width - 1].rstrip() + "…"


def _said(value: Plain) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        if set(value) <= {"text", "visibility"} and "text" in value:
            return _said(value["text"])
        return ", ".join(_said(inner) if key == "ref" else f"{key}: {_said(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "; ".join(_said(item) for item in value)
    return str(value)


def values(change: Change, width: int = 100) -> tuple[str, str]:
    """What a change is from and to, each on one line; of a field that is left out on one side, what it says then."""
    before, after = pair(change.before, change.after, width)
    if change.edit is not None and (usual := _said(change.usual)):
        return before or f"{usual} (usual)", after or f"{usual} (usual)"
    return before, after


def pair(before: Plain, after: Plain, width: int = 100) -> tuple[str, str]:
    """Both values on one line each; of two long ones, from a little before where they begin to differ."""
    if True in (before, after) and None in (before, after):
        # A flag that is left out is no.
        before, after = bool(before), bool(after)
    one, other = _said(before), _said(after)
    if one and other and max(len(one), len(other)) > width:
        same = next((index for index, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
        start = max(0, same - width // 3)
        if start:
            one, other = "…" + one[start:], "…" + other[start:]
    return shown(one, width), shown(other, width)
