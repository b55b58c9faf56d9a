"""Everything that can be wrong with plans, one function a rule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import MappingProxyType

from continuity import reading_rules
from continuity.checks import (
    compliance,
    contacts,
    dates,
    exercises,
    names,
    objectives,
    reviews,
    risk_impact,
    runbooks,
    scales,
    waivers,
    weak_spots,
)
from continuity.checks.base import CHECKS, Subject
from continuity.findings import Finding, Rule, Severity, in_order
from continuity.load import Loaded
from continuity.model.organisation import RuleLevel
from continuity.text import RULES as TEXT_RULES

__all__ = ["RULES", "Subject", "findings_of", "run"]

_MODULES = (compliance, contacts, dates, exercises, names, objectives, reviews, risk_impact, runbooks, scales, waivers, weak_spots)

#: Every rule there is, by id: those of reading bytes, of reading records, and of meaning.
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        rule.id: rule
        for rule in sorted(
            (*TEXT_RULES, *reading_rules.RULES, *(rule for rule, _ in CHECKS), names.UNKNOWN_RULE, *waivers.RULES), key=lambda rule: rule.id
        )
    }
)


def run(loaded: Loaded, as_of: date) -> tuple[Finding, ...]:
    """All findings of a set of plans on a day, those of reading included; the organisation's severities applied, accepted ones taken out.

    A waiver that is not used or has run out is a finding itself.
    """
    return findings_of(Subject(loaded, as_of))


def findings_of(subject: Subject) -> tuple[Finding, ...]:
    """The same for a subject at hand, whose computations others may go on with."""
    loaded = subject.loaded
    found = [*loaded.findings, *(finding for _, function in CHECKS for finding in function(subject))]
    levels = loaded.portfolio.organisation.rules
    found = [_levelled(f, levels[f.rule.id]) if f.rule.id in levels and f.rule.waivable else f for f in found if not _off(f, levels)]
    found += names.unknown_rules(subject, RULES)
    return in_order(waivers.apply(subject, found, RULES))


def _off(finding: Finding, levels: Mapping[str, RuleLevel]) -> bool:
    """What could not be read is always said."""
    return finding.rule.waivable and levels.get(finding.rule.id) is RuleLevel.OFF


def _levelled(finding: Finding, level: RuleLevel) -> Finding:
    return replace(finding, severity=Severity(level.value))
