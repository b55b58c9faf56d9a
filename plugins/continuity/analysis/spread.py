"""How a loss spreads: what stops, and when, once some things are gone.

A record stops when all targets of one of its hard ``run`` dependencies are gone, after what it tolerates. The times are the least that
fit together,
so that records that need one another and have lost nothing keep each other up.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from functools import cached_property

import msgspec

from continuity.analysis.figures import ZERO, Figure
from continuity.analysis.graph import DependencyGraph, Edge
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio
from continuity.model.scenario import Scenario
from continuity.model.values import UNKNOWN, Duration

__all__ = ["Spread", "Spreader", "scenario_losses"]


class Spread(msgspec.Struct, frozen=True):
    """``stopped``: seconds from the loss until each record stops, 0 for what was lost, None where nobody knows when. ``cause``: the
    dependency
    that stopped it (None for what was lost).
    """

    lost: tuple[Ref, ...]
    stopped: Mapping[Ref, Figure]
    cause: Mapping[Ref, Edge | None]


class Spreader:
    """Spreads losses over one graph. Made once for many losses: nodes and edges are numbered."""

    def __init__(self, graph: DependencyGraph) -> None:
        self.graph = graph
        self.number = {ref: index for index, ref in enumerate(graph.nodes)}
        self.edges = [edge for edge in graph.edges if edge.hard_run]
        self.source = [self.number[edge.source] for edge in self.edges]
        self.size = [len(edge.targets) for edge in self.edges]
        self.tolerates = [edge.tolerates.seconds for edge in self.edges]
        self.users: list[list[int]] = [[] for _ in graph.nodes]
        for index, edge in enumerate(self.edges):
            for target in edge.targets:
                self.users[self.number[target]].append(index)

    @cached_property
    def has_unknown(self) -> bool:
        return None in self.tolerates

    def spread(self, lost: Iterable[Ref]) -> Spread:
        """What stops when ``lost`` are gone.

        A tolerance nobody knows makes times after it unknown, or an upper bound where another way is known.
        """
        named = tuple(sorted(set(lost)))
        starts = [self.number[ref] for ref in named if ref in self.number]
        soonest = self._times(starts, 0)
        latest = self._times(starts, None) if self.has_unknown else soonest
        stopped: dict[Ref, Figure] = dict.fromkeys(named, ZERO)
        cause: dict[Ref, Edge | None] = dict.fromkeys(named)
        for node, (seconds, edge) in soonest.items():
            if edge < 0:
                continue
            ref = self.graph.nodes[node]
            cause[ref] = self.edges[edge]
            if latest is soonest:
                stopped[ref] = Figure(Duration(seconds)) if seconds else ZERO
                continue
            sure = latest.get(node)
            if sure is not None and sure[0] == seconds:
                stopped[ref] = Figure(Duration(seconds))
            else:
                stopped[ref] = Figure(Duration(sure[0]) if sure else UNKNOWN, self._unknown_on_the_way(node, soonest))
        return Spread(named, stopped, cause)

    def _times(self, starts: list[int], unknown: int | None) -> dict[int, tuple[int, int]]:
        """Stop time and stopping edge by node; ``unknown`` stands for tolerances nobody knows (None: for ever)."""
        done: dict[int, tuple[int, int]] = {}
        left: dict[int, int] = {}
        queue = [(0, node, -1) for node in starts]
        heapq.heapify(queue)
        size, sources = self.size, self.source
        while queue:
            seconds, node, by = heapq.heappop(queue)
            if node in done:
                continue
            done[node] = (seconds, by)
            for edge in self.users[node]:
                remaining = size[edge] - 1
                if remaining:
                    remaining = left[edge] = left.get(edge, size[edge]) - 1
                source = sources[edge]
                if remaining == 0 and source not in done:
                    tolerates = self.tolerates[edge]
                    if tolerates is None:
                        if unknown is None:
                            continue
                        tolerates = unknown
                    heapq.heappush(queue, (seconds + tolerates, source, edge))
        return done

    def _unknown_on_the_way(self, node: int, times: dict[int, tuple[int, int]]) -> tuple[tuple[Ref, str], ...]:
        """Tolerances nobody knows on all ways that lead to the stop of a node."""
        missing: dict[tuple[Ref, str], None] = {}
        seen: set[int] = set()
        queue = [node]
        while queue:
            at = queue.pop()
            edge = times[at][1] if at in times else -1
            if at in seen or edge < 0:
                continue
            seen.add(at)
            missing |= dict.fromkeys(self.edges[edge].tolerates.missing)
            queue += [self.number[target] for target in self.edges[edge].targets]
        return tuple(missing)


def scenario_losses(portfolio: Portfolio, scenario: Scenario) -> tuple[Ref, ...]:
    """What a scenario takes away that others depend on: services, sites, vendors, channels, resources (people are not in the graph)."""
    lost = [item.ref for item in scenario.loses] + list(scenario.channels_lost)
    kept = [portfolio.resolve(ref) for ref in lost if ref.kind in ("service", "site", "vendor", "channel", "resource")]
    return tuple(sorted(set(kept)))
