"""How long ago each service was exercised and restored: clocks of their own, apart from reviews.

An exercise counts for a service that it names among its services or results, held on or before the as-of date, whatever its kind, except
notification drills: they exercise a call tree. A real incident counts like an exercise. One that the service failed does not set the clock
forward: it makes the next due from that day, and overdue when the policy's due-soon window has passed.

A restore counts when a restore test was not failed, or when any exercise or incident names what of the service was restored and was not
failed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from continuity.analysis.cadence import Clock, ClockKind, TimeState, clock, days_of, effective_cadence
from continuity.analysis.events import incident_day
from continuity.model.base import Ref
from continuity.model.exercise import Exercise, ExerciseKind, Result
from continuity.model.portfolio import Portfolio
from continuity.model.service import Lifecycle, Service

__all__ = ["ExerciseStatus", "Tried", "exercise_status"]


@dataclass(frozen=True, slots=True, order=True)
class Tried:
    """One exercise or incident (``source``) of a service. ``kind`` is None for an incident; ``passed`` is None when nobody said."""

    on: date
    source: Ref
    kind: ExerciseKind | None
    operational: bool
    passed: bool | None
    restored: bool


@dataclass(frozen=True, slots=True)
class ExerciseStatus:
    """One live service. ``history`` is newest first; ``planned`` is the next exercise with a day, on or after the as-of date."""

    service: Ref
    clock: Clock
    restore: Clock
    history: tuple[Tried, ...]
    planned: Ref | None
    planned_on: date | None

    @property
    def state(self) -> TimeState:
        return self.clock.state

    @property
    def last(self) -> Tried | None:
        """The newest, passed or not."""
        return self.history[0] if self.history else None

    @property
    def last_passed(self) -> Tried | None:
        """The newest that really recovered systems and was passed."""
        return next((tried for tried in self.history if tried.operational and tried.passed), None)


def exercise_status(portfolio: Portfolio, as_of: date) -> tuple[ExerciseStatus, ...]:
    """Every service that is live or retiring, worst first."""
    history = _history(portfolio, as_of)
    planned = _planned(portfolio, as_of)
    found = [
        _status(portfolio, service, tuple(sorted(set(history.get(service.ref, ())), key=_newest_first)), planned.get(service.ref), as_of)
        for service in portfolio.services.values()
        if service.lifecycle in (Lifecycle.LIVE, Lifecycle.RETIRING)
    ]
    return tuple(sorted(found, key=lambda s: (-s.state.rank, s.clock.due or date.min, s.service)))


def _newest_first(tried: Tried) -> tuple[int, Ref]:
    return -tried.on.toordinal(), tried.source


def _history(portfolio: Portfolio, as_of: date) -> dict[Ref, list[Tried]]:
    found: dict[Ref, list[Tried]] = defaultdict(list)
    for exercise in portfolio.exercises.values():
        if exercise.held is None or exercise.held > as_of or exercise.exercise_kind is ExerciseKind.NOTIFICATION_DRILL:
            continue
        kind = exercise.exercise_kind
        judged = set()
        for result in exercise.results:
            service = portfolio.resolve(result.service)
            judged.add(service)
            restored = kind is ExerciseKind.RESTORE_TEST or bool(result.restored)
            found[service].append(Tried(exercise.held, exercise.ref, kind, kind.operational, result.passed, restored))
        for service in {portfolio.resolve(ref) for ref in exercise.services} - judged:
            found[service].append(Tried(exercise.held, exercise.ref, kind, kind.operational, None, kind is ExerciseKind.RESTORE_TEST))
    for incident in portfolio.incidents.values():
        day = incident_day(portfolio, incident)
        if day is not None and day <= as_of:
            for result in incident.services:
                found[portfolio.resolve(result.service)].append(_incident(day, incident.ref, result))
    return found


def _incident(day: date, ref: Ref, result: Result) -> Tried:
    return Tried(day, ref, None, True, result.passed, bool(result.restored))


def _planned(portfolio: Portfolio, as_of: date) -> dict[Ref, tuple[date, Ref]]:
    found: dict[Ref, tuple[date, Ref]] = {}
    for exercise in portfolio.exercises.values():
        held = exercise.held is not None and exercise.held <= as_of
        if held or not isinstance(exercise.planned, date) or exercise.planned < as_of:
            continue
        entry = (exercise.planned, exercise.ref)
        for service in _named(portfolio, exercise):
            found[service] = min(found.get(service, entry), entry)
    return found


def _named(portfolio: Portfolio, exercise: Exercise) -> set[Ref]:
    return {portfolio.resolve(ref) for ref in (*exercise.services, *(result.service for result in exercise.results))}


def _status(
    portfolio: Portfolio, service: Service, history: tuple[Tried, ...], planned: tuple[date, Ref] | None, as_of: date
) -> ExerciseStatus:
    policy = portfolio.organisation.review_policy
    tier = portfolio.tier(service.tier)
    window = days_of(tier.due_soon if tier and tier.due_soon else policy.due_soon)
    grace = days_of(policy.due_soon)

    def run(kind: ClockKind, tries: list[Tried]) -> Clock:
        last = max((tried.on for tried in tries if tried.passed is not False), default=None)
        failed = [(tried.on, grace) for tried in tries if tried.passed is False and (last is None or tried.on >= last)]
        return clock(last, effective_cadence(portfolio.organisation, kind, tier), window, as_of, failed)

    exercised = run(ClockKind.EXERCISE, list(history))
    restored = run(ClockKind.RESTORE_TEST, [tried for tried in history if tried.restored])
    return ExerciseStatus(service.ref, exercised, restored, history, planned[1] if planned else None, planned[0] if planned else None)
