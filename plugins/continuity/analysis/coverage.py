"""Hours of the week in which somebody can be called, in the organisation's own time.

A week is a whole number of 10,080 bits, Monday 00:00 first, one for each minute: hours are joined by ``|``. Offsets between time zones are
those of the as-of date, so that a page built in summer speaks of summer time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from continuity.model.values import Hours

__all__ = ["WEEK", "Gap", "answered", "gaps", "zone_of"]

WEEK: Final = 7 * 24 * 60
_ALL: Final = (1 << WEEK) - 1


@dataclass(frozen=True, slots=True)
class Gap:
    """A stretch of the week with nobody: minutes from Monday 00:00, the end not included. One past Sunday midnight is given as two."""

    start: int
    end: int


def zone_of(name: str | None, otherwise: tzinfo = UTC) -> tzinfo:
    """The time zone of that name; ``otherwise`` when there is none."""
    if not name:
        return otherwise
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return otherwise


def answered(hours: Hours, theirs: tzinfo, ours: tzinfo, as_of: date) -> int:
    """The minutes of our week in which somebody with these hours in their time zone answers."""
    noon = datetime.combine(as_of, time(12), UTC)
    ahead = (theirs.utcoffset(noon) or noon.utcoffset()) - (ours.utcoffset(noon) or noon.utcoffset())  # type: ignore[operator]
    return _turned(hours, int(ahead.total_seconds() // 60))


@lru_cache(maxsize=1024)
def _turned(hours: Hours, ahead: int) -> int:
    if hours.always:
        return _ALL
    found = 0
    for first, last, start, end in hours.spans:
        length = end - start if end > start else end - start + 1440
        for step in range((last - first) % 7 + 1):
            found |= _stretch(((first + step) % 7) * 1440 + start - ahead, length)
    return found


def _stretch(start: int, length: int) -> int:
    start %= WEEK
    bits = ((1 << length) - 1) << start
    return (bits | bits >> WEEK) & _ALL


def gaps(covered: int) -> tuple[Gap, ...]:
    """The stretches of the week that are not covered."""
    free = _ALL & ~covered
    found: list[Gap] = []
    at = 0
    while free:
        skip = (free & -free).bit_length() - 1
        free >>= skip
        length = (~free & (free + 1)).bit_length() - 1
        found.append(Gap(at + skip, at + skip + length))
        at += skip + length
        free >>= length
    return tuple(found)
