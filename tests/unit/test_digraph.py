"""Orders and knots on graphs drawn at random, held against what the words mean."""

from __future__ import annotations

from continuity.analysis.digraph import knots, reachable, topological
from hypothesis import given
from hypothesis import strategies as st

Graph = dict[int, list[int]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(0, 9))
    nodes = st.integers(0, max(0, size - 1))
    return {node: draw(st.lists(nodes, max_size=4)) for node in range(size)}


def leads_to(graph: Graph, start: int) -> set[int]:
    """By the definition: steps are gone until nothing new is met."""
    met = {start}
    while more := {other for node in met for other in graph[node]} - met:
        met |= more
    return met


@given(graphs())
def test_what_can_be_reached(graph: Graph) -> None:
    assert all(reachable(node, graph) == leads_to(graph, node) for node in graph)


@given(graphs().flatmap(lambda graph: st.tuples(st.just(graph), st.permutations(list(graph)))))
def test_a_knot_is_what_leads_to_each_other_and_comes_after_what_it_leads_to(drawn: tuple[Graph, list[int]]) -> None:
    graph, nodes = drawn
    found = knots(nodes, graph)
    assert sorted(node for knot in found for node in knot) == sorted(nodes)
    for knot in found:
        assert set(knot) == {other for other in leads_to(graph, knot[0]) if knot[0] in leads_to(graph, other)}
        assert knot == sorted(knot, key=nodes.index)
    place = {node: index for index, knot in enumerate(found) for node in knot}
    assert all(place[other] <= place[node] for node in nodes for other in graph[node])


@given(graphs())
def test_an_order_has_each_behind_what_is_before_it_and_there_is_none_in_a_circle(graph: Graph) -> None:
    found = topological(list(graph), graph)
    circle = any(node in leads_to(graph, other) for node in graph for other in graph[node])
    assert (found is None) == circle
    if found is not None:
        assert sorted(found) == sorted(graph)
        assert all(found.index(before) < found.index(node) for node in graph for before in graph[node])


def test_a_chain_may_be_as_long_as_it_likes() -> None:
    chain = {node: [node + 1] for node in range(50_000)} | {50_000: []}
    assert len(knots(list(chain), chain)) == 50_001
    assert topological(list(chain), chain) == list(range(50_000, -1, -1))
