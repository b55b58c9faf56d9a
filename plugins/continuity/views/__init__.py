"""What pages say, as frozen data, ready to print."""

from __future__ import annotations

from datetime import date

from continuity.load import Sources
from continuity.model.portfolio import Portfolio
from continuity.views import communication, directory, evidence, exercise, home, plan, process, reviews, risk, runbook, scenario, service, surroundings
from continuity.views.blocks import PageView
from continuity.views.context import Context

__all__ = ["all_pages"]

_ROOMS = (home, service, runbook, plan, scenario, communication, directory, surroundings, process, risk, exercise, reviews, evidence)


def all_pages(portfolio: Portfolio, sources: Sources, as_of: date) -> tuple[PageView, ...]:
    """Every generated page of a portfolio, as it stands on ``as_of``."""
    context = Context(portfolio, sources, as_of)
    return tuple(view for room in _ROOMS for view in room.pages(context))
