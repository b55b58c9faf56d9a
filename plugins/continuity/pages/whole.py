"""Markup of a whole page around its blocks: what it is of, its sections, what can be taken along, the bar at the edge of a phone.

Every text is escaped here or comes out of ``Inlines`` or ``Blocks``; markup comes from these lines alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from continuity.pages.blocks import Blocks
from continuity.pages.inlines import Inlines, attribute, escaped
from continuity.pages.offers import Offer
from continuity.views.blocks import Block, PageView, Section, Shortcut, Target

__all__ = ["Whole"]


class Whole:
    """Prints pages. ``crisis`` is the number of the crisis line or empty, ``href`` the address of a target relative to the page at hand."""

    def __init__(self, inlines: Inlines, blocks: Blocks, href: Callable[[Target], str], crisis: str) -> None:
        self._inlines = inlines.text
        self._blocks = blocks.text
        self._href = href
        self._crisis = f" data-crisis-number={escaped(crisis)}" if crisis else ""

    def page(self, view: PageView, back: str, offers: Iterable[Offer], pocket: str) -> str:
        """``back`` is the markup that leads from paper to the page; ``pocket`` the address of its pocket plan, empty where it has none."""
        return (
            f'<div class="ct-page ct-layout-{escaped(view.layout)}"{self._crisis}>\n'
            f"{self._head(view, back)}"
            f"{self._lead(view.lead) if view.lead else ''}"
            f"{''.join(map(self._section, view.sections))}"
            f"{''.join(_offer(offer, view.title) for offer in offers)}"
            f"{_pocket(pocket, view.layout) if pocket else ''}"
            f"{self._bar(view.bar) if view.bar else ''}</div>"
        )

    def _head(self, view: PageView, back: str) -> str:
        inlines = self._inlines
        kind = f"<p class=ct-kind>{escaped(view.kind)}</p>\n" if view.kind else ""
        aka = f"<p class=ct-aka>Also known as {', '.join(map(escaped, view.aka))}</p>\n" if view.aka else ""
        context = f"<p class=ct-context>{inlines(view.context)}</p>\n" if view.context else ""
        badges = f"<p class=ct-badges>{''.join(f'{inlines((badge,))} ' for badge in view.badges)}</p>\n" if view.badges else ""
        above = f"{back}\n" if back else ""
        title = escaped(view.title)
        return f"<header class=ct-head>\n{above}{kind}<h1>{title}</h1>\n{aka}{context}{badges}<p class=ct-fresh></p>\n</header>\n"

    def _lead(self, lead: Iterable[Block]) -> str:
        return f"<div class=ct-lead>{self._blocks(lead)}</div>\n"

    def _section(self, section: Section) -> str:
        quiet = " class=ct-quiet" if section.quiet else ""
        return (
            f"<section{quiet} aria-labelledby={attribute(section.id)}>\n"
            f'<h2 id="{escaped(section.id)}"><a href={attribute(f"#{section.id}")}>{escaped(section.title)}</a></h2>\n'
            f"{self._blocks(section.blocks)}</section>\n"
        )

    def _bar(self, bar: Iterable[Shortcut]) -> str:
        return f'<nav class=ct-bar aria-label="On this page">\n{"".join(map(self._shortcut, bar))}</nav>\n'

    def _shortcut(self, item: Shortcut) -> str:
        classes = attribute(f"ct-bar-{item.word.lower()}{' ct-scripted' if item.scripted else ''}")
        search = " data-continuity-search" if item.word == "Search" else ""
        return f"<a class={classes} href={attribute(self._href(item.target))}{search}>{escaped(item.word)}</a>\n"


def _offer(offer: Offer, title: str) -> str:
    code = ""
    if offer.code:
        alt = f"QR code: the contact card of {escaped(title)}"
        code = f'<p class=ct-code><img src="{escaped(offer.code)}" alt="{alt}" width=150 height=150 loading=lazy></p>\n'
    return f'{code}<p class=ct-pocket><a href="{escaped(offer.path)}" download>{escaped(offer.text)}</a></p>\n'


def _pocket(address: str, layout: str) -> str:
    what = "plans, contact trees, runbooks and services" if layout == "home" else "this page with its runbooks and numbers"
    return (
        f'<p class=ct-pocket><a href="{escaped(address)}" download>Take it with you</a>: {what} in one file that opens on a phone '
        "without a network.</p>\n"
    )
