"""The client that works a runbook: its scripts by themselves, and the log it exports, read back as plan data."""

from __future__ import annotations

import datetime as dt
import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from continuity import checks
from continuity.load import load
from continuity.model.exercise import Exercise, Incident
from continuity.model.portfolio import Portfolio
from continuity.model.values import Duration
from search_engine import node

JS = Path(__file__).parents[1] / "js"
PLANS: tuple[tuple[str, bytes], ...] = (
    (
        "organisation.yaml",
        b"name: Mill\ntime_zone: Europe/London\ndefault_visibility: internal\nseverities: [{id: sev-1, name: Critical}, {id: sev-2, name: High}]\n",
    ),
    ("services/db.yaml", b"name: Database\n"),
    ("services/orders.yaml", b"name: Orders\n"),
    ("scenarios/fire.yaml", b"name: Fire\nloss_class: facility\n"),
    ("continuity-plans/recovery.yaml", b"title: Recovery\ntype: disaster recovery\n"),
    ("runbooks/failover.yaml", b"title: Fail over\nservices: [db, orders]\nsteps: [{do: Look}]\n"),
)
NIGHT = int(dt.datetime(2026, 11, 24, 3, 10, tzinfo=dt.UTC).timestamp() * 1000)
MINUTE = 60_000
#: Names and notes that a careless writer of YAML would lose or let out.
NASTY = (
    'Night: "labels" # gone',
    "- {a: [b",
    "line\nbreak\ttab",
    "yes",
    "\u2028 \x85 \x00 \U0001f600 \ud83d",
    "*x &y !z %",
    "null",
    "'",
    "\\u0041",
)


def exported(runs: list[dict[str, Any]], **book: Any) -> list[dict[str, str]]:
    asked = json.dumps({"book": {"services": ["db", "orders"], **book}, "runs": runs})
    done = subprocess.run([node(), str(JS / "run_record.js")], input=asked, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


def run(
    kind: str = "live", name: str = "Night", *, severity: str = "sev-1", began: int | None = NIGHT - 10 * MINUTE, **more: Any
) -> dict[str, Any]:
    return {"begin": {"name": name, "kind": kind, "severity": severity, "began": began, "keeper": "Ada"}, "at": NIGHT, **more}


def loaded(file: dict[str, str]) -> Portfolio:
    """The plans with the exported file among them; what is not accepted as it stands fails the test."""
    before = {str(finding) for finding in load(PLANS).findings}
    after = load((*PLANS, (file["path"], file["text"].encode())))
    assert [str(finding) for finding in after.findings if str(finding) not in before] == []
    return after.portfolio


def incident(file: dict[str, str]) -> Incident:
    assert file["path"].startswith("incidents/")
    (found,) = loaded(file).incidents.values()
    return found


def exercise(file: dict[str, str]) -> Exercise:
    assert file["path"].startswith("exercises/")
    (found,) = loaded(file).exercises.values()
    return found


def test_the_scripts_of_a_run_do_what_they_say() -> None:
    done = subprocess.run([node(), "--test", str(JS / "run.test.js")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr


def test_a_live_run_loads_as_an_incident_with_measured_times() -> None:
    moments = [["detected", NIGHT - 5 * MINUTE], ["invoked", NIGHT], ["recovered", NIGHT + 95 * MINUTE]]
    marks = [[0, "done", ""], [4, "skipped", "not this time"]]
    (file,) = exported([run(moments=moments, marks=marks, end="complete")], plan="recovery", scenarios=["fire"])
    assert file["path"] == "incidents/2026-11-24-night.yaml"
    found = incident(file)
    assert (found.title, found.severity, str(found.plan), str(found.scenario)) == (
        "Night",
        "sev-1",
        "continuity-plan/recovery",
        "scenario/fire",
    )
    assert found.times.started == dt.datetime(2026, 11, 24, 3, 0, tzinfo=dt.UTC)
    assert found.times.recovered == dt.datetime(2026, 11, 24, 4, 45, tzinfo=dt.UTC)
    assert [(result.service.id, result.rta) for result in found.services] == [("db", Duration(105 * 60)), ("orders", Duration(105 * 60))]
    assert [line.text for line in found.log][:3] == ["Run started by Ada", "Step 1 done", "Step 5 skipped: not this time"]
    assert found.log[0].at == dt.datetime(2026, 11, 24, 3, 10, tzinfo=dt.UTC)
    assert found.summary is not None
    assert found.summary.text == "Fail over: 1 of 6 steps done, 1 skipped, 0 put off; complete."


@pytest.mark.parametrize("kind", ["walkthrough", "component-test", "functional", "full-scale"])
def test_a_drill_loads_as_an_exercise_of_that_kind(kind: str) -> None:
    (file,) = exported([run(kind, moments=[["recovered", NIGHT + 20 * MINUTE]], end="complete")])
    found = exercise(file)
    assert (found.exercise_kind.value, found.held, found.took) == (kind, dt.date(2026, 11, 24), Duration(3600))
    assert [(result.service.id, result.rta, result.passed) for result in found.results] == [
        ("db", Duration(1800), None),
        ("orders", Duration(1800), None),
    ]
    assert found.notes is not None
    assert "Run started by Ada" in found.notes.text


def test_what_nobody_measured_is_unknown_and_never_a_number() -> None:
    no_start, no_end, backwards, elsewhere = exported(
        [
            run(began=None, moments=[["recovered", NIGHT]], severity=""),
            run(),
            run(moments=[["recovered", NIGHT - 60 * MINUTE]]),
        ]
    ) + exported([run(moments=[["recovered", NIGHT]])], services=[])
    for file in (no_start, no_end, backwards):
        assert {str(result.rta) for result in incident(file).services} == {"unknown"}
    assert incident(no_start).severity is None
    assert incident(elsewhere).services == ()


def test_the_day_is_the_organisations() -> None:
    late = int(dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC).timestamp() * 1000)
    (file,) = exported([{**run("functional"), "at": late}], zone="Asia/Tokyo")
    assert exercise(file).held == dt.date(2026, 11, 25)


@pytest.mark.parametrize("words", NASTY)
def test_no_name_and_no_note_breaks_the_file(words: str) -> None:
    live, drill = exported([run(name=words, notes=[words]), run("functional", name=words, notes=[words])])
    found = exercise(drill)
    assert found.title is not None
    for text in (incident(live).log[-1].text, incident(live).title, found.title):
        assert text.split()[0] == words.replace("\x00", " ").split()[0]


def test_the_checks_have_nothing_against_an_export() -> None:
    """Findings of the plans alone may stand; the exported files add none about themselves."""
    files = exported(
        [
            run(moments=[["recovered", NIGHT + 20 * MINUTE]], end="complete"),
            run("functional", name="Drill", moments=[["recovered", NIGHT + 20 * MINUTE]], end="complete"),
        ]
    )
    plans = load((*PLANS, *((file["path"], file["text"].encode()) for file in files)))
    found = [
        finding
        for finding in checks.run(plans, dt.date(2026, 11, 25))
        if finding.position and finding.position.path.startswith(("incidents/", "exercises/"))
    ]
    assert [str(finding) for finding in found] == []
