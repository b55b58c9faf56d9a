"""What pages say, as frozen data, ready to print."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from continuity.analysis.judged import Judged
from continuity.load import Sources
from continuity.model.portfolio import Portfolio
from continuity.views import (
    blast,
    communication,
    contacts,
    coverage,
    directory,
    evidence,
    exercise,
    home,
    objectives,
    plan,
    process,
    programme,
    recovery,
    reviews,
    risk,
    runbook,
    scenario,
    service,
    surroundings,
)
from continuity.views.blocks import PageView
from continuity.views.context import Context

__all__ = ["all_pages"]

_ROOMS = (
    home,
    service,
    runbook,
    plan,
    scenario,
    communication,
    directory,
    surroundings,
    process,
    risk,
    exercise,
    reviews,
    recovery,
    objectives,
    blast,
    coverage,
    programme,
    contacts,
    evidence,
)


def all_pages(portfolio: Portfolio, sources: Sources, as_of: date, judged: Judged) -> Iterator[PageView]:
    """Every generated page of a portfolio, as it stands on ``as_of``. ``judged`` comes from the whole portfolio, before the audience filter."""
    context = Context(portfolio, sources, as_of, judged)
    return (view for room in _ROOMS for view in room.pages(context))
