"""How much of a long list one page carries, so that a phone opens it.

The worst, the soonest or the most urgent come first; what has no room is counted, and the page says where it stands.
"""

from __future__ import annotations

from continuity.views.blocks import Block, Inlines, Paragraph, Text

__all__ = ["MOST_IN_A_CELL", "MOST_NAMES", "MOST_OF_EACH", "MOST_ROWS", "MOST_SERVICES", "rest"]

MOST_ROWS = 150
"""Rows of a table."""
MOST_SERVICES = 100
"""Services in a picture, or in a table of what follows from a loss: its rows are long."""
MOST_OF_EACH = 50
"""Rows of each table where a page has one for every kind of record."""
MOST_NAMES = 30
"""Names one after another."""
MOST_IN_A_CELL = 10
"""The same in a table."""


def rest(count: int, most: int, elsewhere: Inlines, what: str = "These are the first") -> tuple[Block, ...]:
    """Says that ``most`` of ``count`` are shown, and where the others stand; nothing when all are shown."""
    return (Paragraph((Text(f"{what} {most} of {count}. "), *elsewhere)),) if count > most else ()
