"""Lists of records: one page, or where they are too many for one, a page for each letter their names begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from continuity.views.blocks import Card, Cards, PageView, SearchText, Section, Target, Text
from continuity.views.sheets import Sheet, sheet

__all__ = ["MOST_TOGETHER", "by_letter", "letter_path", "listing"]

MOST_TOGETHER = 1_000
"""Records that one page lists."""

E = TypeVar("E")


def by_letter(entries: Iterable[E], name: Callable[[E], str]) -> dict[str, list[E]]:
    """Entries by the first letter of their names, in the order given; digits and other scripts together under ``0-9``."""
    groups: dict[str, list[E]] = {}
    for entry in entries:
        letter = name(entry)[:1].upper()
        groups.setdefault(letter if letter.isalpha() and letter.isascii() else "0-9", []).append(entry)
    return groups


def letter_path(index: Target, letter: str) -> str:
    """The address of the entries under a letter. No record has a page there: ids have no slash."""
    return f"{index.path.rpartition('/')[0]}/by-letter/{letter.lower()}.html"


def listing(index: Target, entries: Sequence[E], name: Callable[[E], str], view: Callable[[Sequence[E]], PageView]) -> Iterator[Sheet]:
    """The page at ``index`` as ``view`` makes it of all ``entries``; of each letter's where they are many, with the letters at ``index``."""
    if len(entries) <= MOST_TOGETHER:
        yield sheet(index.path, view, entries)
        return
    groups = dict(sorted(by_letter(entries, name).items()))
    yield sheet(index.path, _letters, index, view, groups)
    for letter, found in groups.items():
        yield sheet(letter_path(index, letter), _letter, index, view, letter, found)


def _letters(index: Target, view: Callable[[Sequence[E]], PageView], groups: dict[str, list[E]]) -> PageView:
    cards = tuple(Card(letter, Target(letter_path(index, letter)), ((Text(str(len(found))),),)) for letter, found in groups.items())
    # What the view counts, it counts of all.
    whole = view([entry for found in groups.values() for entry in found])
    return msgspec.structs.replace(whole, sections=(Section("all", whole.sections[0].title, (Cards(cards),)),))


def _letter(index: Target, view: Callable[[Sequence[E]], PageView], letter: str, entries: Sequence[E]) -> PageView:
    page = view(entries)
    title = f"{page.title}: {letter}"
    return msgspec.structs.replace(
        page, path=letter_path(index, letter), title=title, crumbs=((page.title, index),), search=(SearchText(title),)
    )
