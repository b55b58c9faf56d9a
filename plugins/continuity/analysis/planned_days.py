"""Days to look, where many reviews of one owner fall due together: spread over the time before, so that each gets a look of its own.

Due dates stay what the policy makes them. The day to look is only ever earlier, never before the subject is due soon, a working day where
there is one, and depends on nothing but the reviews themselves: not on today, nor on the order they come in.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from continuity.analysis.reviewed import ReviewStatus
from continuity.model.base import Ref

__all__ = ["CLUMP", "planned_days"]

#: This many reviews of one owner in one week are a clump.
CLUMP: Final = 5
_SATURDAY: Final = 5


def planned_days(statuses: Iterable[ReviewStatus]) -> Mapping[Ref, date]:
    """By subject the day to look at it; only for those in a clump."""
    weeks: dict[tuple[Ref | None, int, int], list[tuple[date, date, Ref]]] = defaultdict(list)
    for status in statuses:
        clock = status.clock
        if clock.due is not None and clock.due_soon_from is not None:
            year, week, _ = clock.due.isocalendar()
            weeks[status.owner, year, week].append((clock.due, clock.due_soon_from, status.subject))
    return {subject: day for clump in weeks.values() if len(clump) >= CLUMP for subject, day in _spread(clump)}


def _spread(clump: list[tuple[date, date, Ref]]) -> Iterable[tuple[Ref, date]]:
    """Evenly over each one's own window; which comes first is as good as drawn by lot, and the same every time."""
    drawn = sorted(clump, key=lambda entry: hashlib.sha256(str(entry[2]).encode()).digest())
    for place, (due, soon, subject) in enumerate(drawn):
        yield subject, _working_day(due - timedelta(days=(due - soon).days * place // len(drawn)), soon)


def _working_day(day: date, earliest: date) -> date:
    friday = day - timedelta(days=max(0, day.weekday() - _SATURDAY + 1))
    return friday if friday >= earliest else day
