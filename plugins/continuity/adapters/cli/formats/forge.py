"""For forges: annotations of GitHub Actions, the code quality report of GitLab, and Markdown for a comment or a job summary."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping

from continuity.adapters.cli.formats.programs import unique_fingerprints
from continuity.adapters.cli.formats.report import Report, count, visible
from continuity.adapters.cli.formats.terminal import line
from continuity.findings import Finding, Severity

#: GitHub shows at most ten annotations of each level for a step of a workflow.
SHOWN_BY_GITHUB = 10
#: Forges refuse comments above 65,536 characters; some room is left for whoever puts this into one.
MARKDOWN_LIMIT = 60_000

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_GITLAB = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.NOTE: "info"}


def github(report: Report) -> str:
    """Workflow commands, worst first and as many as GitHub shows; the others as plain lines of the log, with their number said."""
    shown: Counter[Severity] = Counter()
    commands: list[str] = []
    rest: list[Finding] = []
    for finding in report.worst_first:
        if shown[finding.level] < SHOWN_BY_GITHUB:
            shown[finding.level] += 1
            commands.append(_command(report, finding))
        else:
            rest.append(finding)
    lines = commands
    if rest:
        lines.append(f"{count(rest)} more than GitHub shows as annotations:")
        lines += [no_command(line(report, finding)) for finding in rest]
    lines.append(f"{count(report.findings)}, judged as of {report.as_of.isoformat()}")
    return "\n".join(lines) + "\n"


def _command(report: Report, finding: Finding) -> str:
    place = {"file": report.path(finding), "line": finding.position.line, "col": finding.position.column, "title": finding.rule.id}
    words = finding.message + (f" ({finding.help})" if finding.help else "")
    return command(_COMMANDS[finding.level], place, words)


def command(level: str, properties: Mapping[str, object], words: str) -> str:
    """A workflow command of GitHub Actions: an annotation of that level."""
    named = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{level} {named}::{_data(words)}"


def _data(text: str) -> str:
    return visible(text).replace("%", "%25")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def no_command(text: str) -> str:
    """A line of the log that the runner does not take for a command: those start with :: or hold ##[."""
    return re.sub(r"^(\s*):(?=:)", r"\1: ", text).replace("##[", "# #[")


def gitlab(report: Report) -> str:
    """The code quality report: an array of issues."""
    listed = [
        {
            "description": finding.message + (f" ({finding.help})" if finding.help else ""),
            "check_name": finding.rule.id,
            "fingerprint": fingerprint,
            "severity": _GITLAB[finding.level],
            "location": {"path": report.path(finding), "lines": {"begin": finding.position.line}},
        }
        for finding, fingerprint in zip(report.findings, unique_fingerprints(report), strict=True)
    ]
    return json.dumps(listed, indent=2) + "\n"


def markdown(report: Report) -> str:
    """A verdict and a table, worst first, cut at MARKDOWN_LIMIT characters with the number of those left out."""
    head = f"**Continuity plans:** {count(report.findings)}, judged as of {report.as_of.isoformat()}\n"
    if not report.findings:
        return head
    parts = [head, "\n| | finding | where | rule |\n|---|---|---|---|\n"]
    # What is said about those left out needs room as well.
    left = MARKDOWN_LIMIT - sum(map(len, parts)) - 100
    rows = report.worst_first
    for number, finding in enumerate(rows):
        row = _row(report, finding)
        left -= len(row)
        if left < 0:
            parts.append(f"\nNot shown for want of room: {count(rows[number:])}.\n")
            break
        parts.append(row)
    return "".join(parts)


def _row(report: Report, finding: Finding) -> str:
    words = inert(finding.message) + (f"<br>{inert(finding.help)}" if finding.help else "")
    where = cell_code(f"{report.path(finding)}:{finding.position.line}")
    return f"| {finding.level.value} | {words} | {where} | {cell_code(finding.rule.id)} |\n"


def inert(text: str) -> str:
    """Text of a plan that stays text in a forge's Markdown: no mention, reference, link, HTML or table comes of it."""
    escaped = re.sub(r"([!-/:-?\[-`{-~])", r"\\\1", visible(text))
    # Forges look for @name and #12 in the finished text, where a backslash no longer shows; a word joiner does.
    return re.sub(r"(@|\\#)(?=\w)", "\\1\u2060", escaped)


def cell_code(text: str) -> str:
    """Text as code in a cell of a table, whatever backquotes and bars are in it."""
    plain = visible(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", plain)), default=0)
    fence = "`" * (longest + 1)
    return f"{fence} {plain} {fence}" if longest else f"`{plain}`"
