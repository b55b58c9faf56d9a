"""What has failed? A reader says it, and the page says what follows: what stops, what cannot be used, what to work on, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from continuity.analysis.situation import Bond, situation_map
from continuity.model.base import Ref
from continuity.views.blocks import LinkTo, PageView, Paragraph, SearchText, Section, Situation, Target, Text
from continuity.views.context import Context
from continuity.views.sheets import Sheet, sheet

PATH = "situation.html"
HEADING = "what-has-failed"


@dataclass(frozen=True, slots=True)
class Node:
    """Something that can be lost, as it is shown. ``target`` is None for what has no page (a name that nothing bears)."""

    kind: str
    id: str
    name: str
    target: Target | None
    takes: int | None
    due: int | None


@dataclass(frozen=True, slots=True)
class Book:
    """A runbook, the numbers of the services it brings back, and the ids of the scenarios it was written for (none: for any)."""

    title: str
    target: Target
    services: tuple[int, ...]
    scenarios: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """All that the reader's browser reckons with. Times are seconds."""

    nodes: tuple[Node, ...]
    bonds: tuple[Bond, ...]
    books: tuple[Book, ...]
    host: int | None


def chart(context: Context) -> Chart:
    """The graph as this audience may see it, with names and addresses."""
    found = situation_map(context.study)
    nodes = tuple(
        Node(thing.ref.kind, thing.ref.id, context.label(thing.ref), context.target(thing.ref), thing.takes, thing.due)
        for thing in found.things
    )
    number = {thing.ref: index for index, thing in enumerate(found.things)}
    books = tuple(
        Book(
            book.title,
            Target(f"runbooks/{book.id}.html"),
            tuple(dict.fromkeys(number[ref] for s in book.services if (ref := context.portfolio.resolve(s)) in number)),
            tuple(dict.fromkeys(context.portfolio.resolve(s).id for s in book.scenarios)),
        )
        for book in context.portfolio.runbooks.values()
    )
    return Chart(nodes, found.bonds, books, found.host)


def tool(lost: Iterable[Ref] = (), *, scenario: str = "", is_open: bool = False) -> Situation:
    """The place where a reader says what has failed, with what a scenario is known to take already said."""
    return Situation(
        tuple(str(ref) for ref in lost),
        scenario,
        "Say what has failed, and see what follows",
        LinkTo("What stops with each service, site and vendor", Target("recovery/blast.html")),
        is_open,
    )


def pages(context: Context) -> Iterator[Sheet]:
    """The page for a failure that no scenario foresaw."""
    yield sheet(PATH, _page, context)


def _page(context: Context) -> PageView:
    intro = Text(
        "Name the services, sites and vendors that are down. Nothing leaves this device; times count from the start of the disruption "
        "and are an order to plan with, not a forecast."
    )
    return PageView(
        path=PATH,
        title="What has failed?",
        kind="Recovery",
        lead=(Paragraph((intro,)),),
        sections=(Section(HEADING, "Down now", (tool(is_open=True),)),),
        crumbs=(("Recovery", Target("recovery/index.html")),),
        description="What stops, what cannot be used, and what to work on, for any combination of failures",
        search=(SearchText("What has failed?", text="several things down at once, cascading failure, root cause, inhibit"),),
        weight=1.4,
    )
