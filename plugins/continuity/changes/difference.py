"""Two portfolios compared as what they say, not as how they are written down.

Both are the whole portfolio, before any audience's view of it. Moving a file, the order of keys, comments and quoting change nothing; a record
whose old id is an alias of a new one was renamed, and so was one that is gone while one of its name, or that says nearly the same, has come.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from continuity.changes.edits import Action, Edit, apply, edits
from continuity.changes.families import ChangeRule, ChangeSeverity
from continuity.changes.measures import Sides
from continuity.changes.pairing import renamed
from continuity.changes.plain import Plain, plain_record
from continuity.changes.rule_table import RENAMED, UNKEPT
from continuity.changes.rules import record_rule, rule_of, usual_value
from continuity.findings import Position
from continuity.load import Loaded
from continuity.model.base import Path, Record, Ref
from continuity.model.portfolio import Portfolio

__all__ = ["Change", "Renames", "applied", "changes", "in_reading_order", "trees", "verdict", "written"]


@dataclass(frozen=True)
class Change:
    """One change of one record, with what it means.

    ``ref`` is the record's id now, or the one it had when it is gone; ``label`` what people call it. ``before`` and ``after`` are None where
    there is nothing. ``base_source`` and ``head_source`` are the places in the files of both sides, None where the record is not.
    """

    rule: ChangeRule
    action: Action
    ref: Ref
    label: str
    edit: Edit | None
    before: Plain
    after: Plain
    base_source: Position | None
    head_source: Position | None
    impact: tuple[str, ...] = ()
    needs_approval_from: tuple[Ref, ...] = ()
    makes_stale: tuple[Ref, ...] = ()

    @property
    def usual(self) -> Plain:
        """What the field says where nothing is written; None where that is nothing."""
        return usual_value(self.ref.kind, self.edit.pattern) if self.edit else None

    @property
    def field(self) -> str | None:
        """The path of the field, with the names of entries; None for a whole record."""
        return self.edit.field if self.edit else None

    @property
    def fingerprint(self) -> str:
        """Stable over wording, lines and files: 16 hex digits of SHA-256 over rule, record, place and both values."""
        place = [list(self.edit.base), list(self.edit.head)] if self.edit else None
        parts = [self.rule.id, self.action.value, str(self.ref), place, self.before, self.after]
        data = json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(data.encode("ascii")).hexdigest()[:16]


#: Kinds of which a file that is gone and one that came are two: each tells of a day, or of one thing that somebody put up with.
_OF_A_DAY: Final = frozenset({"review", "approval", "contact-check", "waiver", "exercise", "incident", "record"})


class Renames:
    """Which record of one version is which of another, under another id: an alias on either side says so, else what it says.

    ``new`` leads from old ids to new ones; ``unkept`` are those of the old ones that no alias keeps.
    """

    def __init__(self, base_side: Loaded, head_side: Loaded) -> None:
        base, head = base_side.portfolio, head_side.portfolio
        self.new: dict[Ref, Ref] = {}
        self.unkept: set[Ref] = set()
        self._base, self._head = base, head
        for kind in sorted({*base.records, *head.records}):
            gone = [name for name in base.of(kind) if name not in head.of(kind)]
            come = [name for name in head.of(kind) if name not in base.of(kind)]
            free = set(come)
            for name in gone:
                self._pair(kind, name, head.alias_ids.get(Ref(kind, name)), free)
            left = {name for name in gone if Ref(kind, name) not in self.new}
            for name in come:
                found = base.alias_ids.get(Ref(kind, name))
                if found in left and name in free:
                    self._pair(kind, found, name, free)
                    left.discard(found)
            if kind not in _OF_A_DAY:
                # What cannot be read on a side may be there all the same.
                left = {name for name in left if Ref(kind, name) not in head_side.unreadable}
                free = {name for name in free if Ref(kind, name) not in base_side.unreadable}
                self._guess(kind, left, free)

    def _guess(self, kind: str, gone: set[str], come: set[str]) -> None:
        if not gone or not come:
            return
        one, other = (
            {name: plain_record(side.of(kind)[name], lambda ref: ref) for name in names}
            for side, names in ((self._base, gone), (self._head, come))
        )
        # A person of another name is another person, however much of the rest is the same.
        for old, new in renamed(one, other, named=kind == "person").items():
            self._pair(kind, old, new, come)
            self.unkept.add(Ref(kind, old))

    def _pair(self, kind: str, old: str, new: str | None, free: set[str]) -> None:
        if new in free:
            self.new[Ref(kind, old)] = Ref(kind, new)
            free.discard(new)

    @property
    def plain(self) -> bool:
        """Whether a reference means the same on both sides by being written the same."""
        return not self.new and self._base.alias_ids == self._head.alias_ids

    def base_ref(self, ref: Ref) -> Ref:
        """A reference of the base with the id its record has now."""
        found = self._base.resolve(ref)
        return self.new.get(found, found)

    def head_ref(self, ref: Ref) -> Ref:
        """A reference of the head with the id its record has now; one to an id that is lost is a matter of the record it meant."""
        found = self._head.resolve(ref)
        return self.new[found] if found in self.unkept else found


def trees(portfolio: Portfolio, resolve: Callable[[Ref], Ref]) -> dict[Ref, dict[str, Plain]]:
    """Every record as a tree."""
    return {record.ref: plain_record(record, resolve) for record in portfolio}


def changes(base: Loaded, head: Loaded, rules: Mapping[str, str] | None = None) -> tuple[Change, ...]:
    """Everything that differs, in reading order, without what it does elsewhere. ``rules`` are the severities that rules of checks come with.

    What could not be read on a side is not there; a record whose file is there but cannot be used on either side is passed over, because
    nobody can tell what became of it.
    """
    comparison = _Comparison(base, head, rules or {})
    return in_reading_order(comparison.run())


def in_reading_order(found: Iterable[Change]) -> tuple[Change, ...]:
    """Weakening first; in it what is gone first; then by record and field."""
    order = (Action.REMOVED, Action.CHANGED, Action.MOVED, Action.RENAMED, Action.ADDED)

    def key(change: Change) -> tuple[int, int, Ref, str, str]:
        return (change.rule.severity.rank, order.index(change.action), change.ref, change.field or "", change.rule.id)

    return tuple(sorted(found, key=key))


def applied(base: Mapping[Ref, dict[str, Plain]], found: Iterable[Change]) -> dict[Ref, dict[str, Plain]]:
    """The trees of the base with the changes made: those of the head. Trees of the base are named by the ids that records have now."""
    made = dict(base)
    by_record: dict[Ref, list[Edit]] = {}
    for change in found:
        if change.edit is not None:
            by_record.setdefault(change.ref, []).append(change.edit)
        elif change.action is Action.REMOVED:
            del made[change.ref]
        elif change.action is Action.ADDED:
            made[change.ref] = change.after
    return {ref: apply(tree, by_record[ref]) if ref in by_record else tree for ref, tree in made.items()}


#: What services have of their tier where they say nothing themselves.
_SUPPLIED: Final = ("rto", "rpo", "review_every")


class _Comparison:
    def __init__(self, base: Loaded, head: Loaded, rules: Mapping[str, str]) -> None:
        self.base, self.head = base, head
        self.renames = Renames(base, head)
        tiers = [[tier.id for tier in side.portfolio.organisation.tiers] for side in (base, head)]
        supplied = [
            {tier.id: {key: str(value) for key in _SUPPLIED if (value := getattr(tier, key)) is not None} for tier in organisation.tiers}
            for organisation in (base.portfolio.organisation, head.portfolio.organisation)
        ]
        self.sides = Sides(base_tiers=tiers[0], head_tiers=tiers[1], rules=rules, base_supplied=supplied[0], head_supplied=supplied[1])

    def run(self) -> Iterator[Change]:
        passed_over = self.base.unreadable | self.head.unreadable
        old = {new: old for old, new in self.renames.new.items()}
        for record in self.head.portfolio:
            ref = record.ref
            was = self.base.portfolio.of(ref.kind).get(old.get(ref, ref).id)
            if was is not None:
                yield from self._changed(was, record)
            elif ref not in passed_over:
                after = plain_record(record, self.renames.head_ref)
                yield self._whole(Action.ADDED, record, None, after, None, self.head.sources.position(ref))
        for record in self.base.portfolio:
            ref = record.ref
            if ref not in self.renames.new and ref.id not in self.head.portfolio.of(ref.kind) and ref not in passed_over:
                before = plain_record(record, self.renames.base_ref)
                yield self._whole(Action.REMOVED, record, before, None, self.base.sources.position(ref), None)

    def _whole(self, action: Action, record: Record, before: Plain, after: Plain, base: Position | None, head: Position | None) -> Change:
        return Change(record_rule(record.kind, action), action, record.ref, record.label, None, before, after, base, head)

    def _changed(self, was: Record, now: Record) -> Iterator[Change]:
        places = (self.base.sources.position(was.ref), self.head.sources.position(now.ref))
        if was.ref != now.ref:
            rule = UNKEPT if was.ref in self.renames.unkept else RENAMED
            yield Change(rule, Action.RENAMED, now.ref, now.label, None, was.id, now.id, *places)
        if was is now and self.renames.plain:
            return
        before, after = plain_record(was, self.renames.base_ref), plain_record(now, self.renames.head_ref)
        sides = replace(self.sides, base=before, head=after)
        for edit in edits(before, after):
            base_source = self.base.sources.position(was.ref, written(edit.base))
            head_source = self.head.sources.position(now.ref, written(edit.head))
            rule = rule_of(now.kind, edit, sides)
            yield Change(rule, edit.action, now.ref, now.label, edit, edit.before, edit.after, base_source, head_source)


def written(path: Path) -> Path:
    """The path of an edit as the file has it: ``ref`` stands for a key that says the kind."""
    return path[:-1] if path and path[-1] == "ref" else path


def verdict(found: Iterable[Change]) -> ChangeSeverity | None:
    """The worst severity among the changes; None when there are none."""
    return min((change.rule.severity for change in found), key=lambda severity: severity.rank, default=None)
