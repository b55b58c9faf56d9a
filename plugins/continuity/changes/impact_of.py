"""What it is that got worse."""

from __future__ import annotations

from dataclasses import dataclass

from continuity.model.base import Ref

__all__ = ["Impact"]


@dataclass(frozen=True, slots=True, order=True)
class Impact:
    """One thing that got worse. ``code`` is stable; ``ref`` is what it happened to; ``refs`` are the records it can come from."""

    code: str
    ref: Ref
    text: str
    refs: frozenset[Ref] = frozenset()
