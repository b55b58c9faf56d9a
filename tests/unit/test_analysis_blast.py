"""What stops when, what goes on worse, and in which order things come back: by hand and against brute force."""

from __future__ import annotations

import itertools
from typing import Any

from analysis_world import TODAY, organisation, portfolio, service
from continuity.analysis.blast import Blasts, Effect, person_blasts
from continuity.analysis.ordering import order
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio
from continuity.model.values import Duration
from hypothesis import given, settings
from hypothesis import strategies as st


def blasts(**kinds: Any) -> Blasts:
    return Blasts(Study(portfolio(**kinds), TODAY))


def needs(*items: Any) -> dict[str, Any]:
    return {"depends_on": [item if isinstance(item, dict) else {"service": item} for item in items]}


def test_a_loss_stops_what_rests_on_it_after_what_it_tolerates() -> None:
    found = blasts(
        services={
            "net": {},
            "login": needs("net"),
            "shop": needs({"service": "login", "tolerates": "2h"}, {"service": "net", "for": "change"}),
            "wiki": needs({"service": "net", "strength": "soft"}),
            "dns": needs({"any_of": [{"service": "net"}, {"service": "wiki"}]}),
            "old": {"lifecycle": "retired", **needs("net")},
        },
    ).of(service("net"))
    assert [(item.ref.id, item.after.seconds) for item in found.stops] == [("net", 0), ("login", 0), ("shop", 7200)]
    assert {(item.ref.id, item.effect) for item in found.limits} == {("wiki", Effect.DEGRADES), ("dns", Effect.REDUNDANCY_LOST)}
    assert found.stops[1].by is not None and found.stops[1].gone == (service("net"),)
    assert found.ordering.waves == ((service("net"),), (service("login"),), (service("shop"),))


def test_what_recovery_needs_is_said_of_what_stops_too() -> None:
    change = {"service": "git", "for": "change", "tolerates": "7d"}
    found = blasts(services={"git": {}, "shop": needs({"service": "git", "for": "recover"}), "a": needs(change)}).of(service("git"))
    assert [(item.ref.id, item.effect, item.after.seconds) for item in found.limits] == [
        ("shop", Effect.CANNOT_RECOVER, 0),
        ("a", Effect.CANNOT_CHANGE, 7 * 86400),
    ]


def test_sites_vendors_channels_and_resources_take_services_along() -> None:
    found = blasts(
        organisation=organisation(site_host="web"),
        services={
            "web": {"sites": ["north", {"site": "south", "use": "alternate"}], "escalation": [{"team": "ops"}]},
            "both": {"sites": [{"site": "north", "use": "active"}, {"site": "south", "use": "active"}]},
            "resold": {"offerings": [{"name": "Mail", "vendor": "v"}]},
        },
        sites={"campus": {}, "north": {"within": "campus"}, "south": {}},
        channels={"chat": {"type": "chat", "service": "web"}},
        resources={"key": {"type": "key", "needs": ["web"]}, "copy": {"type": "key", "needs": ["web"], "offline_copy": "safe"}},
        vendors={"v": {"subcontractors": ["w"]}, "w": {}},
    )
    campus = found.of(Ref("site", "campus"))
    assert set(campus.stopped_services) == {service("web")} and campus.site_host_down
    assert set(campus.unusable) == {Ref("channel", "chat"), Ref("resource", "key")}
    assert next(item for item in campus.stops if item.ref == service("web")).elsewhere == (Ref("site", "south"),)
    assert campus.call == (Ref("team", "ops"),)
    assert [(item.ref, item.effect) for item in campus.limits] == [(service("both"), Effect.REDUNDANCY_LOST)]
    both = found.of(Ref("site", "north"), Ref("site", "south"))
    assert set(both.stopped_services) == {service("web"), service("both")}
    assert [(item.ref.id, item.effect) for item in found.of(Ref("vendor", "w")).limits] == [("v", Effect.DEGRADES)]
    assert [(item.ref.id, item.effect) for item in found.of(Ref("vendor", "v")).limits] == [("resold", Effect.DEGRADES)]


def test_a_tolerance_nobody_knows_makes_the_time_unknown_or_a_bound() -> None:
    found = blasts(
        services={
            "net": {},
            "a": needs({"service": "net", "tolerates": "unknown"}),
            "b": needs("a", {"service": "net", "tolerates": "4h"}),
            "c": needs("a", "net"),
        },
    ).of(service("net"))
    after = {item.ref.id: item.after for item in found.stops}
    assert after["a"].missing == ((service("a"), "depends_on.0.tolerates"),) and not after["a"].known
    assert after["b"].at_most and after["b"].seconds == 4 * 3600
    assert after["c"].is_exact and after["c"].seconds == 0


def test_scenarios_and_what_is_not_there() -> None:
    found = blasts(
        services={"net": {}, "a": needs({"channel": "chat"})},
        channels={"chat": {"type": "chat"}},
        scenarios={"s": {"loss_class": "network-and-telecoms", "loses": ["net", {"team": "ops"}], "channels_lost": ["chat"]}},
    )
    assert set(found.of_scenario("s").stopped_services) == {service("net"), service("a")}
    assert found.of_scenario("none").stops == () and found.of(service("gone")).stopped_services == (service("gone"),)
    assert blasts().of().stops == ()
    assert found.counts[Ref("channel", "chat")] == 1


def test_what_rests_on_a_person() -> None:
    found = person_blasts(
        Study(
            portfolio(
                people={"ann": {"deputies": ["bob"]}, "bob": {}},
                roles={"lead": {"holders": [{"person": "ann"}], "deputies": [{"person": "bob"}]}, "sole": {"holders": [{"person": "ann"}]}},
                teams={"one": {"lead": "ann", "members": ["ann"]}, "two": {"members": ["ann", "bob"]}},
                resources={"glass": {"type": "break-glass", "holders": [{"person": "ann"}]}},
                services={"web": {"owner": {"person": "ann"}, "escalation": [{"team": "one"}]}},
                runbooks={"fix": {"steps": [{"id": "a", "do": "x", "role": "sole"}, {"id": "b", "do": "y", "role": "lead"}]}},
            ),
            TODAY,
        )
    )
    ann = found[Ref("person", "ann")]
    assert ann.roles == (Ref("role", "lead"), Ref("role", "sole")) and ann.roles_alone == (Ref("role", "sole"),)
    assert ann.teams_alone == (Ref("team", "one"),) and ann.resources_alone == (Ref("resource", "glass"),)
    assert ann.owns == ann.first_call == (service("web"),) and ann.runbooks == (Ref("runbook", "fix"),)
    assert found[Ref("person", "bob")].roles == ()


@st.composite
def worlds(draw: st.DrawFn) -> Portfolio:
    names = [f"s{n}" for n in range(draw(st.integers(1, 6)))]
    services = {}
    for name in names:
        items = []
        for _ in range(draw(st.integers(0, 3))):
            targets = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
            use = draw(st.sampled_from(["run", "run", "recover"]))
            items.append({"any_of": [{"service": other} for other in targets], "tolerates": f"{draw(st.integers(0, 3))}h", "for": use})
        services[name] = needs(*items)
    return portfolio(services=services)


@settings(max_examples=300, deadline=None)
@given(worlds(), st.data())
def test_stop_times_against_a_clock_that_ticks(plans: Portfolio, data: st.DataObject) -> None:
    """Hour by hour: who has been without something for as long as it tolerates?"""
    names = list(plans.services)
    lost = data.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    down: dict[str, int] = dict.fromkeys(lost, 0)
    for hour in range(40):
        while True:
            more = {
                name
                for name, found in plans.services.items()
                if name not in down
                for item in found.depends_on
                if item.use == "run" and all(t.id in down for t in item.targets)
                and isinstance(item.tolerates, Duration) and max(down[t.id] for t in item.targets) + item.tolerates.seconds // 3600 <= hour
            }  # fmt: skip
            if not more:
                break
            down.update(dict.fromkeys(more, hour))
    found = Blasts(Study(plans, TODAY)).of(*(service(name) for name in lost))
    assert {item.ref.id: item.after.seconds for item in found.stops} == {name: hour * 3600 for name, hour in down.items()}


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_waves_against_trying_every_order(plans: Portfolio) -> None:
    graph = Study(plans, TODAY).graph
    found = order(graph, graph.nodes)
    broken = {(item.source, item.field) for item in found.breaks}
    edges = [edge for edge in graph.edges if edge.orders_recovery and (edge.source, edge.field) not in broken]
    # Everything comes, each after one target of everything it waits for.
    assert sorted(found.sequence) == list(graph.nodes)
    place = {ref: index for index, ref in enumerate(found.sequence)}
    assert all(min(place[target] for target in edge.targets) < place[edge.source] for edge in edges)
    # Wave by wave: a service is in the first wave in which all it waits for is there.
    there: set[Ref] = set()
    for number in itertools.count(1):
        ready = {ref for ref in graph.nodes if ref not in there and all(there.intersection(e.targets) for e in edges if e.source == ref)}
        if not ready:
            break
        assert {ref for ref, wave in found.wave.items() if wave == number} == ready
        there |= ready
    assert there == set(graph.nodes)
    # Breaks only where something really waits for itself, each inside its loop.
    for item in found.breaks:
        assert item.loop[0] == item.loop[-1] == item.source and item.loop[1] in item.targets
    acyclic = not stuck(graph.nodes, [edge for edge in graph.edges if edge.orders_recovery])
    assert acyclic == (not found.breaks)


def stuck(nodes: Any, edges: Any) -> set[Ref]:
    there: set[Ref] = set()
    while True:
        ready = {ref for ref in nodes if ref not in there and all(there.intersection(edge.targets) for edge in edges if edge.source == ref)}
        if not ready:
            return set(nodes) - there
        there |= ready


def test_the_best_dependency_to_break_has_a_tested_alternative_then_the_longest_tolerance() -> None:
    tested = {"service": "a", "alternative": "Local accounts", "alternative_tested": "2026-05-01"}
    graph = Study(portfolio(services={"a": needs({"service": "b", "tolerates": "9h"}), "b": needs("c"), "c": needs(tested)}), TODAY).graph
    found = order(graph, graph.nodes)
    assert [(item.source.id, item.field) for item in found.breaks] == [("c", "depends_on.0")]
    assert [ref.id for ref in found.breaks[0].loop] == ["c", "a", "b", "c"]
    assert found.waves == ((service("c"),), (service("b"),), (service("a"),))
    graph = Study(portfolio(services={"a": needs({"service": "b", "tolerates": "9h"}), "b": needs("c"), "c": needs("a")}), TODAY).graph
    assert [item.source.id for item in order(graph, graph.nodes).breaks] == ["a"]


def test_a_large_knot_still_gives_an_order() -> None:
    count = 260
    plans = portfolio(services={f"s{n:03}": needs(f"s{(n + 1) % count:03}") for n in range(count)})
    graph = Study(plans, TODAY).graph
    found = order(graph, graph.nodes)
    assert len(found.sequence) == count and len(found.breaks) == 1 and len(found.waves) == count
