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
from continuity.views.context import Context
from continuity.views.sheets import Sheet

__all__ = ["LARGE", "ROOMS", "sheets_of"]

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

LARGE = tuple(map(ROOMS.index, (runbook, service, directory, coverage, scenario, reviews, communication, process, programme)))
"""Of these, those that take longest for a large site, the longest first: whoever shares the work out begins with them, so that what is left for the end is
short."""


def sheets_of(room: int, context: Context) -> Iterator[Sheet]:
    """The pages of one of ``ROOMS``, as they stand on the day of ``context``; each is made when asked for."""
    sheets: Iterator[Sheet] = ROOMS[room].pages(context)
    return sheets
