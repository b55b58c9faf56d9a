"""Makes the pages of a portfolio, module by module, so that several hands can share the work; and brings them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import msgspec

from continuity.pages.made import Shelf, Slip, finished, made_of
from continuity.pages.offers import offers_of
from continuity.pages.page import Asset, Page, SearchEntry, Site
from continuity.pages.pocket import pockets_of
from continuity.pages.render import Place, Renderer
from continuity.pages.search import search_assets
from continuity.pages.situation import situation_asset
from continuity.views import LARGE, ROOMS, sheets_of
from continuity.views.context import Context
from continuity.views.said import identity
from continuity.views.sheets import Sheet
from continuity.views.situation import chart

__all__ = ["BrokenLinkError", "Gathered", "Maker"]


class BrokenLinkError(Exception):
    """A page links to a place that no page has: a fault of ours, never of plan data."""


Anchors = frozenset[str]

_encode = msgspec.msgpack.Encoder().encode


@dataclass(frozen=True)
class Gathered:
    """All pages of a site in order, the anchors of each by its path, the file for what has failed, and which pages have a pocket plan."""

    slips: tuple[Slip, ...]
    anchors: Mapping[str, Anchors]
    chart: Asset
    pockets: Mapping[str, str]

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The pages, without what else is known of them."""
        return tuple(map(finished, self.slips))

    def site(self) -> Site:
        """The pages and the files made of them. Raises BrokenLinkError when a page leads somewhere that does not exist."""
        return Site(self.pages, (*search_assets(self._searched()), self.chart), self.pockets)

    def _searched(self) -> Iterator[SearchEntry]:
        """What search may find, page by page, once all its links lead somewhere. What is known of a page is let go then: a large site has thousands."""
        for slip in self.slips:
            one = made_of(slip)
            for path, anchor in one.links:
                if path not in self.anchors:
                    raise BrokenLinkError(f"{one.path} links to {path}, which no page has")
                if anchor and anchor not in self.anchors[path]:
                    raise BrokenLinkError(f"{one.path} links to {path}#{anchor}, which that page does not have")
            yield from one.search


class Maker:
    """The pages of what ``context`` shows. Finished ones go on ``shelf``; those that it has from an earlier build are not made again.

    ``edition`` stands for all code that has a part in a page: what another edition made is not found. ``site`` is the
    address that printed pages lead back to, empty where it is not known.
    """

    def __init__(self, context: Context, shelf: Shelf, edition: str = "", site: str = "") -> None:
        portfolio = context.portfolio
        self._context = context
        self._shelf = shelf
        self._site = site
        # A table, for a renderer may not know the plans: it and what prints for it hold one another, and nobody looks for cycles during a build.
        self._records = {str(record.ref): target for record in portfolio if (target := context.target(record.ref))}
        self._crisis = portfolio.organisation.crisis_line
        self._pockets = pockets_of(portfolio)
        self._offers = offers_of(portfolio)
        # The name of a time zone is printed nowhere and decides how an instant reads.
        self._edition = identity(edition, portfolio.organisation.time_zone)
        self._renderer = self._renderer_without(frozenset())

    rooms: Sequence[int] = (*LARGE, *(room for room in range(len(ROOMS)) if room not in LARGE))
    """What ``make`` can be asked for, the largest first."""

    def make(self, room: int, done: Callable[[], None] = lambda: None) -> list[Slip]:
        """The pages of one room, finished and put away; ``done`` is called after each."""
        found = []
        for sheet in self.sheets(room):
            found.append(self.page(sheet))
            done()
        return found

    def sheets(self, room: int) -> Iterator[Sheet]:
        """The pages of one room before they are made."""
        return sheets_of(room, self._context)

    def page(self, sheet: Sheet) -> Slip:
        """One page, finished and put away."""
        view = sheet.make()
        key = self._renderer.identity(view, self._edition)
        slip = self._shelf.find(key)
        if slip is not None and self._renderer.stands(made_of(slip)):
            return slip
        made, html = self._renderer.page(view)
        return self._shelf.put(key, _encode(made), html.encode())

    def gather(self, slips: Mapping[int, Iterable[Slip]]) -> Gathered:
        """All pages, once every room is made. What is left to do asks nothing of the plans."""
        kept = {room: list(slips[room]) for room in range(len(ROOMS))}
        anchors = self._lead_elsewhere(kept)
        return Gathered(tuple(chain(*kept.values())), anchors, situation_asset(chart(self._context)), self._pockets)

    def site(self, slips: Mapping[int, Iterable[Slip]]) -> Site:
        """``gather`` and what is left to do: all pages and the files made of them."""
        return self.gather(slips).site()

    def _lead_elsewhere(self, kept: dict[int, list[Slip]]) -> Mapping[str, Anchors]:
        """The anchors of each page. Pages where an author's link names a place that turned out not to be there, few if any, are made again."""
        anchors: dict[str, Anchors] = {}
        alike: dict[Anchors, Anchors] = {}
        referring: list[tuple[int, int]] = []
        for room, slips in kept.items():
            for index, slip in enumerate(slips):
                one = made_of(slip)
                found = frozenset(one.anchors)
                anchors[one.path] = alike.setdefault(found, found)
                if one.references:
                    referring.append((room, index))
        absent: set[Place] = set()
        wrong: dict[int, dict[str, int]] = {}
        for room, index in referring:
            one = made_of(kept[room][index])
            missed = set(self._renderer.missed(one, anchors))
            if missed:
                absent |= missed
                wrong.setdefault(room, {})[one.path] = index
        if absent:
            self._renderer = self._renderer_without(frozenset(absent))
        for room, places in wrong.items():
            for sheet in self.sheets(room):
                if sheet.path in places:
                    kept[room][places[sheet.path]] = self.page(sheet)
        return anchors

    def _renderer_without(self, absent: frozenset[Place]) -> Renderer:
        number = self._crisis.number.e164 if self._crisis else ""
        return Renderer(self._records, number, self._pockets, self._offers, absent, self._site)
