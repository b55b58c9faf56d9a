"""What programs are given, held against what they read it with: their schemas, and for GitHub the grammar of its runner."""

from __future__ import annotations

import datetime as dt
import json
import re
from pathlib import Path

import pytest
import xmlschema
from click.testing import CliRunner
from continuity.adapters.cli import main
from continuity.adapters.cli.formats import Report, write
from continuity.findings import Finding, Position, Rule, Severity
from jsonschema import validators

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "tests" / "frozen" / "vendor"
SARIF = json.loads((SCHEMAS / "oasis" / "sarif-2.1.0-rtm.4.json").read_text(encoding="utf-8"))
JUNIT = xmlschema.XMLSchema(str(SCHEMAS / "xunit" / "junit-10.xsd"))
HOSTILE = "a\x00b\x1b[31m ]]> <b> & \"q\" 'p' % , : \r\n::error::x \ud800 \u202e 😀 `|`"


def report(findings: tuple[Finding, ...], threshold: Severity | None = Severity.WARNING) -> Report:
    return Report(findings, dt.date(2026, 11, 24), "plans", lambda position: "line", threshold, 3)


def made(number: int) -> tuple[Finding, ...]:
    """Findings of all severities in files with hostile names and words; some of them twice the same but for their place."""
    rules = [Rule(f"rule-{level.value}", level, HOSTILE, HOSTILE, HOSTILE, HOSTILE) for level in Severity]
    return tuple(
        Finding(
            rules[n % 3], f"{HOSTILE} {n // 2}", Position(f"services/{HOSTILE if n % 5 == 0 else 'a'} {n // 7}.yaml", n + 1, n % 9 + 1),
            "service", "a", "owner", (("value", HOSTILE),), HOSTILE if n % 2 else None,
        )
        for n in range(number)
    )  # fmt: skip


CASES = {"none": (), "one": made(1), "many": made(1_000)}


@pytest.mark.parametrize("findings", CASES.values(), ids=CASES)
def test_sarif_is_what_its_schema_asks(findings: tuple[Finding, ...]) -> None:
    data = json.loads(write(report(findings), "sarif"))
    validator = validators.validator_for(SARIF)(SARIF)
    # The draft we are held against names its own version; everything else is as in 2.1.0.
    assert data["version"] == "2.1.0"
    wrong = [error for error in validator.iter_errors(data) if list(error.absolute_path) != ["version"]]
    assert [f"{list(error.absolute_path)}: {error.message[:200]}" for error in wrong] == []
    assert len(data["runs"][0]["results"]) == len(findings)


@pytest.mark.parametrize("findings", CASES.values(), ids=CASES)
@pytest.mark.parametrize("threshold", [None, Severity.ERROR, Severity.NOTE])
def test_junit_is_what_jenkins_reads(findings: tuple[Finding, ...], threshold: Severity | None) -> None:
    text = write(report(findings, threshold), "junit")
    JUNIT.validate(text)
    total = sum(int(number) for number in re.findall(r'<testsuite name=(?:"[^"]*"|\'[^\']*\') tests="(\d+)"', text))
    assert total == max(1, len(findings))


@pytest.mark.parametrize("findings", CASES.values(), ids=CASES)
def test_gitlab_is_given_what_it_asks_for(findings: tuple[Finding, ...]) -> None:
    """As its documentation has it: five fields, five severities, fingerprints that differ, paths from the top of the repository."""
    data = json.loads(write(report(findings), "gitlab"))
    assert len(data) == len(findings)
    for issue in data:
        assert set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}
        assert issue["severity"] in {"info", "minor", "major", "critical", "blocker"}
        assert all(isinstance(issue[key], str) and issue[key] for key in ("description", "check_name", "fingerprint"))
        assert isinstance(issue["location"]["lines"]["begin"], int) and issue["location"]["lines"]["begin"] >= 1
        assert not issue["location"]["path"].startswith(("./", "/"))
    assert len({issue["fingerprint"] for issue in data}) == len(data)


#: The runner's: a command and its properties, then data; properties are name=value, parted by commas.
COMMAND = re.compile(r"^::(?P<name>\w+) (?P<properties>[^:]*(?::(?!:)[^:]*)*)::(?P<data>.*)$")


def test_github_reads_back_what_was_meant() -> None:
    findings = made(1_000)
    commands = [line for line in write(report(findings), "github").split("\n") if line.lstrip().startswith("::")]
    assert len(commands) == 30
    for line in commands:
        found = COMMAND.match(line)
        assert found, line
        assert found["name"] in {"error", "warning", "notice"}
        given = dict(part.split("=", 1) for part in found["properties"].split(","))
        assert set(given) == {"file", "line", "col", "title"}
        assert given["line"].isdigit() and given["col"].isdigit()


@pytest.mark.parametrize("form", ["text", "concise", "json", "github", "gitlab", "sarif", "junit", "markdown"])
def test_the_order_is_the_same_every_time_and_everything_is_written_as_utf8(form: str) -> None:
    findings = made(200)
    text = write(report(findings), form)
    assert text == write(report(findings), form)
    text.encode("utf-8")


def test_a_thousand_findings_stay_readable() -> None:
    """The worst come into sight: at the end of a log stands what there is, by rule, and a comment is cut with the number of those left out."""
    findings = made(1_000)
    lines = write(report(findings), "text").rstrip("\n").split("\n")
    assert "334 errors, 333 warnings, 333 notes" in lines[-1]
    assert any("rule-error" in line and "334" in line for line in lines[-8:])
    comment = write(report(findings), "markdown")
    assert len(comment) <= 60_000
    levels = re.findall(r"^\| (error|warning|note) \|", comment, re.MULTILINE)
    assert levels == sorted(levels, key=["error", "warning", "note"].index)
    assert "Not shown for want of room" in comment


def test_the_organisation_says_how_much_a_rule_counts(tmp_path: Path) -> None:
    plans = tmp_path / "plans" / "roles"
    plans.mkdir(parents=True)
    (plans / "keeper.yaml").write_text("name: Keeper\nextrenal: true\n", encoding="utf-8")
    for severity, code in (("error", 1), ("note", 0), ("off", 0)):
        (tmp_path / "plans" / "organisation.yaml").write_text(f"name: X\nrules: {{unknown-key: {severity}}}\n", encoding="utf-8")
        result = CliRunner().invoke(main, ["check", str(tmp_path / "plans"), "--format", "concise"])
        assert (result.exit_code, f": {severity}: " in result.stdout) == (code, severity != "off"), result.output
        assert ("unknown-key" in result.stdout) is (severity != "off")


def test_what_could_not_be_read_cannot_be_switched_off(tmp_path: Path) -> None:
    (tmp_path / "plans" / "roles").mkdir(parents=True)
    (tmp_path / "plans" / "roles" / "keeper.yaml").write_text("name: [\n", encoding="utf-8")
    (tmp_path / "plans" / "organisation.yaml").write_text("name: X\nrules: {yaml-syntax: off}\n", encoding="utf-8")
    result = CliRunner().invoke(main, ["check", str(tmp_path / "plans"), "--format", "concise"])
    assert result.exit_code == 1 and "[yaml-syntax]" in result.stdout
