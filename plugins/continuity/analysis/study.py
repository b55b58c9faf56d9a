"""What every computation starts from: a portfolio at a date, and the parts that many of them share, reckoned once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from continuity.analysis.contact_status import ContactStatus, contact_checks
from continuity.analysis.effective import EffectiveObjectives, effective_objectives, in_operation
from continuity.analysis.exercise_status import ExerciseStatus, exercise_status
from continuity.analysis.fingerprint import Fingerprinter
from continuity.analysis.graph import DependencyGraph, dependency_graph
from continuity.analysis.holders import people_of
from continuity.analysis.procedure import ProcedureTime
from continuity.analysis.procedures import Timed, procedure_times
from continuity.analysis.review_status import statuses
from continuity.analysis.reviewed import ReviewStatus
from continuity.analysis.reviews_since import Reviewed
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio
from continuity.model.process import Process
from continuity.model.runbook import Runbook
from continuity.model.scenario import Scenario
from continuity.model.service import Service

__all__ = ["Study"]


@dataclass(frozen=True, eq=False)
class Study:
    """A portfolio at ``as_of``. Everything it gives follows from the two alone; the same pair gives the same answers.

    ``whole``: the plans before an audience's filter, where ``portfolio`` is what that audience sees. Fingerprints are taken of it alone, so that what
    an exercise proved is proven for everybody. ``known`` and ``reviewed``: times and review statuses of another version of the plans, to go on from; they
    change no answer.
    """

    portfolio: Portfolio
    as_of: date
    whole: Portfolio | None = None
    known: Timed | None = None
    reviewed: Reviewed | None = None

    @cached_property
    def graph(self) -> DependencyGraph:
        """What needs what."""
        return dependency_graph(self.portfolio)

    @cached_property
    def reviews(self) -> tuple[ReviewStatus, ...]:
        """Where every reviewed subject stands, worst first."""
        return statuses(self.portfolio, self.as_of, self.reviewed)

    @cached_property
    def contacts(self) -> tuple[ContactStatus, ...]:
        """When numbers were last tried, worst first."""
        return contact_checks(self.portfolio, self.as_of)

    @cached_property
    def exercises(self) -> tuple[ExerciseStatus, ...]:
        """When services were last exercised, worst first."""
        return exercise_status(self.portfolio, self.as_of)

    @cached_property
    def procedures(self) -> Mapping[Ref, ProcedureTime]:
        """How long each runbook takes."""
        return procedure_times(self.portfolio, self.known)

    @cached_property
    def fingerprints(self) -> Fingerprinter:
        """Fingerprints of records as they stand."""
        return Fingerprinter(self.whole or self.portfolio)

    @cached_property
    def objectives(self) -> Mapping[Ref, EffectiveObjectives]:
        """Objectives in force, by service."""
        return {Ref("service", name): effective_objectives(self.portfolio, name) for name in self.portfolio.services}

    @cached_property
    def services(self) -> Mapping[Ref, Service]:
        """Services in operation (live or retiring), by ref, in order."""
        return {service.ref: service for service in self.portfolio.services.values() if in_operation(service)}

    @cached_property
    def runbooks_of(self) -> Mapping[Ref, tuple[Runbook, ...]]:
        """Runbooks by each service they recover."""
        found: dict[Ref, list[Runbook]] = {}
        for book in self.portfolio.runbooks.values():
            for ref in book.services:
                found.setdefault(self.portfolio.resolve(ref), []).append(book)
        return {ref: tuple(books) for ref, books in found.items()}

    @cached_property
    def processes_of(self) -> Mapping[Ref, tuple[Process, ...]]:
        """Business processes by each service they use."""
        found: dict[Ref, dict[str, Process]] = {}
        for process in self.portfolio.processes.values():
            for use in process.uses:
                found.setdefault(self.portfolio.resolve(use.service), {})[process.id] = process
        return {ref: tuple(processes.values()) for ref, processes in found.items()}

    def people(self, holder: Ref) -> tuple[Ref, ...]:
        """People behind a person, role or team, without deputies (see ``people_of``)."""
        found = self._people.get(holder)
        if found is None:
            found = self._people[holder] = people_of(self.portfolio, holder)
        return found

    @cached_property
    def _people(self) -> dict[Ref, tuple[Ref, ...]]:
        return {}

    def objectives_of(self, service: Ref) -> EffectiveObjectives:
        """Objectives of a service, all unknown when it is not there."""
        return self.objectives.get(service) or effective_objectives(self.portfolio, service.id)

    def service(self, service_id: str) -> Service | None:
        """The service, also by an old id; None when it is not there."""
        found = self.portfolio.get(Ref("service", service_id))
        return found if isinstance(found, Service) else None

    def scenario(self, scenario_id: str) -> Scenario | None:
        """The scenario, also by an old id; None when it is not there."""
        found = self.portfolio.get(Ref("scenario", scenario_id))
        return found if isinstance(found, Scenario) else None

    def take_over(self, reviews: tuple[ReviewStatus, ...]) -> None:
        """What another process reckoned of the same portfolio at the same date, so that it need not be reckoned here."""
        vars(self)["reviews"] = reviews

    def let_go(self) -> None:
        """Empties the study, once nobody asks it any more: much of what was reckoned knows it in turn, so that neither would go by itself."""
        vars(self).clear()
