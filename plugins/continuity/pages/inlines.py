"""Markup of inlines: one function per kind. A large site prints a million of them, so they are not macros of a template.

Each function escapes every text it prints; markup comes from these lines alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from markupsafe import Markup, escape

from continuity.pages import prose
from continuity.views.blocks import (
    Badge,
    Break,
    Code,
    Day,
    Due,
    Inline,
    LinkTo,
    LocalTime,
    Md,
    Moment,
    Muted,
    Out,
    Strong,
    Target,
    Text,
    Unknown,
)

_SIGNS = {"good": "✓", "soon": "!", "bad": "✕", "unknown": "?", "info": "i", "plain": ""}


_BARE = re.compile(r"[\w.:+#@%?/-]*[\w.:+#@%?-]", re.ASCII)
_ESCAPED: dict[str, str] = {}
_ATTRIBUTES: dict[str, str] = {}
_MOST_ESCAPED = 16_384


def escaped(text: str) -> str:
    """``text`` safe in markup and in attributes. Pages say the same words over and over, so they are looked up first."""
    found = _ESCAPED.get(text)
    if found is None:
        if len(_ESCAPED) >= _MOST_ESCAPED:
            _ESCAPED.clear()
        # A plain str: what is escaped already would make every line it is put into Markup, and escape that.
        found = _ESCAPED[text] = str(escape(text))
    return found


def attribute(text: str) -> str:
    """``text`` as the value of an attribute, safe there: in quotes, where it cannot do without.

    A stroke at the end would read as that of an element without content; nothing but letters, digits and a few signs goes bare.
    """
    found = _ATTRIBUTES.get(text)
    if found is None:
        if len(_ATTRIBUTES) >= _MOST_ESCAPED:
            _ATTRIBUTES.clear()
        found = _ATTRIBUTES[text] = text if _BARE.fullmatch(text) else f'"{escape(text)}"'
    return found


@lru_cache(maxsize=4096)  # the same days are named over and over
def day(value: date) -> str:
    """``12 Oct 2026``: no order of day and month to guess."""
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime) -> str:
    """``12 Oct 2026 02:55 GMT``."""
    return f"{value.day} {value:%b %Y %H:%M %Z}".strip()


def zone(name: str) -> str:
    """The city of a time zone, as people say it."""
    return name.rpartition("/")[2].replace("_", " ")


def local(name: str) -> str:
    """The place of a time zone, for the script that tells what time it is there."""
    return f"<span class=ct-local data-zone={attribute(name)}>{escaped(zone(name))}</span>"


def sign(tone: str) -> Markup:
    """The shape that says a tone without colour."""
    return Markup(f"<span class=ct-sign aria-hidden=true>{_SIGNS[tone]}</span>")  # noqa: S704 - fixed texts


def badge(item: Badge) -> str:
    """A state in a word; the style sheet puts the sign before it, by its class."""
    title = f" title={attribute(item.title)}" if item.title else ""
    return f"<span class=ct-{item.tone.value}{title}>{escaped(item.text)}</span>"


def due(item: Due) -> str:
    return (
        f'<span class="ct-{item.tone.value} ct-due" data-due={item.due.isoformat()} data-soon={item.soon_from.isoformat()}>'
        f"<span class=ct-state>{escaped(item.state)}</span> <time datetime={item.due.isoformat()}>{day(item.due)}</time></span>"
    )


def _out(item: Out) -> str:
    label = f" aria-label={attribute(item.label)}" if item.label else ""
    dial = " class=ct-tel" if item.href.startswith(("tel:", "sms:")) else ""
    return f'<a href={attribute(item.href)}{label} rel="noopener noreferrer"{dial}>{escaped(item.text)}</a>'


def _unknown(item: Unknown) -> str:
    what = f"{escaped(item.what)} " if item.what else ""
    return f"<span class=ct-unknown>{what}unknown</span>"


class Inlines:
    """Prints inlines of one page; ``href`` is the address of a target relative to it, ``resolve`` that of a link in an author's text."""

    def __init__(self, href: Callable[[Target], str], resolve: prose.Resolve) -> None:
        self._href = href
        self._path = self._folder = ""
        self._places: set[tuple[str, str]] = set()
        self._links: dict[tuple[str, tuple[str, str]], str] = {}
        self._print: Mapping[type[Any], Callable[[Any], str]] = {
            **_ANYWHERE,
            LinkTo: self._link,
            Md: lambda item: prose.to_inline(item.markdown, resolve),
        }

    def turn_to(self, path: str, folder: str) -> set[tuple[str, str]]:
        """Goes on with the page at ``path``, and gives the set that its links will be noted in, as (path, anchor).

        In one folder the same link is the same markup on every page but the one it leads to.
        """
        if folder != self._folder:
            self._links.clear()
        self._path, self._folder, self._places = path, folder, set()
        return self._places

    def _link(self, item: LinkTo) -> str:
        target = item.target
        if target.path == self._path:
            return f"<a href={attribute(self._href(target))}>{escaped(item.text)}</a>"
        place = (target.path, target.anchor)
        self._places.add(place)
        key = (item.text, place)
        found = self._links.get(key)
        if found is None:
            found = self._links[key] = f"<a href={attribute(self._href(target))}>{escaped(item.text)}</a>"
        return found

    def text(self, items: Iterable[Inline]) -> str:
        """One inline after another, as markup in a plain text: what is ``Markup`` would escape what it is joined with."""
        printers = self._print
        return "".join([printers[type(item)](item) for item in items])


_ANYWHERE: Mapping[type[Any], Callable[[Any], str]] = {
    Text: lambda item: escaped(item.text),
    Strong: lambda item: f"<strong>{escaped(item.text)}</strong>",
    Muted: lambda item: f"<small>{escaped(item.text)}</small>",
    Code: lambda item: f"<code>{escaped(item.text)}</code>",
    Badge: badge,
    Due: due,
    Day: lambda item: f"<time datetime={item.date.isoformat()}>{day(item.date)}</time>",
    Moment: lambda item: f'<time datetime="{item.at.isoformat()}">{escaped(moment(item.at))}</time>',
    LocalTime: lambda item: local(item.zone),
    Out: _out,
    Unknown: _unknown,
    Break: lambda _: "<br>",
}
