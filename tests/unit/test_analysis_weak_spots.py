"""Self-dependency, single points of failure, risk and coverage: worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from analysis_world import TODAY, organisation, portfolio, service
from continuity.analysis.risk import AcceptanceState, matrix, rated_risks, scenario_impacts, unassessed
from continuity.analysis.self_dependency import Alternative, SelfDependency, _Search, self_dependencies
from continuity.analysis.single_points import (
    people_points,
    resource_points,
    role_points,
    shared_suppliers,
    single_points,
    structural_points,
)
from continuity.analysis.study import Study
from continuity.analysis.tier_coverage import Aspect, Covered, coverage_by_tier, service_coverage
from continuity.model.base import Ref
from hypothesis import given, settings
from hypothesis import strategies as st


def study(on: date = TODAY, **kinds: Any) -> Study:
    return Study(portfolio(**kinds), on)


NET: dict[str, Any] = {"net": {}, "login": {"depends_on": [{"service": "net"}]}, "vpn": {"depends_on": [{"service": "login"}]}}


def circular(book: dict[str, Any], **kinds: Any) -> tuple[SelfDependency, ...]:
    return self_dependencies(study(**{"services": NET, "runbooks": {"fix": book}, **kinds}))


def test_a_runbook_that_needs_what_it_recovers_names_the_way() -> None:
    found = circular({"services": ["net"], "access": [{"service": "vpn"}]})
    assert len(found) == 1 and found[0].field == "access.0" and found[0].needs == service("vpn")
    assert found[0].chain == (service("vpn"), service("login"), service("net")) and found[0].alternative is Alternative.NONE
    assert circular({"services": ["vpn"], "access": [{"service": "net"}]}) == ()


_five = st.integers(0, 4)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(_five, _five, _five), max_size=10), st.lists(st.tuples(_five, _five), min_size=1, max_size=4), _five)
def test_losses_that_are_not_spread_would_find_nothing(needs: list[tuple[int, int, int]], books: list[tuple[int, int]], lost: int) -> None:
    services: dict[str, dict[str, Any]] = {f"s{n}": {"depends_on": []} for n in range(5)}
    for at, one, other in needs:
        either = {"any_of": [{"service": f"s{one}"}, {"service": f"s{other}"}]}
        services[f"s{at}"]["depends_on"].append(either if one != other else {"service": f"s{one}"})
    runbooks = {
        f"b{n}": {"services": [f"s{what}"], "scenarios": ["all"], "access": [{"service": f"s{by}"}]} for n, (what, by) in enumerate(books)
    }
    scenarios = {"all": {"loss_class": "data-centre", "loses": [{"service": f"s{lost}"}]}}
    found = study(services=services, runbooks=runbooks, scenarios=scenarios)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_Search, "threats", lambda self, ref: {service(name) for name in services})
        everything = self_dependencies(found)
    assert self_dependencies(found) == everything


def test_only_a_tested_alternative_is_safe() -> None:
    def state(**more: str) -> Alternative:
        return circular({"services": ["net"], "access": [{"service": "vpn", **more}]})[0].alternative

    assert state(alternative="Console") is Alternative.UNTESTED
    assert state(alternative="Console", alternative_tested="2026-05-01") is Alternative.TESTED
    assert (
        state(alternative="Console", alternative_tested="unknown")
        is state(alternative="x", alternative_tested="2027-01-01")
        is Alternative.UNTESTED
    )
    assert state(alternative_tested="2026-05-01") is Alternative.NONE


def test_channels_fall_back_and_scenarios_take_channels() -> None:
    channels = {
        "chat": {"type": "chat", "service": "login", "fallback": "mail"},
        "mail": {"type": "email", "service": "net", "fallback": "radio"},
        "radio": {"type": "radio", "tested": "2026-01-01"},
    }
    found = circular({"services": ["net"], "bridge": "chat"}, channels=channels)[0]
    assert found.instead == Ref("channel", "radio") and found.alternative is Alternative.TESTED and found.chain[0] == Ref("channel", "chat")
    loop = {"chat": {"type": "chat", "service": "net", "fallback": "chat"}}
    assert circular({"services": ["net"], "bridge": "chat"}, channels=loop)[0].alternative is Alternative.NONE
    scenario = {"worm": {"loss_class": "ransomware", "channels_lost": ["chat"]}}
    alone = circular({"scenarios": ["worm"], "bridge": "chat"}, channels={"chat": {"type": "chat"}}, scenarios=scenario)
    assert [(item.when, item.chain) for item in alone] == [(Ref("scenario", "worm"), (Ref("channel", "chat"),))]


def test_a_message_needs_one_of_its_channels_and_a_resource_what_it_is_kept_on() -> None:
    channels = {"chat": {"type": "chat", "service": "net"}, "radio": {"type": "radio"}}
    step = {"id": "tell", "do": "Tell", "message": "m"}
    both = {"m": {"channel": "chat", "fallback": "radio"}}
    assert circular({"services": ["net"], "steps": [step]}, channels=channels, messages=both) == ()
    found = circular({"services": ["net"], "steps": [step]}, channels=channels, messages={"m": {"channel": "chat"}})
    assert found[0].field == "steps.tell.message"
    vault = {"vault": {"type": "document", "needs": ["login"]}}
    assert circular({"services": ["net"], "access": ["vault"]}, resources=vault)[0].chain[1:] == (service("login"), service("net"))


def test_these_pages_are_needed_too_unless_a_copy_was_checked() -> None:
    host = {"organisation": organisation(site_host="vpn")}
    found = circular({"services": ["net"], "plan": "p"}, **host)
    assert found[0].field == "site_host" and found[0].alternative is Alternative.NONE
    plan = {"p": {"type": "disaster-recovery", "distribution": [{"to": "Control room", "checked": "2026-10-01"}]}}
    assert circular({"services": ["net"], "plan": "p"}, continuity_plans=plan, **host)[0].alternative is Alternative.TESTED


def test_structural_points_count_what_stops_and_see_through_redundancy() -> None:
    found = structural_points(
        study(
            organisation=organisation(tiers=[{"id": "gold", "name": "Gold"}]),
            services={
                "net": {},
                "north": {"depends_on": [{"service": "net"}]},
                "south": {"depends_on": [{"service": "net"}]},
                "shop": {"tier": "gold", "depends_on": [{"any_of": [{"service": "north"}, {"service": "south"}]}, {"vendor": "v"}]},
            },
            vendors={"v": {"substitutes": ["w"]}},
        )
    )
    assert [(point.ref.id, point.stops) for point in found] == [("net", 3), ("v", 1)]
    assert found[0].hidden == ((service("shop"), "depends_on.0"),) and found[0].direct == (service("north"), service("south"))
    assert found[0].by_tier == (("gold", 1), (None, 2)) and found[1].substitutes == (Ref("vendor", "w"),)


def test_two_suppliers_with_one_supplier_behind_them() -> None:
    found = shared_suppliers(
        study(
            services={"shop": {"depends_on": [{"any_of": [{"vendor": "a"}, {"vendor": "b"}]}]}, "lab": {"depends_on": [{"vendor": "a"}]}},
            vendors={"a": {"subcontractors": ["m"]}, "m": {"subcontractors": ["c"]}, "b": {"subcontractors": ["c"]}, "c": {}},
        )
    )
    assert [item.subcontractor.id for item in found] == ["c"]
    assert [ref.id for ref in found[0].vendors] == ["a", "b", "m"]
    assert found[0].groups == ((service("shop"), "depends_on.0"),) and found[0].services == (service("lab"),)


def test_people_roles_and_resources_on_which_too_much_rests() -> None:
    world = study(
        people={
            "ann": {"base": "north"},
            "bob": {"base": "north", "deputies": ["cat"]},
            "cat": {"base": "north"},
            "dan": {"base": "south"},
        },
        roles={
            "lead": {"holders": [{"person": "bob"}], "deputies": [{"person": "cat"}]},
            "sole": {"holders": [{"person": "ann"}]},
            "empty": {},
            "fine": {"holders": [{"person": "ann"}], "deputies": [{"person": "dan"}]},
            "theirs": {"external": "true"},
            "bought": {"holders": [{"vendor": "v"}]},
        },
        resources={
            "glass": {"type": "break-glass", "holders": [{"role": "sole"}]},
            "nobody": {"type": "break-glass"},
            "two": {"type": "key", "holders": [{"person": "ann"}, {"person": "dan"}]},
            "near": {"type": "key", "holders": [{"person": "ann"}, {"person": "bob"}]},
            "paper": {"type": "document"},
        },
        services={"web": {"escalation": [{"person": "ann", "wait": "5m"}]}},
    )
    people = {item.person.id: item for item in people_points(world)}
    assert set(people) == {"ann", "bob"}
    assert people["ann"].no_deputy and set(people["ann"].alone_in) == {Ref("role", "sole"), Ref("resource", "glass")}
    assert people["bob"].one_site == Ref("site", "north") and not people["bob"].no_deputy
    roles = {item.ref.id: item for item in role_points(world)}
    assert set(roles) == {"empty", "sole", "lead"} and roles["sole"].alone and roles["lead"].one_site == Ref("site", "north")
    assert {item.ref.id for item in resource_points(world)} == {"glass", "nobody", "near"}


def test_hours_with_nobody_and_nothing_at_all() -> None:
    day = {"contacts": [{"mobile": "+44 7700 900123", "hours": "Mon-Fri 09:00-17:00"}]}
    found = single_points(study(services={"web": {"escalation": [{"person": "ann"}]}}, people={"ann": day}))
    assert found.hours[0].service == service("web") and found.hours[0].minutes == 7 * 1440 - 5 * 480
    nothing = single_points(study())
    assert (nothing.structural, nothing.suppliers, nothing.people, nothing.roles, nothing.resources, nothing.hours) == ((),) * 6


SCALES = organisation(
    likelihoods=[{"id": "rare", "name": "R"}, {"id": "often", "name": "O"}],
    impact_levels=[{"id": "low", "name": "L"}, {"id": "mid", "name": "M"}, {"id": "high", "name": "H", "tolerable": False}],
    risk_appetite={"accept_up_to": "3", "never_above": "5"},
)
BIG = {"likelihood": "often", "impact": "high"}
SMALL = {"likelihood": "rare", "impact": "low"}


def test_only_tested_controls_lower_a_risk() -> None:
    controls = {
        "good": {"tested": "2026-05-01"}, "bad": {"tested": "2026-05-01", "effective": "false"}, "never": {}, "later": {"tested": "2027-01-01"},
    }  # fmt: skip
    risks = {name: {"inherent": BIG, "residual": SMALL, "treatment": "mitigate", "controls": [name]} for name in (*controls, "gone")}
    found = {item.risk.id: item for item in rated_risks(study(organisation=SCALES, risks=risks, controls=controls))}
    assert {name: item.standing.value for name, item in found.items() if item.standing} == {
        "good": 1,
        "bad": 6,
        "never": 6,
        "later": 6,
        "gone": 6,
    }
    assert found["bad"].above_appetite and found["bad"].never and not found["good"].above_appetite
    assert found["gone"].untested == (Ref("control", "gone"),) and found["good"].untested == ()


def test_treatment_acceptance_and_what_is_not_rated() -> None:
    accept = {"treatment": "accept", "inherent": BIG, "acceptance": {"by": "ann", "until": "2026-11-23", "reason": "x"}}
    moved = {"treatment": "transfer", "inherent": BIG, "residual": SMALL}
    risks = {"ok": accept, "bare": {}, "odd": {"inherent": {"likelihood": "x", "impact": "low"}}, "moved": moved}
    world = study(organisation=SCALES, risks=risks)
    found = {item.risk.id: item for item in rated_risks(world)}
    assert found["ok"].treated and found["ok"].acceptance is AcceptanceState.IN_FORCE and found["ok"].standing is not None
    assert not found["bare"].treated and found["bare"].above_appetite is None
    assert found["odd"].missing == ((Ref("risk", "odd"), "inherent.likelihood"), (Ref("risk", "odd"), "residual"))
    assert found["moved"].standing is not None and found["moved"].standing.value == 1
    grid = matrix(world, found.values(), inherent=True)
    assert grid.cells == {("often", "high"): (Ref("risk", "moved"), Ref("risk", "ok"))} and grid.unrated == (
        Ref("risk", "bare"),
        Ref("risk", "odd"),
    )
    ended = rated_risks(study(date(2026, 11, 24), organisation=SCALES, risks={"ok": accept}))[0]
    assert ended.acceptance is AcceptanceState.ENDED and not ended.treated


def test_asserted_impact_stands_beside_the_bia() -> None:
    world = study(
        organisation=SCALES,
        services=NET,
        processes={"p": {"uses": ["vpn"], "impact": {"a": {"1h": "mid", "2h": "high", "3h": "low"}}}, "q": {"uses": ["vpn"]}},
        scenarios={"cut": {"loss_class": "network-and-telecoms", "loses": ["net"], "expected_outage": "4h"}, "x": {"loss_class": "people"}},
        risks={"r": {"scenario": "cut", "inherent": SMALL}, "s": {"scenario": "cut", "inherent": BIG}},
    )
    found = scenario_impacts(world)[Ref("scenario", "cut")]
    assert found.worst is not None and (found.worst.level, found.worst.category) == ("high", "a") and len(found.processes) == 1
    assert found.understated == (Ref("risk", "r"),) and found.risks == (Ref("risk", "r"), Ref("risk", "s"))
    assert scenario_impacts(world)[Ref("scenario", "x")].missing == ((Ref("scenario", "x"), "expected_outage"),)
    assert unassessed(world) == (Ref("scenario", "x"),)


def test_coverage_says_yes_no_unknown_and_does_not_apply() -> None:
    contact = {"contacts": [{"mobile": "+44 7700 900123", "verified": "2026-11-01"}]}
    world = study(
        organisation=organisation(tiers=[{"id": "gold", "name": "G", "exercise_every": "12 months"}, {"id": "idle", "name": "I"}]),
        services={
            "full": {
                "tier": "gold",
                "depends_on": [{"service": "base"}],
                "owner": {"person": "ann"},
                "strategies": [{"scenario": "s", "approach": "active-active", "runbooks": ["book"]}],
                "backups": [{"id": "db"}],
            },
            "base": {"tier": "gold"},
            "lone": {},
            "old": {"lifecycle": "retired"},
        },
        processes={"p": {"uses": ["full"], "mtpd": "4h"}},
        runbooks={"book": {"services": ["full"]}},
        people={"ann": contact},
        scenarios={"s": {"loss_class": "application", "loses": ["base"]}},
        exercises={"e": {"kind": "restore-test", "held": "2026-06-01", "results": [{"service": "full", "passed": "true"}]}},
    )
    rows = service_coverage(world)
    assert set(rows) == {service("full"), service("base"), service("lone")}

    def answers(name: str) -> dict[Aspect, Covered]:
        return {aspect: cell.covered for aspect, cell in rows[service(name)].aspects.items()}

    full, lone = answers("full"), answers("lone")
    assert [full[aspect] for aspect in (Aspect.BIA, Aspect.STRATEGY, Aspect.RUNBOOK, Aspect.EXERCISED, Aspect.CONTACTS_VERIFIED)] == [
        Covered.YES
    ] * 5
    assert full[Aspect.RESTORE_TESTED] is Covered.UNKNOWN and full[Aspect.REVIEWED] is full[Aspect.APPROVED] is Covered.NO
    assert answers("base")[Aspect.BIA] is Covered.YES
    assert rows[service("base")].aspects[Aspect.STRATEGY].lacking == (Ref("scenario", "s"),)
    assert lone[Aspect.BIA] is Covered.NO and lone[Aspect.STRATEGY] is lone[Aspect.RESTORE_TESTED] is Covered.NOT_APPLICABLE
    tiers = coverage_by_tier([tier.id for tier in world.portfolio.organisation.tiers], rows.values())
    assert [(item.tier, len(item.services)) for item in tiers] == [("gold", 2), ("idle", 0), (None, 1)]
    assert tiers[0].share(Aspect.RUNBOOK) == 0.5 and tiers[1].share(Aspect.RUNBOOK) is None and tiers[2].share(Aspect.STRATEGY) is None
