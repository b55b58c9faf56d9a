"""Finished pages and files: templates, authors' prose, pictures, search."""

from __future__ import annotations

from datetime import date

from continuity.analysis.judged import Judged
from continuity.changes.history import Period
from continuity.load import Sources
from continuity.model.portfolio import Portfolio
from continuity.pages.offers import offers_of
from continuity.pages.page import Page, Site
from continuity.pages.pocket import pockets_of
from continuity.pages.render import build_pages
from continuity.pages.search import search_assets
from continuity.pages.situation import situation_asset
from continuity.views import all_pages
from continuity.views.context import Context
from continuity.views.situation import chart

__all__ = ["Page", "Site", "build"]


def build(portfolio: Portfolio, sources: Sources, as_of: date, judged: Judged, recent: tuple[Period, ...] = ()) -> Site:
    """All generated pages and files. ``portfolio`` is already filtered for its audience, and so is ``recent``, what changed lately."""
    context = Context(portfolio, sources, as_of, judged, recent)
    records = {str(record.ref): target for record in portfolio if (target := context.target(record.ref))}
    crisis = portfolio.organisation.crisis_line
    pockets = pockets_of(portfolio)
    site = build_pages(all_pages(context), records, crisis.number.e164 if crisis else "", pockets, offers_of(portfolio))
    search = search_assets(entry for page in site.pages for entry in page.search)
    return Site(site.pages, (*search, situation_asset(chart(context))), pockets)
