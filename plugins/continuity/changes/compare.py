"""The whole of a comparison: what changed, what it does elsewhere, who must agree, and what could not be compared."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from continuity import reading_rules
from continuity.analysis.everything import Analysis
from continuity.analysis.lazily import Lazily
from continuity.analysis.procedures import Timed
from continuity.changes.answering import Approvals, stale
from continuity.changes.clauses_lost import CLAUSE_LOSES_EVIDENCE
from continuity.changes.difference import Change, Renames, changes, verdict
from continuity.changes.edits import Action
from continuity.changes.families import ChangeSeverity
from continuity.changes.impact import impacts, still_named
from continuity.changes.impact_of import Impact
from continuity.findings import Finding, Severity
from continuity.load import Loaded
from continuity.model.attestation import Attestation
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio

__all__ = ["Difference", "approvers", "compare", "made_stale", "unplaced"]


@dataclass(frozen=True)
class Difference:
    """``impacts`` are all that got worse, those of single changes among them. ``unread_base`` and ``unread_head`` say what could not be read on
    a side: nothing is known about it, and the rest was compared. ``signed`` gives the subject of every review and approval made stale; ``labels``
    what people call those subjects and whoever's approval is needed.
    """

    changes: tuple[Change, ...]
    impacts: tuple[Impact, ...]
    unread_base: tuple[Finding, ...] = ()
    unread_head: tuple[Finding, ...] = ()
    signed: Mapping[Ref, Ref] = field(default_factory=dict)
    labels: Mapping[Ref, str] = field(default_factory=dict)

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
        return Difference((), (), unread[0], unread[1])
    renames = Renames(base, head)
    worse = still_named(head.portfolio, (change.ref for change in found if change.edit is None and change.action is Action.REMOVED))
    worse += _lost(head.portfolio, {old: renames.new[old] for old in sorted(renames.unkept)})
    codes = frozenset(code for code in _CAUSES for change in found if _reckoned(change) and _can_cause(change, code))
    if head.portfolio.frameworks and any(_can_cause(change, CLAUSE_LOSES_EVIDENCE) for change in found):
        codes |= {CLAUSE_LOSES_EVIDENCE}
    if codes:
        worse += impacts(*_studies(base.portfolio, head.portfolio, as_of), renames.new, codes)
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
    signed = {ref: _subject(head.portfolio, ref) for ref in made_stale(told)}
    labels = {ref: record.label for ref in (*approvers(told), *signed.values()) if (record := head.portfolio.get(ref)) is not None}
    return Difference(told, worse, unread[0], unread[1], signed, labels)


def _lost(head: Portfolio, new: Mapping[Ref, Ref]) -> tuple[Impact, ...]:
    """What comes of ids that no alias keeps, and whoever still names them; said of the records as they are called now."""
    told = (
        Impact("old-id-lost", ref, f"links to {old} lead nowhere: add 'aliases: [{old.id}]'", frozenset({ref})) for old, ref in new.items()
    )
    named = (replace(impact, ref=new[impact.ref], refs=frozenset({new[impact.ref]})) for impact in still_named(head, new))
    return (*told, *named)


def _studies(base: Portfolio, head: Portfolio, as_of: date) -> tuple[Analysis, Analysis]:
    """Both sides at a date. Runbooks that are the same on both are timed once, and when somebody asks."""
    one = Analysis(base, as_of)
    times = Lazily((book.ref for book in base.runbooks.values()), lambda ref: one.procedures[ref])
    return one, Analysis(head, as_of, known=Timed(base, times))


def _subject(portfolio: Portfolio, review: Ref) -> Ref:
    record = portfolio.get(review)
    return portfolio.resolve(record.subject) if isinstance(record, Attestation) else review


#: Errors that leave nothing out: what they are about is in the portfolio as it is written.
_WHOLE: Final = frozenset({reading_rules.DANGLING_REFERENCE.id, reading_rules.DUPLICATE_ALIAS.id})


def _unread(finding: Finding) -> bool:
    """Whether something of a file was left out because of it."""
    return finding.rule.severity is Severity.ERROR and finding.rule.id not in _WHOLE


#: Kinds that no figure is reckoned from.
_WORDS = frozenset({"review", "approval", "waiver", "record", "action", "framework", "programme", "party", "control"})


#: Kinds that are no evidence, or whose part in it is told in other ways.
_NO_EVIDENCE: Final = frozenset({"review", "approval", "waiver", "framework"})


def _reckoned(change: Change) -> bool:
    return change.ref.kind not in _WORDS


def _first_key(change: Change) -> str | None:
    return str(change.edit.head[0]) if change.edit else None


def _impact_of(change: Change, worse: Iterable[Impact]) -> tuple[str, ...]:
    if change.rule.severity is ChangeSeverity.INFO:
        return ()
    return tuple(impact.text for impact in worse if change.ref in impact.refs and _can_cause(change, impact.code))


_CALLED: Final = frozenset({
    "contacts", "members", "lead", "holders", "deputies", "calls", "escalation", "attempts", "ring", "talk", "order",
    "take_over", "initiator", "alternate", "base", "schedule", "absences", "left", "minimum_crew", "assumed_by",
    "quorum", "reach",
})  # fmt: skip
_NEEDED: Final = frozenset({
    "depends_on", "lifecycle", "sites", "substitutes", "subcontractors", "within", "vendor", "service", "needs",
    "fallback", "loses", "tiers",
})  # fmt: skip
_PROMISED: Final = _NEEDED | frozenset({
    "objectives", "tier", "rto", "wrt", "mtpd", "mbco", "impact", "peaks", "uses", "workaround", "commitment", "steps",
    "strategies", "backups", "time_bands", "impact_levels", "gates", "detect", "expected_outage", "runbooks",
    "services",
})  # fmt: skip
#: By code of an impact, the first keys of the fields that can cause it.
_CAUSES: Final[Mapping[str, frozenset[str]]] = {
    "chain-misses-rto": _PROMISED, "scenario-misses-rto": _PROMISED | _CALLED, "data-loss-beyond-rpo": _PROMISED, "wave-moved": _NEEDED,
    "reach-takes-longer": _CALLED, "not-reached": _CALLED, "hours-uncovered": _CALLED, "held-alone": _CALLED, "single-point-made": _NEEDED,
    "cycle-made": _NEEDED,
}  # fmt: skip


def _can_cause(change: Change, code: str) -> bool:
    """Whether such an impact can come from the field that changed; from a whole record, any can, and from any field what clauses lose."""
    if code == CLAUSE_LOSES_EVIDENCE:
        return change.ref.kind not in _NO_EVIDENCE and change.rule.severity is not ChangeSeverity.INFO
    return change.edit is None or _first_key(change) in _CAUSES.get(code, frozenset())


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
