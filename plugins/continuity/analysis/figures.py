"""Reckoning with what is not known: durations that carry what is missing from them.

A figure is in one of three states:

* exact: ``value`` is a duration and nothing is missing;
* at most: ``value`` is a duration and ``missing`` names what could make it shorter (an upper bound that says so);
* unknown: ``value`` is UNKNOWN and ``missing`` names what to find out.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from functools import lru_cache
from itertools import chain

import msgspec

from continuity.model.base import Ref
from continuity.model.values import UNKNOWN, Duration, Unknown

__all__ = ["ZERO", "Figure", "Missing", "Verdict", "compare", "earliest", "exact", "given", "latest", "merged", "total", "unknown"]

#: What is not known: the record and the field in it, keys joined by full stops as ``objectives.rto`` or ``steps.promote.takes``.
Missing = tuple[tuple[Ref, str], ...]


class Verdict(StrEnum):
    """Whether a figure keeps within a limit."""

    MEETS = "meets"
    FALLS_SHORT = "falls-short"
    UNKNOWN = "unknown"


class Figure(msgspec.Struct, frozen=True):
    """A duration, or UNKNOWN, with what is missing. See the module for the three states."""

    value: Duration | Unknown
    missing: Missing = ()

    @property
    def duration(self) -> Duration | None:
        """The duration, or None when it is unknown."""
        return self.value if isinstance(self.value, Duration) else None

    @property
    def seconds(self) -> int | None:
        """Whole seconds, or None when unknown."""
        return self.value.seconds if isinstance(self.value, Duration) else None

    @property
    def known(self) -> bool:
        """Whether there is a value, exact or at most."""
        return isinstance(self.value, Duration)

    @property
    def is_exact(self) -> bool:
        """Whether there is a value and nothing is missing from it."""
        return self.known and not self.missing

    @property
    def at_most(self) -> bool:
        """Whether the value is only an upper bound."""
        return self.known and bool(self.missing)


ZERO = Figure(Duration(0))


@lru_cache(maxsize=65_536)  # of thousands of services, most take as long as others do
def exact(seconds: int) -> Figure:
    """A known figure of so many seconds, at least 0."""
    return Figure(Duration(max(0, seconds)))


@lru_cache(maxsize=65_536)  # many wait for the same
def unknown(ref: Ref, field: str) -> Figure:
    """A figure that nobody knows, and where it would stand."""
    return Figure(UNKNOWN, ((ref, field),))


def given(value: Duration | Unknown | None, ref: Ref, field: str) -> Figure:
    """A field of a record as a figure; left out and ``unknown`` are both unknown."""
    return exact(value.seconds) if isinstance(value, Duration) else unknown(ref, field)


def merged(figures: Iterable[Figure]) -> Missing:
    """Everything that is missing from any of them, each once, in order of appearance."""
    found = [figure.missing for figure in figures if figure.missing]
    if not found:
        return ()
    each = tuple(dict.fromkeys(chain.from_iterable(found)))
    # The same again need not be there twice.
    return next((missing for missing in found if missing == each), each)


def total(figures: Iterable[Figure]) -> Figure:
    """The sum; unknown when any part is."""
    parts = tuple(figures)
    seconds = 0
    for part in parts:
        value = part.value
        if not isinstance(value, Duration):
            return Figure(UNKNOWN, merged(parts))
        seconds += value.seconds
    missing = merged(parts)
    return Figure(Duration(seconds), missing) if missing else exact(seconds)


def latest(figures: Iterable[Figure]) -> Figure:
    """The greatest, 0 of none; unknown when any is: what is not known may be the last to come."""
    parts = tuple(figures)
    if len(parts) < 2:
        return parts[0] if parts else ZERO
    greatest, most = parts[0], -1
    for part in parts:
        value = part.value
        if not isinstance(value, Duration):
            return Figure(UNKNOWN, merged(parts))
        if value.seconds > most:
            greatest, most = part, value.seconds
    return _missing(greatest, merged(parts))


def _missing(figure: Figure, missing: Missing) -> Figure:
    """The same with ``missing`` in place of what is missing from it."""
    return figure if figure.missing == missing else Figure(figure.value, missing)


def earliest(figures: Iterable[Figure]) -> Figure:
    """The least of what is known. Where some are not known it is an upper bound; where none is, unknown. Of none at all: unknown."""
    parts = tuple(figures)
    if len(parts) == 1:
        return parts[0]
    known = [part for part in parts if part.seconds is not None]
    if not known:
        return Figure(UNKNOWN, merged(parts))
    least = min(known, key=lambda part: part.seconds or 0)
    return _missing(least, merged((least, *(part for part in parts if part.seconds is None))))


def compare(figure: Figure, limit: Figure) -> Verdict:
    """Whether ``figure`` keeps within ``limit`` (equality does).

    An upper bound that keeps within an exact limit meets it; one that exceeds it proves nothing. An exact figure beyond an upper bound
    of the
    limit falls short for certain; one within it proves nothing.
    """
    have, allowed = figure.seconds, limit.seconds
    if have is None or allowed is None:
        return Verdict.UNKNOWN
    if have <= allowed:
        return Verdict.MEETS if limit.is_exact else Verdict.UNKNOWN
    return Verdict.FALLS_SHORT if figure.is_exact else Verdict.UNKNOWN
