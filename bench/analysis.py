"""How long the analysis takes: portfolios of 500 to 4,000 services with five dependencies each.

    python bench/analysis.py [--random]

The estate is drawn like real ones: a few platform services that everything needs, and groups of services that need one another's lower
layers.
Times are of this process alone, whatever else the machine does. ``--random`` draws dependencies from all services instead, where the
output of the blast radii itself grows with the square of the services.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

sys.path[:0] = [str(Path(__file__).parents[1] / "plugins"), str(Path(__file__).parents[1] / "tests" / "unit")]

from analysis_world import organisation, portfolio  # noqa: E402
from continuity.analysis.study import Study  # noqa: E402
from continuity.model.portfolio import Portfolio  # noqa: E402

AS_OF = date(2026, 11, 23)
GROUP, PLATFORM = 25, 5


def estate(count: int, *, scattered: bool) -> Portfolio:
    """``count`` services, five dependencies each where there are so many below; a runbook each, a process for each tenth, ten scenarios."""
    draw = random.Random(count)
    services: dict[str, Any] = {}
    for n in range(count):
        below = range(n) if scattered or n < PLATFORM else [*range(PLATFORM), *range(max(PLATFORM, n - n % GROUP), n)]
        needs = draw.sample(list(below), min(5, len(below)))
        services[f"s{n}"] = {
            "tier": f"t{n % 4}",
            "objectives": {"detect": "5m", "invoke": "10m", "mbco": {"percent": "50"}},
            "depends_on": [{"service": f"s{m}", "strength": draw.choice(["hard", "hard", "soft"])} for m in needs],
            "sites": [{"site": f"site{n % 5}"}, {"site": f"site{(n + 1) % 5}", "use": "alternate"}],
            "escalation": [{"team": f"team{n % 50}", "wait": "5m"}, {"vendor": f"v{n % 20}"}],
            "backups": [{"id": "db", "every": "1h", "takes": "5m", "offsite": "10m", "keep": "30d", "site": f"site{(n + 1) % 5}"}],
            "strategies": [
                {"scenario": f"loss{n % 5}", "approach": "warm-standby", "activates_in": "10m", "capacity": "60", "runbooks": [f"r{n}"]}
            ],
        }
    steps = [
        {
            "id": f"a{m}",
            "do": "x",
            "role": f"role{m % 3}",
            "takes": {"planned": "5m", "worst": "15m"},
            **({"if_not": {"step": "a7"}} if m < 7 else {}),
        }
        for m in range(8)
    ]
    return portfolio(
        organisation=organisation(
            tiers=[{"id": f"t{n}", "name": f"T{n}", "rto": f"{2 ** (n + 1)}h", "rpo": "1h", "exercise_every": "12 months"} for n in range(4)],
            impact_levels=[{"id": "low", "name": "Low"}, {"id": "high", "name": "High", "tolerable": False}],
        ),
        services=services,
        runbooks={f"r{n}": {"services": [f"s{n}"], "scenarios": [f"loss{n % 5}"], "steps": steps} for n in range(count)},
        processes={f"p{n}": {"uses": [f"s{n}"], "wrt": "30m", "impact": {"x": {"1h": "low", "8h": "high"}}} for n in range(0, count, 10)},
        scenarios={f"loss{n}": {"loss_class": "data-centre", "loses": [{"site": f"site{n}"}], "expected_outage": "2d"} for n in range(5)},
        sites={f"site{n}": {} for n in range(6)},
        vendors={f"v{n}": {"commitment": {"response": "1h", "recovery": "4h"}} for n in range(20)},
        people={f"person{n}": {} for n in range(100)},
        teams={f"team{n}": {"members": [f"person{n}", f"person{n + 50}"]} for n in range(50)},
        roles={f"role{n}": {"holders": [{"person": f"person{n}"}]} for n in range(3)},
        exercises={
            f"e{n}": {"kind": "parallel", "held": "2026-05-01", "environment": "production", "scenario": f"loss{n % 5}",
                      "results": [{"service": f"s{n}", "rta": "1h", "passed": True}]}
            for n in range(0, count, 5)
        },
    )  # fmt: skip


def parts(study: Study) -> list[tuple[str, Any]]:
    """Name and work of every part, in the order in which they build on one another."""
    from continuity.analysis import (
        blast,
        capability,
        data_loss,
        inheritance,
        objectives,
        recovery,
        risk,
        self_dependency,
        single_points,
        strategies,
        tier_coverage,
    )
    from continuity.analysis.graph import cycles

    made: dict[str, Any] = {}

    def keep(name: str, value: Any) -> Any:
        made[name] = value
        return value

    return [
        ("graph and cycles", lambda: cycles(study.graph)),
        ("runbook times", lambda: study.procedures),
        ("processes", lambda: keep("processes", objectives.process_requirements(study))),
        ("required RTO", lambda: inheritance.required_rtos(study, made["processes"])),
        ("data loss", lambda: data_loss.data_losses(study)),
        ("strategies", lambda: [strategies.strategy_fits(study, item) for item in study.services.values()]),
        ("blast: counts", lambda: keep("blasts", blast.Blasts(study)).counts),
        ("blast: all", lambda: [made["blasts"].of(ref) for ref in study.graph.nodes]),
        ("blast: people", lambda: blast.person_blasts(study)),
        ("capability", lambda: keep("capability", capability.capabilities(study, made["blasts"]))),
        (
            "weak spots",
            lambda: [self_dependency.self_dependencies(study, made["blasts"]), single_points.single_points(study, made["blasts"])],
        ),
        ("risk", lambda: [risk.rated_risks(study), risk.scenario_impacts(study, made["blasts"])]),
        ("coverage", lambda: tier_coverage.service_coverage(study, made["blasts"])),
        ("recovery order", lambda: [recovery.organisation_order(study), recovery.scenario_orders(study, made["capability"])]),
    ]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--random", action="store_true", help="dependencies drawn from all services")
    chosen = options.parse_args()
    before: dict[str, float] = {}
    for count in (500, 1000, 2000, 4000):
        plans = estate(count, scattered=chosen.random)
        study = Study(plans, AS_OF)
        gc.collect()
        gc.disable()  # results hold no cycles: collecting while many are made would look through all of them again and again
        edges = sum(len(service.depends_on) for service in plans.services.values())
        print(f"{count} services, {edges} dependencies")
        whole = 0.0
        for name, work in parts(study):
            start = time.process_time()
            work()
            took = time.process_time() - start
            whole += took
            print(f"  {name:20} {took:7.3f} s" + (f"   x {took / before[name]:.1f}" if name in before else ""))
            before[name] = took
        print(f"  {'all':20} {whole:7.3f} s" + (f"   x {whole / before['all']:.1f}" if "all" in before else ""))
        before["all"] = whole


if __name__ == "__main__":
    main()
