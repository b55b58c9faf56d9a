"""The whole analysis on portfolios that have little, nothing, or references to nothing; and twice the same."""

from __future__ import annotations

import dataclasses
from functools import cached_property
from typing import Any

from analysis_world import TODAY, organisation, portfolio, service
from continuity.analysis.everything import Analysis
from continuity.analysis.figures import Verdict
from continuity.analysis.study import Study
from continuity.analysis.tier_coverage import Aspect, Covered
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio

DANGLING: dict[str, Any] = {
    "organisation": organisation(site_host="no-host"),
    "services": {
        "web": {
            "tier": "no-tier",
            "owner": "no-team",
            "depends_on": [{"service": "no-service"}, {"any_of": [{"vendor": "no-vendor"}, {"site": "no-site"}]}, {"service": "web"}],
            "sites": ["no-site"],
            "strategies": [
                {"scenario": "no-scenario", "approach": "warm-standby", "runbooks": ["no-book"]},
                {"scenario": "fire", "approach": "accept"},
            ],
            "escalation": [{"team": "no-team"}, {"role": "hole"}, {"vendor": "no-vendor"}],
            "backups": [{"id": "db", "site": "no-site", "restores_with": "g"}],
            "offerings": [{"name": "x", "vendor": "no-vendor"}],
            "bridge": "no-channel",
        }
    },
    "processes": {"p": {"uses": ["no-service", "web"], "impact": {"no-category": {"1h": "no-level"}}}},
    "runbooks": {
        "book": {
            "services": ["no-service", "web"],
            "scenarios": ["no-scenario", "fire"],
            "plan": "no-plan",
            "access": [{"service": "no-service"}, {"channel": "no-channel"}],
            "bridge": "no-channel",
            "steps": [
                {"id": "a", "do": "x", "role": "no-role", "message": "no-message", "after": ["no-step"], "if_not": {"step": "no-step"}},
                {
                    "id": "b",
                    "do": "y",
                    "team": "no-team",
                    "decision": "?",
                    "options": [{"if": "x", "then": {"runbook": "no-book"}}, {"if": "y"}],
                },
            ],
        }
    },
    "scenarios": {
        "fire": {
            "loss_class": "data-centre",
            "loses": [{"site": "no-site"}, {"service": "no-service"}, {"team": "no-team"}, {"vendor": "no-vendor"}],
            "channels_lost": ["no-channel"],
            "gates": [{"text": "x", "by": "no-team", "applies_to": ["no-service"]}],
        }
    },
    "roles": {"hole": {"holders": [{"person": "no-person"}, {"role": "hole"}]}},
    "teams": {"t": {"lead": "no-person", "members": ["no-person"]}},
    "people": {"ann": {"deputies": ["no-person"], "base": "no-site"}},
    "vendors": {"v": {"subcontractors": ["no-vendor", "v"], "substitutes": ["no-vendor"]}},
    "sites": {"s": {"within": "s"}},
    "channels": {"c": {"type": "chat", "service": "no-service", "fallback": "no-channel"}},
    "resources": {"r": {"type": "break-glass", "needs": ["no-service"], "holders": ["no-team"]}},
    "risks": {"risk": {"scenario": "no-scenario", "controls": ["no-control"], "inherent": {"likelihood": "no", "impact": "no"}}},
    "exercises": {
        "e": {
            "kind": "parallel",
            "held": "2026-01-01",
            "scenario": "no-scenario",
            "results": [{"service": "no-service"}, {"service": "web"}],
        }
    },
    "incidents": {"i": {"services": [{"service": "no-service"}]}},
}


def everything(plans: Portfolio) -> dict[str, Any]:
    analysis = Analysis(plans, TODAY)
    results = {
        name
        for cls in (Analysis, Study)
        for name, value in vars(cls).items()
        if isinstance(value, cached_property) and not name.startswith("_")
    }
    found = {name: getattr(analysis, name) for name in sorted(results)}
    found["every blast"] = [analysis.blasts.of(ref) for ref in analysis.graph.nodes]
    return found


def test_nothing_gives_nothing() -> None:
    found = everything(portfolio())
    for name in ("processes", "required", "data_losses", "capabilities", "coverage", "self_dependencies", "risks", "cycles", "every blast"):
        assert not found[name]
    assert found["organisation_order"].waves == ()


def test_one_service_without_a_word_is_unknown_everywhere_and_fine_nowhere() -> None:
    found = everything(portfolio(services={"web": {}}))
    web = service("web")
    assert found["required"][web].verdict is Verdict.UNKNOWN and found["required"][web].required.missing == ((web, "process"),)
    assert {item.verdict for item in found["data_losses"][web].classes} == {Verdict.UNKNOWN}
    entry = found["organisation_order"].waves[0].entries[0]
    assert (
        entry.verdict is Verdict.UNKNOWN
        and (web, "strategies") in entry.finish.missing
        and (web, "objectives.detect") in entry.finish.missing
    )
    cells = {aspect: cell.covered for aspect, cell in found["coverage"][web].aspects.items()}
    assert Covered.YES not in cells.values() and cells[Aspect.BIA] is Covered.NO


def test_references_to_nothing_are_unknown_and_never_a_fault() -> None:
    found = everything(portfolio(**DANGLING))
    capable = found["capabilities"][Ref("scenario", "fire")].services[service("web")]
    assert not capable.planned.known and capable.verdict is Verdict.UNKNOWN
    assert found["graph"].dangling >= {Ref("service", "no-service"), Ref("vendor", "no-vendor"), Ref("site", "no-site")}
    assert [cycle.members for cycle in found["cycles"]] == [(service("web"),), (Ref("site", "s"),)]
    assert found["procedures"][Ref("runbook", "book")].planned.missing


def test_the_same_plans_give_the_same_results() -> None:
    def plain(value: Any) -> Any:
        if dataclasses.is_dataclass(value) and not isinstance(value, type | Analysis):
            return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
        if isinstance(value, dict):
            return [(plain(key), plain(inner)) for key, inner in value.items()]
        if isinstance(value, tuple | list):
            return [plain(inner) for inner in value]
        return str(value) if isinstance(value, str | int | float | None) else repr(type(value))

    assert plain(everything(portfolio(**DANGLING))) == plain(everything(portfolio(**DANGLING)))
