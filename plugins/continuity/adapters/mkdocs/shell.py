"""Stands many pages in the theme without rendering the theme for each.

Pages in one folder that show the same parts differ only in a few places of the theme's output. Their shell is the theme's own
template, rendered once with sentinels in those places and cut there; a page is the pieces joined around its texts. Nothing here
trusts the theme's markup: a shell is used only when a second page, rendered whole, comes out the same to the byte. Where it does
not, pages are rendered whole.
"""

from __future__ import annotations

import copy
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from markupsafe import Markup, escape
from mkdocs.structure.toc import AnchorLink, TableOfContents

from continuity.adapters.mkdocs.generated import FRAME_TEMPLATE, GeneratedPage
from continuity.pages.frame import squeeze

if TYPE_CHECKING:
    from mkdocs.utils.templates import TemplateContext

FEWEST = 4
"""Cutting and proving a shell takes three renderings; fewer pages than this are rendered whole."""

_TOC_ITEM = "partials/toc-item.html"
_FRAME_ITEM = "continuity/contents-item.html"
_SLOTS = ("title", "content", "description", "canonical", "edit", "crumbs", "skip", "contents")
_MARK = "continuity-sentinel-"
_HEADED = "<h1"
"""What the theme looks for in a body, to print no title of its own. Every body of ours has it."""
_TOKEN = re.compile(f"{_MARK}({'|'.join(_SLOTS)})&amp;-")


def _token(slot: str) -> str:
    """A sentinel carries an entity: where a theme escapes what it prints, the sentinel does not come back and the shell is refused."""
    return f"{_MARK}{slot}&amp;-"


class Template(Protocol):
    """A template of the theme."""

    def render(self, context: dict[str, Any], /) -> str: ...


class Templates(Protocol):
    """The theme, as far as the shell needs to know it."""

    def get_template(self, name: str, /) -> Template: ...


Key = tuple[str, str, bool, bool, bool, bool]


def key_of(page: GeneratedPage) -> Key:
    """What decides the shell: relative addresses depend on the folder, parts of the theme on what a page has. Headings do not enter."""
    generated = page.generated
    folder = generated.path.rpartition("/")[0]
    present = (bool(generated.headings), bool(generated.description), bool(page.edit_url), bool(page.crumbs_html))
    return (page.template, folder, *present)


@dataclass(slots=True)
class _Listing:
    """How the theme prints a list of headings: an entry without children, one with, and what stands between two."""

    leaf: tuple[str, ...]
    parent: tuple[str, ...]
    between: str

    def html(self, links: Sequence[AnchorLink], between: str | None = None) -> str:
        """``links`` printed; ``between`` is what stands between two where it is not what stands between children."""
        return (self.between if between is None else between).join(self._item(link) for link in links)

    def _item(self, link: AnchorLink) -> str:
        pieces = self.parent if link.children else self.leaf
        values = {
            "url": link.url,
            "title": link.title,
            "label": _label(link.title),
            "children": self.html(link.children) if link.children else "",
        }
        return "".join(values[piece] if index % 2 else piece for index, piece in enumerate(pieces))


@dataclass(slots=True)
class _Shell:
    """The cut template. ``proven`` once a page rendered whole came out the same."""

    pieces: tuple[str, ...]
    between_entries: str
    proven: bool = False

    def fill(self, values: dict[str, str]) -> str:
        return "".join(values[piece] if index % 2 else piece for index, piece in enumerate(self.pieces))


@dataclass(slots=True)
class Shells:
    """The shells of one build. ``whole`` and ``spliced`` count how pages were made."""

    env: Templates
    pages: Counter[Key] = field(default_factory=Counter)
    whole: int = 0
    spliced: int = 0
    _shells: dict[Key, _Shell | None] = field(default_factory=dict)
    _listing: _Listing | None = None

    @classmethod
    def over(cls, env: Templates, pages: Iterable[GeneratedPage]) -> Shells:
        """Shells for ``pages``; the number of pages that would share one decides whether it is worth cutting."""
        return cls(env, Counter(key_of(page) for page in pages if not page.in_navigation))

    def render(self, page: GeneratedPage, context: TemplateContext) -> str:
        """The whole document of ``page``, the same to the byte whichever way it is made."""
        key = key_of(page)
        if page.in_navigation or self.pages[key] < FEWEST:
            return self._render_whole(page, context)
        if key not in self._shells:
            self._shells[key] = self._cut(page, context)
            return self._render_whole(page, context)
        shell = self._shells[key]
        if shell is None:
            return self._render_whole(page, context)
        spliced = shell.fill(self._values(page, shell))
        if not shell.proven:
            whole = self._render_whole(page, context)
            if whole != spliced:
                self._shells[key] = None
                return whole
            shell.proven = True
        else:
            self.spliced += 1
        return spliced

    def _render_whole(self, page: GeneratedPage, context: TemplateContext) -> str:
        self.whole += 1
        html = self.env.get_template(page.template).render({**context, "page": page})
        before, content, after = html.partition(page.content or "\0")
        return f"{_lean(before, page)}{content}{_lean(after, page)}"

    def _values(self, page: GeneratedPage, shell: _Shell) -> dict[str, str]:
        links = page.toc.items
        return {
            "title": page.meta["title"],
            "content": page.content or "",
            "description": page.meta.get("description", ""),
            "canonical": page.canonical_url or "",
            "edit": page.edit_url or "",
            "crumbs": page.crumbs_html,
            "skip": links[0].url[1:] if links else "",
            "contents": self._listing.html(links, shell.between_entries) if links and self._listing else "",
        }

    def _cut(self, page: GeneratedPage, context: TemplateContext) -> _Shell | None:
        """The theme around ``page``, cut at the sentinels; None when it cannot be cut."""
        model = copy.copy(page)
        model.title = _token("title")
        model.meta = {**page.meta, "title": _token("title")}
        model.content = _token("content") + _HEADED
        if "description" in page.meta:
            model.meta["description"] = _token("description")
        model.canonical_url = _token("canonical") if page.canonical_url else None
        model.edit_url = _token("edit") if page.edit_url else None
        model.crumbs_html = _token("crumbs") if page.crumbs_html else ""
        links = [_leaf("skip"), _leaf("second")] if page.toc.items else []
        model.toc = TableOfContents(links)
        html = self._render_model(model, context)
        between = ""
        if links:
            self._listing = self._listing or self._learn_listing(context, model)
            if self._listing is None:
                return None
            found = _between(html, self._listing.html(links[:1]), self._listing.html(links[1:]))
            if found is None:
                return None
            between = found
            html = html.replace(self._listing.html(links, between), _token("contents"))
        html = html.replace(_token("content") + _HEADED, _token("content"))
        pieces = tuple(_TOKEN.split(html))
        return None if any(_MARK in piece for piece in pieces[::2]) else _Shell(pieces, between)

    def _render_model(self, model: GeneratedPage, context: TemplateContext) -> str:
        return _lean(self.env.get_template(model.template).render({**context, "page": model}), model)

    def _learn_listing(self, context: TemplateContext, model: GeneratedPage) -> _Listing | None:
        """Renders the theme's entry of the table of contents alone and with children, and sees what changes."""
        template = self.env.get_template(_FRAME_ITEM if model.template == FRAME_TEMPLATE else _TOC_ITEM)

        def render(link: AnchorLink) -> str:
            return _lean(template.render({**context, "page": model, "toc_item": link}), model).strip()

        first, second, third = _leaf("first"), _leaf("second"), _leaf("third")
        first.children = [second, third]
        lone = render(third)
        children = (render(second), lone)
        between = _between(render(first), *children)
        if between is None:
            return None
        filled = render(first).replace(between.join(children), "\0children\0")
        parent = _pieces(filled, first)
        leaf = _pieces(lone, third)
        return _Listing(leaf, parent, between)


def _lean(html: str, page: GeneratedPage) -> str:
    """What the theme printed around a page, without what the page has no use for."""
    return squeeze.frame(html) if page.template == FRAME_TEMPLATE else squeeze.markup(html)


@lru_cache(maxsize=4096)
def _label(title: str) -> str:
    """What the theme says of a heading where nobody sees it. Most headings stand on many pages."""
    return str(escape(Markup(title).striptags()))  # noqa: S704  # as the theme does it; escaped again


def _leaf(name: str) -> AnchorLink:
    return AnchorLink(_token(f"{name}-title"), _token(name), 2)


def _pieces(html: str, link: AnchorLink) -> tuple[str, ...]:
    """``html`` cut where the address, the title and the children of ``link`` stand; every second piece names what was there."""
    label = 'aria-label="' + link.title + '"'
    html = html.replace(label, 'aria-label="\0label\0"').replace(link.title, "\0title\0").replace(link.url, "\0url\0")
    return tuple(html.split("\0"))


def _between(html: str, first: str, second: str) -> str | None:
    """What stands between two neighbours in ``html``; None when they are not there, or more than once."""
    if html.count(first) != 1 or html.count(second) != 1:
        return None
    start, end = html.index(first) + len(first), html.index(second)
    return html[start:end] if start <= end and not html[start:end].strip() else None
