"""Recovery time capability, what proves it, and the order with its times: worked out by hand."""

from __future__ import annotations

from datetime import date
from typing import Any

from analysis_world import TODAY, organisation, portfolio, service
from continuity.analysis.capability import Capability, capabilities
from continuity.analysis.figures import Verdict
from continuity.analysis.fingerprint import Fingerprinter, Scope
from continuity.analysis.proof import Doubt, proof, trials
from continuity.analysis.recovery import Contended, organisation_order, scenario_orders
from continuity.analysis.strategies import Answer
from continuity.analysis.study import Study
from continuity.model.base import Ref

MINUTE = 60
FIRE = Ref("scenario", "fire")


def strategy(*runbooks: str, **more: Any) -> dict[str, Any]:
    return {"scenario": "fire", "approach": "warm-standby", "activates_in": "10m", "runbooks": list(runbooks), **more}


def book(planned: str, worst: str, **more: Any) -> dict[str, Any]:
    return {"steps": [{"id": "a", "do": "x", "takes": {"planned": planned, "worst": worst}, **more}]}


def world(**changes: Any) -> dict[str, Any]:
    """Net falls with the site and fails over in 10 + 20 min after 5 min of calling; login waits for it and takes 30 more."""
    objectives = {"rto": "2h", "detect": "5m", "invoke": "10m"}
    base: dict[str, Any] = {
        "services": {
            "net": {
                "objectives": objectives,
                "sites": ["north", {"site": "south", "use": "alternate"}],
                "strategies": [strategy("move")],
                "escalation": [{"team": "ops", "wait": "5m"}, {"team": "more"}],
            },
            "login": {
                "objectives": objectives,
                "depends_on": [{"service": "net"}],
                "sites": ["north", {"site": "south", "use": "alternate"}],
                "strategies": [strategy("start")],
                "escalation": [{"team": "ops", "wait": "5m"}, {"team": "more", "wait": "10m"}],
            },
        },
        "runbooks": {"move": book("20m", "40m"), "start": book("15m", "25m")},
        "sites": {"north": {}, "south": {}},
        "scenarios": {"fire": {"loss_class": "data-centre", "loses": [{"site": "north"}], "gates": [{"text": "Safe", "takes": "15m"}]}},
    }
    for folder, records in changes.items():
        base[folder] = {**base.get(folder, {}), **records}
    return base


def reckon(**changes: Any) -> dict[str, Capability]:
    study = Study(portfolio(**world(**changes)), TODAY)
    return {ref.id: found for ref, found in capabilities(study)[FIRE].services.items()}


def changed(name: str, **fields: Any) -> dict[str, Any]:
    return {"services": {**world()["services"], name: {**world()["services"][name], **fields}}}


def test_rtc_is_waiting_gates_calling_activation_and_procedure() -> None:
    found = reckon()
    net, login = found["net"], found["login"]
    assert net.planned.seconds == (15 + 5 + 10 + 20) * MINUTE and net.worst.seconds == (15 + 5 + 10 + 40) * MINUTE
    assert login.planned.seconds == (50 + 5 + 10 + 15) * MINUTE and login.worst.seconds == (70 + 15 + 10 + 25) * MINUTE
    assert login.finish.seconds == (5 + 10 + 80) * MINUTE and login.verdict is Verdict.MEETS and login.slack == 25 * MINUTE
    assert login.verdict_worst is Verdict.FALLS_SHORT
    assert not login.waits[0].planned.missing and login.waits[0].targets == (service("net"),)
    assert login.choice.answer is Answer.STRATEGY and not login.lost


def test_the_scenario_says_how_long_detection_takes() -> None:
    found = reckon(scenarios={"fire": {"loss_class": "data-centre", "loses": [{"site": "north"}], "detect": "1h"}})
    assert found["net"].finish.seconds == (60 + 10 + 35) * MINUTE


def test_what_is_missing_is_named_and_a_waiting_service_points_at_the_other() -> None:
    found = reckon(**changed("net", escalation=[{"team": "ops"}]))
    assert found["net"].planned.missing == ((service("net"), "escalation.0.wait"),)
    assert found["login"].planned.missing == ((service("net"), "capability"),)
    assert found["login"].verdict is Verdict.UNKNOWN and found["login"].excess is None
    none = reckon(**changed("net", strategies=[]))["net"]
    assert none.planned.missing == ((service("net"), "strategies"),) and none.choice.answer is Answer.NONE
    accepted = reckon(**changed("net", strategies=[{"scenario": "fire", "approach": "accept", "accepted_by": "ann"}]))["net"]
    assert accepted.choice.answer is Answer.ACCEPTED and accepted.planned.missing == ((service("net"), "strategies.0"),)


def test_a_restore_is_a_floor_and_nobody_is_called_where_nothing_is_worked() -> None:
    backups = [{"id": "db", "size_gb": "100", "restore_gb_per_hour": "50"}]
    slow = reckon(**changed("net", strategies=[strategy("move", approach="backup-restore")], backups=backups))["net"]
    assert slow.planned.seconds == (15 + 5 + 10 + 120) * MINUTE and slow.work is not None and slow.work.restore is not None
    calm = reckon(**changed("net", strategies=[strategy(approach="active-active")], escalation=[]))["net"]
    assert calm.planned.seconds == (15 + 10) * MINUTE


def test_a_vendor_who_takes_part_must_come_first() -> None:
    found = reckon(runbooks={"move": book("20m", "40m", vendor="v")}, vendors={"v": {"commitment": {"response": "1h", "on_site": "3h"}}})
    assert found["net"].mobilisation.seconds == 180 * MINUTE
    assert reckon(runbooks={"move": book("20m", "40m", vendor="v")}, vendors={"v": {}})["net"].planned.missing == (
        (Ref("vendor", "v"), "commitment.response"),
    )
    needed = reckon(**changed("net", depends_on=[{"vendor": "v", "for": "recover"}]), vendors={"v": {"commitment": {"response": "1h"}}})
    assert needed["net"].mobilisation.seconds == 60 * MINUTE


def test_any_of_waits_for_the_first_and_standing_ones_are_no_wait() -> None:
    group = [{"any_of": [{"service": "net"}, {"service": "other"}]}]
    assert reckon(services={**changed("login", depends_on=group)["services"], "other": {}})["login"].waits == ()
    other = {"sites": ["north"], "strategies": [strategy(approach="active-active", activates_in="0")]}
    found = reckon(services={**changed("login", depends_on=group)["services"], "other": other})["login"]
    assert found.waits[0].planned.seconds == 15 * MINUTE


def test_a_knot_is_unknown_unless_there_is_a_tested_way_round() -> None:
    found = reckon(**changed("net", depends_on=[{"service": "login"}]))
    assert not found["login"].planned.known and not found["net"].planned.known
    tested = {"service": "login", "alternative": "Local accounts", "alternative_tested": "2026-05-01"}
    assert reckon(**changed("net", depends_on=[tested]))["login"].planned.seconds == 80 * MINUTE


EXERCISE = {"kind": "parallel", "environment": "production", "scenario": "fire", "held": "2026-05-01"}
TIERS = organisation(tiers=[{"id": "t", "name": "T", "exercise_every": "12 months"}])


def doubts(exercise: dict[str, Any], result: dict[str, Any] | None = None, on: date = TODAY, **more: Any) -> tuple[Doubt, ...]:
    plans = portfolio(**world(**changed("net", tier="t")), organisation=TIERS)
    current = Fingerprinter(plans).scopes(service("net"))[Scope.PROCEDURES]
    full = {"service": "net", "rta": "40m", "passed": True, "procedures": current, **(result or {})}
    plans = portfolio(
        **world(**changed("net", tier="t")), organisation=TIERS, exercises={"e": {**EXERCISE, **exercise, "results": [full]}}, **more
    )
    return proof(Study(plans, on), plans.services["net"], FIRE).doubts


def test_proven_only_by_a_passed_complete_operational_trial_in_cadence_of_the_same_procedures() -> None:
    assert doubts({}) == ()
    assert doubts({"scenario": "flood"}) == (Doubt.OTHER_SCENARIO,)
    assert doubts({"kind": "tabletop"}) == (Doubt.NOT_OPERATIONAL,)
    assert doubts({"environment": "test"}) == (Doubt.ENVIRONMENT,)
    assert doubts({"environment": "Production-like copy"}) == ()
    assert doubts({}, {"passed": False}) == (Doubt.FAILED,)
    assert doubts({}, {"scope": "partial"}) == doubts({}, {"left_out": "Robot"}) == (Doubt.PARTIAL_SCOPE,)
    assert doubts({}, {"rta": "unknown"}) == (Doubt.TIME_UNKNOWN,)
    assert doubts({}, {"procedures": "0" * 64}) == (Doubt.PROCEDURES_CHANGED,)
    assert doubts({"held": "2025-11-22"}) == (Doubt.OUT_OF_CADENCE,) and doubts({"held": "2025-11-23"}) == ()
    assert doubts({"held": "2026-12-01"}) == (Doubt.NEVER_TRIED,)


def test_the_best_trial_counts_and_incidents_are_operational() -> None:
    incident = {
        "scenario": "fire",
        "times": {"started": "2026-10-01T03:00Z"},
        "services": [{"service": "net", "rta": "50m", "passed": True}],
    }
    plans = portfolio(
        **world(),
        organisation=TIERS,
        exercises={"e": {**EXERCISE, "kind": "tabletop", "held": "2026-11-01", "results": [{"service": "net", "passed": True}]}},
        incidents={"i": incident},
    )
    study = Study(plans, TODAY)
    found = proof(study, plans.services["net"], FIRE)
    assert found.trial is not None and found.trial.source == Ref("incident", "i") and not found.proven and found.rta is None
    assert found.doubts == (Doubt.PROCEDURES_UNKNOWN,)
    assert [item.source.id for item in trials(study)[service("net")]] == ["e", "i"]


def test_scenario_order_has_times_gates_and_contention() -> None:
    people = {"people": {"ann": {}}, "teams": {"ops": {"members": ["ann"]}}}
    more = {**world()["services"]["net"], "strategies": [strategy("move")], "objectives": {"rto": "30m", "detect": "5m", "invoke": "10m"}}
    study = Study(portfolio(**world(**people, services={**world()["services"], "zeta": more})), TODAY)
    found = scenario_orders(study)[FIRE]
    assert [[entry.service.id for entry in wave.entries] for wave in found.waves] == [["zeta", "net"], ["login"]]
    assert found.waves[0].entries[0].verdict is Verdict.FALLS_SHORT and found.gates[0].takes.seconds == 15 * MINUTE
    assert {(item.kind, item.ref.id) for item in found.waves[0].contention} == {
        (Contended.PERSON, "ann"),
        (Contended.ALTERNATE_SITE, "south"),
    }
    assert found.services == (service("zeta"), service("net"), service("login"))


def test_the_organisation_comes_back_with_sites_standing() -> None:
    found = organisation_order(Study(portfolio(**world()), TODAY))
    assert [[entry.service.id for entry in wave.entries] for wave in found.waves] == [["net"], ["login"]]
    assert found.waves[0].entries[0].finish.seconds == (5 + 10 + 5 + 10 + 20) * MINUTE
    assert found.waves[0].contention == () and found.scenario is None
    assert organisation_order(Study(portfolio(), TODAY)).waves == ()
