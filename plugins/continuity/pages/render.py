"""Page views to finished pages: one template for all of them, every link checked, nothing printed that was not escaped."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass
from functools import lru_cache
from posixpath import dirname, relpath
from types import MappingProxyType, NoneType
from typing import Any, get_args
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from continuity.pages import prose
from continuity.pages.inlines import Inlines, sign, zone
from continuity.pages.offers import Offer
from continuity.pages.page import Crumb, Heading, Page, SearchEntry, Site
from continuity.pages.svg import draw
from continuity.pages.tables import Tables
from continuity.views.blocks import Inline, PageView, Section, Step, Target
from continuity.views.drawings import Drawing


class BrokenLinkError(Exception):
    """A page links to a place that no page has: a fault of ours, never of plan data."""


def build_pages(
    views: Iterable[PageView],
    records: Mapping[str, Target],
    crisis: str = "",
    pockets: Mapping[str, str] = MappingProxyType({}),
    offers: Mapping[str, tuple[Offer, ...]] = MappingProxyType({}),
) -> Site:
    """Finished pages of all views, in order. ``records`` says where a record is shown, by ``kind/id``, for links in authors' prose;
    ``pockets`` which file a reader of a page may take along, ``offers`` which files for other programs a page has.

    Raises BrokenLinkError when a view leads somewhere that does not exist.
    """
    waiting = deque(views)
    renderer = _Renderer({view.path: anchors_of(view) for view in waiting}, records, crisis, pockets, offers)
    pages = []
    while waiting:
        # A view is let go once it is printed: thousands of them are larger than the pages they make.
        pages.append(renderer.page(waiting.popleft()))
    return Site(tuple(pages))


def anchors_of(view: PageView) -> frozenset[str]:
    """Every id on the page that a link may lead to."""
    return frozenset(_anchors(view))


def _anchors(value: object) -> Iterable[str]:
    if isinstance(value, tuple):
        for item in value:
            if type(item) not in _WITHOUT_ANCHORS:
                yield from _anchors(item)
    elif isinstance(value, Step):
        yield f"step-{value.id}"
    elif is_dataclass(value):
        found = getattr(value, "id", "")
        if found:
            yield found
        cls: Any = type(value)
        for name in _field_names(cls):
            inner = getattr(value, name)
            if type(inner) not in _WITHOUT_ANCHORS:
                yield from _anchors(inner)


#: What is looked at by the thousand on a page and never has an id.
_WITHOUT_ANCHORS = frozenset((*get_args(Inline), Target, str, bool, int, float, NoneType))


@lru_cache
def _field_names(cls: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(cls))


@lru_cache(maxsize=65_536)
def _relative(path: str, base: str) -> str:
    """The address of a page seen from a folder, quoted."""
    return quote(relpath(path, base or "."))


def _environment() -> Environment:
    return Environment(
        loader=PackageLoader("continuity.pages", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )


def summary(markdown: str) -> str:
    """The first words of an author's text, plain, for a page's description."""
    text = prose.to_text(markdown)
    return text if len(text) <= 160 else text[:159].rsplit(" ", 1)[0] + "…"


class _Renderer:
    """Prints page after page. What templates call is bound once and asks for the page at hand, so that they are set up once a build."""

    def __init__(
        self,
        anchors: Mapping[str, frozenset[str]],
        records: Mapping[str, Target],
        crisis: str,
        pockets: Mapping[str, str],
        offers: Mapping[str, tuple[Offer, ...]],
    ) -> None:
        self.anchors = anchors
        self.records = records
        self.pockets = pockets
        self.offers = offers
        self.path = self.base = ""
        self.inlines = inlines = Inlines(self.href, self._resolve)
        tables = Tables(inlines)
        environment = _environment()
        environment.globals |= {
            "kind": lambda item: type(item).__name__,
            "crisis": crisis,
            "href": self.href,
            "inline": inlines.one,
            "inlines": inlines.all,
            "table": tables.table,
            "contacts": tables.contacts,
            "sign": sign,
        }
        environment.filters |= {
            "zone": zone,
            "prose": lambda text: Markup(prose.to_html(text, self._resolve)),  # noqa: S704 - sanitised there
            "draw": self._draw,
        }
        self.template = environment.get_template("page.html")

    def page(self, view: PageView) -> Page:
        self.path, self.base = view.path, dirname(view.path)
        self.inlines.turn_to(self.path, self.base)
        pocket = self.pockets.get(view.path)
        html = self.template.render(view=view, pocket=_relative(pocket, self.base) if pocket else "", offers=self._offers())
        return Page(
            path=view.path,
            title=view.title,
            html=html,
            description=summary(view.description),
            headings=tuple(_heading(s) for s in view.sections),
            crumbs=tuple(Crumb(title, self.href(target)) for title, target in view.crumbs),
            source=view.source,
            search=tuple(_search(view)),
        )

    def _offers(self) -> list[Offer]:
        """The files of this page, by their addresses seen from it."""
        return [
            Offer(_relative(offer.path, self.base), offer.text, _relative(offer.code, self.base) if offer.code else "")
            for offer in self.offers.get(self.path, ())
        ]

    def href(self, target: Target) -> str:
        """The address of ``target`` relative to this page. Raises BrokenLinkError."""
        known = self.anchors.get(target.path)
        if known is None:
            raise BrokenLinkError(f"{self.path} links to {target.path}, which no page has")
        if target.anchor and target.anchor not in known:
            raise BrokenLinkError(f"{self.path} links to {target.path}#{target.anchor}, which that page does not have")
        path = "" if target.path == self.path else _relative(target.path, self.base)
        return path + (f"#{quote(target.anchor)}" if target.anchor else "") or quote(target.path.rpartition("/")[2])

    def _draw(self, drawing: Drawing) -> Markup:
        return Markup(draw(drawing, self._address))  # noqa: S704 - escaped there

    def _address(self, path: str) -> str:
        return self.href(Target(path))

    def _resolve(self, reference: str) -> str | None:
        name, _, anchor = reference.partition("#")
        target = self.records.get(name)
        if target is None:
            return None
        wanted = Target(target.path, anchor or target.anchor)
        return self.href(wanted if wanted.anchor in self.anchors.get(wanted.path, ()) or not wanted.anchor else target)


def _heading(section: Section) -> Heading:
    return Heading(section.id, section.title)


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


def text_of(view: PageView) -> str:
    """Plain words of a page, for search and descriptions."""
    return " ".join(_words(view))


def _words(value: Any) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _words(item)
    elif is_dataclass(value) and not isinstance(value, Target | type):
        for field in fields(value):
            yield from _words(getattr(value, field.name))
