"""What pages say, as frozen data, ready to print."""

from __future__ import annotations

from collections.abc import Iterable

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

__all__ = ["LARGE", "ROOMS", "pages_of"]

ROOMS = (
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
"""Modules that make pages, in the order of their pages. Any of them can be asked without the others."""

LARGE = (ROOMS.index(service), ROOMS.index(runbook))
"""Of these, those that make half of a large site each; whoever shares the work out begins with them."""


def pages_of(room: int, context: Context) -> Iterable[PageView]:
    """The pages of one of ``ROOMS``, as they stand on the day of ``context``."""
    pages: Iterable[PageView] = ROOMS[room].pages(context)
    return pages
