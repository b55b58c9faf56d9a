"""Lists of records: one page, or where they are too many for one, a page for each letter their names begin with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import msgspec

from continuity.views.blocks import Card, Cards, PageView, SearchText, Section, Target, Text
from continuity.views.sheets import Sheet, sheet

__all__ = ["MOST_TOGETHER", "MOST_UNDER_A_LETTER", "by_letter", "letter_key", "letter_path", "listing"]

MOST_TOGETHER = 900
"""Records that one page lists."""
MOST_UNDER_A_LETTER = 500
"""Entries on one page of a letter: many names begin with the same word, as those of runbooks do."""

E = TypeVar("E")


def by_letter(entries: Iterable[E], name: Callable[[E], str]) -> dict[str, list[E]]:
    """Entries by the first letter of their names, in the order given; digits and other scripts together under ``0-9``. A letter with very many is
    cut in parts: ``R``, ``R 2``, ``R 3``.
    """
    groups: dict[str, list[E]] = {}
    for entry in entries:
        letter = name(entry)[:1].upper()
        groups.setdefault(letter if letter.isalpha() and letter.isascii() else "0-9", []).append(entry)
    out = {}
    for letter, found in groups.items():
        for start in range(0, len(found), MOST_UNDER_A_LETTER):
            number = start // MOST_UNDER_A_LETTER + 1
            out[letter if number == 1 else f"{letter} {number}"] = found[start : start + MOST_UNDER_A_LETTER]
    return out


def letter_key(letter: str) -> str:
    """A letter, or one of its parts, as it stands in addresses."""
    return letter.lower().replace(" ", "-")


def letter_path(index: Target, letter: str) -> str:
    """The address of the entries under a letter. No record has a page there: ids have no slash."""
    return f"{index.path.rpartition('/')[0]}/by-letter/{letter_key(letter)}.html"


def listing(index: Target, entries: Sequence[E], name: Callable[[E], str], view: Callable[[Sequence[E]], PageView]) -> Iterator[Sheet]:
    """The page at ``index`` as ``view`` makes it of all ``entries``; of each letter's where they are many, with the letters at ``index``."""
    if len(entries) <= MOST_TOGETHER:
        yield sheet(index.path, view, entries)
        return
    groups = by_letter(sorted(entries, key=lambda entry: name(entry).casefold()), name)
    yield sheet(index.path, _letters, index, view, name, groups)
    place = {id(entry): number for number, entry in enumerate(entries)}
    for letter, found in groups.items():
        # On its page a letter's entries stand as they do among all: services by tier.
        yield sheet(letter_path(index, letter), _letter, index, view, letter, sorted(found, key=lambda entry: place[id(entry)]))


def _letters(index: Target, view: Callable[[Sequence[E]], PageView], name: Callable[[E], str], groups: dict[str, list[E]]) -> PageView:
    cards = tuple(
        Card(letter, Target(letter_path(index, letter)), ((Text(f"{len(found)}: {name(found[0])} to {name(found[-1])}"),),))
        for letter, found in groups.items()
    )
    # What the view counts, it counts of all.
    whole = view([entry for found in groups.values() for entry in found])
    return msgspec.structs.replace(whole, sections=(Section("all", whole.sections[0].title, (Cards(cards),)),))


def _letter(index: Target, view: Callable[[Sequence[E]], PageView], letter: str, entries: Sequence[E]) -> PageView:
    page = view(entries)
    title = f"{page.title}: {letter}"
    return msgspec.structs.replace(
        page, path=letter_path(index, letter), title=title, crumbs=((page.title, index),), search=(SearchText(title),)
    )
