"""Required RTO: what processes ask of services, handed down along what each service cannot run without.

For every hard ``run`` dependency of a service D on S: S must be back by target(D) + tolerates - D's own work once S is back. The
required RTO of S
is the least over everything that depends on it and over the processes that use it. target(D) is the tighter of what was promised for D
and what is
required of it; where a gap between the two is accepted on the date, what was promised.

``any_of`` passes the requirement to the group: it binds a member only where no other member has promised to meet it. Work that is not
known is
counted as none, which makes the result an upper bound that says so. Among records that need one another no order of work exists, and
inside such
a knot nobody's work is counted. Sites are not given an RTO: a service moves to another site rather than wait for one.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from continuity.analysis.effective import EffectiveFigure, Origin
from continuity.analysis.figures import ZERO, Figure, Missing, Verdict, compare, earliest, exact, given, unknown
from continuity.analysis.graph import Edge, components
from continuity.analysis.objectives import ProcessObjectives, process_requirements
from continuity.analysis.strategies import least_work
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.service import Service
from continuity.model.surroundings import Vendor
from continuity.model.values import UNKNOWN, Duration

__all__ = [
    "Acceptance",
    "Basis",
    "ChainLink",
    "EdgeRequirement",
    "RequiredRto",
    "agreed_rto",
    "edge_requirements",
    "mismatches",
    "required_rtos",
]


class Basis(StrEnum):
    """What a link of the chain rests on: a process, a promise (agreed or the tier's), or the link before it."""

    PROCESS = "process"
    AGREED = "agreed"
    TIER = "tier"
    INHERITED = "inherited"


class Acceptance(StrEnum):
    """Whether somebody accepted that the agreed RTO is longer than required."""

    NONE = "none"
    IN_FORCE = "in-force"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class ChainLink:
    """One link from who asks to who must deliver. ``rto``: by when this record must be back. The first link is a process or a promise;
    each further
    one needs ``tolerates`` and ``work`` of the link before it: rto = rto before + tolerates - work. ``field``: the dependency, in the
    link before.
    """

    ref: Ref
    rto: Figure
    basis: Basis
    tolerates: Figure | None = None
    work: Figure | None = None
    field: str | None = None


@dataclass(frozen=True, slots=True)
class RequiredRto:
    """What is required of one service (or vendor, channel, resource), against what is promised.

    ``required``: UNKNOWN when nobody asks anything that can be reckoned; ``missing`` says why. ``chain``: from who asks to this record,
    the last link
    being itself. ``agreed``: RTO in force, or a vendor's contractual recovery. ``verdict``: agreed against required.

    ``follows_from``: the first record earlier in the chain whose own promise is longer than required. Mending that one may mend this
    too, so
    that only a mismatch without it is a cause.
    """

    ref: Ref
    required: Figure
    chain: tuple[ChainLink, ...]
    agreed: Figure
    agreed_origin: Origin
    verdict: Verdict
    acceptance: Acceptance
    follows_from: Ref | None = None

    @property
    def excess(self) -> Duration | None:
        """How much longer the agreed RTO is than required, where it is for certain."""
        if self.verdict is not Verdict.FALLS_SHORT or self.agreed.duration is None or self.required.duration is None:
            return None
        return self.agreed.duration - self.required.duration


def agreed_rto(study: Study, ref: Ref) -> tuple[Figure, Origin]:
    """What was promised: a service's RTO in force, a vendor's contractual recovery; for anything else unknown."""
    if ref.kind == "service":
        effective: EffectiveFigure = study.objectives_of(ref).rto
        return effective.figure, effective.origin
    record = study.portfolio.get(ref)
    if isinstance(record, Vendor):
        promised = given(record.commitment.recovery if record.commitment else None, ref, "commitment.recovery")
        return promised, Origin.AGREED if promised.known else Origin.UNKNOWN
    return unknown(ref, "rto"), Origin.UNKNOWN


@dataclass(frozen=True, slots=True)
class EdgeRequirement:
    """What one hard ``run`` dependency asks: the group ``targets`` back by ``required``.

    ``promised``: the earliest promise in the group.
    """

    source: Ref
    field: str
    targets: tuple[Ref, ...]
    required: Figure
    promised: Figure
    verdict: Verdict


@dataclass(slots=True)
class _Ask:
    """The tightest known requirement so far, where it comes from, and what is not known about others."""

    seconds: int | None = None
    came: tuple[Ref, Edge | None, Figure] | None = None
    lacks: dict[tuple[Ref, str], None] | None = None

    def lack(self, missing: Missing) -> None:
        if missing:
            self.lacks = {**(self.lacks or {}), **dict.fromkeys(missing)}


class _Inheritance:
    def __init__(self, study: Study, processes: Mapping[Ref, ProcessObjectives]) -> None:
        self.study, self.processes = study, processes
        graph = study.graph
        self.agreed = {ref: agreed_rto(study, ref) for ref in graph.nodes}
        self.asks: dict[Ref, _Ask] = {ref: _Ask() for ref in graph.nodes}
        self.accepted = {ref: _acceptance(study, ref) for ref in graph.nodes}
        self.work: dict[Ref, Figure] = {}
        self.edges = {ref: tuple(edge for edge in edges if edge.hard_run) for ref, edges in graph.needs.items()}
        self.asked_by_edge: list[tuple[Edge, Figure]] = []

    def run(self) -> None:
        for ref, found in self.study.processes_of.items():
            ask = self.asks.get(ref)
            for process in found if ask is not None else ():
                required = self.processes[process.ref].required
                if required is not None and ask is not None:
                    self.offer(ask, required, (process.ref, None, ZERO))
        for members in reversed(components(self.study.graph, hard_run_only=True)):
            inside = frozenset(members) if len(members) > 1 else frozenset()
            if inside:
                self.settle(inside)
            for ref in members:
                for edge in self.edges.get(ref, ()):
                    self.hand_down(ref, edge, inside)

    def offer(self, ask: _Ask, required: Figure, came: tuple[Ref, Edge | None, Figure]) -> bool:
        """Take a requirement if it is tighter; whether it was."""
        if required.seconds is None:
            ask.lack(required.missing)
            return False
        if ask.seconds is not None and ask.seconds <= required.seconds:
            return False
        ask.seconds, ask.came = required.seconds, came
        return True

    def target(self, ref: Ref) -> tuple[int | None, bool]:
        """By when a record is to be back, and whether by promise (else as required)."""
        promised, asked = self.agreed[ref][0].seconds, self.asks[ref].seconds
        if asked is None or (promised is not None and (promised <= asked or self.accepted[ref] is Acceptance.IN_FORCE)):
            return promised, True
        return asked, False

    def own_work(self, ref: Ref) -> Figure:
        found = self.work.get(ref)
        if found is None:
            record = self.study.portfolio.get(ref)
            # Channels, resources and vendors pass on what they get.
            found = self.work[ref] = least_work(self.study, record) if isinstance(record, Service) else ZERO
        return found

    def asked(self, ref: Ref, edge: Edge, work: Figure) -> Figure:
        """What the edge asks of its targets."""
        seconds, _ = self.target(ref)
        if seconds is None:
            return unknown(ref, "objectives.rto")
        if edge.tolerates.seconds is None:
            return edge.tolerates
        return Figure(exact(seconds + edge.tolerates.seconds - (work.seconds or 0)).value, () if work.known else work.missing)

    def bound(self, edge: Edge, asked: Figure) -> Iterator[Ref]:
        """Members of the group that carry the requirement: those for whom no other has promised to meet it."""
        meets = [
            target
            for target in edge.targets
            if asked.seconds is not None and (promise := self.agreed[target][0].seconds) is not None and promise <= asked.seconds
        ]
        return (target for target in edge.targets if target.kind != "site" and all(other == target for other in meets))

    def settle(self, inside: frozenset[Ref]) -> None:
        """Tighten the requirements inside a knot until nothing changes; tolerances only lengthen, so each record is done once."""
        queue = [(seconds, ref) for ref in inside if (seconds := self.target(ref)[0]) is not None]
        heapq.heapify(queue)
        done: set[Ref] = set()
        while queue:
            seconds, ref = heapq.heappop(queue)
            if ref in done or seconds != self.target(ref)[0]:
                continue
            done.add(ref)
            for edge in self.edges.get(ref, ()):
                asked = self.asked(ref, edge, ZERO)
                for target in self.bound(edge, asked):
                    if target in inside and target != ref and self.offer(self.asks[target], asked, (ref, edge, ZERO)):
                        tighter = self.target(target)[0]
                        if tighter is not None:
                            heapq.heappush(queue, (tighter, target))

    def hand_down(self, ref: Ref, edge: Edge, inside: frozenset[Ref]) -> None:
        knotted = bool(inside.intersection(edge.targets)) or ref in edge.targets
        work = ZERO if knotted else self.own_work(ref)
        asked = self.asked(ref, edge, work)
        self.asked_by_edge.append((edge, asked))
        for target in self.bound(edge, asked):
            if target not in inside and target != ref:
                self.offer(self.asks[target], asked, (ref, edge, work))
            elif not asked.known:
                self.asks[target].lack(asked.missing)

    def chain(self, ref: Ref) -> tuple[ChainLink, ...]:
        links: list[ChainLink] = []
        seen: set[Ref] = set()
        ask = self.asks[ref]
        while ask.came is not None and ref not in seen:
            seen.add(ref)
            before, edge, work = ask.came
            rto = exact(ask.seconds or 0)
            if edge is None:
                links.append(ChainLink(ref, rto, Basis.INHERITED))
                required = self.processes[before].required
                links.append(ChainLink(before, required or rto, Basis.PROCESS))
                break
            links.append(ChainLink(ref, rto, Basis.INHERITED, edge.tolerates, work, edge.field))
            seconds, promised = self.target(before)
            if promised:
                basis = Basis.TIER if self.agreed[before][1] is Origin.TIER else Basis.AGREED
                links.append(ChainLink(before, exact(seconds or 0), basis))
                break
            ref, ask = before, self.asks[before]
        return tuple(reversed(links))

    def result(self, ref: Ref) -> RequiredRto:
        ask, chain = self.asks[ref], self.chain(ref)
        lacks: dict[tuple[Ref, str], None] = {}
        for link in chain:
            lacks |= dict.fromkeys(link.rto.missing if link.basis is Basis.PROCESS else ())
            lacks |= dict.fromkeys(link.work.missing if link.work is not None else ())
        lacks |= ask.lacks or {}
        nobody = Figure(UNKNOWN, tuple(lacks) or ((ref, "process"),))
        required = nobody if ask.seconds is None else Figure(Duration(ask.seconds), tuple(lacks))
        agreed, origin = self.agreed[ref]
        return RequiredRto(ref, required, chain, agreed, origin, compare(agreed, required), self.accepted[ref])


def _acceptance(study: Study, ref: Ref) -> Acceptance:
    record = study.portfolio.get(ref)
    gap = record.objectives.accepted_gap if isinstance(record, Service) else None
    if gap is None:
        return Acceptance.NONE
    return Acceptance.IN_FORCE if study.as_of <= gap.until else Acceptance.ENDED


def _inheritance(study: Study, processes: Mapping[Ref, ProcessObjectives] | None) -> _Inheritance:
    found = _Inheritance(study, process_requirements(study) if processes is None else processes)
    found.run()
    return found


def required_rtos(study: Study, processes: Mapping[Ref, ProcessObjectives] | None = None) -> Mapping[Ref, RequiredRto]:
    """Required RTO of every record of the graph but sites, with the whole chain, against what is promised.

    ``processes`` is ``process_requirements(study)`` where it is at hand already.
    """
    found = _inheritance(study, processes)
    results = {ref: found.result(ref) for ref in study.graph.nodes if ref.kind != "site"}
    late = {ref for ref, item in results.items() if item.verdict is Verdict.FALLS_SHORT}
    return {
        ref: replace(
            item, follows_from=next((link.ref for link in item.chain[:-1] if link.basis is Basis.INHERITED and link.ref in late), None)
        )
        for ref, item in results.items()
    }


def edge_requirements(study: Study, processes: Mapping[Ref, ProcessObjectives] | None = None) -> tuple[EdgeRequirement, ...]:
    """What each hard ``run`` dependency of a service asks, against the earliest promise among its targets;
    one entry per dependency, by source.
    """
    out = []
    for edge, asked in _inheritance(study, processes).asked_by_edge:
        targets = tuple(target for target in edge.targets if target.kind != "site")
        if targets and edge.source.kind == "service":
            promised = earliest(agreed_rto(study, target)[0] for target in targets)
            out.append(EdgeRequirement(edge.source, edge.field, targets, asked, promised, compare(promised, asked)))
    return tuple(sorted(out, key=lambda item: (item.source, item.field)))


def mismatches(required: Iterable[RequiredRto]) -> tuple[RequiredRto, ...]:
    """Those whose promise is longer than required for certain, widest gap first; accepted ones too, as ``acceptance`` says."""
    found = [item for item in required if item.verdict is Verdict.FALLS_SHORT]
    return tuple(sorted(found, key=lambda item: (-(item.excess.seconds if item.excess else 0), item.ref)))
