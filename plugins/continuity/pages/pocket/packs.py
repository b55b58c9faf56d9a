"""Packs for paper: what a pocket plan holds, as a document with sheets, contents and page numbers. Whoever has a printer engine makes files of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from continuity.model.kinds import KINDS
from continuity.pages.inlines import day
from continuity.pages.page import Page
from continuity.pages.paper import address_of, code_of
from continuity.pages.pocket.fragment import name_of
from continuity.pages.pocket.shelf import HOME, MOST_NAMED, Copy, Shelf
from continuity.pages.pocket.templates import style, template

EVERYTHING = "everything"
"""What the pack for everybody is called."""
MOST_OF_ONE, MOST_OF_ALL = 1_000_000, 4_000_000
"""Characters of markup in a pack: some hundred sheets, and some hundred more than anybody keeps in a folder."""


@dataclass(frozen=True, slots=True)
class Pack:
    """A document to print. ``name`` is of its file, without an ending; ``missing`` is how many pages found no room and are named in it."""

    name: str
    title: str
    html: str
    missing: int


def subjects(pages: Iterable[Page]) -> dict[str, str]:
    """By what a pack may be asked for, the path of its page: ``role/recovery-lead``, and ``everything``. Only what the audience sees is there."""
    kinds = {KINDS[kind].folder: kind for kind in KINDS}
    found = {EVERYTHING: HOME}
    for page in pages:
        folder, _, file = page.path.rpartition("/")
        if folder in kinds and file != "index.html":
            found[f"{kinds[folder]}/{file.removesuffix('.html')}"] = page.path
    return found


def packs(pages: Iterable[Page], wanted: Iterable[str], copy: Copy, site: str = "") -> Iterator[Pack]:
    """The packs of pages at the paths ``wanted``; that of the first page is for everybody. ``site`` is the address of the site, for codes that lead
    back to it; empty where it is not known."""
    shelf = Shelf({page.path: page for page in pages})
    roles = sorted(path for path in shelf.pages if path.startswith("roles/") and path != "roles/index.html")
    for path in wanted:
        if path == HOME:
            yield _pack(EVERYTHING, "Everything", HOME, shelf.for_everybody(roles), MOST_OF_ALL, shelf, copy, site)
        else:
            yield _pack(name_of(path), shelf.pages[path].title, path, shelf.about(path), MOST_OF_ONE, shelf, copy, site)


def _pack(name: str, title: str, path: str, wanted: Sequence[str], most: int, shelf: Shelf, copy: Copy, site: str) -> Pack:
    gathered = shelf.gather(wanted, most)
    html = template(
        "pack.html"
    ).render(
        title=title,
        copy=copy,
        as_of=day(copy.as_of),
        expires=day(copy.expires),
        style=Markup(style("pack.css")),  # noqa: S704 - ours
        address=address_of(path, site) if site else "",
        code=Markup(code_of(path, site)),  # noqa: S704 - drawn from an address, which is in it as dots
        numbers=[Markup(html) for html in gathered.of_others(shelf.numbers)],  # noqa: S704 - escaped when its page was made
        parts=[(name, heading, Markup(html)) for name, heading, html in gathered.parts()],  # noqa: S704
        missing=gathered.missing[:MOST_NAMED],
        without=len(gathered.missing),
    )
    return Pack(name, title, html, len(gathered.missing))
