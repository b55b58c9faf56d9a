"""MTPD, required RTO with its chain, strategies against MBCO: by hand and against the slow way."""

from __future__ import annotations

from datetime import date
from typing import Any

from analysis_world import TODAY, organisation, portfolio, service
from continuity.analysis.effective import Origin
from continuity.analysis.figures import Verdict
from continuity.analysis.inheritance import Acceptance, Basis, RequiredRto, edge_requirements, mismatches, required_rtos
from continuity.analysis.objectives import MtpdOrigin, ProcessObjectives, WorkaroundUse, process_objectives
from continuity.analysis.strategies import Answer, chosen_strategy, strategy_fits
from continuity.analysis.study import Study
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio
from continuity.model.values import Duration
from hypothesis import given, settings
from hypothesis import strategies as st

HOUR = 3600
LEVELS = organisation(
    impact_levels=[{"id": "low", "name": "Low"}, {"id": "high", "name": "High", "tolerable": False}],
    tiers=[{"id": "t", "name": "T", "rto": "4h"}],
)


def process(**data: Any) -> ProcessObjectives:
    plans = portfolio(organisation=LEVELS, services={"web": {"objectives": {"rto": "2h"}}}, processes={"p": {"uses": ["web"], **data}})
    return process_objectives(Study(plans, TODAY), plans.processes["p"])


IMPACT = {"safety": {"0": "low", "4h": "high", "8h": "low"}, "money": {"1h": "low", "3h": {"level": "high"}, "24h": {"money": "5"}}}


def test_mtpd_is_the_lower_edge_of_the_first_intolerable_band() -> None:
    found = process(impact=IMPACT, wrt="30m", rto="2h")
    assert (found.mtpd.figure.seconds, found.mtpd.origin, found.mtpd.category) == (3 * HOUR, MtpdOrigin.BIA, "money")
    assert found.required is not None and found.required.seconds == 9000 and found.within is Verdict.MEETS and not found.no_margin
    assert found.uses[0].in_time is Verdict.MEETS
    assert process(impact=IMPACT, wrt="1h", rto="2h").no_margin
    assert process(impact=IMPACT, wrt="61m", rto="2h").within is Verdict.FALLS_SHORT
    assert process(impact=IMPACT, mtpd="1h", wrt="0").mtpd.origin is MtpdOrigin.STATED


def test_what_is_not_known_about_a_process_is_named() -> None:
    assert process(impact={}).mtpd.figure.missing == ((Ref("process", "p"), "mtpd"),)
    assert process(impact=IMPACT, mtpd="unknown").mtpd.origin is MtpdOrigin.UNKNOWN
    calm = process(impact={"safety": {"0": "low"}})
    assert calm.mtpd.origin is MtpdOrigin.NOT_REACHED and calm.required is None and calm.uses[0].in_time is Verdict.MEETS
    strange = process(impact={"safety": {"1h": "odd", "4h": "high"}}, wrt="0")
    assert strange.mtpd.figure.at_most and strange.mtpd.figure.seconds == 4 * HOUR
    no_wrt = process(impact=IMPACT)
    assert no_wrt.required is not None and no_wrt.required.at_most and no_wrt.required.missing == ((Ref("process", "p"), "wrt"),)
    assert no_wrt.within is Verdict.UNKNOWN


def test_peaks_count_and_say_which() -> None:
    found = process(impact=IMPACT, wrt="0", peaks=[{"name": "Any", "when": "x"}, {"name": "Month end", "when": "x", "mtpd": "1h"}])
    assert found.tightest.origin is MtpdOrigin.PEAK and found.tightest.peak == 1
    assert found.required is not None and found.required.seconds == HOUR and found.uses[0].in_time is Verdict.FALLS_SHORT


def test_a_proven_workaround_at_mbco_gives_more_time() -> None:
    way = {"how": "Paper", "capacity": "30%", "sustains": "24h", "ready_in": "30m", "proven": "2026-05-14"}
    base: dict[str, Any] = {"impact": IMPACT, "wrt": "1h", "mbco": {"percent": "30%"}}
    found = process(**base, workaround=way)
    assert found.workaround is WorkaroundUse.COUNTS and found.required is not None and found.required.seconds == 23 * HOUR
    for change, why in [
        ({"capacity": "20%"}, WorkaroundUse.BELOW_MBCO),
        ({"capacity": "unknown"}, WorkaroundUse.CAPACITY_UNKNOWN),
        ({"proven": "unknown"}, WorkaroundUse.NOT_PROVEN),
        ({"proven": "2027-01-01"}, WorkaroundUse.NOT_PROVEN),
        ({"ready_in": "5h"}, WorkaroundUse.TOO_SLOW),
        ({"sustains": "2h"}, WorkaroundUse.NO_LONGER),
    ]:
        other = process(**base, workaround={**way, **change})
        assert other.workaround is why and other.required is not None and other.required.seconds == 2 * HOUR


def rto(value: str, *needs: Any, work: str | None = "0", **more: Any) -> dict[str, Any]:
    strategies = [{"scenario": "x", "approach": "active-active", "activates_in": work}] if work else []
    return {
        "objectives": {"rto": value},
        "depends_on": [n if isinstance(n, dict) else {"service": n} for n in needs],
        "strategies": strategies,
        **more,
    }


def required(plans: Portfolio, on: date = TODAY) -> dict[str, RequiredRto]:
    return {ref.id: found for ref, found in required_rtos(Study(plans, on)).items()}


def test_the_mismatch_names_the_whole_chain() -> None:
    plans = portfolio(
        organisation=LEVELS,
        processes={"p": {"uses": ["shop"], "mtpd": "3h", "wrt": "30m"}},
        services={
            "shop": rto("3h", "login", work="30m"),
            "login": rto("3h", {"service": "net", "tolerates": "10m"}, work="20m"),
            "net": rto("8h"),
        },
    )
    found = required(plans)
    assert found["shop"].required.seconds == 150 * 60 and found["shop"].verdict is Verdict.FALLS_SHORT
    assert found["login"].required.seconds == 120 * 60
    net = found["net"]
    assert net.required.seconds == 110 * 60 and net.required.is_exact
    assert [(link.ref.id, link.rto.seconds, link.basis) for link in net.chain] == [
        ("p", 9000, Basis.PROCESS),
        ("shop", 9000, Basis.INHERITED),
        ("login", 7200, Basis.INHERITED),
        ("net", 6600, Basis.INHERITED),
    ]
    assert net.chain[-1].field == "depends_on.0" and net.chain[-1].work is not None and net.chain[-1].work.seconds == 1200
    assert net.excess == Duration(8 * HOUR - 6600)
    assert [item.ref.id for item in mismatches(found.values())] == ["net", "login", "shop"]
    assert [found[name].follows_from for name in ("shop", "login", "net")] == [None, service("shop"), service("shop")]


def test_a_promise_binds_what_it_rests_on_and_an_accepted_gap_relaxes_it() -> None:
    plans = portfolio(services={"shop": rto("2h", "net"), "net": rto("8h")})
    found = required(plans)["net"]
    assert found.required.seconds == 2 * HOUR and [link.basis for link in found.chain] == [Basis.AGREED, Basis.INHERITED]
    gap = {"rto": "6h", "accepted_gap": {"reason": "cost", "by": "ann", "until": "2026-11-23"}}
    plans = portfolio(
        processes={"p": {"uses": ["shop"], "mtpd": "1h", "wrt": "0"}}, services={"shop": rto("6h", "net", objectives=gap), "net": rto("8h")}
    )
    assert required(plans)["net"].required.seconds == 6 * HOUR and required(plans)["shop"].acceptance is Acceptance.IN_FORCE
    later = required(plans, date(2026, 11, 24))
    assert later["net"].required.seconds == HOUR and later["shop"].acceptance is Acceptance.ENDED


def test_unknown_work_makes_an_upper_bound_that_says_so() -> None:
    found = required(
        portfolio(services={"shop": rto("2h", "net", work=None), "net": rto("2h"), "slow": rto("9h"), "b": rto("2h", "slow", work=None)})
    )
    assert found["net"].required.at_most and found["net"].required.missing == ((service("shop"), "strategies"),)
    assert found["net"].verdict is Verdict.UNKNOWN
    assert found["slow"].verdict is Verdict.FALLS_SHORT


def test_any_of_binds_a_member_only_where_no_other_meets_it() -> None:
    group = {"any_of": [{"service": "north"}, {"service": "south"}]}
    plans = portfolio(services={"shop": rto("2h", group), "north": rto("1h"), "south": rto("8h")})
    found = required(plans)
    assert found["south"].required.missing == ((service("south"), "process"),)
    assert found["north"].required.seconds == 2 * HOUR
    edge = edge_requirements(Study(plans, TODAY))[0]
    assert edge.verdict is Verdict.MEETS and edge.promised.seconds == HOUR
    none = portfolio(services={"shop": rto("2h", group), "north": rto("3h"), "south": rto("8h")})
    assert {name: found.required.seconds for name, found in required(none).items()} == {"shop": None, "north": 2 * HOUR, "south": 2 * HOUR}
    assert edge_requirements(Study(none, TODAY))[0].verdict is Verdict.FALLS_SHORT


def test_only_hard_run_dependencies_hand_down_and_vendors_are_held_to_their_contract() -> None:
    plans = portfolio(
        organisation=LEVELS,
        services={
            "shop": {
                "tier": "t",
                "depends_on": [
                    {"service": "a", "strength": "soft"},
                    {"service": "b", "for": "change"},
                    {"vendor": "v"},
                    {"channel": "c"},
                    {"service": "d", "tolerates": "unknown"},
                    {"service": "gone"},
                ],
            },
            "a": {}, "b": {}, "d": {}, "host": {"objectives": {"rto": "5h"}},
        },
        vendors={"v": {"commitment": {"response": "1h", "recovery": "6h"}}},
        channels={"c": {"type": "chat", "service": "host"}},
    )  # fmt: skip
    found = required_rtos(Study(plans, TODAY))
    assert not found[service("a")].required.known and not found[service("b")].required.known
    assert found[Ref("vendor", "v")].verdict is Verdict.FALLS_SHORT and found[Ref("vendor", "v")].chain[0].basis is Basis.TIER
    assert found[service("d")].required.missing == ((service("shop"), "depends_on.4.tolerates"),)
    assert found[service("host")].required.seconds == 4 * HOUR and [link.ref.id for link in found[service("host")].chain] == [
        "shop",
        "c",
        "host",
    ]
    assert found[service("gone")].agreed_origin is Origin.UNKNOWN and found[service("gone")].required.seconds == 4 * HOUR


def test_knots_end_and_a_service_that_needs_itself_does_too() -> None:
    plans = portfolio(
        services={"a": rto("4h", "b", work="1h"), "b": rto("9h", "a", "c", work="1h"), "c": rto("9h"), "d": rto("1h", "d", work="1h")}
    )
    found = required(plans)
    assert found["b"].required.seconds == 4 * HOUR and found["a"].required.seconds == 4 * HOUR
    assert found["c"].required.seconds == 3 * HOUR
    assert not found["d"].required.known
    assert required(portfolio()) == {}


@st.composite
def worlds(draw: st.DrawFn) -> Portfolio:
    names = [f"s{n}" for n in range(draw(st.integers(1, 6)))]
    services = {}
    for name in names:
        needs: list[Any] = []
        for _ in range(draw(st.integers(0, 3))):
            targets = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
            needs.append({"any_of": [{"service": other} for other in targets], "tolerates": f"{draw(st.integers(0, 3))}h"})
        promised = draw(st.one_of(st.just("unknown"), st.integers(0, 12).map(lambda n: f"{n}h")))
        services[name] = rto(promised, *needs, work=f"{draw(st.integers(0, 3))}h")
    processes = {
        f"p{n}": {"uses": [draw(st.sampled_from(names))], "mtpd": f"{draw(st.integers(0, 12))}h", "wrt": f"{draw(st.integers(0, 2))}h"}
        for n in range(draw(st.integers(0, 2)))
    }
    return portfolio(services=services, processes=processes)


@settings(max_examples=300, deadline=None)
@given(worlds())
def test_inheritance_against_repeating_the_rule_until_nothing_changes(plans: Portfolio) -> None:
    services = plans.services
    agreed = {
        name: found.objectives.rto.seconds if isinstance(found.objectives.rto, Duration) else None for name, found in services.items()
    }
    edges = [(name, [t.id for t in item.targets], item.tolerates.seconds) for name, found in services.items() for item in found.depends_on]  # type: ignore[union-attr]

    def leads(start: str) -> set[str]:
        out: set[str] = set()
        while True:
            more = {t for at, targets, _ in edges if at == start or at in out for t in targets} - out
            if not more:
                return out
            out |= more

    reaches = {name: leads(name) for name in services}
    need: dict[str, int | None] = dict.fromkeys(services)
    for found in plans.processes.values():
        name = found.uses[0].service.id
        limit = max(0, found.mtpd.seconds - found.wrt.seconds)  # type: ignore[union-attr]
        need[name] = limit if need[name] is None else min(need[name], limit)  # type: ignore[type-var]
    changed = True
    while changed:
        changed = False
        for at, targets, tolerates in edges:
            known = [value for value in (agreed[at], need[at]) if value is not None]
            if not known:
                continue
            knotted = any(t == at or (t in reaches[at] and at in reaches[t]) for t in targets)
            work = 0 if knotted else services[at].strategies[0].activates_in.seconds  # type: ignore[union-attr]
            asked = max(0, min(known) + tolerates - work)
            for target in targets:
                others = [t for t in targets if t != target and agreed[t] is not None and agreed[t] <= asked]  # type: ignore[operator]
                if others or target == at:
                    continue
                if need[target] is None or asked < need[target]:  # type: ignore[operator]
                    need[target], changed = asked, True
    found_all = required(plans)
    assert {name: found_all[name].required.seconds for name in services} == need
    for name, item in found_all.items():
        if item.chain:
            assert item.chain[-1].ref.id == name and item.chain[-1].rto.seconds == need[name]
            assert item.chain[0].basis is not Basis.INHERITED


def test_strategies_are_chosen_by_outage_and_held_against_the_mbco() -> None:
    short = {"scenario": "fire", "approach": "manual-workaround", "until_outage": "4h", "capacity": "10%", "sustains": "4h"}
    long = {"scenario": "fire", "approach": "warm-standby", "from": "4h", "capacity": "60%", "sustains": "2d", "activates_in": "3h"}
    accept = {"scenario": "flood", "approach": "accept", "accepted_by": "ann", "until": "2026-11-22"}
    plans = portfolio(
        services={
            "web": {
                "objectives": {
                    "rto": "2h",
                    "mbco": {"percent": "30%", "stages": [{"percent": "30", "by": "2h"}, {"percent": "80", "by": "8h"}]},
                },
                "strategies": [short, long, accept],
            }
        },
        scenarios={
            "fire": {"loss_class": "facility", "expected_outage": "5d"},
            "flood": {"loss_class": "facility"},
            "blip": {"loss_class": "application"},
        },
    )
    study, web = Study(plans, TODAY), plans.services["web"]
    choice = {name: chosen_strategy(study, web, Ref("scenario", name)) for name in plans.scenarios}
    assert (choice["fire"].answer, choice["fire"].index) == (Answer.STRATEGY, 1)
    assert choice["flood"].answer is Answer.ACCEPTANCE_ENDED and choice["blip"].answer is Answer.NONE
    assert chosen_strategy(Study(plans, date(2026, 11, 22)), web, Ref("scenario", "flood")).answer is Answer.ACCEPTED
    first, second = strategy_fits(study, web)
    # It is meant for outages shorter than 4 h, and holds for 4 h: what lasts longer is the other's.
    assert (first.enough, first.sustained, first.stages_short) == (Verdict.FALLS_SHORT, Verdict.MEETS, ((30.0, Duration(7200)),))
    assert (second.enough, second.sustained, second.activation) == (Verdict.MEETS, Verdict.FALLS_SHORT, Verdict.FALLS_SHORT)
    weaker = portfolio(
        services={"web": {"strategies": [{**short, "sustains": "3h"}, {**short, "sustains": "3h", "until_outage": "30d"}]}},
        scenarios={"fire": {"loss_class": "facility", "expected_outage": "3h30m"}},
    )
    assert [fit.sustained for fit in strategy_fits(Study(weaker, TODAY), weaker.services["web"])] == [Verdict.FALLS_SHORT] * 2
    assert second.stages_short == ((80.0, Duration(8 * HOUR)),)
