"""The way back from a printed page to the page: its address as a QR code, drawn when the site is made, for paper alone."""

from __future__ import annotations

from posixpath import dirname
from urllib.parse import quote

import segno

__all__ = ["address_of", "code_of"]

_PRINTED = frozenset({"", "contact-trees", "continuity-plans", "roles", "runbooks", "scenarios", "services", "teams"})
"""Folders of pages that people have on paper in an outage. A code on each page of a large site would be a tenth of its weight."""

_MASK = 3
"""Any mask is read. To weigh all eight, as is usual, would take most of the time."""


def address_of(path: str, site: str) -> str:
    """The whole address of the page at ``path`` on the site at the address ``site``."""
    return f"{site.rstrip('/')}/{quote(path)}"


def code_of(path: str, site: str) -> str:
    """The code as an SVG; empty for pages that are not carried, and where nobody said where the site is (``site`` is empty)."""
    if not site or dirname(path) not in _PRINTED:
        return ""
    made = segno.make(address_of(path, site), error="m", boost_error=False, micro=False, mask=_MASK)
    return str(made.svg_inline(border=2, omitsize=True, svgclass="ct-back", lineclass=None, light=None))
