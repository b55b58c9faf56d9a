"""Plans that somebody edits while the site they make is being read: its pages are made anew one by one, in whatever order they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from continuity.adapters.edition import program
from continuity.adapters.shelf import DiskShelf
from continuity.export.files import files_of
from continuity.pages.made import Slip, finished
from continuity.pages.maker import Maker
from continuity.pages.page import Asset, Page, Site
from continuity.views.context import Context

__all__ = ["Draft", "Standing"]


class Standing:
    """The pages that stand, as the last build or draft left them: what says the same again is not made again.

    ``cache`` is the folder of the build, or None. New pages go on one shelf for as long as there are drafts.
    """

    def __init__(self, site: Site, cache: Path | None) -> None:
        self.edition = (program() or "") if cache else ""
        self.shelf = DiskShelf(lambda key: self._by_key.get(key))
        self._by_key: dict[str, Slip] = {}
        self.by_path: dict[str, Slip] = {}
        for page in site.pages:
            self.put(page)

    def put(self, page: Page) -> None:
        """``page`` stands from here on."""
        if isinstance(page.body, str):
            return
        slip: Slip = page.body  # type: ignore[assignment]  # a maker's pages have the slip for their body
        if (before := self.by_path.get(page.path)) is not None:
            self._by_key.pop(before.key, None)
        self.by_path[page.path] = slip
        self._by_key[slip.key] = slip


class Draft:
    """The site of ``context``, while it is being made. ``put`` is told of every page that is not as it stands."""

    def __init__(self, context: Context, standing: Standing, put: Callable[[Page], None]) -> None:
        self._context = context
        self._standing = standing
        self._put = put
        self._maker = Maker(context, standing.shelf, standing.edition)
        self._sheets = {sheet.path: (room, sheet) for room in sorted(self._maker.rooms) for sheet in self._maker.sheets(room)}
        self._made: dict[str, Slip] = {}
        self.waiting = dict.fromkeys(self._sheets)
        """Addresses of pages that are still to be made, in order."""

    @property
    def paths(self) -> Iterable[str]:
        """Addresses of all pages."""
        return self._sheets.keys()

    def make(self, path: str) -> None:
        """Makes the page at ``path``."""
        _, sheet = self._sheets[path]
        slip = self._maker.page(sheet)
        self._made[path] = slip
        self._set(finished(slip))
        self.waiting.pop(path, None)

    def site(self) -> Site:
        """The whole site, once all its pages are made. Raises BrokenLinkError like any build."""
        made: dict[int, list[Slip]] = {room: [] for room in self._maker.rooms}
        for path, (room, _) in self._sheets.items():
            made[room].append(self._made[path])
        site = self._maker.site(made)
        for page in site.pages:
            self._set(page)
        files = files_of(self._context.portfolio, self._context.judged, self._context.as_of)
        return replace(site, assets=(*site.assets, *(Asset(path, body) for path, body in files)))

    def _set(self, page: Page) -> None:
        if self._standing.by_path.get(page.path) is not page.body:
            self._put(page)
            self._standing.put(page)
