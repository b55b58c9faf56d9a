"""Everything that can be wrong with plans, one function a rule."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
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
from continuity.checks.base import CHECKS, Check, Subject
from continuity.findings import Finding, Rule, Severity, in_order
from continuity.load import Loaded
from continuity.model.organisation import RuleLevel
from continuity.text import RULES as TEXT_RULES

__all__ = ["RULES", "Subject", "findings_of", "run"]

_MODULES = (compliance, contacts, dates, exercises, names, objectives, reviews, risk_impact, runbooks, scales, waivers, weak_spots)
_LONG = frozenset(module.__name__ for module in (compliance, objectives, risk_impact, weak_spots))

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


Half = Sequence[Check]
"""Checks that one of two processes may be left with."""
Ask = Callable[[Subject, Half, Half], Iterable[Finding]]


def ask_all(subject: Subject, *halves: Half) -> Iterable[Finding]:
    """What these checks find."""
    return chain.from_iterable(function(subject) for half in halves for function in half)


def findings_of(subject: Subject, mildest: Severity = Severity.NOTE, ask: Ask = ask_all) -> tuple[Finding, ...]:
    """The same for a subject at hand, whose computations others may go on with. Findings milder than ``mildest`` are not looked for.

    ``ask`` gives what two halves of the checks find, as ``ask_all`` does: those that ask how long recovery takes, and all others, which is about as much
    work, with little that both must reckon.
    """
    loaded = subject.loaded
    levels = loaded.portfolio.organisation.rules

    def wanted(rule: Rule) -> bool:
        level = _level(rule, levels)
        return level is not None and level.rank <= mildest.rank

    # Whether an exception is needed shows only when all is looked for.
    everything = wanted(waivers.WAIVER_UNUSED)
    asked = [function for rule, function in CHECKS if everything or wanted(rule)]
    halves = ([one for one in asked if (one.__module__ in _LONG) is long] for long in (True, False))
    found = [*loaded.findings, *ask(subject, *halves)]
    found = [*_levelled(found, levels), *names.unknown_rules(subject, RULES)]
    found = [*_levelled(waivers.apply(subject, found, RULES), levels)]
    return in_order(finding for finding in found if finding.level.rank <= mildest.rank)


def _level(rule: Rule, levels: Mapping[str, RuleLevel]) -> Severity | None:
    """How grave the organisation takes it, None when it is not to be said. What could not be read is always said, and always as grave."""
    level = levels.get(rule.id) if rule.waivable else None
    return rule.severity if level is None else None if level is RuleLevel.OFF else Severity(level.value)


def _levelled(findings: Iterable[Finding], levels: Mapping[str, RuleLevel]) -> Iterator[Finding]:
    for finding in findings:
        if finding.rule.id not in levels or not finding.rule.waivable:
            yield finding
        elif (level := _level(finding.rule, levels)) is not None:
            yield replace(finding, severity=level)
