"""What today's arrangements can do: recovery time capability (RTC) per service and scenario, estimated beside proven.

RTC counts from invocation: until what the service needs is back and the gates are open, then mobilisation, activation, and the
procedures. So that
detect + invoke + RTC <= RTO can be asked. It is an estimate from what is written; what an exercise or incident proved stands beside it
(``proof``).

Mobilisation: planned, the wait of the first escalation; worst, all waits one after another; no less than a vendor who takes part needs
to be on site
(else to respond). Nobody is called out where no runbook has to be worked.

A figure that waits for another service names that service's ``capability`` as missing, not everything that service lacks in turn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from continuity.analysis.blast import Blasts
from continuity.analysis.data_loss import ClassLoss, LossesIn
from continuity.analysis.figures import ZERO, Figure, Verdict, compare, earliest, given, latest, total, unknown
from continuity.analysis.graph import Edge
from continuity.analysis.lazily import Lazily
from continuity.analysis.ordering import Ordering, order
from continuity.analysis.proof import Proof, Proofs
from continuity.analysis.spread import scenario_losses
from continuity.analysis.strategies import Answer, StrategyChoice, Work, Works, chosen_strategy
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.scenario import Scenario
from continuity.model.service import Approach, Need, Service
from continuity.model.surroundings import Channel, Vendor
from continuity.model.values import Duration

__all__ = ["Capabilities", "Capability", "Wait", "capabilities", "mobilisation"]


class Wait(msgspec.Struct, frozen=True):
    """One dependency that holds the service up: its field, what of it is gone, and when one of its targets is there (from invocation)."""

    field: str
    targets: tuple[Ref, ...]
    planned: Figure
    worst: Figure


class Capability(msgspec.Struct, frozen=True):
    """RTC of one service in one scenario that stops it, with its parts. All figures but ``detect`` and ``finish``s run from invocation
    or are lengths.

    ``planned`` and ``worst``: max(waits, gates) + mobilisation + work. ``finish`` and ``finish_worst``: from disruption start, detection
    and invocation
    counted. ``verdict``s: those against the RTO in force. ``lost``: whether the scenario takes the service itself, else it only lacks
    what it needs.
    ``work`` is None without a strategy. ``loss``: worst data loss here (RPC), None where the scenario takes no data.
    """

    service: Ref
    scenario: Ref
    lost: bool
    choice: StrategyChoice
    waits: tuple[Wait, ...]
    gates: Figure
    mobilisation: Figure
    mobilisation_worst: Figure
    work: Work | None
    planned: Figure
    worst: Figure
    detect: Figure
    invoke: Figure
    rto: Figure
    finish: Figure
    finish_worst: Figure
    verdict: Verdict
    verdict_worst: Verdict
    proof: Proof
    proven_verdict: Verdict | None
    loss: ClassLoss | None

    @property
    def excess(self) -> Duration | None:
        """How much later than the RTO the planned finish is, where that is for certain."""
        return _beyond(self.finish, self.rto)

    @property
    def slack(self) -> int | None:
        """Seconds between the planned finish and the RTO, negative when late; None when either is unknown."""
        if self.finish.seconds is None or self.rto.seconds is None:
            return None
        return self.rto.seconds - self.finish.seconds


def _beyond(figure: Figure, limit: Figure) -> Duration | None:
    if compare(figure, limit) is not Verdict.FALLS_SHORT or figure.duration is None or limit.duration is None:
        return None
    return figure.duration - limit.duration


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Every service a scenario stops, in order of recovery, each reckoned when asked for. ``ordering`` holds the waves and where a knot had to be
    broken."""

    scenario: Ref
    services: Mapping[Ref, Capability]
    ordering: Ordering


def mobilisation(study: Study, service: Service, vendors: tuple[Ref, ...] = ()) -> tuple[Figure, Figure]:
    """Planned and worst time until the people are at work; ``vendors`` are those that must take part."""
    waits = [given(step.wait, service.ref, f"escalation.{index}.wait") for index, step in enumerate(service.escalation)]
    if not waits:
        first = everyone = unknown(service.ref, "escalation")
    else:
        first = waits[0]
        # Behind the last there is nobody to go on to: a wait left out there is not a gap, unless it is the only one.
        everyone = total(waits if len(waits) == 1 or waits[-1].known else waits[:-1])
    answers = [_answer(study, vendor) for vendor in vendors]
    return latest((first, *answers)), latest((everyone, *answers))


def _answer(study: Study, ref: Ref) -> Figure:
    record = study.portfolio.get(ref)
    commitment = record.commitment if isinstance(record, Vendor) else None
    if commitment and commitment.on_site is not None:
        return given(commitment.on_site, ref, "commitment.on_site")
    return given(commitment.response if commitment else None, ref, "commitment.response")


class _Reckoning:
    def __init__(self, study: Study, scenario: Scenario, blasts: Blasts, proofs: Proofs, works: Works, losses: LossesIn) -> None:
        self.study, self.scenario, self.proofs, self.works, self.losses = study, scenario, proofs, works, losses
        spread = blasts.spread(*scenario_losses(study.portfolio, scenario))
        self.lost, self.stopped = frozenset(spread.lost), spread.stopped
        self.ordering = order(study.graph, (ref for ref in spread.stopped if ref.kind not in ("site", "vendor")))
        self.broken = {(item.source, item.field) for item in self.ordering.breaks}
        resolve = study.portfolio.resolve
        self.gates = [
            (given(gate.takes, scenario.ref, f"gates.{index}.takes"), frozenset(resolve(ref) for ref in gate.applies_to))
            for index, gate in enumerate(scenario.gates)
        ]
        self.place = {ref: index for index, ref in enumerate(self.ordering.sequence)}
        self.ready: dict[Ref, tuple[Figure, Figure]] = {}
        self.awaited: dict[Ref, tuple[Figure, Figure]] = {}
        self.found: dict[Ref, Capability] = {}

    def run(self) -> Capabilities:
        services = (ref for ref in self.ordering.sequence if ref in self.study.services)
        return Capabilities(self.scenario.ref, Lazily(services, self.of), self.ordering)

    def of(self, asked: Ref) -> Capability:
        """Capability of one service, and of what it waits for, first things first: chains are longer than Python's stack is deep."""
        wanted: set[Ref] = set()
        waiting = [asked]
        while waiting:
            ref = waiting.pop()
            if ref in wanted or ref in self.ready or ref not in self.place:
                continue
            wanted.add(ref)
            waiting += [target for edge in self.study.graph.holding_up.get(ref, ()) for target in edge.targets]
        for ref in sorted(wanted, key=self.place.__getitem__):
            service = self.study.services.get(ref)
            if service is None:
                self.ready[ref] = self._surrounding(ref)
            else:
                self.found[ref] = found = self._capability(service)
                self.ready[ref] = found.planned, found.worst
        return self.found[asked]

    def _surrounding(self, ref: Ref) -> tuple[Figure, Figure]:
        """When a channel or resource is there again; a service that is not in operation never is."""
        if ref in self.lost:
            record = self.study.portfolio.get(ref)
            fallback = self.study.portfolio.resolve(record.fallback) if isinstance(record, Channel) and record.fallback else None
            there = ZERO if fallback and fallback not in self.stopped else unknown(ref, "fallback" if ref.kind == "channel" else "recovery")
            return there, there
        waits = self._waits(ref, None)
        return latest(wait.planned for wait in waits), latest(wait.worst for wait in waits)

    def _waits(self, ref: Ref, approach: Approach | None) -> tuple[Wait, ...]:
        out = []
        for edge in self.study.graph.holding_up.get(ref, ()):
            gone = tuple(target for target in edge.targets if target in self.stopped)
            # A site is not waited for: the strategy is the answer to its loss, and the gates say when it may be entered.
            if len(gone) < len(edge.targets) or any(target.kind == "site" for target in gone):
                continue
            if (ref, edge.field) in self.broken:
                planned = worst = ZERO if edge.alternative_tested else unknown(ref, edge.field)
            else:
                pairs = [self._target(target, ref, approach) for target in gone]
                planned, worst = earliest(first for first, _ in pairs), earliest(second for _, second in pairs)
            out.append(Wait(edge.field, gone, planned, worst))
        return tuple(out)

    def _target(self, ref: Ref, waiting: Ref, approach: Approach | None) -> tuple[Figure, Figure]:
        if ref.kind == "vendor":
            if approach is Approach.SUPPLIER_SWITCH:
                return ZERO, ZERO
            record = self.study.portfolio.get(ref)
            commitment = record.commitment if isinstance(record, Vendor) else None
            recovery = given(commitment.recovery if commitment else None, ref, "commitment.recovery")
            return recovery, recovery
        # What comes after it in the order cannot be waited for.
        if ref not in self.ready or self.place[ref] >= self.place[waiting]:
            return unknown(ref, "capability"), unknown(ref, "capability")
        found = self.awaited.get(ref)
        if found is None:
            planned, worst = self.ready[ref]
            found = self.awaited[ref] = _by_name(planned, ref), _by_name(worst, ref)
        return found

    def _gates(self, service: Service) -> Figure:
        return latest(takes for takes, services in self.gates if not services or service.ref in services)

    def _capability(self, service: Service) -> Capability:
        study, scenario = self.study, self.scenario
        choice = chosen_strategy(study, service, scenario.ref)
        own = self.works.of(service, choice.index) if choice.answer is Answer.STRATEGY and choice.index is not None else None
        waits, gates = self._waits(service.ref, choice.approach), self._gates(service)
        called = called_worst = ZERO
        if own is not None and own.runbooks:
            called, called_worst = mobilisation(
                study, service, (*own.vendors, *_recovering_vendors(study.graph.needs.get(service.ref, ()), own))
            )
        nothing = unknown(service.ref, "strategies" if choice.index is None else f"strategies.{choice.index}")
        planned = total((latest((gates, *(wait.planned for wait in waits))), called, own.planned if own else nothing))
        worst = total((latest((gates, *(wait.worst for wait in waits))), called_worst, own.worst if own else nothing))
        objectives = study.objectives_of(service.ref)
        detect = objectives.detect.figure if scenario.detect is None else given(scenario.detect, scenario.ref, "detect")
        invoke, rto = objectives.invoke.figure, objectives.rto.figure
        finish, finish_worst = total((detect, invoke, planned)), total((detect, invoke, worst))
        evidence = self.proofs.of(service, scenario.ref)
        return Capability(
            service=service.ref,
            scenario=scenario.ref,
            lost=service.ref in self.lost,
            choice=choice,
            waits=waits,
            gates=gates,
            mobilisation=called,
            mobilisation_worst=called_worst,
            work=own,
            planned=planned,
            worst=worst,
            detect=detect,
            invoke=invoke,
            rto=rto,
            finish=finish,
            finish_worst=finish_worst,
            verdict=compare(finish, rto),
            verdict_worst=compare(finish_worst, rto),
            proof=evidence,
            proven_verdict=compare(evidence.rta, rto) if evidence.rta is not None else None,
            loss=self.losses.of(service, scenario),
        )


def _by_name(figure: Figure, ref: Ref) -> Figure:
    """What is missing from another's capability, said by its name alone."""
    return Figure(figure.value, ((ref, "capability"),)) if figure.missing else figure


def _recovering_vendors(edges: tuple[Edge, ...], own: Work) -> tuple[Ref, ...]:
    """Vendors the service cannot be recovered without: the only target of a hard dependency for recovery."""
    return tuple(
        edge.targets[0]
        for edge in edges
        if edge.hard
        and edge.use is Need.RECOVER
        and len(edge.targets) == 1
        and edge.targets[0].kind == "vendor"
        and edge.targets[0] not in own.vendors
    )


def capabilities(study: Study, blasts: Blasts | None = None) -> Mapping[Ref, Capabilities]:
    """Capability of every service each scenario stops, by scenario in order. ``blasts`` where it is at hand already."""
    found, proofs, works, losses = blasts or Blasts(study), Proofs(study), Works(study), LossesIn(study)
    scenarios = {scenario.ref: scenario for scenario in study.portfolio.scenarios.values()}
    return Lazily(scenarios, lambda ref: _Reckoning(study, scenarios[ref], found, proofs, works, losses).run())
