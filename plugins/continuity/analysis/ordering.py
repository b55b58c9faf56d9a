"""In which order things can come back: waves over hard ``run`` and ``recover`` dependencies, and where to break what waits for itself.

A record can start when, of each of its dependencies, one target is there (``any_of``: the first to come). What is not among the members
is there
already. Services are counted in waves; a channel or resource comes back with the last thing it needs.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from continuity.analysis.digraph import knots
from continuity.analysis.graph import DependencyGraph, Edge
from continuity.model.base import Ref

__all__ = ["Break", "Ordering", "order"]

#: In a knot larger than this, breaks are looked for one record at a time, without untangling again after each.
_LARGE = 200


@dataclass(frozen=True, slots=True)
class Break:
    """A dependency to do without at first, so that a knot comes apart.

    ``loop`` is a closed way through it (first = last), ``source`` first.
    """

    source: Ref
    field: str
    targets: tuple[Ref, ...]
    loop: tuple[Ref, ...]


@dataclass(frozen=True, slots=True)
class Ordering:
    """``wave``: number of the wave of each member, 1 for services that wait for no other, 0 for other records that wait for none.

    ``sequence``: all members in an order in which everything comes after what it waits for (broken dependencies aside).
    """

    wave: Mapping[Ref, int]
    sequence: tuple[Ref, ...]
    breaks: tuple[Break, ...]

    @property
    def waves(self) -> tuple[tuple[Ref, ...], ...]:
        """Services by wave, in order of id."""
        found: dict[int, list[Ref]] = {}
        for ref, number in sorted(self.wave.items()):
            if ref.kind == "service":
                found.setdefault(number, []).append(ref)
        return tuple(tuple(found[number]) for number in sorted(found))


def waiting_edges(graph: DependencyGraph, members: Iterable[Ref]) -> dict[Ref, list[Edge]]:
    """Dependencies that hold a member up: hard, to run or recover, with every target a member."""
    inside = set(members)
    return {ref: [edge for edge in graph.holding_up.get(ref, ()) if inside.issuperset(edge.targets)] for ref in sorted(inside)}


def order(graph: DependencyGraph, members: Iterable[Ref]) -> Ordering:
    """Order ``members`` (those not in the graph come first of all). Always gives an order: what waits for itself is broken where it
    hurts least.

    The best dependency to break has a tested alternative, else a stated one, else the longest tolerance; then the one that frees its
    source.
    """
    waits = waiting_edges(graph, members)
    wave, sequence = _levels(waits)
    if len(sequence) == len(waits):
        return Ordering(wave, sequence, ())
    breaks = _breaks(waits)
    broken = {(item.source, item.field) for item in breaks}
    wave, sequence = _levels({ref: [edge for edge in edges if (ref, edge.field) not in broken] for ref, edges in waits.items()})
    return Ordering(wave, sequence, breaks)


def _levels(waits: Mapping[Ref, Sequence[Edge]]) -> tuple[dict[Ref, int], tuple[Ref, ...]]:
    users = _users(waits)
    left = {ref: len(edges) for ref, edges in waits.items()}
    base = dict.fromkeys(waits, 0)
    arrived: set[int] = set()
    wave: dict[Ref, int] = {}
    sequence: list[Ref] = []
    queue = [(int(ref.kind == "service"), ref) for ref, count in left.items() if not count]
    heapq.heapify(queue)
    while queue:
        number, ref = heapq.heappop(queue)
        wave[ref] = number
        sequence.append(ref)
        for edge in users.get(ref, ()):
            if id(edge) in arrived:
                continue
            arrived.add(id(edge))
            source = edge.source
            left[source] = remaining = left[source] - 1
            if base[source] < number:
                base[source] = number
            if not remaining:
                heapq.heappush(queue, (base[source] + int(source.kind == "service"), source))
    return wave, tuple(sequence)


def _users(waits: Mapping[Ref, Sequence[Edge]]) -> dict[Ref, list[Edge]]:
    users: dict[Ref, list[Edge]] = {}
    for edges in waits.values():
        for edge in edges:
            for target in edge.targets:
                users.setdefault(target, []).append(edge)
    return users


def _breaks(waits: Mapping[Ref, Sequence[Edge]]) -> tuple[Break, ...]:
    """Take away what can come back until something is stuck; break there; go on."""
    users = _users(waits)
    open_edges = {ref: {edge.field: edge for edge in edges} for ref, edges in waits.items()}
    stuck = set(waits)
    breaks: list[Break] = []

    def free(ready: list[Ref]) -> None:
        while ready:
            ref = ready.pop()
            stuck.discard(ref)
            for edge in users.get(ref, ()):
                if open_edges[edge.source].pop(edge.field, None) and not open_edges[edge.source] and edge.source in stuck:
                    ready.append(edge.source)

    def cut(edge: Edge, inside: set[Ref]) -> None:
        closed = _loop(edge, open_edges, inside) if len(inside) <= _LARGE else ()
        breaks.append(Break(edge.source, edge.field, edge.targets, closed))
        del open_edges[edge.source][edge.field]
        if not open_edges[edge.source]:
            free([edge.source])

    free([ref for ref, edges in open_edges.items() if not edges])
    while stuck:
        nodes = sorted(stuck)
        onward = {ref: [target for edge in open_edges[ref].values() for target in edge.targets if target in stuck] for ref in nodes}
        for members in knots(nodes, onward):
            inside = set(members)
            # Only a knot whose every dependency ends in it is stuck by itself; others may come free when it does, or have done so.
            if not inside <= stuck or any(target not in inside and target in stuck for ref in members for target in onward[ref]):
                continue
            edges = [edge for ref in members for edge in open_edges[ref].values()]
            if len(members) <= _LARGE:
                cut(max(edges, key=lambda edge: _merit(edge, open_edges)), inside)
                continue
            for edge in sorted(edges, key=lambda edge: _merit(edge, open_edges), reverse=True):
                if edge.source in stuck and edge.field in open_edges[edge.source]:
                    cut(edge, inside)
    return tuple(breaks)


def _merit(edge: Edge, open_edges: Mapping[Ref, Mapping[str, Edge]]) -> tuple[bool, bool, int, bool]:
    return edge.alternative_tested, edge.alternative, edge.tolerates.seconds or 0, len(open_edges[edge.source]) == 1


def _loop(broken: Edge, open_edges: Mapping[Ref, Mapping[str, Edge]], inside: set[Ref]) -> tuple[Ref, ...]:
    """A shortest way from the targets of the broken dependency back to its source."""
    start = broken.source
    came: dict[Ref, Ref] = {}
    queue = [target for target in broken.targets if target in inside]
    for target in queue:
        came[target] = start
    for ref in queue:
        if ref == start:
            break
        for edge in open_edges[ref].values():
            for target in edge.targets:
                if target in inside and target not in came:
                    came[target] = ref
                    queue.append(target)
    way = [start]
    while start in came and (len(way) == 1 or way[-1] != start):
        way.append(came[way[-1]])
    return tuple(reversed(way))
