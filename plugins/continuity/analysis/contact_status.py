"""Whether the numbers in the plan were tried lately: the clock of contact checks, apart from reviews.

A contact point was last tried on the newest of: its own ``verified`` date, its person's, and a contact check that names it (by its way, as
``mobile``, or by the address itself) or, where the check names nothing, all points of its subject. A check that says it did not work, or
that was rejected as a whole, makes it due from that day until a later one says it works. Dates after the as-of date are not looked at.

The cadence is the tightest among the tiers of the live services whose owner or escalation reaches the entry, else the review policy's.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from continuity.analysis.cadence import Clock, ClockKind, EffectiveCadence, TimeState, clock, days_of, effective_cadence
from continuity.analysis.fingerprint import reached
from continuity.model.attestation import ContactCheck, Outcome
from continuity.model.base import Record, Ref
from continuity.model.directory import ContactPoint, Person
from continuity.model.organisation import Tier
from continuity.model.portfolio import Portfolio
from continuity.model.service import Lifecycle
from continuity.model.values import UNKNOWN, Phone

__all__ = ["ContactStatus", "PointStatus", "contact_checks", "means"]

#: Kinds whose contact points are checked.
_KINDS: Final = ("person", "team", "role", "vendor", "site", "channel", "party")


@dataclass(frozen=True, slots=True)
class PointStatus:
    """One contact point: its place in the record's list (from 0), the way, whether the newest try worked (None: untried), its clock."""

    index: int
    how: str
    worked: bool | None
    clock: Clock


@dataclass(frozen=True, slots=True)
class ContactStatus:
    """One directory entry.

    ``clock`` is that of its worst point; ``reached`` the newest day on which any of them worked; ``check`` the newest check.
    """

    subject: Ref
    clock: Clock
    points: tuple[PointStatus, ...]
    reached: date | None
    check: Ref | None
    by: Ref | None

    @property
    def state(self) -> TimeState:
        return self.clock.state

    @property
    def failed(self) -> tuple[int, ...]:
        """Indexes of the points that did not work when last tried."""
        return tuple(point.index for point in self.points if point.worked is False)

    @property
    def untried(self) -> tuple[int, ...]:
        """Indexes of the points that nobody is known to have tried."""
        return tuple(point.index for point in self.points if point.worked is None)


def contact_checks(portfolio: Portfolio, as_of: date) -> tuple[ContactStatus, ...]:
    """Everybody with a contact point who has not left, worst first."""
    checks: dict[Ref, list[ContactCheck]] = defaultdict(list)
    for check in portfolio.contact_checks.values():
        if check.checked <= as_of:
            checks[portfolio.resolve(check.subject)].append(check)
    tiers = _tiers(portfolio)
    policy = portfolio.organisation.review_policy
    found: list[ContactStatus] = []
    for record in _subjects(portfolio, as_of):
        tier = tiers.get(record.ref)
        every = effective_cadence(portfolio.organisation, ClockKind.CONTACT_CHECK, tier)
        window = days_of(tier.due_soon if tier and tier.due_soon else policy.due_soon)
        mine = sorted(checks.get(record.ref, ()), key=lambda c: (c.checked, c.id))
        found.append(_status(portfolio, record, mine, every, window, as_of))
    return tuple(sorted(found, key=lambda s: (-s.state.rank, s.clock.due or date.min, s.subject)))


def _subjects(portfolio: Portfolio, as_of: date) -> Iterator[Record]:
    for kind in _KINDS:
        for record in portfolio.of(kind).values():
            gone = isinstance(record, Person) and record.left is not None and record.left < as_of
            if _points(record) and not gone:
                yield record


def _points(record: Record) -> tuple[ContactPoint, ...]:
    found: tuple[ContactPoint, ...] = getattr(record, "contacts", ())
    return found


def _tiers(portfolio: Portfolio) -> dict[Ref, Tier]:
    """By directory entry, the tier with the tightest cadence among the services that reach it."""
    ranked: dict[str, float] = {}
    by_id: dict[str, Tier] = {}
    for tier in portfolio.organisation.tiers:
        every = effective_cadence(portfolio.organisation, ClockKind.CONTACT_CHECK, tier).cadence
        ranked.setdefault(tier.id, every.about_days if every else float("inf"))
        by_id.setdefault(tier.id, tier)
    tightest: dict[Ref, str] = {}
    for service in portfolio.services.values():
        if service.tier not in by_id or service.lifecycle in (Lifecycle.RETIRED, Lifecycle.PLANNED):
            continue
        for holder in (*((service.owner,) if service.owner else ()), *service.escalation):
            ref = portfolio.resolve(holder.ref)
            if ref not in tightest or ranked[service.tier] < ranked[tightest[ref]]:
                tightest[ref] = service.tier
    spread: dict[Ref, str] = {}
    for ref, tier_id in tightest.items():
        for entry in reached(portfolio, ref):
            if entry not in spread or ranked[tier_id] < ranked[spread[entry]]:
                spread[entry] = tier_id
    return {ref: by_id[tier_id] for ref, tier_id in spread.items()}


def _status(
    portfolio: Portfolio, record: Record, checks: list[ContactCheck], every: EffectiveCadence, window: int, as_of: date
) -> ContactStatus:
    points = [_point(index, point, record, checks, every, window, as_of) for index, point in enumerate(_points(record))]
    worst = max(points, key=lambda p: (p.clock.state.rank, -(p.clock.due or date.min).toordinal()))
    good = [point.clock.last for point in points if point.worked and point.clock.last]
    newest = checks[-1] if checks else None
    by = portfolio.resolve(newest.by) if newest else None
    return ContactStatus(record.ref, worst.clock, tuple(points), max(good, default=None), newest.ref if newest else None, by)


def _point(
    index: int, point: ContactPoint, record: Record, checks: list[ContactCheck], every: EffectiveCadence, window: int, as_of: date
) -> PointStatus:
    said = [point.verified, record.verified if isinstance(record, Person) else None]
    tries = [(day, True) for day in said if isinstance(day, date) and day <= as_of]
    for check in checks:
        if (worked := _worked(check, point)) is not None:
            tries.append((check.checked, worked))
    if not tries:
        unknown = any(day is UNKNOWN for day in said)
        return PointStatus(index, point.how, None, clock(None, every, window, as_of, date_unknown=unknown))
    # On one and the same day, what did not work counts.
    day, worked = max(tries, key=lambda entry: (entry[0], not entry[1]))
    last = max((on for on, good in tries if good), default=None)
    return PointStatus(index, point.how, worked, clock(last, every, window, as_of, () if worked else ((day, 0),)))


def _worked(check: ContactCheck, point: ContactPoint) -> bool | None:
    """What a check says about a point; None when it does not speak of it."""
    if not check.tried:
        return check.outcome is not Outcome.REJECTED
    said = [tried.worked for tried in check.tried if means(tried.contact, point)]
    return all(said) if said else None


def means(written: str, point: ContactPoint) -> bool:
    """Whether what a check names is this contact point: its way, as ``mobile``, or the number or address itself."""
    if written.strip() == point.how:
        return True
    value = point.value
    if isinstance(value, Phone):
        return re.sub(r"[^\d+]", "", written) == value.e164 or written.strip() == str(value)
    return written.strip().lower() == value.lower()
