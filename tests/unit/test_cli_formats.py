"""What each format makes of findings, of a thousand of them, and of plan data that means harm."""

from __future__ import annotations

import datetime as dt
import json
import re
import xml.etree.ElementTree as ET

import pytest
from continuity.adapters.cli.formats import _WRITERS, Report, write
from continuity.adapters.cli.formats.forge import MARKDOWN_LIMIT, SHOWN_BY_GITHUB
from continuity.findings import Finding, Position, Rule, Severity
from markdown_it import MarkdownIt

FORMS = ("text", *_WRITERS)
RULES = [Rule(f"rule-{level.value}", level, "Title", "Why.", "example", "Fix.") for level in Severity]
HOSTILE = (
    "\x1b[2J\x1b]0;owned\x07 \r\n::error::gotcha\n::set-output name=a::b ##[command]x | <b>&amp;</b> `@everyone` [a](http://b) #12"
    " \u202e\u2028 \ud800 %0A]]>"
)


def _report(findings: list[Finding], threshold: Severity | None = Severity.ERROR, line: str | None = "name: x") -> Report:
    return Report(tuple(findings), dt.date(2026, 11, 23), "plans", lambda _: line, threshold, 3)


def _finding(number: int = 0, message: str = "wrong", path: str = "services/a.yaml", rule: int | None = None) -> Finding:
    found = RULES[number % 3 if rule is None else rule]
    return Finding(found, message, Position(path, number + 1, 2), "service", "a", "name", (("value", message),), "mend it")


MANY = [_finding(number, f"wrong {number}", f"services/s{number // 10:03}.yaml") for number in range(1000)]
HARM = [_finding(number, HOSTILE, f"services/{HOSTILE}.yaml", rule=number % 3) for number in range(40)]


@pytest.mark.parametrize("form", FORMS)
def test_no_harm_comes_of_a_plan(form: str) -> None:
    written = write(_report(HARM, line=HOSTILE), form)
    written.encode("utf-8")
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f]", written)
    if form not in ("json", "gitlab", "sarif"):
        assert "\u202e" not in written


def test_github_gives_only_our_commands() -> None:
    for line in write(_report(HARM), "github").splitlines():
        if line.lstrip().startswith("::"):
            assert re.match(r"::(error|warning|notice) file=[^:,]+,line=\d+,col=\d+,title=rule-\w+::", line)
        else:
            assert "##[" not in line


def test_github_shows_the_worst_and_counts_the_rest() -> None:
    lines = write(_report(MANY), "github").splitlines()
    commands = [line for line in lines if line.startswith("::")]
    assert [line.split()[0] for line in commands] == ["::error"] * SHOWN_BY_GITHUB + ["::warning"] * SHOWN_BY_GITHUB + [
        "::notice"
    ] * SHOWN_BY_GITHUB
    assert "324 errors, 323 warnings, 323 notes more than GitHub shows as annotations:" in lines
    assert len(lines) == 1000 + 2
    assert lines[-1] == "334 errors, 333 warnings, 333 notes, judged as of 2026-11-23"


def test_github_escapes_what_the_runner_unescapes() -> None:
    command = write(_report([_finding(message="100% a\r\nb", path="a:b,c.yaml")]), "github").splitlines()[0]
    assert command == "::error file=plans/a%3Ab%2Cc.yaml,line=1,col=2,title=rule-error::100%25 a\\r\\nb (mend it)"


@pytest.mark.parametrize("findings", [[], [_finding()], MANY, HARM], ids=["none", "one", "many", "harm"])
def test_markdown_is_a_table_of_plain_text_within_the_limit(findings: list[Finding]) -> None:
    written = write(_report(findings), "markdown")
    assert len(written) <= MARKDOWN_LIMIT
    html = MarkdownIt("commonmark", {"html": True}).enable("table").render(written)
    assert not re.search(r"<(?!/?(table|thead|tbody|tr|th|td|p|strong|code|br)\b)", html)
    assert not re.search(r"(?<!`)@\w|(?<!&)#\d", re.sub(r"<code>.*?</code>", "", html))
    assert html.count("<tr>") - 1 == (written.count("\n| ") - 1 if findings else -1)


def test_markdown_says_how_many_were_left_out() -> None:
    found = [_finding(number, "x" * 200) for number in range(1000)]
    written = write(_report(found), "markdown")
    rows = len(re.findall(r"^\| (?:error|warning|note) \|", written, re.MULTILINE))
    left = re.findall(r"(\d+) (?:error|warning|note)s?", written.rpartition("Not shown for want of room: ")[2])
    assert rows + sum(map(int, left)) == 1000
    assert "| note |" not in written, "the mildest are dropped first"


def test_json_has_every_field() -> None:
    data = json.loads(write(_report([_finding()]), "json"))
    assert data["findings"] == [
        {
            "rule_id": "rule-error", "severity": "error", "message": "wrong", "path": "plans/services/a.yaml", "line": 1, "column": 2,
            "kind": "service", "id": "a", "field": "name", "values": {"value": "wrong"}, "help": "mend it", "fingerprint": _finding().fingerprint,
        }
    ]  # fmt: skip


def test_gitlab_fingerprints_are_unique() -> None:
    same = [_finding(number, rule=0) for number in range(5)]
    listed = json.loads(write(_report(same), "gitlab"))
    assert len({issue["fingerprint"] for issue in listed}) == 5
    assert listed[1]["location"] == {"path": "plans/services/a.yaml", "lines": {"begin": 2}}
    assert {issue["severity"] for issue in json.loads(write(_report(MANY), "gitlab"))} == {"major", "minor", "info"}


def test_sarif_says_rule_place_and_level() -> None:
    data = json.loads(write(_report([_finding(path="a b/ü.yaml"), _finding(1)]), "sarif"))
    (run,) = data["runs"]
    assert data["version"] == "2.1.0"
    for result in run["results"]:
        assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place == {"artifactLocation": {"uri": "plans/a%20b/%C3%BC.yaml"}, "region": {"startLine": 1, "startColumn": 2}}
    assert [result["level"] for result in run["results"]] == ["error", "warning"]


@pytest.mark.parametrize(("threshold", "failures"), [(Severity.ERROR, 1), (Severity.WARNING, 2), (Severity.NOTE, 3), (None, 0)])
def test_junit_fails_what_the_threshold_fails(threshold: Severity | None, failures: int) -> None:
    root = ET.fromstring(write(_report([_finding(number) for number in range(3)], threshold), "junit"))  # noqa: S314 - written by ourselves
    assert (root.get("tests"), root.get("failures")) == ("3", str(failures))
    assert len(root.findall(".//failure")) == failures
    assert len(root.findall(".//testcase")) == 3


def test_junit_of_nothing_is_a_test_that_passed() -> None:
    root = ET.fromstring(write(_report([]), "junit"))  # noqa: S314 - written by ourselves
    assert len(root.findall(".//testcase")) == 1
    assert not root.findall(".//failure")
    ET.fromstring(write(_report(HARM), "junit"))  # noqa: S314 - written by ourselves


def test_a_thousand_findings_end_with_the_rules_and_the_count() -> None:
    lines = write(_report(MANY), "text").splitlines()
    assert lines[-5:-1] == ["  334  error    rule-error", "  333  warning  rule-warning", "  333  note     rule-note", ""]
    assert lines[-1] == "334 errors, 333 warnings, 333 notes in 3 files, judged as of 2026-11-23"
    assert sum(line.startswith("plans/services/") for line in lines) == 100
    assert sum(line.startswith("    help: ") for line in lines) < 100, "what is the same of every finding is not said a thousand times"
    assert all(f"{finding.position}" in "\n".join(lines) for finding in MANY), "each has its place"


def test_a_long_line_is_cut_around_the_place() -> None:
    source = "a" * 300 + "HERE" + "b" * 300
    found = Finding(RULES[0], "wrong", Position("a.yaml", 1, 301))
    shown, caret = write(_report([found], line=source), "text").splitlines()[4:6]
    assert len(shown) < 120
    assert shown[caret.index("^") :].startswith("HERE")
