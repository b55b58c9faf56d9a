"""What pages say, as frozen data, ready to print."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.views import (
    blast,
    capabilities,
    changes,
    communication,
    compliance,
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
    situation,
    strategy,
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
    situation,
    strategy,
    capabilities,
    objectives,
    blast,
    coverage,
    compliance,
    programme,
    contacts,
    evidence,
    changes,
)


def all_pages(context: Context) -> Iterator[PageView]:
    """Every generated page of a portfolio, as it stands on the day of ``context``."""
    return (view for room in _ROOMS for view in room.pages(context))
