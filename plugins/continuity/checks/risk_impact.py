"""Risks beside the impact analysis: what they assert must not be milder than what the processes said."""

from __future__ import annotations

from collections.abc import Iterable

from continuity.checks.base import Subject, check
from continuity.findings import Finding, Rule, Severity

UNDERSTATED = Rule(
    "risk-understated",
    Severity.NOTE,
    "A risk rated milder than the impact analysis says",
    "At the outage its scenario is expected to cause, a process that stops has a worse impact than the risk asserts. One of them is wrong.",
    "inherent: {likelihood: rare, impact: minor}, for a scenario that stops a process whose impact is then severe",
    "Raise the inherent impact, or correct the impact analysis of the process.",
)


@check(UNDERSTATED)
def understated(subject: Subject) -> Iterable[Finding]:
    levels = {level.id: level.name for level in subject.portfolio.organisation.impact_levels}
    for item in subject.study.scenario_impacts.values():
        if item.worst is None or item.outage is None:
            continue
        process = subject.portfolio.get(item.worst.process)
        name = process.label if process else item.worst.process.id
        level = levels.get(item.worst.level, item.worst.level)
        for risk in item.understated:
            message = f"is rated milder than the impact analysis: with this outage, {name} reaches {level}"
            yield subject.finding(
                UNDERSTATED,
                risk,
                ("inherent", "impact"),
                message,
                "raise it, or correct the analysis",
                process=process.ref if process else item.worst.process,
            )
