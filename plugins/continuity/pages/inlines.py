"""Markup of inlines: one function per kind. A large site prints a million of them, so they are not macros of a template.

Each function escapes every text it prints; markup comes from these lines alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
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
    Tone,
    Unknown,
)

_SIGNS = {"good": "✓", "soon": "!", "bad": "✕", "unknown": "?", "info": "i", "plain": ""}


def day(value: date) -> str:
    """``12 Oct 2026``: no order of day and month to guess."""
    return f"{value.day} {value:%b %Y}"


def moment(value: datetime) -> str:
    """``12 Oct 2026 02:55 GMT``."""
    return f"{value.day} {value:%b %Y %H:%M %Z}".strip()


def zone(name: str) -> str:
    """The city of a time zone, as people say it."""
    return name.rpartition("/")[2].replace("_", " ")


def sign(tone: str) -> Markup:
    """The shape that says a tone without colour."""
    return Markup(f'<span class="ct-sign" aria-hidden="true">{_SIGNS[tone]}</span>')  # noqa: S704 - fixed texts


def badge(item: Badge) -> str:
    title = f' title="{escape(item.title)}"' if item.title else ""
    mark = sign(item.tone.value) if item.tone is not Tone.PLAIN else ""
    return f'<span class="ct-badge ct-{item.tone.value}"{title}>{mark}{escape(item.text)}</span>'


def due(item: Due) -> str:
    return (
        f'<span class="ct-badge ct-{item.tone.value} ct-due" data-due="{item.due.isoformat()}" data-soon="{item.soon_from.isoformat()}">'
        f'{sign(item.tone.value)}<span class="ct-state">{escape(item.state)}</span> '
        f'<time datetime="{item.due.isoformat()}">{escape(day(item.due))}</time></span>'
    )


def _out(item: Out) -> str:
    label = f' aria-label="{escape(item.label)}"' if item.label else ""
    dial = ' class="ct-tel"' if item.href.startswith(("tel:", "sms:")) else ""
    return f'<a href="{escape(item.href)}"{label} rel="noopener noreferrer"{dial}>{escape(item.text)}</a>'


def _unknown(item: Unknown) -> str:
    what = f"{escape(item.what)} " if item.what else ""
    return f'<span class="ct-badge ct-unknown"><span class="ct-sign" aria-hidden="true">?</span>{what}unknown</span>'


class Inlines:
    """Prints inlines of one page; ``href`` is the address of a target relative to it, ``resolve`` that of a link in an author's text."""

    def __init__(self, href: Callable[[Target], str], resolve: prose.Resolve) -> None:
        self._print: Mapping[type[Any], Callable[[Any], str]] = {
            **_ANYWHERE,
            LinkTo: lambda item: f'<a href="{escape(href(item.target))}">{escape(item.text)}</a>',
            Md: lambda item: prose.to_inline(item.markdown, resolve),
        }

    def one(self, item: Inline) -> Markup:
        return Markup(self._print[type(item)](item))  # noqa: S704 - escaped by the functions above

    def all(self, items: Iterable[Inline]) -> Markup:
        printers = self._print
        return Markup("".join([printers[type(item)](item) for item in items]))  # noqa: S704 - escaped by the functions above


_ANYWHERE: Mapping[type[Any], Callable[[Any], str]] = {
    Text: lambda item: escape(item.text),
    Strong: lambda item: f"<strong>{escape(item.text)}</strong>",
    Muted: lambda item: f'<span class="ct-muted">{escape(item.text)}</span>',
    Code: lambda item: f"<code>{escape(item.text)}</code>",
    Badge: badge,
    Due: due,
    Day: lambda item: f'<time datetime="{item.date.isoformat()}">{escape(day(item.date))}</time>',
    Moment: lambda item: f'<time datetime="{item.at.isoformat()}">{escape(moment(item.at))}</time>',
    LocalTime: lambda item: f'<span class="ct-local" data-zone="{escape(item.zone)}">{escape(zone(item.zone))}</span>',
    Out: _out,
    Unknown: _unknown,
    Break: lambda _: "<br>",
}
