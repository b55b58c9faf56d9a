"""Recovery order: waves for the whole organisation and per scenario, with times, contention, and knots broken (NIST SP 800-34r1
4.3, ISO 22301 8.4.4).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from continuity.analysis.capability import Capabilities, capabilities, mobilisation
from continuity.analysis.data_loss import sites_around
from continuity.analysis.figures import ZERO, Figure, Verdict, compare, earliest, given, latest, total, unknown
from continuity.analysis.ordering import Break, Ordering, order
from continuity.analysis.strategies import Work, least_strategy
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.scenario import Scenario
from continuity.model.service import Service, SiteUse

__all__ = [
    "Contended",
    "Contention",
    "GateTime",
    "RecoveryEntry",
    "RecoveryOrder",
    "Wave",
    "alone",
    "organisation_order",
    "scenario_orders",
]


class Contended(StrEnum):
    """What several services of one wave want at once."""

    PERSON = "person"
    VENDOR = "vendor"
    ALTERNATE_SITE = "alternate-site"


@dataclass(frozen=True, slots=True)
class Contention:
    """One person, vendor or alternate site that several services of a wave want at once.

    A person counts where a runbook's step or the first call comes down to nobody else.
    """

    kind: Contended
    ref: Ref
    services: tuple[Ref, ...]


class RecoveryEntry(msgspec.Struct, frozen=True):
    """One service in its wave. ``finish``: earliest finish from disruption start, planned; ``slack``: seconds to the RTO in force,
    negative when late,
    None when either is unknown.
    """

    service: Ref
    finish: Figure
    rto: Figure
    verdict: Verdict
    slack: int | None


@dataclass(frozen=True, slots=True)
class Wave:
    """Services that can be recovered side by side, in order of urgency: least slack first, then (slack unknown) shortest RTO, then id."""

    number: int
    entries: tuple[RecoveryEntry, ...]
    contention: tuple[Contention, ...]


@dataclass(frozen=True, slots=True)
class GateTime:
    """A gate of the scenario, by its place in the list, and how long it takes from invocation."""

    index: int
    takes: Figure
    services: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class RecoveryOrder:
    """Waves of one scenario (``scenario`` None: everything is down and every strategy is open). ``breaks``: where a knot is to be cut,
    best edge each.

    ``gates``: what must be true before recovery starts; its ``services`` are empty where it holds up all.
    """

    scenario: Ref | None
    waves: tuple[Wave, ...]
    gates: tuple[GateTime, ...]
    breaks: tuple[Break, ...]

    @property
    def services(self) -> tuple[Ref, ...]:
        """All services, in order of recovery."""
        return tuple(entry.service for wave in self.waves for entry in wave.entries)


def scenario_orders(study: Study, found: Mapping[Ref, Capabilities] | None = None) -> Mapping[Ref, RecoveryOrder]:
    """Recovery order of every scenario, of the services it stops. ``found`` is ``capabilities(study)`` where it is at hand already."""
    contenders = _Contenders(study)
    out = {}
    for ref, capable in (capabilities(study) if found is None else found).items():
        scenario = study.portfolio.scenarios[ref.id]
        gates = tuple(
            GateTime(
                index, given(gate.takes, ref, f"gates.{index}.takes"), tuple(study.portfolio.resolve(item) for item in gate.applies_to)
            )
            for index, gate in enumerate(scenario.gates)
        )
        entries = {name: RecoveryEntry(name, item.finish, item.rto, item.verdict, item.slack) for name, item in capable.services.items()}
        works = {name: item.work for name, item in capable.services.items()}
        lost = _lost_sites(study, scenario)
        out[ref] = RecoveryOrder(ref, _waves(capable.ordering, entries, works, contenders, lost), gates, capable.ordering.breaks)
    return out


def organisation_order(study: Study) -> RecoveryOrder:
    """Order in which everything would come back if all of it stopped, sites and vendors standing.

    Each service by the strategy with the least work that is written down, after mobilisation; an order to plan with, not a forecast.
    """
    ordering = order(study.graph, (ref for ref in study.graph.nodes if ref in study.services or ref.kind in ("channel", "resource")))
    broken = {(item.source, item.field) for item in ordering.breaks}
    ready: dict[Ref, Figure] = {}
    entries: dict[Ref, RecoveryEntry] = {}
    works: dict[Ref, Work | None] = {}
    for ref in ordering.sequence:
        waits = [
            unknown(ref, edge.field) if (ref, edge.field) in broken and not edge.alternative_tested else _first(ready, edge.targets)
            for edge in study.graph.needs.get(ref, ())
            if edge.orders_recovery and ((ref, edge.field) in broken or all(target in ordering.wave for target in edge.targets))
        ]
        service = study.services.get(ref)
        if service is None:
            ready[ref] = latest(waits)
            continue
        own = works[ref] = least_strategy(study, service)
        ready[ref] = total((latest(waits), alone(study, service, own)))
        objectives = study.objectives_of(ref)
        finish, rto = total((objectives.detect.figure, objectives.invoke.figure, ready[ref])), objectives.rto.figure
        slack = None if finish.seconds is None or rto.seconds is None else rto.seconds - finish.seconds
        entries[ref] = RecoveryEntry(ref, finish, rto, compare(finish, rto), slack)
    return RecoveryOrder(None, _waves(ordering, entries, works, _Contenders(study), frozenset()), (), ordering.breaks)


def alone(study: Study, service: Service, chosen: Work | None) -> Figure:
    """How long a service takes by itself, once all it waits for is there: its people called, then the work of a strategy, as planned."""
    if chosen is None:
        return unknown(service.ref, "strategies")
    called = mobilisation(study, service, chosen.vendors)[0] if chosen.runbooks else ZERO
    return total((called, chosen.planned))


def _lost_sites(study: Study, scenario: Scenario) -> frozenset[Ref]:
    """Sites the scenario takes, with those that share their fate."""
    named = {study.portfolio.resolve(item.site) for item in scenario.loses if item.site}
    return frozenset(site.ref for site in study.portfolio.sites.values() if named & sites_around(study.portfolio, site.ref))


def _first(ready: Mapping[Ref, Figure], targets: tuple[Ref, ...]) -> Figure:
    figures = [(target, ready.get(target, ZERO)) for target in targets]
    return earliest(Figure(figure.value, ((target, "capability"),)) if figure.missing else figure for target, figure in figures)


def _waves(
    ordering: Ordering,
    entries: Mapping[Ref, RecoveryEntry],
    works: Mapping[Ref, Work | None],
    contenders: _Contenders,
    lost: frozenset[Ref],
) -> tuple[Wave, ...]:
    out: list[Wave] = []
    for members in ordering.waves:
        here = sorted((entries[ref] for ref in members if ref in entries), key=_urgency)
        if here:
            services = tuple(entry.service for entry in here)
            out.append(Wave(len(out) + 1, tuple(here), contenders.between(services, works, lost)))
    return tuple(out)


def _urgency(entry: RecoveryEntry) -> tuple[bool, int, bool, int, Ref]:
    rto = entry.rto.seconds
    return entry.slack is None, entry.slack or 0, rto is None, rto or 0, entry.service


class _Contenders:
    """Who and what each service wants when it is recovered."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.only: dict[Ref, tuple[Ref, ...]] = {}

    def between(self, services: tuple[Ref, ...], works: Mapping[Ref, Work | None], lost: frozenset[Ref]) -> tuple[Contention, ...]:
        wanted: dict[tuple[Contended, Ref], list[Ref]] = {}
        for service in services:
            for key in dict.fromkeys(self._wants(service, works.get(service), lost)):
                wanted.setdefault(key, []).append(service)
        return tuple(Contention(kind, ref, tuple(found)) for (kind, ref), found in sorted(wanted.items()) if len(found) > 1)

    def _wants(self, ref: Ref, own: Work | None, lost: frozenset[Ref]) -> list[tuple[Contended, Ref]]:
        service = self.study.services[ref]
        wants = [(Contended.VENDOR, vendor) for vendor in (own.vendors if own else ())]
        for runbook in own.runbooks if own else ():
            wants += [(Contended.PERSON, person) for person in self._only(runbook)]
        if service.escalation:
            first = self.study.people(service.escalation[0].ref)
            wants += [(Contended.PERSON, first[0])] if len(first) == 1 else []
        homes = {self.study.portfolio.resolve(place.site) for place in service.sites if place.use is not SiteUse.ALTERNATE}
        if homes & lost:
            wants += [
                (Contended.ALTERNATE_SITE, site)
                for place in service.sites
                if place.use is SiteUse.ALTERNATE and (site := self.study.portfolio.resolve(place.site)) not in lost
            ]
        return wants

    def _only(self, runbook: Ref) -> tuple[Ref, ...]:
        """People without whom a step of the runbook is not done."""
        found = self.only.get(runbook)
        if found is None:
            record = self.study.portfolio.runbooks.get(runbook.id)
            holders = [step.role or step.team for step in record.steps] if record else []
            pools = [self.study.people(holder) for holder in holders if holder]
            found = self.only[runbook] = tuple(dict.fromkeys(pool[0] for pool in pools if len(pool) == 1))
        return found
