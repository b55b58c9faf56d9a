"""Where the tabs and the drawer lead: a handful of index pages, whatever the size of the organisation."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from continuity.adapters.mkdocs.generated import source_uri
from continuity.pages.page import Page

TABS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Home", ("index.html",)),
    ("Services", ("services/index.html",)),
    ("Runbooks", ("runbooks/index.html",)),
    ("Plans", ("continuity-plans/index.html",)),
    ("Scenarios", ("scenarios/index.html",)),
    ("Contacts", ("contacts/index.html", "contact-trees/index.html", "people/index.html")),
    ("Recovery", ("recovery/index.html",)),
    ("Programme", ("programme/index.html", "reviews/index.html")),
)
"""Name of a tab, and the pages it may lead to; the first that exists is taken."""

UNDER = {
    **dict.fromkeys(
        ("contact-trees", "people", "teams", "roles", "vendors", "sites", "channels", "parties", "messages", "resources"), "contacts"
    ),
    **dict.fromkeys(
        ("reviews", "risks", "exercises", "incidents", "actions", "controls", "records", "frameworks", "processes", "changes"), "programme"
    ),
}
"""By folder without a tab of its own, the folder whose tab lights up for its pages."""

BY_HAND = "Using this site"


def default_navigation(pages: Iterable[Page], hand_written: Sequence[str]) -> list[dict[str, Any]]:
    """Navigation for a ``mkdocs.yml`` that has none: the tabs that have a page, then all hand-written pages under one."""
    paths = {page.path for page in pages}
    tabs: list[dict[str, Any]] = []
    for title, candidates in TABS:
        if path := next((path for path in candidates if path in paths), None):
            tabs.append({title: source_uri(path)})
    if hand_written:
        tabs.append({BY_HAND: list(hand_written)})
    return tabs


def lit(path: str, tabs: Container[str]) -> str:
    """The folder whose tab lights up for the page at ``path``: its own where that has one."""
    folder = path.rpartition("/")[0]
    return folder if folder in tabs else UNDER.get(folder.partition("/")[0], folder)


def titles(navigation: object) -> dict[str, str]:
    """Titles by source address, for every page that a navigation setting names. A page named without a title has an empty one."""
    if isinstance(navigation, str):
        return {navigation: ""}
    found: dict[str, str] = {}
    if isinstance(navigation, dict):
        for title, target in navigation.items():
            found |= {target: str(title)} if isinstance(target, str) else titles(target)
    elif isinstance(navigation, list):
        for item in navigation:
            found |= titles(item)
    return found
