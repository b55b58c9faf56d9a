"""Contacts: one door to everybody who may have to be called."""

from __future__ import annotations

from collections.abc import Iterator

from continuity.views.blocks import Block, Card, Cards, Contacts, LinkTo, PageView, SearchText, Section, Target, Text
from continuity.views.bounded import MOST_ROWS, rest
from continuity.views.context import Context, plural
from continuity.views.reach import brief
from continuity.views.sheets import Sheet, sheet


def pages(context: Context) -> Iterator[Sheet]:
    """The door, with the duty numbers on it."""
    yield sheet("contacts/index.html", _page, context)


def _page(context: Context) -> PageView:
    portfolio = context.portfolio
    reached = [team for team in sorted(portfolio.teams.values(), key=lambda team: team.name.casefold()) if team.contacts]
    duty = tuple(brief(context, team.ref) for team in reached[:MOST_ROWS])
    entries = (
        ("Contact trees", "contact-trees/index.html", plural(len(portfolio.contact_trees), "tree")),
        ("People", "people/index.html", plural(len(portfolio.people), "person", "people")),
        ("Teams", "teams/index.html", plural(len(portfolio.teams), "team")),
        ("Roles", "roles/index.html", plural(len(portfolio.roles), "role card")),
        ("Vendors", "vendors/index.html", plural(len(portfolio.vendors), "vendor")),
        ("Parties to be told", "parties/index.html", plural(len(portfolio.parties), "party", "parties")),
        ("Messages", "messages/index.html", plural(len(portfolio.messages), "message")),
        ("Channels", "channels/index.html", plural(len(portfolio.channels), "channel")),
        ("Sites", "sites/index.html", plural(len(portfolio.sites), "site")),
        ("Break-glass, keys, spares", "resources/index.html", plural(len(portfolio.resources), "resource")),
    )
    cards = tuple(Card(title, Target(path), ((Text(line),),)) for title, path, line in entries)
    others = rest(len(reached), MOST_ROWS, (Text("All are in the list of "), LinkTo("teams", Target("teams/index.html")), Text(".")))
    blocks: tuple[Block, ...] = (*others, Contacts(duty, numbered=False)) if duty else ()
    sections = [Section("directory", "Directory", (Cards(cards),))]
    if blocks:
        sections.append(Section("duty", "Duty numbers", blocks))
    return PageView(
        path="contacts/index.html",
        title="Contacts",
        kind="Directory",
        sections=tuple(sections),
        description="Everybody who may have to be called",
        search=(SearchText("Contacts", text="directory phone numbers duty on call"),),
        weight=1.3,
    )
