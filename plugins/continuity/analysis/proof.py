"""What has been proven: whether an exercise or incident shows that a service comes back in a scenario, and if not, why not.

Proven means: a passed operational exercise or a real incident, of the same scenario, in a production-like environment, with complete
scope, its time
measured, in cadence on the date, and with the procedures unchanged since (by fingerprint). Source: ISO 22301 8.5; NIST SP 800-34r1 3.5.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import msgspec

from continuity.analysis.cadence import ClockKind, due_date, effective_cadence
from continuity.analysis.events import incident_day
from continuity.analysis.figures import Figure, given
from continuity.analysis.fingerprint import Scope, matches
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.exercise import Completeness, Exercise, Incident, Result
from continuity.model.service import Service

__all__ = ["Doubt", "Proof", "Proofs", "Trial", "proof", "trials"]


class Doubt(StrEnum):
    """Why a trial does not prove anything, most telling first."""

    NEVER_TRIED = "never-tried"
    OTHER_SCENARIO = "other-scenario"
    NOT_OPERATIONAL = "not-operational"
    FAILED = "failed"
    NOT_JUDGED = "not-judged"
    PARTIAL_SCOPE = "partial-scope"
    ENVIRONMENT = "environment"
    TIME_UNKNOWN = "time-unknown"
    OUT_OF_CADENCE = "out-of-cadence"
    CADENCE_UNKNOWN = "cadence-unknown"
    PROCEDURES_CHANGED = "procedures-changed"
    PROCEDURES_UNKNOWN = "procedures-unknown"


@dataclass(frozen=True, slots=True)
class Trial:
    """One result for one service: in which exercise or incident (``source``), on which day, and its times from disruption start.

    ``index`` is the place of the result in the record (``results`` of an exercise, ``services`` of an incident).
    """

    source: Ref
    on: date
    index: int
    scenario: Ref | None
    passed: bool | None
    rta: Figure
    rpa: Figure


class Proof(msgspec.Struct, frozen=True):
    """The best trial there is for a service in a scenario. ``proven`` when there are no ``doubts``; ``rta``, the actual time from
    disruption start,
    is then what today's arrangements are known to do. Otherwise it is shown with its doubts. None where nothing was ever tried.
    """

    trial: Trial | None
    doubts: tuple[Doubt, ...]

    @property
    def proven(self) -> bool:
        return not self.doubts

    @property
    def rta(self) -> Figure | None:
        """The proven time; None when nothing is proven."""
        return self.trial.rta if self.trial and self.proven else None


@dataclass(frozen=True, slots=True)
class _Tried:
    trial: Trial
    result: Result
    operational: bool
    production: bool


def trials(study: Study) -> Mapping[Ref, tuple[Trial, ...]]:
    """Every result by service, newest first; nothing dated after the as-of date."""
    return {ref: tuple(item.trial for item in found) for ref, found in _tried(study).items()}


def _tried(study: Study) -> dict[Ref, list[_Tried]]:
    portfolio = study.portfolio
    found: dict[Ref, list[_Tried]] = {}

    def add(source: Exercise | Incident, on: date, results: tuple[Result, ...], *, operational: bool, environment: str | None) -> None:
        field = "results" if isinstance(source, Exercise) else "services"
        scenario = portfolio.resolve(source.scenario) if source.scenario else None
        for index, result in enumerate(results):
            service = portfolio.resolve(result.service)
            rta, rpa = (given(value, source.ref, f"{field}.{index}.{name}") for name, value in (("rta", result.rta), ("rpa", result.rpa)))
            trial = Trial(source.ref, on, index, scenario, result.passed, rta, rpa)
            production = isinstance(source, Incident) or _production_like(portfolio.get(service), environment)
            found.setdefault(service, []).append(_Tried(trial, result, operational, production))

    for exercise in portfolio.exercises.values():
        if exercise.held is not None and exercise.held <= study.as_of:
            kind = exercise.exercise_kind
            add(exercise, exercise.held, exercise.results, operational=kind.operational, environment=exercise.environment)
    for incident in portfolio.incidents.values():
        day = incident_day(portfolio, incident)
        if day is not None and day <= study.as_of:
            add(incident, day, incident.services, operational=True, environment=None)
    for results in found.values():
        results.sort(key=lambda item: (-item.trial.on.toordinal(), item.trial.source, item.trial.index))
    return found


def _production_like(service: object, environment: str | None) -> bool:
    """Production, something said to be like it, or the very environment of the service."""
    if environment is None:
        return False
    text = environment.casefold().strip()
    same = isinstance(service, Service) and service.environment is not None and service.environment.casefold().strip() == text
    return same or text.startswith(("production", "prod-", "live")) or text in ("prod", "dr", "disaster recovery")


class Proofs:
    """Proofs of one study; the results are looked through once."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.tried = _tried(study)

    def of(self, service: Service, scenario: Ref | None) -> Proof:
        """The best trial: the newest that proves, else the one with the fewest doubts, the newest of those."""
        judged = [(self._doubts(service, scenario, item), item.trial) for item in self.tried.get(service.ref, ())]
        if not judged:
            return Proof(None, (Doubt.NEVER_TRIED,))
        doubts, trial = min(judged, key=lambda entry: (Doubt.OTHER_SCENARIO in entry[0], len(entry[0]), -entry[1].on.toordinal()))
        return Proof(trial, doubts)

    def _doubts(self, service: Service, scenario: Ref | None, tried: _Tried) -> tuple[Doubt, ...]:
        trial, result, study = tried.trial, tried.result, self.study
        every = effective_cadence(study.portfolio.organisation, ClockKind.EXERCISE, study.portfolio.tier(service.tier)).cadence
        # To fingerprint the procedures is dear; where the result names none, nothing can be said whatever they are.
        current = None if result.procedures is None else study.fingerprints.scopes(service.ref).get(Scope.PROCEDURES)
        checks = {
            Doubt.OTHER_SCENARIO: scenario is not None and trial.scenario != scenario,
            Doubt.NOT_OPERATIONAL: not tried.operational,
            Doubt.FAILED: trial.passed is False,
            Doubt.NOT_JUDGED: trial.passed is None,
            Doubt.PARTIAL_SCOPE: result.scope is not Completeness.COMPLETE or result.left_out is not None,
            Doubt.ENVIRONMENT: not tried.production,
            Doubt.TIME_UNKNOWN: not trial.rta.known,
            Doubt.CADENCE_UNKNOWN: every is None,
            Doubt.OUT_OF_CADENCE: every is not None and due_date(trial.on, every) < study.as_of,
            Doubt.PROCEDURES_UNKNOWN: current is None,
            Doubt.PROCEDURES_CHANGED: result.procedures is not None and current is not None and not matches(result.procedures, current),
        }
        return tuple(doubt for doubt in Doubt if checks.get(doubt, False))


def proof(study: Study, service: Service, scenario: Ref | None) -> Proof:
    """What is proven for one service in a scenario (None: in any). For many, ``Proofs`` looks through the results once."""
    return Proofs(study).of(service, scenario)
