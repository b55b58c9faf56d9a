"""Orders and knots of any directed graph.

The one module that knows networkx, whose answers are put in an order that does not hang on hashing.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

import networkx as nx

__all__ = ["knots", "reachable", "topological"]

N = TypeVar("N")


def knots(nodes: Sequence[N], successors: Mapping[N, Iterable[N]]) -> list[list[N]]:
    """Strongly connected components; each comes after those its members lead to. Members stand in the order of ``nodes``."""
    graph: Any = nx.DiGraph()
    graph.add_nodes_from(nodes)
    graph.add_edges_from((node, other) for node in nodes for other in successors.get(node, ()))
    place = {node: index for index, node in enumerate(nodes)}
    # Tarjan's algorithm gives a component when everything it leads to has been given.
    return [sorted(found, key=place.__getitem__) for found in nx.strongly_connected_components(graph)]


def topological(nodes: Sequence[N], before: Mapping[N, Iterable[N]]) -> list[N] | None:
    """``nodes``, each behind those in ``before`` of it, otherwise in the order given; None when some wait for one another."""
    place = {node: index for index, node in enumerate(nodes)}
    after: dict[N, list[N]] = {node: [] for node in nodes}
    waiting = {}
    for node in nodes:
        befores = set(before.get(node, ()))
        waiting[node] = len(befores)
        for other in befores:
            after[other].append(node)
    ready = [place[node] for node in nodes if not waiting[node]]
    out: list[N] = []
    while ready:
        node = nodes[heapq.heappop(ready)]
        out.append(node)
        for other in after[node]:
            waiting[other] -= 1
            if not waiting[other]:
                heapq.heappush(ready, place[other])
    return out if len(out) == len(nodes) else None


def reachable(start: N, successors: Mapping[N, Iterable[N]]) -> set[N]:
    """``start`` and everything it leads to."""
    seen, queue = {start}, [start]
    while queue:
        for other in successors.get(queue.pop(), ()):
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return seen
