"""For programs: our own JSON, SARIF 2.1.0 (OASIS) and JUnit XML."""

from __future__ import annotations

import json
from collections import Counter
from itertools import groupby
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from continuity.adapters.cli.formats.report import Report, visible
from continuity.findings import Finding, Severity

FORMAT_VERSION = 1


def as_json(report: Report) -> str:
    """``{format_version, as_of, findings: [...]}``; ``values`` is a mapping of what the message shows."""
    listed = [
        {
            "rule_id": finding.rule.id,
            "severity": finding.level.value,
            "message": finding.message,
            "path": report.path(finding),
            "line": finding.position.line,
            "column": finding.position.column,
            "kind": finding.kind,
            "id": finding.id,
            "field": finding.field,
            "values": dict(finding.values),
            "help": finding.help,
            "fingerprint": finding.fingerprint,
        }
        for finding in report.findings
    ]
    return _dump({"format_version": FORMAT_VERSION, "as_of": report.as_of.isoformat(), "findings": listed})


_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


def sarif(report: Report) -> str:
    """Static Analysis Results Interchange Format 2.1.0, with every rule that was broken."""
    rules = {finding.rule.id: finding.rule for finding in sorted(report.findings, key=lambda f: f.rule.id)}
    index = {name: number for number, name in enumerate(rules)}
    described = [
        {
            "id": rule.id,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.why},
            "help": {"text": f"{rule.why} Example: {rule.example} Mend: {rule.fix}"},
            "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        }
        for rule in rules.values()
    ]
    results = [
        {
            "ruleId": finding.rule.id,
            "ruleIndex": index[finding.rule.id],
            "level": _LEVELS[finding.level],
            "message": {"text": finding.message + (f" ({finding.help})" if finding.help else "")},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(report.path(finding), safe="/", errors="replace")},
                        "region": {"startLine": finding.position.line, "startColumn": finding.position.column},
                    }
                }
            ],
            "partialFingerprints": {"continuity/v1": fingerprint},
        }
        for finding, fingerprint in zip(report.findings, unique_fingerprints(report), strict=True)
    ]
    run = {
        "tool": {"driver": {"name": "continuity", "semanticVersion": _version(), "rules": described}},
        "columnKind": "unicodeCodePoints",
        "results": results,
    }
    return _dump({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})


def unique_fingerprints(report: Report) -> list[str]:
    """The findings' fingerprints; of several that are alike, the second and later ones carry their number."""
    seen: Counter[str] = Counter()
    made = []
    for finding in report.findings:
        seen[finding.fingerprint] += 1
        number = seen[finding.fingerprint]
        made.append(finding.fingerprint if number == 1 else f"{finding.fingerprint}-{number}")
    return made


def junit(report: Report) -> str:
    """A test suite for each file with findings. What is at or above the threshold failed; the rest passed, with what was found as output."""
    suites = []
    for path, group in groupby(report.findings, key=report.path):
        found = list(group)
        failed = sum(report.fails(finding) for finding in found)
        cases = "".join(_case(report, finding) for finding in found)
        suites.append(f'  <testsuite name={_attribute(path)} tests="{len(found)}" failures="{failed}" errors="0">\n{cases}  </testsuite>\n')
    if not suites:
        suites.append(
            '  <testsuite name="plans" tests="1" failures="0" errors="0">\n    <testcase classname="plans" name="nothing wrong"/>\n  </testsuite>\n'
        )
    total, failed = max(1, len(report.findings)), sum(report.fails(finding) for finding in report.findings)
    head = f'<testsuites name="continuity" tests="{total}" failures="{failed}" errors="0">'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{head}\n{"".join(suites)}</testsuites>\n'


def _case(report: Report, finding: Finding) -> str:
    name = f"{finding.rule.id} {finding.position.line}:{finding.position.column}"
    words = f"{report.place(finding)}: {finding.level.value}: {finding.message}" + (f"\nhelp: {finding.help}" if finding.help else "")
    body = escape("\n".join(visible(part) for part in words.split("\nhelp: ", 1)))
    inner = (
        f"<failure type={_attribute(finding.rule.id)} message={_attribute(finding.message)}>{body}</failure>"
        if report.fails(finding)
        else f"<system-out>{body}</system-out>"
    )
    return f"    <testcase classname={_attribute(report.path(finding))} name={_attribute(name)}>{inner}</testcase>\n"


def _attribute(text: str) -> str:
    return quoteattr(visible(text))


def _dump(data: dict[str, Any]) -> str:
    # Half of a surrogate pair cannot be written as UTF-8; as an escape it can.
    written = json.dumps(data, indent=2, ensure_ascii=False)
    return written.encode("utf-8", "backslashreplace").decode() + "\n"


def _version() -> str:
    from importlib.metadata import version

    return version("mkdocs-continuity")
