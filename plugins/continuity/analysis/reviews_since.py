"""Which review statuses an edit leaves as they were.

The status of a subject hangs on its own record, on what that record names, on its runbooks, and on all that is in the organisation, the directory,
attestations, actions, exercises and incidents. An edit of one plan leaves most subjects out of its reach.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from continuity.analysis.reviewed import ReviewStatus
from continuity.analysis.versions import changed_records
from continuity.model.base import Record, Ref, references
from continuity.model.portfolio import Portfolio
from continuity.model.runbook import Runbook

__all__ = ["Reviewed"]

#: Kinds whose records reach only those who name them, and what they name. Any other reaches everything.
_NEAR: Final = frozenset({
    "service", "process", "continuity-plan", "runbook", "scenario", "risk", "control", "vendor", "site", "resource", "channel", "party",
    "contact-tree", "message",
})  # fmt: skip

_Names = Mapping[Ref, frozenset[Ref]]


@dataclass(eq=False)
class Reviewed:
    """Statuses of one version of the plans on a day, for another version of them to go on from.

    ``names`` leads from a record to those that name it, now or in a version before; None until somebody asks.
    """

    portfolio: Portfolio
    as_of: date
    statuses: tuple[ReviewStatus, ...]
    names: _Names | None = field(default=None, repr=False)

    def ready(self) -> _Names:
        """Who names whom, reckoned now if it was not yet."""
        if self.names is None:
            self.names = _named_by(self.portfolio, self.portfolio)
        return self.names

    def standing(self, portfolio: Portfolio, as_of: date) -> Mapping[Ref, ReviewStatus]:
        """By subject, the statuses that are the same in ``portfolio`` on ``as_of``. Not always all of them: what is left out must be looked at."""
        changed = changed_records(self.portfolio, portfolio)
        if as_of != self.as_of or changed is None or any(record.kind not in _NEAR for record in changed):
            return {}
        touched = self._touched((*changed, *(portfolio.of(record.kind)[record.id] for record in changed)))
        return {status.subject: status for status in self.statuses if status.subject not in touched}

    def names_in(self, portfolio: Portfolio) -> _Names | None:
        """``names`` for another version of the plans, where they are at hand and hold in it."""
        changed = changed_records(self.portfolio, portfolio)
        if self.names is None or changed is None:
            return None
        more = _named_by(portfolio, (portfolio.of(record.kind)[record.id] for record in changed))
        return {**self.names, **{ref: self.names.get(ref, frozenset()) | by for ref, by in more.items()}} if more else self.names

    def _touched(self, changed: Iterable[Record]) -> set[Ref]:
        """Subjects that ``changed`` records, as they were and as they are, can reach."""
        names, resolve = self.ready(), self.portfolio.resolve
        touched: set[Ref] = set()
        for record in changed:
            touched |= {record.ref, *names.get(record.ref, ())}
            if isinstance(record, Runbook):
                touched.update(map(resolve, record.services))  # a service is judged with its runbooks
        return touched


def _named_by(portfolio: Portfolio, records: Iterable[Record]) -> dict[Ref, frozenset[Ref]]:
    """By what is named, those of ``records`` that name it."""
    found: dict[Ref, set[Ref]] = defaultdict(set)
    for record in records:
        for _, ref in references(record):
            found[portfolio.resolve(ref)].add(record.ref)
    return {ref: frozenset(by) for ref, by in found.items()}
