"""Which items hold which terms, as search data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from continuity.pages.search.packing import fronted, rising
from continuity.pages.search.words import Reader

Posting = tuple[str, str]
"""A term, and the items that hold it as they are written."""


class Postings:
    """Which items hold a term. Items are added in rising order, and read by a browser that compares text by its UTF-16."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._items: dict[str, list[int]] = defaultdict(list)

    def add(self, item: int, text: str) -> None:
        """``item`` says ``text``."""
        postings = self._items
        for term in self._reader.terms(text):
            items = postings[term]
            if not items or items[-1] != item:
                items.append(item)

    def written(self, says: Callable[[Sequence[int]], bool] = lambda items: True) -> list[Posting]:
        """All postings, by term. Items of which ``says`` is not true are left out."""
        ordered = sorted(self._items.items(), key=lambda pair: pair[0].encode("utf-16-be"))
        return [(term, rising(items) if says(items) else "") for term, items in ordered]


def columns(postings: Sequence[Posting]) -> dict[str, str]:
    """Terms apart from their lists: like beside like is what compression makes small."""
    return {"terms": fronted(term for term, _ in postings), "lists": "\n".join(items for _, items in postings)}
