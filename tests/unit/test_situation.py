"""What a reader's browser reckons of a situation is what the program reckons of the same loss."""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from analysis_world import TODAY, portfolio
from continuity.analysis.everything import Analysis
from continuity.load import load
from continuity.model.base import Ref
from continuity.model.portfolio import Portfolio
from continuity.pages.situation import situation_asset
from continuity.views.context import Context
from continuity.views.situation import chart
from search_engine import node

RUNNER = Path(__file__).parents[1] / "js" / "situation.js"


def reckoned(plans: Portfolio, losses: Sequence[Sequence[Ref]], scenario: str = "") -> list[Any]:
    # The judgement of reviews has no part in this.
    context = Context(plans, load(()).sources, TODAY, None)  # type: ignore[arg-type]
    script = situation_asset(chart(context)).content.decode()
    asked = {"script": script, "losses": [[str(ref) for ref in lost] for lost in losses], "scenario": scenario}
    done = subprocess.run([node(), str(RUNNER)], input=json.dumps(asked), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def world(chosen: random.Random, circles: bool) -> Portfolio:
    names = [f"s{index}" for index in range(chosen.randrange(4, 12))]
    services: dict[str, Any] = {}
    for index, name in enumerate(names):
        others = [other for other in names if other != name] if circles else names[:index]
        needs: list[dict[str, Any]] = []
        for _ in range(chosen.randrange(4)):
            if not others:
                break
            if chosen.random() < 0.3 and len(others) > 1:
                need: dict[str, Any] = {"any_of": [{"service": other} for other in chosen.sample(others, 2)]}
            else:
                need = {"service": chosen.choice(others)}
            if chosen.random() < 0.3:
                need["strength"] = "soft"
            elif chosen.random() < 0.4:
                need["tolerates"] = chosen.choice(["10m", "2h", "unknown"])
            if chosen.random() < 0.2:
                need["for"] = chosen.choice(["recover", "observe"])
            needs.append(need)
        services[name] = {"depends_on": needs, "sites": [{"site": site} for site in chosen.sample(["north", "south"], chosen.randrange(3))]}
    return portfolio(services=services, sites={"north": {}, "south": {}})


def test_what_stops_and_when_agrees_with_the_program() -> None:
    chosen = random.Random(3)
    stopped = 0
    for turn in range(30):
        plans = world(chosen, circles=turn % 2 == 1)
        analysis = Analysis(plans, TODAY)
        nodes = list(analysis.graph.nodes)
        losses = [tuple(chosen.sample(nodes, chosen.randrange(1, 4))) for _ in range(6)]
        for lost, answer in zip(losses, reckoned(plans, losses), strict=True):
            blast = analysis.blasts.of(*lost)
            wanted = {str(item.ref): item.after.seconds if item.after.is_exact else None for item in blast.stops}
            assert set(answer["stopped"]) == set(wanted)
            # Where one tolerance is unknown the program knows bounds that the browser does not try for.
            sure = {ref: at for ref, at in answer["stopped"].items() if at is not None and wanted[ref] is not None}
            assert sure == {ref: wanted[ref] for ref in sure}
            waves = [sorted(str(ref) for ref in wave) for wave in blast.ordering.waves]
            if blast.ordering.breaks:
                assert sorted(ref for wave in answer["waves"] for ref in wave) == sorted(ref for wave in waves for ref in wave)
            else:
                assert answer["waves"] == waves
            stopped += len(wanted)
    assert stopped > 500


def test_what_only_follows_is_folded_away_and_what_has_lost_its_ground_is_not() -> None:
    plans = portfolio(
        sites={"hall": {}},
        services={
            "store": {"sites": [{"site": "hall"}]},
            "mail": {"depends_on": [{"service": "store"}]},
            "shop": {"depends_on": [{"service": "mail"}]},
        },
        runbooks={
            "restore-store": {"services": ["store"], "steps": [{"id": "a", "do": "Start"}], "scenarios": ["fire"]},
            "restart-mail": {"services": ["mail"], "steps": [{"id": "a", "do": "Start"}]},
            "store-keys": {"services": ["store"], "steps": [{"id": "a", "do": "Turn"}], "scenarios": ["theft"]},
        },
    )
    hall, mail = Ref("site", "hall"), Ref("service", "mail")
    by_hall, both = reckoned(plans, [(hall,), (hall, mail)], "fire")
    assert by_hall["work"] == ["service/store"]
    assert by_hall["books"] == ["restore-store"]
    assert by_hall["folded"] == ["restart-mail"]
    assert by_hall["others"] == ["store-keys"]
    assert by_hall["waves"] == [["service/store"], ["service/mail"], ["service/shop"]]
    assert both["work"] == ["service/mail", "service/store"]
    assert both["books"] == ["restart-mail", "restore-store"]


def test_a_name_cannot_end_the_script_it_stands_in() -> None:
    plans = portfolio(services={"web": {"name": "</script><script>alert(1)//\u2028\u2029"}})
    context = Context(plans, load(()).sources, TODAY, None)  # type: ignore[arg-type]
    content = situation_asset(chart(context)).content.decode()
    assert "<" not in content and "\u2028" not in content and "\u2029" not in content
    (answer,) = reckoned(plans, [(Ref("service", "web"),)])
    assert answer["stopped"] == {"service/web": 0}
