"""What leaves the house: a finished page or file, as data. Adapters only put it where it belongs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import msgspec


class Kept(Protocol):
    """Something finished that is put away until it is written out: a large site need not be held in memory."""

    def read(self) -> bytes:
        """What was put away."""
        ...


class Heading(msgspec.Struct, frozen=True, array_like=True):
    """An entry of the page's contents. ``title`` is plain text; ``level`` is 2 to 4; ``id`` is the anchor."""

    id: str
    title: str
    level: int = 2
    children: tuple[Heading, ...] = ()


class Crumb(msgspec.Struct, frozen=True, array_like=True):
    """One step of the breadcrumb above a page; ``href`` is relative to the page."""

    title: str
    href: str


class SearchEntry(msgspec.Struct, frozen=True, array_like=True):
    """What search may find of a page or of one place in it. All text is plain.

    ``exact`` (other names), ``alerts`` and ``hosts`` lead here and need no ranking; ``symptoms`` are phrases people say;
    ``anchor`` is empty for the page itself; ``weight`` puts services and runbooks before the rest (1.0 is ordinary).
    """

    path: str
    title: str
    kind: str
    anchor: str = ""
    exact: tuple[str, ...] = ()
    symptoms: tuple[str, ...] = ()
    text: str = ""
    weight: float = 1.0
    alerts: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A generated page.

    ``path`` is the address below the site's root (``services/dispensing.html``); ``body`` is read as ``html``, escaped and final, with the
    page's ``h1``; ``source`` is the plan file below the plans folder it comes from, None for an index page.
    """

    path: str
    title: str
    body: str | Kept
    description: str = ""
    headings: tuple[Heading, ...] = ()
    crumbs: tuple[Crumb, ...] = ()
    source: str | None = None

    @property
    def html(self) -> str:
        """The body. Read anew each time where it is put away."""
        return self.body if isinstance(self.body, str) else self.body.read().decode()


@dataclass(frozen=True, slots=True)
class Asset:
    """A file that is not a page, at ``path`` below the site's root."""

    path: str
    body: bytes | Kept

    @property
    def content(self) -> bytes:
        """The bytes of the file. Read anew each time where they are put away."""
        return self.body if isinstance(self.body, bytes) else self.body.read()


@dataclass(frozen=True, slots=True)
class Site:
    """Everything one build makes from plan data. ``pockets`` has, by the path of a page, the file of its pocket plan, which is made of the
    finished pages when all are there."""

    pages: tuple[Page, ...]
    assets: tuple[Asset, ...] = ()
    pockets: Mapping[str, str] = field(default_factory=dict)
