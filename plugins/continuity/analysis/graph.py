"""What needs what: services, vendors, sites, resources and channels as one directed graph (ISO 22301 8.2.2 d, dependencies).

An edge runs from what needs to what is needed. One edge with several targets is ``any_of``: any one of them is enough. Edges that follow
from other
fields (where a service runs, the service a channel runs on) are marked ``implied``.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import msgspec

from continuity.analysis.digraph import knots
from continuity.analysis.effective import in_operation
from continuity.analysis.figures import ZERO, Figure, given
from continuity.model.base import Record, Ref
from continuity.model.portfolio import Portfolio
from continuity.model.service import Need, Service, SiteUse, Strength
from continuity.model.surroundings import Channel, Resource, Site, Vendor

__all__ = ["Cycle", "DependencyGraph", "Edge", "Neighbourhood", "components", "cycles", "dependency_graph", "neighbourhood", "reach"]

RECOVERY_USES = frozenset({Need.RUN, Need.RECOVER})


class Edge(msgspec.Struct, frozen=True):
    """``source`` needs any one of ``targets`` (ids resolved; a dangling one stays as written).

    ``tolerates``: how long it goes on without (0 where a hard dependency says nothing). ``field``: where it is written in the source's
    record.
    ``alternative``/``alternative_tested``: whether a way round is stated, and whether a date of its test is.
    """

    source: Ref
    targets: tuple[Ref, ...]
    strength: Strength
    use: Need
    tolerates: Figure
    field: str
    effect: str | None = None
    implied: bool = False
    alternative: bool = False
    alternative_tested: bool = False

    @property
    def hard(self) -> bool:
        return self.strength is Strength.HARD

    @property
    def hard_run(self) -> bool:
        """Whether the source stops without it."""
        return self.strength is Strength.HARD and self.use is Need.RUN

    @property
    def orders_recovery(self) -> bool:
        """Whether the source cannot come back before it: hard, to run or to recover."""
        return self.strength is Strength.HARD and self.use in RECOVERY_USES


@dataclass(frozen=True)
class DependencyGraph:
    """All edges, by both ends. ``nodes`` are every record that could be in the graph and every target, in order of kind and id."""

    nodes: tuple[Ref, ...]
    edges: tuple[Edge, ...]
    dangling: frozenset[Ref]

    @cached_property
    def needs(self) -> Mapping[Ref, tuple[Edge, ...]]:
        """Edges by source."""
        return _grouped((edge.source, edge) for edge in self.edges)

    @cached_property
    def needed_by(self) -> Mapping[Ref, tuple[Edge, ...]]:
        """Edges by target."""
        return _grouped((target, edge) for edge in self.edges for target in dict.fromkeys(edge.targets))

    @cached_property
    def holding_up(self) -> Mapping[Ref, tuple[Edge, ...]]:
        """Edges by source, those only that order recovery."""
        return _grouped((edge.source, edge) for edge in self.edges if edge.orders_recovery)

    def dependencies(self, ref: Ref) -> tuple[Ref, ...]:
        """What it needs directly, every use and strength, in order."""
        return tuple(sorted({target for edge in self.needs.get(ref, ()) for target in edge.targets}))

    def dependents(self, ref: Ref) -> tuple[Ref, ...]:
        """What needs it directly, in order."""
        return tuple(sorted({edge.source for edge in self.needed_by.get(ref, ())}))


def _grouped(pairs: Iterable[tuple[Ref, Edge]]) -> Mapping[Ref, tuple[Edge, ...]]:
    out: dict[Ref, list[Edge]] = {}
    for key, edge in pairs:
        out.setdefault(key, []).append(edge)
    return {key: tuple(edges) for key, edges in out.items()}


def dependency_graph(portfolio: Portfolio) -> DependencyGraph:
    """The graph of a portfolio. Services that are planned or retired need nothing; what they were needed for stays."""
    edges: list[Edge] = []
    for service in portfolio.services.values():
        if in_operation(service):
            edges += _service_edges(portfolio, service)
    for records in (portfolio.channels, portfolio.resources, portfolio.sites, portfolio.vendors):
        for record in records.values():
            edges += _surrounding_edges(portfolio, record)
    present = {record.ref for kind in ("service", "vendor", "site", "resource", "channel") for record in portfolio.of(kind).values()}
    targets = {target for edge in edges for target in edge.targets}
    return DependencyGraph(tuple(sorted(present | targets)), tuple(edges), frozenset(targets - present))


def _service_edges(portfolio: Portfolio, service: Service) -> Iterator[Edge]:
    ref = service.ref
    for index, item in enumerate(service.depends_on):
        field = f"depends_on.{index}"
        tolerates = ZERO if item.tolerates is None else given(item.tolerates, ref, f"{field}.tolerates")
        targets = tuple(dict.fromkeys(portfolio.resolve(target) for target in item.targets))
        yield Edge(
            ref,
            targets,
            item.strength,
            item.use,
            tolerates,
            field,
            item.effect,
            alternative=item.alternative is not None,
            alternative_tested=isinstance(item.alternative_tested, date),
        )
    homes = tuple(dict.fromkeys(portfolio.resolve(place.site) for place in service.sites if place.use is not SiteUse.ALTERNATE))
    if homes:
        yield Edge(ref, homes, Strength.HARD, Need.RUN, ZERO, "sites", implied=True)
    for index, offering in enumerate(service.offerings):
        sources = (offering.vendor, offering.fallback_vendor) if offering.fallback_vendor else (offering.vendor,)
        yield Edge(
            ref,
            tuple(portfolio.resolve(vendor) for vendor in sources),
            Strength.SOFT,
            Need.RUN,
            ZERO,
            f"offerings.{index}",
            offering.name,
            implied=True,
        )


def _surrounding_edges(portfolio: Portfolio, record: Record) -> Iterator[Edge]:
    wanted: list[tuple[Ref, str]] = []
    strength = Strength.HARD
    if isinstance(record, Channel):
        wanted = [(ref, field) for ref, field in ((record.vendor, "vendor"), (record.service, "service")) if ref]
    elif isinstance(record, Site):
        wanted = [(record.within, "within")] if record.within else []
    elif isinstance(record, Vendor):
        # A supplier's supplier: nobody here knows how soon its loss is felt, so it is a risk and stops nothing.
        strength = Strength.SOFT
        wanted = [(ref, f"subcontractors.{index}") for index, ref in enumerate(record.subcontractors)]
    elif isinstance(record, Resource) and record.offline_copy is None:
        wanted = [(ref, f"needs.{index}") for index, ref in enumerate(record.needs)]
        wanted += [(record.site, "site")] if record.site else []
    for ref, field in wanted:
        yield Edge(record.ref, (portfolio.resolve(ref),), strength, Need.RUN, ZERO, field, implied=True)


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What stands around ``centre``: ``needs`` and ``needed_by`` are (ref, hops), nearest first;
    ``left_out`` counts those beyond the limit.
    """

    centre: Ref
    needs: tuple[tuple[Ref, int], ...]
    needed_by: tuple[tuple[Ref, int], ...]
    edges: tuple[Edge, ...]
    left_out: int


def neighbourhood(graph: DependencyGraph, centre: Ref, hops: int = 1, limit: int = 25) -> Neighbourhood:
    """Records within ``hops`` edges downwards (needs) and upwards (needed by), at most ``limit`` with the centre; nearer ones first.

    ``edges`` are those with their source and at least one target shown. A record on both sides (a cycle) is listed on the nearer, else
    under needs.
    """
    down = dict(_levels(centre, hops, graph.dependencies))
    up = dict(_levels(centre, hops, graph.dependents))
    placed = sorted((distance, side, ref) for side, found in ((0, down), (1, up)) for ref, distance in found.items())
    sides: dict[Ref, tuple[int, int]] = {}
    for distance, side, ref in placed:
        sides.setdefault(ref, (distance, side))
    kept = dict(list(sides.items())[: max(0, limit - 1)])
    shown = {centre, *kept}
    edges = tuple(edge for ref in sorted(shown) for edge in graph.needs.get(ref, ()) if shown.intersection(edge.targets))
    needs = tuple((ref, distance) for ref, (distance, side) in kept.items() if side == 0)
    needed_by = tuple((ref, distance) for ref, (distance, side) in kept.items() if side == 1)
    return Neighbourhood(centre, needs, needed_by, edges, len(sides) - len(kept))


def _levels(start: Ref, hops: int, follow: Callable[[Ref], Iterable[Ref]]) -> Iterator[tuple[Ref, int]]:
    seen, queue = {start}, deque([(start, 0)])
    while queue:
        ref, distance = queue.popleft()
        if distance:
            yield ref, distance
        if distance < hops:
            for other in follow(ref):
                if other not in seen:
                    seen.add(other)
                    queue.append((other, distance + 1))


def reach(graph: DependencyGraph, start: Ref, *, upwards: bool = False, hard_run_only: bool = False) -> frozenset[Ref]:
    """Everything ``start`` needs, directly or not (``upwards``: everything that needs it), without ``start`` itself unless it is in a
    cycle.

    ``any_of`` counts every member: this is who is connected, not who stops (see blast.py for that).
    """
    seen: set[Ref] = set()
    queue = [start]
    while queue:
        ref = queue.pop()
        edges = graph.needed_by.get(ref, ()) if upwards else graph.needs.get(ref, ())
        for edge in edges:
            if hard_run_only and not edge.hard_run:
                continue
            for other in (edge.source,) if upwards else edge.targets:
                if other not in seen:
                    seen.add(other)
                    queue.append(other)
    return frozenset(seen)


def components(graph: DependencyGraph, *, hard_run_only: bool = False) -> tuple[tuple[Ref, ...], ...]:
    """Strongly connected components over hard ``run`` (and, unless told otherwise, ``recover``) edges, needed ones before those that
    need them.
    """
    onward = {
        ref: [target for edge in edges if (edge.hard_run if hard_run_only else edge.orders_recovery) for target in edge.targets]
        for ref, edges in graph.needs.items()
    }
    return tuple(tuple(members) for members in knots(graph.nodes, onward))


@dataclass(frozen=True, slots=True)
class Cycle:
    """A knot of records that need one another: all its ``members``, and one closed ``loop`` through the first (first = last)."""

    members: tuple[Ref, ...]
    loop: tuple[Ref, ...]


def cycles(graph: DependencyGraph) -> tuple[Cycle, ...]:
    """Every knot over hard ``run`` and ``recover`` dependencies, one entry each; a member of an ``any_of`` counts as needed."""
    return tuple(
        Cycle(members, loop(graph, members)) for members in components(graph) if len(members) > 1 or _needs_itself(graph, members[0])
    )


def _needs_itself(graph: DependencyGraph, ref: Ref) -> bool:
    return any(edge.orders_recovery and ref in edge.targets for edge in graph.needs.get(ref, ()))


def loop(graph: DependencyGraph, members: tuple[Ref, ...]) -> tuple[Ref, ...]:
    """A shortest closed way from the first member back to it inside the knot."""
    start, inside = members[0], set(members)
    came: dict[Ref, Ref] = {}
    queue = deque([start])
    while queue:
        ref = queue.popleft()
        for edge in graph.needs.get(ref, ()):
            if not edge.orders_recovery:
                continue
            for target in edge.targets:
                if target == start:
                    way = [ref]
                    while way[-1] != start:
                        way.append(came[way[-1]])
                    return (*reversed(way), start)
                if target in inside and target not in came:
                    came[target] = ref
                    queue.append(target)
    return (start,)
