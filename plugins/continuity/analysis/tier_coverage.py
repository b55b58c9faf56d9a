"""Coverage: for each service, and by tier, which of the things a programme promises are there (ISO 22301 9.1).

``NO`` is said only where it is certain that something is absent; what cannot be told is ``UNKNOWN`` and never counts as there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

import msgspec

from continuity.analysis.blast import Blasts
from continuity.analysis.cadence import TimeState
from continuity.analysis.contact_status import ContactStatus
from continuity.analysis.exercise_status import ExerciseStatus
from continuity.analysis.lazily import Lazily
from continuity.analysis.objectives import MtpdOrigin, ProcessObjectives, process_requirements
from continuity.analysis.reviewed import ApprovalState, ReviewStatus
from continuity.analysis.strategies import Answer, chosen_strategy
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.service import Service

__all__ = ["Aspect", "AspectCoverage", "Covered", "ServiceCoverage", "TierCoverage", "coverage_by_tier", "service_coverage"]


class Aspect(StrEnum):
    """What is looked for."""

    BIA = "bia"
    STRATEGY = "strategy"
    RUNBOOK = "runbook"
    EXERCISED = "exercised"
    RESTORE_TESTED = "restore-tested"
    CONTACTS_VERIFIED = "contacts-verified"
    REVIEWED = "reviewed"
    APPROVED = "approved"


class Covered(StrEnum):
    """NOT_APPLICABLE: it asks nothing of this service (no data to restore, no scenario that stops it)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not-applicable"


class AspectCoverage(msgspec.Struct, frozen=True):
    """One cell.

    ``evidence``: the records that answer it; ``lacking``: those that should and do not (scenarios without an answer, contacts).
    """

    covered: Covered
    evidence: tuple[Ref, ...] = ()
    lacking: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class ServiceCoverage:
    """One row. Aspects are in the order of ``Aspect``."""

    service: Ref
    tier: str | None
    aspects: Mapping[Aspect, AspectCoverage]


@dataclass(frozen=True, slots=True)
class TierCoverage:
    """One tier (None: services without one): how many services, and by aspect how many of each answer."""

    tier: str | None
    services: tuple[Ref, ...]
    counts: Mapping[Aspect, Mapping[Covered, int]]

    def share(self, aspect: Aspect) -> float | None:
        """Share covered, of the services it applies to; None where it applies to none. What is not known counts as not covered."""
        asked = len(self.services) - self.counts[aspect][Covered.NOT_APPLICABLE]
        return self.counts[aspect][Covered.YES] / asked if asked else None


def service_coverage(study: Study, blasts: Blasts | None = None) -> Mapping[Ref, ServiceCoverage]:
    """Every service in operation, each looked at when asked for.

    * BIA: a process with a known MTPD (or none reached) uses it, directly or through services that cannot run without it.
    * Strategy: every scenario that stops it is answered by a strategy, or by an acceptance in force.
    * Runbook: one names it, or a strategy of it names one that is there.
    * Exercised and restore tested: their clocks are not overdue or never; restore only where it has backups.
    * Contacts verified: all directory entries of its owner and escalation are in time.
    * Reviewed: its clock is in time and nothing blocks it. Approved: the newest approval is in force for what is written.
    """
    search = cache(lambda: _Search(study, blasts or Blasts(study)))
    return Lazily(study.services, lambda ref: search().row(study.services[ref]))


_LATE = frozenset({TimeState.OVERDUE, TimeState.NEVER})


def _in_time(state: TimeState) -> Covered:
    if state is TimeState.UNKNOWN:
        return Covered.UNKNOWN
    return Covered.NO if state in _LATE else Covered.YES


class _Search:
    def __init__(self, study: Study, blasts: Blasts) -> None:
        self.study = study
        self.exercises: dict[Ref, ExerciseStatus] = {item.service: item for item in study.exercises}
        self.contacts: dict[Ref, ContactStatus] = {item.subject: item for item in study.contacts}
        self.reviews: dict[Ref, ReviewStatus] = {item.subject: item for item in study.reviews}
        self.assessed = self._assessed(process_requirements(study))
        self.scenarios: dict[Ref, list[Ref]] = {}
        for scenario in study.portfolio.scenarios.values():
            for ref in blasts.of_scenario(scenario.id).stopped_services:
                self.scenarios.setdefault(ref, []).append(scenario.ref)

    def _assessed(self, processes: Mapping[Ref, ProcessObjectives]) -> dict[Ref, tuple[Covered, Ref]]:
        """By service, whether a BIA reaches it and the process it comes from; handed down along what each cannot run without."""
        out: dict[Ref, tuple[Covered, Ref]] = {}
        for sure in (True, False):
            queue = [
                (use.service, item.process)
                for item in processes.values()
                if (item.tightest.figure.known or item.tightest.origin is MtpdOrigin.NOT_REACHED) is sure
                for use in item.uses
            ]
            while queue:
                ref, process = queue.pop(0)
                if ref in out:
                    continue
                out[ref] = (Covered.YES if sure else Covered.UNKNOWN, process)
                queue += [(target, process) for edge in self.study.graph.needs.get(ref, ()) if edge.hard_run for target in edge.targets]
        return out

    def row(self, service: Service) -> ServiceCoverage:
        cells = {
            Aspect.BIA: self.bia(service),
            Aspect.STRATEGY: self.strategy(service),
            Aspect.RUNBOOK: self.runbook(service),
            Aspect.EXERCISED: self.exercised(service),
            Aspect.RESTORE_TESTED: self.restore(service),
            Aspect.CONTACTS_VERIFIED: self.verified(service),
            Aspect.REVIEWED: self.reviewed(service),
            Aspect.APPROVED: self.approved(service),
        }
        return ServiceCoverage(service.ref, service.tier, cells)

    def bia(self, service: Service) -> AspectCoverage:
        found = self.assessed.get(service.ref)
        return AspectCoverage(found[0], (found[1],)) if found else AspectCoverage(Covered.NO)

    def strategy(self, service: Service) -> AspectCoverage:
        scenarios = self.scenarios.get(service.ref, [])
        answers = {ref: chosen_strategy(self.study, service, ref).answer for ref in scenarios}
        good = tuple(ref for ref, answer in answers.items() if answer in (Answer.STRATEGY, Answer.ACCEPTED))
        lacking = tuple(ref for ref in scenarios if ref not in good)
        covered = Covered.NOT_APPLICABLE if not scenarios else Covered.NO if lacking else Covered.YES
        return AspectCoverage(covered, good, lacking)

    def runbook(self, service: Service) -> AspectCoverage:
        portfolio = self.study.portfolio
        named = [portfolio.resolve(ref) for strategy in service.strategies for ref in strategy.runbooks]
        books = [book.ref for book in self.study.runbooks_of.get(service.ref, ())]
        there = tuple(dict.fromkeys(ref for ref in (*named, *books) if portfolio.get(ref)))
        return AspectCoverage(Covered.YES if there else Covered.NO, there, tuple(dict.fromkeys(ref for ref in named if ref not in there)))

    def exercised(self, service: Service) -> AspectCoverage:
        status = self.exercises[service.ref]
        return AspectCoverage(_in_time(status.clock.state), (status.last.source,) if status.last else ())

    def restore(self, service: Service) -> AspectCoverage:
        if not service.backups:
            return AspectCoverage(Covered.NOT_APPLICABLE)
        status = self.exercises[service.ref]
        last = next((tried.source for tried in status.history if tried.restored), None)
        return AspectCoverage(_in_time(status.restore.state), (last,) if last else ())

    def verified(self, service: Service) -> AspectCoverage:
        resolve = self.study.portfolio.resolve
        holders = [holder.ref for holder in (*((service.owner,) if service.owner else ()), *service.escalation)]
        wanted = dict.fromkeys(resolve(ref) for ref in holders)
        if not wanted:
            return AspectCoverage(Covered.NO)
        entries = {ref: self._entry(ref) for ref in wanted}
        good = tuple(ref for ref, covered in entries.items() if covered is Covered.YES)
        lacking = tuple(ref for ref in entries if ref not in good)
        if not lacking:
            return AspectCoverage(Covered.YES, good)
        return AspectCoverage(Covered.NO if Covered.NO in entries.values() else Covered.UNKNOWN, good, lacking)

    def _entry(self, ref: Ref) -> Covered:
        """A directory entry: its own points; where it has none, those of the people behind it."""
        status = self.contacts.get(ref)
        if status is not None:
            return _in_time(status.clock.state)
        people = [self.contacts.get(person) for person in self.study.people(ref)]
        found = [_in_time(item.clock.state) if item else Covered.NO for item in people]
        if not found or Covered.NO in found:
            return Covered.NO
        return Covered.UNKNOWN if Covered.UNKNOWN in found else Covered.YES

    def reviewed(self, service: Service) -> AspectCoverage:
        status = self.reviews.get(service.ref)
        if status is None:
            return AspectCoverage(Covered.NO)
        evidence = tuple(looked.review for looked in status.reviews)
        return AspectCoverage(Covered.NO if status.blocked_by else _in_time(status.state), evidence)

    def approved(self, service: Service) -> AspectCoverage:
        status = self.reviews.get(service.ref)
        approval = status.approval if status else None
        if approval is None or approval.state in (ApprovalState.NONE, ApprovalState.REJECTED, ApprovalState.CHANGED):
            return AspectCoverage(Covered.NO, (approval.approval,) if approval and approval.approval else ())
        covered = Covered.YES if approval.state is ApprovalState.IN_FORCE else Covered.UNKNOWN
        return AspectCoverage(covered, (approval.approval,) if approval.approval else ())


def coverage_by_tier(tiers: Iterable[str], rows: Iterable[ServiceCoverage]) -> tuple[TierCoverage, ...]:
    """Rows added up by tier: ``tiers``, the organisation's in its order, also those without a service; then unknown tiers by id;
    then services without one.
    """
    by_tier: dict[str | None, list[ServiceCoverage]] = {tier: [] for tier in tiers}
    for row in sorted(rows, key=lambda row: (row.tier is None, row.tier or "", row.service)):
        by_tier.setdefault(row.tier, []).append(row)
    return tuple(
        TierCoverage(
            tier,
            tuple(row.service for row in found),
            {aspect: {answer: sum(row.aspects[aspect].covered is answer for row in found) for answer in Covered} for aspect in Aspect},
        )
        for tier, found in by_tier.items()
    )
