"""Which pages go into which pocket plan, and the documents they make."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from continuity.model.portfolio import Portfolio
from continuity.pages.inlines import day
from continuity.pages.page import Asset, Page
from continuity.pages.pocket.fragment import Fragment, fragment, name_of

FOLDER = "pocket"
EVERYBODY = f"{FOLDER}/all.html"
MOST_SERVICES = 100
"""A pocket plan of its own is for the most urgent services; of thousands, nobody carries the rest."""
MOST_OF_ONE, MOST_OF_ALL = 400_000, 2_000_000
"""Bytes of the plan of a service or role, and of the plan for everybody. A cheap phone opens a document of this size in a second."""

LEAST = 2_000
"""No page is smaller; with less room than this left, none is looked at."""
MOST_NAMED = 300
"""So many pages that found no room are named."""

_HOME = "index.html"
_DESK: Mapping[str, frozenset[str]] = {
    "services": frozenset(
        ("needed-by", "blast", "blast-call", "objectives", "capability", "backups", "sites", "offerings", "evidence", "about")
    ),
    "continuity-plans": frozenset(("scope", "related", "distribution", "maintenance", "log", "links")),
    "contact-trees": frozenset(("weak",)),
    "": frozenset(("all-pages",)),
}
"""By folder, the sections that are read at a desk."""
_FOLLOWED = ("runbooks", "contact-trees", "continuity-plans")
_FOLLOWED_BY_SERVICE = ("runbooks", "contact-trees")


@dataclass(frozen=True, slots=True)
class Copy:
    """What a carried copy says of itself; ``built`` as people read it."""

    organisation: str
    as_of: date
    built: str
    expires: date
    audience: str


def pockets_of(portfolio: Portfolio) -> dict[str, str]:
    """By page, the file of its pocket plan: every role, the most urgent services by the order of tiers, and the first page for everybody."""
    ranks = {tier.id: rank for rank, tier in enumerate(portfolio.organisation.tiers)}
    services = sorted(portfolio.services.values(), key=lambda service: (ranks.get(service.tier or "", len(ranks)), service.id))
    urgent = [f"services/{service.id}.html" for service in services[:MOST_SERVICES]]
    own = (*urgent, *(f"roles/{role}.html" for role in portfolio.roles))
    return {_HOME: EVERYBODY, **{path: f"{FOLDER}/{name_of(path)}.html" for path in own}}


def pocket_files(pages: Iterable[Page], pockets: Mapping[str, str], copy: Copy) -> Iterator[Asset]:
    """The pocket plans at ``pockets``, in order of their pages' paths; the one for everybody comes last."""
    shelf = _Shelf({page.path: page for page in pages})
    home = shelf.pages.get(_HOME)
    numbers = (fragment(home, only="ct-contacts"),) if home else ()
    chosen = sorted(path for path in pockets if path in shelf.pages and path != _HOME)
    for path in chosen:
        followed = _FOLLOWED_BY_SERVICE if path.startswith("services/") else _FOLLOWED
        wanted = [path, *shelf.followed(path, followed)]
        yield Asset(pockets[path], _document(shelf.pages[path].title, wanted, shelf, numbers, copy, MOST_OF_ONE))
    everybody = [_HOME, *(path for folder in ("continuity-plans", "contact-trees", "runbooks") for path in shelf.folder(folder)), *chosen]
    yield Asset(EVERYBODY, _document("Everything", [path for path in everybody if path in shelf.pages], shelf, numbers, copy, MOST_OF_ALL))


class _Shelf:
    """Pages, and the fragments made of them, each once."""

    def __init__(self, pages: Mapping[str, Page]) -> None:
        self.pages = pages
        self._made: dict[str, Fragment] = {}

    def __getitem__(self, path: str) -> Fragment:
        if path not in self._made:
            self._made[path] = fragment(self.pages[path], without=_DESK.get(path.rpartition("/")[0], ()))
        return self._made[path]

    def folder(self, folder: str) -> list[str]:
        """The pages of a folder but its index, in order of their titles."""
        found = (page for page in self.pages.values() if page.path.startswith(folder + "/") and not page.path.endswith("/index.html"))
        return [page.path for page in sorted(found, key=lambda page: (page.title.casefold(), page.path))]

    def followed(self, path: str, folders: Sequence[str]) -> list[str]:
        """The pages of ``folders`` that a page leads to, folder by folder, in the order it names them."""
        links = [link for link in self[path].links if link in self.pages and not link.endswith("/index.html")]
        return [link for folder in folders for link in links if link.startswith(folder + "/")]


def _document(title: str, wanted: Sequence[str], shelf: _Shelf, numbers: tuple[Fragment, ...], copy: Copy, most: int) -> bytes:
    """Pages are taken in order while there is room; those that are not are named."""
    members: list[Fragment] = []
    missing: list[str] = []
    room = most
    for path in wanted:
        if room < LEAST:
            missing.append(shelf.pages[path].title)
            continue
        piece = shelf[path]
        size = sum(len(part) if isinstance(part, str) else 40 for part in piece.pieces)
        if size > room and members:
            missing.append(piece.title)
            continue
        room -= size
        members.append(piece)
    paths = frozenset(piece.path for piece in members)
    anchors = frozenset((piece.path, anchor) for piece in members for anchor in piece.anchors)
    html = _template().render(
        title=title,
        copy=copy,
        as_of=day(copy.as_of),
        expires=day(copy.expires),
        style=Markup(_style()),  # noqa: S704 - ours
        style_hash=base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode(),
        numbers=[Markup("".join(piece.html(paths, anchors))) for piece in numbers],  # noqa: S704 - escaped when its page was made
        parts=[(name_of(piece.path), piece.title, Markup("".join(piece.html(paths, anchors)))) for piece in members],  # noqa: S704
        missing=missing[:MOST_NAMED],
        without=len(missing),
    )
    return html.encode()


@lru_cache(maxsize=1)
def _style() -> str:
    return (files("continuity.pages") / "templates" / "pocket.css").read_text(encoding="utf-8")


@lru_cache(maxsize=1)
def _template() -> Template:
    environment = Environment(
        loader=PackageLoader("continuity.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("pocket.html")
