"""Orders and knots of any directed graph, in an order that does not hang on hashing."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

__all__ = ["knots", "reachable", "topological"]

N = TypeVar("N")


def knots(nodes: Sequence[N], successors: Mapping[N, Iterable[N]]) -> list[list[N]]:
    """Strongly connected components; each comes after those its members lead to. Members stand in the order of ``nodes``.

    By Tarjan (1972), without recursion, so that no chain is too long.
    """
    place = {node: index for index, node in enumerate(nodes)}
    number: dict[N, int] = {}
    lowest: dict[N, int] = {}  # the first of the open ones that a node is known to lead to
    found: list[list[N]] = []
    open_: dict[N, None] = {}  # numbered, and not yet in a component
    for start in nodes:
        if start in number:
            continue
        number[start] = lowest[start] = len(number)
        open_[start] = None
        way = [(start, iter(successors.get(start, ())))]
        while way:
            node, others = way[-1]
            for other in others:
                if other not in number:
                    number[other] = lowest[other] = len(number)
                    open_[other] = None
                    way.append((other, iter(successors.get(other, ()))))
                    break
                if other in open_:
                    lowest[node] = min(lowest[node], number[other])
            else:
                way.pop()
                if way:
                    above = way[-1][0]
                    lowest[above] = min(lowest[above], lowest[node])
                if lowest[node] == number[node]:
                    members = [open_.popitem()[0]]
                    while members[-1] != node:
                        members.append(open_.popitem()[0])
                    found.append(sorted(members, key=place.__getitem__))
    return found


def topological(nodes: Sequence[N], before: Mapping[N, Iterable[N]]) -> list[N] | None:
    """``nodes``, each behind those in ``before`` of it, otherwise in the order given; None when some wait for one another."""
    if _in_order(nodes, before):
        return list(nodes)
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


def _in_order(nodes: Iterable[N], before: Mapping[N, Iterable[N]]) -> bool:
    """Whether each of ``nodes`` is behind those in ``before`` of it, as steps mostly are."""
    seen: set[N] = set()
    for node in nodes:
        if not seen.issuperset(before.get(node, ())):
            return False
        seen.add(node)
    return True


def reachable(start: N, successors: Mapping[N, Iterable[N]]) -> set[N]:
    """``start`` and everything it leads to."""
    seen, queue = {start}, [start]
    while queue:
        for other in successors.get(queue.pop(), ()):
            if other not in seen:
                seen.add(other)
                queue.append(other)
    return seen
