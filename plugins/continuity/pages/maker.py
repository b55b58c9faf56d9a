"""Makes the pages of a portfolio, module by module, so that several hands can share the work; and brings them together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from continuity.pages.made import Made, Shelf, Slip
from continuity.pages.offers import offers_of
from continuity.pages.page import Page, Site
from continuity.pages.pocket import pockets_of
from continuity.pages.render import Place, Renderer
from continuity.pages.search import search_assets
from continuity.pages.situation import situation_asset
from continuity.views import LARGE, ROOMS, sheets_of
from continuity.views.context import Context
from continuity.views.said import identity
from continuity.views.sheets import Sheet
from continuity.views.situation import chart

__all__ = ["BrokenLinkError", "Maker", "finished"]


class BrokenLinkError(Exception):
    """A page links to a place that no page has: a fault of ours, never of plan data."""


_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Made).decode


def finished(slip: Slip) -> Page:
    """The page that ``slip`` stands for."""
    return _decode(slip.about).page(slip)


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
        if slip is not None and self._renderer.stands(_decode(slip.about)):
            return slip
        made, html = self._renderer.page(view)
        return self._shelf.put(key, _encode(made), html.encode())

    def site(self, slips: Mapping[int, Iterable[Slip]]) -> Site:
        """All pages and the files made of them, once every room is made.

        Raises BrokenLinkError when a page leads somewhere that does not exist.
        """
        made = {room: [(_decode(slip.about), slip) for slip in slips[room]] for room in range(len(ROOMS))}
        self._lead_elsewhere(made)
        found = [pair for room in made.values() for pair in room]
        anchors = _anchors(made)
        for one, _ in found:
            for path, anchor in one.links:
                if path not in anchors:
                    raise BrokenLinkError(f"{one.path} links to {path}, which no page has")
                if anchor and anchor not in anchors[path]:
                    raise BrokenLinkError(f"{one.path} links to {path}#{anchor}, which that page does not have")
        search = search_assets(entry for one, _ in found for entry in one.search)
        return Site(tuple(one.page(slip) for one, slip in found), (*search, situation_asset(chart(self._context))), self._pockets)

    def _lead_elsewhere(self, made: dict[int, list[tuple[Made, Slip]]]) -> None:
        """Makes pages again where an author's link names a place that turned out not to be there: few, if any."""
        anchors = _anchors(made)
        absent: set[Place] = set()
        wrong: dict[int, set[str]] = {}
        for room, pages in made.items():
            for one, _ in pages:
                missed = set(self._renderer.missed(one, anchors))
                if missed:
                    absent |= missed
                    wrong.setdefault(room, set()).add(one.path)
        if not absent:
            return
        self._renderer = self._renderer_without(frozenset(absent))
        for room, paths in wrong.items():
            again = {sheet.path: self.page(sheet) for sheet in self.sheets(room) if sheet.path in paths}
            made[room] = [
                (_decode(again[one.path].about), again[one.path]) if one.path in again else (one, slip) for one, slip in made[room]
            ]

    def _renderer_without(self, absent: frozenset[Place]) -> Renderer:
        number = self._crisis.number.e164 if self._crisis else ""
        return Renderer(self._records, number, self._pockets, self._offers, absent, self._site)


def _anchors(made: Mapping[int, Iterable[tuple[Made, Slip]]]) -> dict[str, frozenset[str]]:
    return {one.path: frozenset(one.anchors) for pages in made.values() for one, _ in pages}
