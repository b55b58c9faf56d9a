"""The lines of a file as an editor shows them."""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["line_at"]


def line_at(data: bytes, number: int) -> str | None:
    """Line ``number`` of a file, counted from 1, as written; None when there is none."""
    lines = _lines(data)
    return lines[number - 1] if 0 < number <= len(lines) else None


@lru_cache(maxsize=8)
def _lines(data: bytes) -> list[str]:
    # Lines end where an editor ends them: str.splitlines() would also break at a form feed or a line separator.
    return re.split(r"\r\n?|\n", data.decode("utf-8-sig", "replace"))
