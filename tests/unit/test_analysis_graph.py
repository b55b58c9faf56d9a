"""The dependency graph: who needs whom, around whom, and in which knots."""

from __future__ import annotations

from typing import Any

from analysis_world import portfolio, service
from continuity.analysis.graph import components, cycles, dependency_graph, neighbourhood, reach
from continuity.model.base import Ref
from hypothesis import given, settings
from hypothesis import strategies as st


def needing(**needs: list[Any]) -> Any:
    return portfolio(
        services={
            name: {"depends_on": [item if isinstance(item, dict) else {"service": item} for item in items]} for name, items in needs.items()
        }
    )


def test_empty_and_alone() -> None:
    empty = dependency_graph(portfolio())
    assert empty.nodes == () and cycles(empty) == () and components(empty) == ()
    one = dependency_graph(needing(a=[]))
    assert one.nodes == (service("a"),) and one.dependencies(service("a")) == ()
    assert neighbourhood(one, service("a")).needs == ()
    assert neighbourhood(one, service("gone")).needed_by == ()


def test_edges_follow_aliases_and_keep_what_dangles() -> None:
    plans = portfolio(
        services={
            "a": {
                "depends_on": [{"service": "old", "tolerates": "unknown"}, {"vendor": "nobody"}],
                "sites": ["north", {"site": "south", "use": "alternate"}],
            },
            "b": {"aliases": ["old"]},
            "gone": {"lifecycle": "retired", "depends_on": [{"service": "b"}]},
        },
        channels={"chat": {"type": "chat", "service": "b"}},
        sites={"north": {"within": "campus"}, "south": {}},
        resources={"key": {"type": "key", "needs": ["b"]}, "copy": {"type": "key", "needs": ["b"], "offline_copy": "In the safe"}},
        vendors={"v": {"subcontractors": ["w"]}},
    )
    graph = dependency_graph(plans)
    assert graph.dependencies(service("a")) == (service("b"), Ref("site", "north"), Ref("vendor", "nobody"))
    assert graph.dependents(service("b")) == (Ref("channel", "chat"), Ref("resource", "key"), service("a"))
    assert graph.dangling == {Ref("vendor", "nobody"), Ref("site", "campus"), Ref("vendor", "w")}
    assert graph.needs[service("a")][0].tolerates.missing == ((service("a"), "depends_on.0.tolerates"),)
    assert graph.needs[service("a")][1].tolerates.seconds == 0
    assert not graph.needs[Ref("vendor", "v")][0].hard


def test_cycles_are_named_with_a_way_round() -> None:
    graph = dependency_graph(
        needing(
            a=["b"], b=["c"], c=["a", "d"], d=[], e=["e"], f=[{"service": "a", "strength": "soft"}], g=[{"service": "g", "for": "change"}]
        )
    )
    found = cycles(graph)
    assert [cycle.members for cycle in found] == [(service("a"), service("b"), service("c")), (service("e"),)]
    assert found[0].loop == (service("a"), service("b"), service("c"), service("a"))
    assert found[1].loop == (service("e"), service("e"))


def test_neighbourhood_is_cut_nearest_first() -> None:
    graph = dependency_graph(needing(a=["b", "c"], b=["d"], c=[], d=[], x=["a"], y=["x"]))
    near = neighbourhood(graph, service("a"))
    assert near.needs == ((service("b"), 1), (service("c"), 1)) and near.needed_by == ((service("x"), 1),)
    far = neighbourhood(graph, service("a"), hops=2)
    assert (service("d"), 2) in far.needs and (service("y"), 2) in far.needed_by and far.left_out == 0
    cut = neighbourhood(graph, service("a"), hops=2, limit=3)
    assert len(cut.needs) + len(cut.needed_by) == 2 and cut.left_out == 3
    assert {edge.source for edge in far.edges} == {service(name) for name in "abxy"}


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=14))
def test_reach_and_components_against_trying_every_way(pairs: list[tuple[int, int]]) -> None:
    names = [f"s{n}" for n in range(7)]
    graph = dependency_graph(needing(**{name: [names[to] for at, to in pairs if names[at] == name] for name in names}))

    def walk(start: str, seen: frozenset[str]) -> set[str]:
        out: set[str] = set()
        for at, to in pairs:
            if names[at] == start:
                out.add(names[to])
                if names[to] not in seen:
                    out |= walk(names[to], seen | {names[to]})
        return out

    reaches = {name: walk(name, frozenset([name])) for name in names}
    for name in names:
        assert {ref.id for ref in reach(graph, service(name))} == reaches[name]
        assert {ref.id for ref in reach(graph, service(name), upwards=True)} == {other for other in names if name in reaches[other]}
    order = components(graph)
    place = {ref.id: index for index, members in enumerate(order) for ref in members}
    for one in names:
        for other in names:
            together = one == other or (other in reaches[one] and one in reaches[other])
            assert (place[one] == place[other]) == together
            if other in reaches[one] and not together:
                assert place[other] < place[one]
    knotted = {ref.id for cycle in cycles(graph) for ref in cycle.members}
    assert knotted == {name for name in names if name in reaches[name]}
