"""Finished pages and files: templates, authors' prose, pictures, search."""

from __future__ import annotations

from datetime import date

from continuity.analysis.judged import Judged
from continuity.changes.history import Period
from continuity.load import Sources
from continuity.model.portfolio import Portfolio
from continuity.pages.made import InMemory
from continuity.pages.maker import Maker
from continuity.pages.page import Page, Site
from continuity.views.context import Context

__all__ = ["Page", "Site", "build"]


def build(portfolio: Portfolio, sources: Sources, as_of: date, judged: Judged, recent: tuple[Period, ...] = ()) -> Site:
    """All generated pages and files, in memory. ``portfolio`` is already filtered for its audience, and so is ``recent``, what changed lately."""
    maker = Maker(Context(portfolio, sources, as_of, judged, (lambda: recent) if recent else None), InMemory())
    return maker.site({room: maker.make(room) for room in maker.rooms})
