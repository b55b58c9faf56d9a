"""Which pages go together into a document that is carried, and what of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from continuity.pages.page import Page
from continuity.pages.pocket.fragment import Fragment, fragment, name_of

HOME = "index.html"
FULL = 20
"""With less than this part of its room left a document is full, and no further page is looked at: of thousands, hardly one would fit."""
MOST_NAMED = 300
"""So many pages that found no room are named."""

_DESK: Mapping[str, frozenset[str]] = {
    "services": frozenset(
        ("needed-by", "blast", "blast-call", "objectives", "capability", "backups", "sites", "offerings", "evidence", "about")
    ),
    "continuity-plans": frozenset(("scope", "related", "distribution", "maintenance", "log", "links")),
    "contact-trees": frozenset(("stress", "weak")),
    "": frozenset(("all-pages",)),
}
"""By folder, the sections that are read at a desk."""
_FOLLOWED = ("runbooks", "contact-trees", "continuity-plans")
_FOLLOWED_BY_SERVICE = ("runbooks", "contact-trees")


@dataclass(frozen=True, slots=True)
class Copy:
    """What a carried copy says of itself; ``built`` as people read it, ``revision`` of the plans empty where nobody keeps revisions."""

    organisation: str
    as_of: date
    built: str
    expires: date
    audience: str
    revision: str = ""


@dataclass(frozen=True, slots=True)
class Gathered:
    """The pages of a document, and the titles of those that found no room."""

    members: tuple[Fragment, ...]
    missing: tuple[str, ...]

    def parts(self) -> list[tuple[str, str, str]]:
        """(anchor, title, markup) of each page. What the markup holds was escaped when its page was made."""
        paths = frozenset(piece.path for piece in self.members)
        anchors = frozenset((piece.path, anchor) for piece in self.members for anchor in piece.anchors)
        return [(name_of(piece.path), piece.title, "".join(piece.html(paths, anchors))) for piece in self.members]

    def of_others(self, pieces: Collection[Fragment]) -> Iterator[str]:
        """The markup of pieces that stand before the pages, with links into them."""
        paths = frozenset(piece.path for piece in self.members)
        anchors = frozenset((piece.path, anchor) for piece in self.members for anchor in piece.anchors)
        return ("".join(piece.html(paths, anchors)) for piece in pieces)


class Shelf:
    """Pages, and the fragments made of them, each once."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self.pages = pages
        home = pages.get(HOME)
        self.numbers = (fragment(home, only="ct-contacts"),) if home else ()
        """The numbers of the crisis, as the first page has them."""
        self._made: dict[str, Fragment] = {}

    def __getitem__(self, path: str) -> Fragment:
        if path not in self._made:
            self._made[path] = fragment(self.pages[path], without=_DESK.get(path.rpartition("/")[0], ()))
        return self._made[path]

    def about(self, path: str) -> list[str]:
        """The pages of the document about one: it, then the runbooks, contact trees and, but for a service, plans that it leads to."""
        return [path, *self._followed(path, _FOLLOWED_BY_SERVICE if path.startswith("services/") else _FOLLOWED)]

    def for_everybody(self, then: Sequence[str]) -> list[str]:
        """The pages of the document for everybody: the first page, plans, contact trees, runbooks, and the pages ``then``."""
        folders = (path for folder in ("continuity-plans", "contact-trees", "runbooks") for path in self._folder(folder))
        return [path for path in (HOME, *folders, *then) if path in self.pages]

    def gather(self, wanted: Sequence[str], most: int) -> Gathered:
        """Pages in order while there is room in ``most`` characters. The first is taken whatever its length."""
        members: list[Fragment] = []
        missing: list[str] = []
        room = most
        for path in wanted:
            if room < most // FULL:
                missing.append(self.pages[path].title)
                continue
            piece = self[path]
            size = sum(len(part) if isinstance(part, str) else 40 for part in piece.pieces)
            if size > room and members:
                missing.append(piece.title)
                continue
            room -= size
            members.append(piece)
        return Gathered(tuple(members), tuple(missing))

    def _folder(self, folder: str) -> list[str]:
        """The pages of a folder but its index, in order of their titles."""
        found = (page for page in self.pages.values() if page.path.startswith(folder + "/") and not page.path.endswith("/index.html"))
        return [page.path for page in sorted(found, key=lambda page: (page.title.casefold(), page.path))]

    def _followed(self, path: str, folders: Sequence[str]) -> list[str]:
        """The pages of ``folders`` that a page leads to, folder by folder, in the order it names them."""
        links = [link for link in self[path].links if link in self.pages and not link.endswith("/index.html")]
        return [link for folder in folders for link in links if link.startswith(folder + "/")]
