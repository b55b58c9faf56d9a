"""Accepted findings: what somebody with authority bears until a day, written down as data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from continuity.checks.base import Subject
from continuity.findings import Finding, Rule, Severity
from continuity.model.attestation import Waiver

WAIVER_UNUSED = Rule(
    "waiver-unused",
    Severity.WARNING,
    "An exception that nothing needs",
    "What was accepted is mended or gone; the exception would hide the next one.",
    "a waiver whose rule finds nothing",
    "Delete the waiver.",
)
WAIVER_EXPIRED = Rule(
    "waiver-expired",
    Severity.WARNING,
    "An exception that has run out",
    "What was accepted counts again.",
    "until: 2026-01-31",
    "Mend what it accepted, or accept it anew.",
)
WAIVER_REFUSED = Rule(
    "waiver-refused",
    Severity.ERROR,
    "An exception for something that cannot be accepted",
    "A file that cannot be read cannot be built from.",
    "rule: yaml-syntax",
    "Mend the file.",
)
RULES = (WAIVER_UNUSED, WAIVER_EXPIRED, WAIVER_REFUSED)


def _matches(subject: Subject, waiver: Waiver, finding: Finding) -> bool:
    if waiver.rule != finding.rule.id:
        return False
    if waiver.subject is not None and str(subject.portfolio.resolve(waiver.subject)) != finding.subject:
        return False
    if waiver.field is not None and finding.field != waiver.field:
        return False
    return waiver.value is None or any(value == waiver.value for _, value in finding.values)


def apply(subject: Subject, findings: list[Finding], rules: Mapping[str, Rule]) -> Iterable[Finding]:
    """``findings`` without the accepted ones, with what is wrong with the acceptances."""
    waivers = list(subject.portfolio.waivers.values())
    used: set[str] = set()
    for finding in findings:
        matching = [waiver for waiver in waivers if _matches(subject, waiver, finding)]
        used |= {waiver.id for waiver in matching}
        if not finding.rule.waivable or not any(waiver.until >= subject.as_of for waiver in matching):
            yield finding
    for waiver in waivers:
        rule = rules.get(waiver.rule)
        if rule is not None and not rule.waivable:
            yield subject.finding(
                WAIVER_REFUSED,
                waiver,
                ("rule",),
                f"'{waiver.rule}' cannot be accepted",
                f"mend it: continuity explain {waiver.rule}",
                rule=waiver.rule,
            )
        elif waiver.until < subject.as_of:
            yield subject.finding(
                WAIVER_EXPIRED,
                waiver,
                ("until",),
                f"ran out on {waiver.until.isoformat()}",
                "mend what it accepted, or accept it anew",
                until=waiver.until.isoformat(),
            )
        elif rule is not None and waiver.id not in used:
            yield subject.finding(WAIVER_UNUSED, waiver, (), f"nothing breaks '{waiver.rule}' here", "delete it", rule=waiver.rule)
