"""A page of the site as a piece of a longer document.

What leads nowhere without the site is taken out: pictures (their words stay), what needs a script, sections for a desk. Headings go down a
level, anchors get the name of their page, and links inside the site wait for the document that says which pages it holds.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from html import escape, unescape
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from continuity.pages.page import Page

_ALONE = frozenset({"br", "hr", "img", "input", "wbr", "meta", "link"})
_DROPPED_TAGS = frozenset({"svg", "nav", "script", "style", "form", "button", "input", "img", "template", "dialog"})
_DROPPED_CLASSES = frozenset({"ct-pocket", "ct-code", "ct-drawing", "ct-search-prompt", "ct-scripted", "ct-bar", "ct-back"})
_LOWER = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6"}
_KEPT_ATTRIBUTES = frozenset(
    {"class", "data-title", "scope", "colspan", "datetime", "aria-hidden", "aria-label", "title", "start", "value", "open"}
)
_LEADS_OUT = ("tel:", "sms:", "mailto:", "http://", "https://")
_SECTION = re.compile(r"<section(?P<quiet> class=ct-quiet)? aria-labelledby=(?P<id>[^ >]*)>")
_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*)>|([^<]+)')
_ATTRIBUTE = re.compile(r'([^\s"=/>]+)(?:=(?:"([^"]*)"|([^\s"=>]+)))?')
_PICTURE = re.compile(r"<svg\b.*?</svg>", re.DOTALL)
_HREF = re.compile(r'<a (?:class=[^ >]+ )?href=(?:"([^"]*)"|([^\s">]+))')
_ENDED_BY = {"li": {"li"}, "dt": {"dt", "dd"}, "dd": {"dt", "dd"}, "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"}}
_ENDED_BY["tbody"] = _ENDED_BY["tr"] | {"thead"}
"""Elements whose end our printers leave to the parser, by the beginning that is their end too. The end of what they stand in is so for all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a link inside the site leads: the path of a page, and an anchor on it or nothing."""

    path: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Opening:
    """The beginning of a link inside the site; ``None`` in the pieces of a fragment is its end."""

    place: Place


Piece = str | Opening | None


@dataclass(frozen=True, slots=True)
class Fragment:
    """``pieces`` are markup and links inside the site; ``anchors`` are those that are left on the page; ``links`` are the pages that the whole
    page leads to, those of left out sections too, in order."""

    path: str
    title: str
    pieces: tuple[Piece, ...]
    anchors: frozenset[str]
    links: tuple[str, ...]

    def html(self, members: Collection[str], anchors: Collection[tuple[str, str]]) -> Iterator[str]:
        """The markup in a document of the pages ``members`` with ``anchors``, as (path, anchor). Links to other pages are plain text there."""
        open_ = False
        for piece in self.pieces:
            if isinstance(piece, str):
                yield piece
            elif piece is None:
                if open_:
                    yield "</a>"
                open_ = False
            elif piece.place.path in members:
                place = piece.place
                known = place.anchor and (place.path, place.anchor) in anchors
                yield f'<a href="#{escape(name_of(place.path, place.anchor if known else ""))}">'
                open_ = True


def name_of(path: str, anchor: str = "") -> str:
    """The anchor in a pocket plan for a page, or for an anchor on it. Neither has a colon or a dot in its name, so no two are one."""
    page = path.removesuffix(".html").replace("/", ".")
    return f"{page}:{anchor}" if anchor else page


def fragment(page: Page, *, without: Collection[str] = (), only: str = "") -> Fragment:
    """``page`` without its quiet sections and those named by their ids in ``without``; or only its first element of the class ``only``."""
    reader = _Reader(page.path, only)
    for text, is_left_out in _cut(page.html, without):
        if is_left_out:  # most of a page, often: looked at for its links alone
            for found in _HREF.finditer(text):
                reader.note(place_of(unescape(found[1] or found[2]), page.path))
        else:
            reader.feed(text)
    return Fragment(page.path, page.title, tuple(_joined(reader.pieces)), frozenset(reader.anchors), tuple(dict.fromkeys(reader.links)))


def _cut(html: str, without: Collection[str]) -> Iterator[tuple[str, bool]]:
    """A page in pieces, each with whether it is left out. Our template opens a section in one way only, and no text holds a bare ``<``."""
    starts = [*_SECTION.finditer(html)]
    ends = (*(start.start() for start in starts), len(html))
    yield html[: ends[0]], False
    for start, end in zip(starts, ends[1:], strict=True):
        if not (start["quiet"] or start["id"] in without):
            yield html[start.start() : end], False
            continue
        body, _, rest = html[start.end() : end].rpartition("</section>")
        yield body, True
        yield rest, False


@lru_cache(maxsize=20_000)
def place_of(href: str, path: str) -> Place | None:
    """Where a link on the page at ``path`` leads inside the site; None when it leads out of it, or nowhere."""
    if not href or href.startswith(_LEADS_OUT):
        return None
    goal, _, anchor = href.partition("#")
    return Place(normpath(join(dirname(path), unquote(goal))) if goal else path, unquote(anchor))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The same with neighbouring texts made one."""
    waiting: list[str] = []
    for piece in pieces:
        if isinstance(piece, str):
            waiting.append(piece)
            continue
        if waiting:
            yield "".join(waiting)
            waiting = []
        yield piece
    if waiting:
        yield "".join(waiting)


@dataclass(frozen=True, slots=True)
class _Tag:
    """The beginning of an element: whether it is left out with all that is in it, its classes and attributes (values escaped), and what it is
    printed as where neither link nor anchor is in it."""

    alone: bool
    dropped: bool
    classes: frozenset[str]
    values: Mapping[str, str]
    start: str
    end: str


@lru_cache(maxsize=20_000)
def _tag(name: str, attributes: str) -> _Tag:
    """A page has thousands of elements and dozens of kinds of them."""
    values = {match[1]: match[2] or match[3] or "" for match in _ATTRIBUTE.finditer(attributes)}
    classes = frozenset(values.get("class", "").split())
    made = {key: value for key, value in values.items() if key in _KEPT_ATTRIBUTES}
    if name == "details" and "ct-twin" in classes:
        made["open"] = ""  # the picture it is the words of is not here
    if name == "a":
        made |= {"href": values.get("href", ""), "rel": "noopener noreferrer"}
    printed = _LOWER.get(name, name)
    text = "".join(f' {key}="{value}"' if value or key != "open" else f" {key}" for key, value in made.items())
    dropped = name in _DROPPED_TAGS or bool(classes & _DROPPED_CLASSES)
    return _Tag(name in _ALONE or attributes.endswith("/"), dropped, classes, values, f"<{printed}{text}>", f"</{printed}>")


class _Reader:
    """Goes through a page once. ``stack`` has, of each open element, its name, the end it gets, and whether it stays; ``skipping`` counts those
    that do not.

    What it reads was printed by our templates: an element is closed unless the next one or what it stands in ends it, no text holds a bare ``<``.
    """

    def __init__(self, path: str, only: str) -> None:
        self.path = path
        self.only = only
        self.seen_only = False
        self.skipping = 0
        self.pieces: list[Piece] = []
        self.stack: list[tuple[str, Piece, bool]] = []
        self.anchors: set[str] = set()
        self.links: list[str] = []

    def feed(self, html: str) -> None:
        """Goes on with a piece of the page."""
        for token in _TOKEN.finditer(_PICTURE.sub("", html)):
            end, name, attributes, text = token.groups()
            if text is not None:
                if not self.skipping and (self.stack or not self.only):
                    self.pieces.append(text)
            elif not end:
                self._open(name, _tag(name, attributes))
            elif name not in _ALONE:
                self._close(name)

    def note(self, place: Place | None) -> None:
        """Remembers that the page leads to another."""
        if place is not None and place.path != self.path:
            self.links.append(place.path)

    def _open(self, name: str, tag: _Tag) -> None:
        ended = _ENDED_BY.get(name, ())
        while self.stack and self.stack[-1][0] in ended:
            self._end()
        href = unescape(tag.values.get("href", "")) if name == "a" else ""
        place = place_of(href, self.path)
        self.note(place)
        wanted = not self.only or bool(self.stack) or (not self.seen_only and self.only in tag.classes)
        if self.skipping or not wanted or tag.dropped:
            if not tag.alone and (self.skipping or wanted):
                self.skipping += 1
                self.stack.append((name, "", False))
            return
        self.seen_only = True
        start: Piece = tag.start
        end: Piece = tag.end
        if place is not None:
            # A heading that leads to itself is for who wants its address.
            itself = self.stack and self.stack[-1][0] == "h2" and place.path == self.path
            start, end = ("", "") if itself else (Opening(place), None)
        elif name == "a" and not href.startswith(_LEADS_OUT):
            start = end = ""
        elif anchor := tag.values.get("id"):
            self.anchors.add(unescape(anchor))
            start = f'{tag.start[:-1]} id="{escape(name_of(self.path, unescape(anchor)))}">'
        self.pieces.append(start)
        if not tag.alone:
            self.stack.append((name, end, True))

    def _close(self, name: str) -> None:
        while self.stack and self.stack[-1][0] != name:
            self._end()
        if self.stack:
            self._end()

    def _end(self) -> None:
        _, end, stays = self.stack.pop()
        if stays:
            self.pieces.append(end)
        else:
            self.skipping -= 1
