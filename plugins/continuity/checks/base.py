"""What a check is: a rule, and a function from what was loaded to the findings that break it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from continuity.analysis.contact_trees import CallTree, call_trees
from continuity.analysis.everything import Analysis
from continuity.analysis.inheritance import RequiredRto
from continuity.analysis.judged import Judged, judge
from continuity.analysis.objectives import ProcessObjectives
from continuity.analysis.procedures import Timed
from continuity.findings import Finding, Rule
from continuity.load import Loaded, dotted
from continuity.model.base import Path, Record, Ref
from continuity.model.portfolio import Portfolio


@dataclass(frozen=True)
class Subject:
    """What checks look at: the records, where their values stand, and the day everything is judged by."""

    loaded: Loaded
    as_of: date
    known: Timed | None = None
    """Times of an earlier version of the plans, to go on from."""

    @property
    def portfolio(self) -> Portfolio:
        return self.loaded.portfolio

    @cached_property
    def study(self) -> Analysis:
        """What computations start from."""
        return Analysis(self.portfolio, self.as_of, known=self.known)

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
