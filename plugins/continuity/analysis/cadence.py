"""Clocks that count days: how often something is due, when it is due next, and how late it is.

A cadence is written ``12 months``, ``90 days``, ``6 weeks``, ``1 year`` or as an ISO 8601 period (``P12M``, ``P1Y6M``, ``P90D``). Months
are counted on the calendar, so that a review of 31 August falls due on 28 or 29 February.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final

import msgspec

from continuity.model.organisation import Organisation, Tier
from continuity.model.values import Duration

__all__ = [
    "Cadence", "CadenceSource", "Clock", "ClockKind", "EffectiveCadence", "IgnoredCadence", "TimeState",
    "clock", "days_of", "demanding_tier", "due_date", "effective_cadence", "judge",
]  # fmt: skip

_WORDS: Final = re.compile(r"(\d{1,4})\s*(year|month|week|day)s?", re.ASCII | re.IGNORECASE)
_ISO: Final = re.compile(r"P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,5})D)?", re.ASCII)
#: Mean length of a Gregorian month, 146,097 days in 4,800 months. Only used to say which of two cadences is tighter.
_DAYS_PER_MONTH: Final = 146_097 / 4_800


@dataclass(frozen=True, slots=True)
class Cadence:
    """Every so many calendar months and days; at least one day."""

    months: int = 0
    days: int = 0

    @classmethod
    @lru_cache(maxsize=1024)
    def parse(cls, text: str) -> Cadence | None:
        """Read what an author wrote; None when it is no cadence (a check says so), or when it is none at all (``0 days``)."""
        if match := _WORDS.fullmatch(text.strip()):
            count, unit = int(match[1]), match[2].lower()
            found = {"year": cls(12 * count), "month": cls(count), "week": cls(0, 7 * count), "day": cls(0, count)}[unit]
        elif match := _ISO.fullmatch(text.strip()):
            years, months, weeks, days = (int(part or 0) for part in match.groups())
            found = cls(12 * years + months, 7 * weeks + days)
        else:
            return None
        return found if found.months or found.days else None

    @property
    def about_days(self) -> float:
        """Mean length in days. 90 days are tighter than 3 months, 365 days tighter than 12 months."""
        return self.months * _DAYS_PER_MONTH + self.days

    def __str__(self) -> str:
        """As people write it where it has one unit, else ISO 8601."""
        if self.months and self.days:
            return f"P{self.months}M{self.days}D"
        count, unit = (self.months, "month") if self.months else (self.days, "day")
        return f"{count} {unit}{'' if count == 1 else 's'}"


def due_date(last: date, cadence: Cadence) -> date:
    """The day it is due again.

    Whole months keep the day or take the month's last; days are added after. Ends with the calendar, in 9999.
    """
    month = last.year * 12 + last.month - 1 + cadence.months
    year, index = divmod(month, 12)
    if year > date.max.year:
        return date.max
    moved = date(year, index + 1, min(last.day, calendar.monthrange(year, index + 1)[1]))
    return _plus(moved, cadence.days)


def _plus(day: date, days: int) -> date:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return date.max if days > 0 else date.min


def days_of(duration: Duration) -> int:
    """Whole days of a duration, a part of a day counted as a day: windows of the review policy."""
    return -(-duration.seconds // 86_400)


class TimeState(StrEnum):
    """How something stands on its clock.

    Worst last is ``never``; ``unknown`` is where there is no cadence, or nobody knows when it was done.
    """

    CURRENT = "current"
    DUE_SOON = "due-soon"
    DUE = "due"
    OVERDUE = "overdue"
    UNKNOWN = "unknown"
    NEVER = "never"

    @property
    def rank(self) -> int:
        """0 for current; the higher the worse."""
        return _RANK[self]


_RANK: Final = {state: rank for rank, state in enumerate(TimeState)}


class ClockKind(StrEnum):
    """What is done at a cadence. The value names the field of a tier without its ``_every``."""

    REVIEW = "review"
    EXERCISE = "exercise"
    CONTACT_CHECK = "contact_check"
    RESTORE_TEST = "restore_test"


class CadenceSource(StrEnum):
    """Who says how often."""

    SUBJECT = "subject"
    TIER = "tier"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class IgnoredCadence:
    """A cadence that was written and does not count: not readable, or looser than the tier allows."""

    source: CadenceSource
    written: str
    looser: bool


class EffectiveCadence(msgspec.Struct, frozen=True):
    """The cadence that counts.

    None when nobody says one that can be read. ``tier`` is the tier that governs, also where the subject tightens it.
    """

    cadence: Cadence | None
    source: CadenceSource | None = None
    tier: str | None = None
    ignored: tuple[IgnoredCadence, ...] = ()


class Clock(msgspec.Struct, frozen=True):
    """When something was done last and is due next, to be judged again on any later day by ``judge``.

    ``due_soon_from``, ``due_from`` and ``due`` are days: due soon from the first, due from the second, overdue from the day after the
    third. Where only the cadence speaks, ``due_from`` and ``due`` are one day. All None where the state is never or unknown.
    """

    state: TimeState
    last: date | None
    due_soon_from: date | None
    due_from: date | None
    due: date | None
    every: EffectiveCadence


def judge(as_of: date, due_soon_from: date, due_from: date, due: date) -> TimeState:
    """The day itself is due, the day after is overdue."""
    if as_of > due:
        return TimeState.OVERDUE
    if as_of >= due_from:
        return TimeState.DUE
    return TimeState.DUE_SOON if as_of >= due_soon_from else TimeState.CURRENT


def clock(
    last: date | None,
    every: EffectiveCadence,
    window: int,
    as_of: date,
    events: Iterable[tuple[date, int]] = (),
    *,
    date_unknown: bool = False,
) -> Clock:
    """The clock of something done on ``last``.

    ``window`` is how many days before the due date it is due soon; never more than half of what lies between, so that a short cadence is
    not due soon from its first day. ``events`` make it due early: the day of each, and how many days after that it is overdue.
    ``date_unknown`` says that it was done on a day nobody knows.
    """
    events = sorted(events)
    spans: list[tuple[date, date, date]] = [(day, day, _plus(day, grace)) for day, grace in events]
    if last is not None and every.cadence is not None:
        due = due_date(last, every.cadence)
        spans.append((_plus(due, -min(window, (due - last).days // 2)), due, due))
    if not spans:
        never = last is None and not date_unknown
        return Clock(TimeState.NEVER if never else TimeState.UNKNOWN, last, None, None, None, every)
    soon, start, end = (min(span[n] for span in spans) for n in range(3))
    return Clock(judge(as_of, soon, start, end), last, soon, start, end, every)


def demanding_tier(organisation: Organisation, tier_ids: Iterable[str | None]) -> Tier | None:
    """The tier that asks most where several apply: most reviewers, then the tightest review, then the one the organisation lists first."""
    wanted = set(tier_ids)
    found = [(index, tier) for index, tier in enumerate(organisation.tiers) if tier.id in wanted]

    def demand(entry: tuple[int, Tier]) -> tuple[int, float, int]:
        index, tier = entry
        every = effective_cadence(organisation, ClockKind.REVIEW, tier).cadence
        return -tier.reviewers, every.about_days if every else float("inf"), index

    return min(found, key=demand)[1] if found else None


def effective_cadence(organisation: Organisation, kind: ClockKind, tier: Tier | None, own: str | None = None) -> EffectiveCadence:
    """The tier's cadence, else the review policy's.

    ``own`` is what the subject itself says: it may tighten a tier's, and stands in for the policy's where no tier applies. There is no
    policy for restore tests: without a tier's word their cadence is unknown.
    """
    field = f"{kind.value}_every"
    ignored: list[IgnoredCadence] = []

    def read(source: CadenceSource, written: str | None) -> Cadence | None:
        found = Cadence.parse(written) if written else None
        if written and found is None:
            ignored.append(IgnoredCadence(source, written, looser=False))
        return found

    mine = read(CadenceSource.SUBJECT, own)
    base, source = read(CadenceSource.TIER, getattr(tier, field, None)), CadenceSource.TIER
    if base is None:
        base, source = read(CadenceSource.POLICY, getattr(organisation.review_policy, field, None)), CadenceSource.POLICY
    name = tier.id if tier else None
    if mine is not None and base is not None and tier is not None and mine.about_days > base.about_days:
        ignored.append(IgnoredCadence(CadenceSource.SUBJECT, own or "", looser=True))
        mine = None
    if mine is not None and mine != base:
        return EffectiveCadence(mine, CadenceSource.SUBJECT, name, tuple(ignored))
    return EffectiveCadence(base, source if base else None, name, tuple(ignored))
