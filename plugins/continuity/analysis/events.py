"""What happened to whom: incidents, and exercises that something failed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from continuity.analysis.coverage import zone_of
from continuity.model.base import Ref
from continuity.model.exercise import Incident, Result
from continuity.model.portfolio import Portfolio

__all__ = ["Event", "EventKind", "events", "incident_day"]


class EventKind(StrEnum):
    """Named as the policy of reviews names them (``model.organisation.Trigger``)."""

    INCIDENT = "incident"
    FAILED_EXERCISE = "failed-exercise"


@dataclass(frozen=True, slots=True, order=True)
class Event:
    """``source`` is the incident or exercise; ``on`` its day in the organisation's time zone."""

    on: date
    source: Ref
    kind: EventKind


def incident_day(portfolio: Portfolio, incident: Incident) -> date | None:
    """The last day of an incident that is known, in the organisation's time zone; None when it has no times."""
    times = incident.times
    known = [at for at in (times.started, times.detected, times.invoked, times.at_mbco, times.recovered, times.returned) if at is not None]
    return max(known).astimezone(zone_of(portfolio.organisation.time_zone)).date() if known else None


def events(portfolio: Portfolio, as_of: date) -> Mapping[Ref, tuple[Event, ...]]:
    """By subject (services, their runbooks that were used, the plan), newest first; nothing dated after ``as_of``."""
    found: dict[Ref, set[Event]] = defaultdict(set)

    def add(event: Event, results: tuple[Result, ...], plan: Ref | None) -> None:
        for result in results:
            for ref in (result.service, *result.runbooks):
                found[portfolio.resolve(ref)].add(event)
        if plan is not None:
            found[portfolio.resolve(plan)].add(event)

    for incident in portfolio.incidents.values():
        day = incident_day(portfolio, incident)
        if day is not None and day <= as_of:
            add(Event(day, incident.ref, EventKind.INCIDENT), incident.services, incident.plan)
    for exercise in portfolio.exercises.values():
        failed = tuple(result for result in exercise.results if result.passed is False)
        if failed and exercise.held is not None and exercise.held <= as_of:
            add(Event(exercise.held, exercise.ref, EventKind.FAILED_EXERCISE), failed, exercise.plan)
    return {ref: tuple(sorted(entries, reverse=True)) for ref, entries in found.items()}
