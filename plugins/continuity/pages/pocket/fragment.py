"""A page of the site as a piece of a longer document.

What leads nowhere without the site is taken out: pictures (their words stay), what needs a script, sections for a desk. Headings go down a
level, anchors get the name of their page, and links inside the site wait for the document that says which pages it holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote

from continuity.pages.page import Page

_ALONE = frozenset({"br", "hr", "img", "input", "wbr", "meta", "link"})
_DROPPED_TAGS = frozenset({"svg", "nav", "script", "style", "form", "button", "input", "img", "template", "dialog"})
_DROPPED_CLASSES = frozenset({"headerlink", "ct-drawing", "ct-search-prompt", "ct-scripted", "ct-bar"})
_LOWER = {"h1": "h2", "h2": "h3", "h3": "h4", "h4": "h5", "h5": "h6"}
_KEPT_ATTRIBUTES = frozenset(
    {"class", "data-title", "scope", "colspan", "datetime", "aria-hidden", "aria-label", "title", "start", "value", "open"}
)
_LEADS_OUT = ("tel:", "sms:", "mailto:", "http://", "https://")
_QUIET = "ct-quiet"


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
    reader = _Reader(page.path, without, only)
    reader.feed(page.html)
    reader.close()
    return Fragment(page.path, page.title, tuple(_joined(reader.pieces)), frozenset(reader.anchors), tuple(dict.fromkeys(reader.links)))


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


class _Reader(HTMLParser):
    """Goes through a page once. ``skipping`` counts the open elements of what is left out; ``stack`` has the end that each open element gets."""

    def __init__(self, path: str, without: Collection[str], only: str) -> None:
        super().__init__(convert_charrefs=False)
        self.path = path
        self.without = frozenset(without)
        self.only = only
        self.seen_only = False
        self.skipping = 0
        self.pieces: list[Piece] = []
        self.stack: list[Piece] = []
        self.anchors: set[str] = set()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        classes = frozenset(values.get("class", "").split())
        place = self._place(values.get("href", "")) if tag == "a" else None
        if place is not None and place.path != self.path:
            self.links.append(place.path)
        wanted = not self.only or bool(self.stack) or (not self.seen_only and self.only in classes)
        if self.skipping or not wanted or self._dropped(tag, classes, values):
            if tag not in _ALONE and (self.skipping or wanted):
                self.skipping += 1
            return
        self.seen_only = True
        if place is not None:
            self._open(tag, Opening(place), None)
        elif tag == "a" and not values.get("href", "").startswith(_LEADS_OUT):
            self._open(tag, "", "")
        else:
            name = _LOWER.get(tag, tag)
            self._open(tag, f"<{name}{self._attributes(tag, classes, values)}>", f"</{name}>")

    def handle_endtag(self, tag: str) -> None:
        if tag in _ALONE:
            return
        if self.skipping:
            self.skipping -= 1
        elif self.stack:
            self.pieces.append(self.stack.pop())

    def handle_data(self, data: str) -> None:
        self._text(data)

    def handle_entityref(self, name: str) -> None:
        self._text(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._text(f"&#{name};")

    def _text(self, text: str) -> None:
        if not self.skipping and (self.stack or not self.only):
            self.pieces.append(text)

    def _open(self, tag: str, start: Piece, end: Piece) -> None:
        self.pieces.append(start)
        if tag not in _ALONE:
            self.stack.append(end)

    def _dropped(self, tag: str, classes: frozenset[str], values: dict[str, str]) -> bool:
        if tag in _DROPPED_TAGS or classes & _DROPPED_CLASSES or "data-continuity-search" in values:
            return True
        return tag == "section" and "ct-section" in classes and (_QUIET in classes or values.get("aria-labelledby") in self.without)

    def _attributes(self, tag: str, classes: frozenset[str], values: dict[str, str]) -> str:
        made = {name: value for name, value in values.items() if name in _KEPT_ATTRIBUTES}
        if anchor := values.get("id"):
            self.anchors.add(anchor)
            made["id"] = name_of(self.path, anchor)
        if tag == "a":
            made["href"] = values["href"]
            made["rel"] = "noopener noreferrer"
        if tag == "details" and "ct-twin" in classes:
            made["open"] = ""  # the picture it is the words of is not here
        return "".join(f' {name}="{escape(value)}"' if value or name != "open" else f" {name}" for name, value in made.items())

    def _place(self, href: str) -> Place | None:
        """Where a link leads inside the site; None when it leads out of it, or nowhere."""
        if not href or href.startswith(_LEADS_OUT):
            return None
        path, _, anchor = href.partition("#")
        return Place(normpath(join(dirname(self.path), unquote(path))) if path else self.path, unquote(anchor))
