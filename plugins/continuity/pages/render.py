"""Page views to finished pages: one way for all of them, every link checked, nothing printed that was not escaped."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from posixpath import dirname
from types import MappingProxyType
from urllib.parse import quote

from continuity.pages import prose
from continuity.pages.blocks import Blocks
from continuity.pages.inlines import Inlines
from continuity.pages.made import Made
from continuity.pages.offers import Offer
from continuity.pages.page import Crumb, Heading, SearchEntry
from continuity.pages.paper import code_of
from continuity.pages.svg import draw
from continuity.pages.whole import Whole
from continuity.views.blocks import PageView, Target
from continuity.views.drawings import Drawing
from continuity.views.said import identity

Place = tuple[str, str]
"""A page's path and an anchor on it, empty for the page itself."""

_ID = re.compile(r' id="([^"]+)"')


_quoted = lru_cache(maxsize=16_384)(quote)  # pages of one folder follow one another


@lru_cache(maxsize=1024)  # there are few folders
def _way(folder: str, base: str) -> str:
    """From one folder to another."""
    here, there = base.split("/") if base else [], folder.split("/") if folder else []
    shared = 0
    while shared < min(len(here), len(there)) and here[shared] == there[shared]:
        shared += 1
    return "".join((*["../"] * (len(here) - shared), *(f"{quote(name)}/" for name in there[shared:])))


def _relative(path: str, base: str) -> str:
    """The address of a page seen from a folder, quoted. Both are addresses below the site's root: nothing in them leads upwards."""
    folder, _, name = path.rpartition("/")
    return _quoted(name) if folder == base else _way(folder, base) + _quoted(name)


def summary(markdown: str) -> str:
    """The first words of an author's text, plain, for a page's description."""
    text = prose.to_text(markdown)
    return text if len(text) <= 160 else text[:159].rsplit(" ", 1)[0] + "…"


class Renderer:
    """Prints page after page. What prints is bound once and asks for the page at hand, so that it is set up once a build.

    ``records`` says where a record is shown, by ``kind/id``, for links in authors' prose; ``pockets`` which file a reader of a page may take
    along, ``offers`` which files for other programs a page has. ``absent`` are (path, anchor) that are known not to be on the site: authors
    who lead there are led to the record itself. ``site`` is the address of the site, empty where it is not known.
    """

    def __init__(
        self,
        records: Mapping[str, Target],
        crisis: str = "",
        pockets: Mapping[str, str] = MappingProxyType({}),
        offers: Mapping[str, tuple[Offer, ...]] = MappingProxyType({}),
        absent: frozenset[Place] = frozenset(),
        site: str = "",
    ) -> None:
        self.records = records
        self.crisis = crisis
        self.pockets = pockets
        self.offers = offers
        self.absent = absent
        self.site = site
        self.path = self.base = ""
        self.links: set[Place] = set()
        self.references: dict[str, str | None] = {}
        self.inlines = Inlines(self.href, self._resolve)
        blocks = Blocks(self.inlines, self.href, self._resolve, self._draw)
        self._print = Whole(self.inlines, blocks, self.href, crisis).page

    def identity(self, view: PageView, edition: str) -> str:
        """The same for the same page: made of all that goes into it but what authors' links become. ``edition`` stands for the code."""
        return identity(view, self.crisis, self.pockets.get(view.path), self.offers.get(view.path, ()), self.site, edition)

    def page(self, view: PageView) -> tuple[Made, str]:
        """The finished page."""
        self._turn_to(view.path)
        pocket = self.pockets.get(view.path)
        html = self._print(view, code_of(view.path, self.site), self._offers(), _relative(pocket, self.base) if pocket else "")
        crumbs = tuple(Crumb(title, self.href(target)) for title, target in view.crumbs)
        made = Made(
            path=view.path,
            title=view.title,
            description=summary(view.description),
            headings=tuple(Heading(section.id, section.title) for section in view.sections),
            crumbs=crumbs,
            source=view.source,
            search=tuple(_search(view)),
            anchors=tuple(_ID.findall(html)),
            links=tuple(sorted(self.links)),
            references=tuple(sorted(self.references.items())),
        )
        return made, html

    def stands(self, made: Made) -> bool:
        """Whether authors' links on a page made earlier would become the same today."""
        self._turn_to(made.path)
        return all(self._resolve(reference) == href for reference, href in made.references)

    def missed(self, made: Made, anchors: Mapping[str, frozenset[str]]) -> Iterable[Place]:
        """Places that authors' links on a page name and that are not there."""
        for reference, _ in made.references:
            place = self._wanted(reference)
            if place is not None and place[1] not in anchors.get(place[0], ()):
                yield place

    def _turn_to(self, path: str) -> None:
        self.path, self.base = path, dirname(path)
        self.links = self.inlines.turn_to(self.path, self.base)
        self.references = {}

    def _offers(self) -> list[Offer]:
        """The files of this page, by their addresses seen from it."""
        return [
            Offer(_relative(offer.path, self.base), offer.text, _relative(offer.code, self.base) if offer.code else "")
            for offer in self.offers.get(self.path, ())
        ]

    def href(self, target: Target) -> str:
        """The address of ``target`` relative to this page. That it is there is looked at when all pages are."""
        self.links.add((target.path, target.anchor))
        return self._address_of(target)

    def _address_of(self, target: Target) -> str:
        path = "" if target.path == self.path else _relative(target.path, self.base)
        return path + (f"#{_quoted(target.anchor)}" if target.anchor else "") or _quoted(target.path.rpartition("/")[2])

    def _draw(self, drawing: Drawing, told: bool) -> str:
        return draw(drawing, self._address, told=told)

    def _address(self, path: str) -> str:
        page, _, anchor = path.partition("#")
        return self.href(Target(page, anchor))

    def _resolve(self, reference: str) -> str | None:
        if reference not in self.references:
            self.references[reference] = self._led(reference)
        return self.references[reference]

    def _led(self, reference: str) -> str | None:
        target = self.records.get(reference.partition("#")[0])
        if target is None:
            return None
        place = self._wanted(reference)
        return self.href(target) if place is None else self._address_of(Target(*place))

    def _wanted(self, reference: str) -> Place | None:
        """The place that an author names beyond a record, unless it is known to be absent."""
        name, _, anchor = reference.partition("#")
        target = self.records.get(name)
        place = (target.path, anchor) if target and anchor else None
        return None if place in self.absent else place


def _search(view: PageView) -> Iterable[SearchEntry]:
    for text in view.search:
        title = prose.to_text(text.title) if text.kind else text.title
        words = prose.to_text(text.text) if text.text else ""
        yield SearchEntry(
            view.path,
            title,
            text.kind or view.kind,
            text.anchor,
            text.exact,
            text.symptoms,
            words,
            view.weight,
            text.alerts,
            text.hosts,
        )
