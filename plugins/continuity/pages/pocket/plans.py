"""Which pages have a pocket plan, and the documents they make."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

from markupsafe import Markup

from continuity.model.portfolio import Portfolio
from continuity.pages.inlines import day
from continuity.pages.page import Asset, Page
from continuity.pages.pocket.fragment import name_of
from continuity.pages.pocket.shelf import HOME, MOST_NAMED, Copy, Shelf
from continuity.pages.pocket.templates import style, template

FOLDER = "pocket"
EVERYBODY = f"{FOLDER}/all.html"
MOST_SERVICES = 100
"""A pocket plan of its own is for the most urgent services; of thousands, nobody carries the rest."""
MOST_OF_ONE, MOST_OF_ALL = 400_000, 2_000_000
"""Bytes of the plan of a service or role, and of the plan for everybody. A cheap phone opens a document of this size in a second."""


def pockets_of(portfolio: Portfolio) -> dict[str, str]:
    """By page, the file of its pocket plan: every role, the most urgent services by the order of tiers, and the first page for everybody."""
    ranks = {tier.id: rank for rank, tier in enumerate(portfolio.organisation.tiers)}
    services = sorted(portfolio.services.values(), key=lambda service: (ranks.get(service.tier or "", len(ranks)), service.id))
    urgent = [f"services/{service.id}.html" for service in services[:MOST_SERVICES]]
    own = (*urgent, *(f"roles/{role}.html" for role in portfolio.roles))
    return {HOME: EVERYBODY, **{path: f"{FOLDER}/{name_of(path)}.html" for path in own}}


def pocket_files(pages: Iterable[Page], pockets: Mapping[str, str], copy: Copy) -> Iterator[Asset]:
    """The pocket plans at ``pockets``, in order of their pages' paths; the one for everybody comes last."""
    shelf = Shelf({page.path: page for page in pages})
    chosen = sorted(path for path in pockets if path in shelf.pages and path != HOME)
    for path in chosen:
        yield Asset(pockets[path], _document(shelf.pages[path].title, shelf.about(path), shelf, copy, MOST_OF_ONE))
    yield Asset(EVERYBODY, _document("Everything", shelf.for_everybody(chosen), shelf, copy, MOST_OF_ALL))


def _document(title: str, wanted: Sequence[str], shelf: Shelf, copy: Copy, most: int) -> bytes:
    """Pages are taken in order while there is room; those that are not are named."""
    gathered = shelf.gather(wanted, most)
    look = style("pocket.css")
    html = template(
        "pocket.html"
    ).render(
        title=title,
        copy=copy,
        as_of=day(copy.as_of),
        expires=day(copy.expires),
        style=Markup(look),  # noqa: S704 - ours
        style_hash=base64.b64encode(hashlib.sha256(look.encode()).digest()).decode(),
        numbers=[Markup(html) for html in gathered.of_others(shelf.numbers)],  # noqa: S704 - escaped when its page was made
        parts=[(name, heading, Markup(html)) for name, heading, html in gathered.parts()],  # noqa: S704
        missing=gathered.missing[:MOST_NAMED],
        without=len(gathered.missing),
    )
    return html.encode()
