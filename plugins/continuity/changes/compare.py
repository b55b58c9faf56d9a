"""The whole of a comparison: what changed, what it does elsewhere, who must agree, and what could not be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from continuity.analysis.everything import Analysis
from continuity.changes.answering import Approvals, stale
from continuity.changes.difference import Change, Renames, changes, verdict
from continuity.changes.families import ChangeSeverity
from continuity.changes.impact import Impact, impacts
from continuity.findings import Finding, Severity
from continuity.load import Loaded
from continuity.model.base import Ref

__all__ = ["Difference", "approvers", "compare", "made_stale", "unplaced"]


@dataclass(frozen=True)
class Difference:
    """``impacts`` are all that got worse, those of single changes among them. ``unread_base`` and ``unread_head`` say what could not be read on
    a side: nothing is known about it, and the rest was compared.
    """

    changes: tuple[Change, ...]
    impacts: tuple[Impact, ...]
    unread_base: tuple[Finding, ...] = ()
    unread_head: tuple[Finding, ...] = ()

    @property
    def verdict(self) -> ChangeSeverity | None:
        """The worst severity; None when nothing changed."""
        return verdict(self.changes)

    def of(self, severity: ChangeSeverity) -> tuple[Change, ...]:
        """The changes of a severity, in reading order."""
        return tuple(change for change in self.changes if change.rule.severity is severity)


def compare(base: Loaded, head: Loaded, as_of: date, rules: Mapping[str, str] | None = None) -> Difference:
    """Compare two sets of plans, both judged on the day ``as_of``. ``rules`` are the severities that the rules of checks come with."""
    found = changes(base, head, rules)
    unread = [tuple(finding for finding in side.findings if _unread(finding)) for side in (base, head)]
    if not found:
        return Difference((), (), *unread)
    renames = Renames(base.portfolio, head.portfolio)
    worse: tuple[Impact, ...] = ()
    if any(change.rule.severity is not ChangeSeverity.INFO or change.edit is None or _reckoned(change) for change in found):
        worse = impacts(Analysis(base.portfolio, as_of), Analysis(head.portfolio, as_of), renames.new)
    old = {new: was for was, new in renames.new.items()}
    touched = {change.ref: old.get(change.ref, change.ref) for change in found}
    reviews = stale(base.portfolio, head.portfolio, touched)
    approvals = Approvals(base.portfolio, head.portfolio)
    told = tuple(
        replace(
            change,
            impact=_impact_of(change, worse),
            needs_approval_from=approvals.of(change.ref, touched[change.ref], change.rule),
            makes_stale=reviews.by(change.ref, _first_key(change)),
        )
        for change in found
    )
    return Difference(told, worse, *unread)


def _unread(finding: Finding) -> bool:
    """Whether something of a file was left out because of it."""
    return finding.level is Severity.ERROR and not finding.rule.waivable


#: Kinds that no figure is reckoned from.
_WORDS = frozenset({"review", "approval", "waiver", "record", "action", "framework", "programme", "party", "control"})


def _reckoned(change: Change) -> bool:
    return change.ref.kind not in _WORDS


def _first_key(change: Change) -> str | None:
    return str(change.edit.head[0]) if change.edit else None


def _impact_of(change: Change, worse: Iterable[Impact]) -> tuple[str, ...]:
    if change.rule.severity is ChangeSeverity.INFO:
        return ()
    return tuple(impact.text for impact in worse if change.ref in impact.refs)


def unplaced(difference: Difference) -> tuple[Impact, ...]:
    """What got worse without a change of the same record that could be named as its cause."""
    named = {text for change in difference.changes for text in change.impact}
    return tuple(impact for impact in difference.impacts if impact.text not in named)


def approvers(found: Iterable[Change]) -> tuple[Ref, ...]:
    """Everybody whose approval is needed, each once."""
    return tuple(sorted({ref for change in found for ref in change.needs_approval_from}))


def made_stale(found: Iterable[Change]) -> tuple[Ref, ...]:
    """Every review and approval that the changes make stale, each once."""
    return tuple(sorted({ref for change in found for ref in change.makes_stale}))
