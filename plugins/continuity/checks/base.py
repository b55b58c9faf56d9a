"""What a check is: a rule, and a function from what was loaded to the findings that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, wraps
from typing import TypeVar

from continuity.analysis.contact_trees import CallTree, call_trees
from continuity.analysis.everything import Analysis
from continuity.analysis.inheritance import RequiredRto
from continuity.analysis.judged import Judged, judge
from continuity.analysis.objectives import ProcessObjectives
from continuity.analysis.procedures import Timed
from continuity.analysis.reviews_since import Reviewed
from continuity.analysis.versions import changed_records
from continuity.findings import Finding, Rule
from continuity.load import Loaded, dotted
from continuity.model.base import Path, Record, Ref
from continuity.model.portfolio import Portfolio

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Said:
    """What rules that look at one record at a time found in one version of the plans on a day, by rule."""

    portfolio: Portfolio
    as_of: date
    found: Mapping[str, tuple[Finding, ...]]


@dataclass(frozen=True, slots=True)
class Before:
    """What was found of an earlier version of the plans, for the next to go on from."""

    times: Timed
    reviewed: Reviewed
    said: Said


@dataclass(frozen=True)
class Subject:
    """What checks look at: the records, where their values stand, and the day everything is judged by.

    ``before`` is an earlier version of the same plans; it changes no finding.
    """

    loaded: Loaded
    as_of: date
    before: Before | None = None
    _said: dict[str, tuple[Finding, ...]] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def portfolio(self) -> Portfolio:
        return self.loaded.portfolio

    @cached_property
    def study(self) -> Analysis:
        """What computations start from."""
        before = self.before
        known, reviewed = (before.times, before.reviewed) if before else (None, None)
        return Analysis(self.portfolio, self.as_of, known=known, reviewed=reviewed)

    def left(self) -> Before:
        """What these plans leave for the next version of them."""
        study, before = self.study, self.before
        names = before.reviewed.names_in(self.portfolio) if before else None
        return Before(
            Timed(self.portfolio, study.procedures),
            Reviewed(self.portfolio, self.as_of, study.reviews, names),
            Said(self.portfolio, self.as_of, self._said),
        )

    def of_each(self, rule: Rule, kind: type[R], look: Callable[[Subject, R], Iterable[Finding]]) -> tuple[Finding, ...]:
        """What ``look`` finds in each record of a kind (``Record``: of all). What it found in one that is the very same is not looked for again."""
        found = self._said.get(rule.id)
        if found is None:
            changed = self._changed
            before = self.before.said.found.get(rule.id) if self.before and changed is not None else None
            if before is None or changed is None:
                records: Iterable[Record] = self.portfolio if kind is Record else self.portfolio.of(kind.kind).values()
            else:
                records = changed
            refs = {(record.kind, record.id) for record in changed or ()}
            still = (one for one in before or () if (one.kind, one.id) not in refs)
            new = (one for record in records if isinstance(record, kind) for one in look(self, record))
            found = self._said[rule.id] = (*still, *new)
        return found

    @cached_property
    def _changed(self) -> tuple[Record, ...] | None:
        """Records that are not as they were; None where more is not: another day, another organisation, other names."""
        said = self.before.said if self.before else None
        changed = changed_records(said.portfolio, self.portfolio) if said and said.as_of == self.as_of else None
        if changed is None or any(record.kind == "organisation" for record in changed):
            return None
        return tuple(self.portfolio.of(record.kind)[record.id] for record in changed)

    @cached_property
    def processes(self) -> Mapping[Ref, ProcessObjectives]:
        """What each process bears and asks for."""
        return self.study.processes

    @cached_property
    def required(self) -> Mapping[Ref, RequiredRto]:
        """What is required of each service, vendor, channel and resource."""
        return self.study.required

    @cached_property
    def judged(self) -> Judged:
        """Clocks of reviews, contact checks and exercises."""
        return judge(self.study)

    @cached_property
    def trees(self) -> Mapping[str, CallTree]:
        """Contact trees with nothing lost."""
        return call_trees(self.portfolio, self.as_of, self.judged.contacts)

    def finding(self, rule: Rule, record: Record | Ref, path: Path, message: str, help: str | None = None, /, **values: object) -> Finding:
        """A finding at a field of a record, with its place in the file."""
        ref = record.ref if isinstance(record, Record) else record
        where = self.loaded.sources.position(ref, path)
        shown = tuple((key, str(value)) for key, value in values.items())
        return Finding(rule, message, where, ref.kind, ref.id, dotted(path) or None, shown, help)


Check = Callable[[Subject], Iterable[Finding]]
CHECKS: list[tuple[Rule, Check]] = []


def check(rule: Rule) -> Callable[[Check], Check]:
    """Registers a function as the check of ``rule``."""

    def register(function: Check) -> Check:
        CHECKS.append((rule, function))
        return function

    return register


def check_each(rule: Rule, kind: type[R]) -> Callable[[Callable[[Subject, R], Iterable[Finding]]], Check]:
    """Registers a function as the check of ``rule`` in one record of a kind (``Record``: of any) after the other.

    It may ask nothing but the record, the organisation, the day, and where names lead.
    """

    def register(look: Callable[[Subject, R], Iterable[Finding]]) -> Check:
        return check(rule)(wraps(look)(lambda subject: subject.of_each(rule, kind, look)))

    return register
